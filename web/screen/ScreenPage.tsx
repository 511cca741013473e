/**
 * The screen of a waiting room: who is called to which room, who is next; it says each call aloud.
 * https://www.w3.org/TR/WCAG22/#status-messages
 */
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { renderSVG } from 'uqr';
import type { Screen, ScreenLine } from '#model/queue/place.ts';
import { useAppearance } from '../design/appearance-context.ts';
import mark from '../design/mark.svg';
import { clockText } from '../design/moment.ts';
import { type LiveState, listenLive } from '../fhir/live.ts';
import { enScreen } from '../i18n/screen/en-screen.ts';
import { zhScreen } from '../i18n/screen/zh-screen.ts';
import { fill } from '../i18n/fill.ts';
import { type Call, callsOf, newCalls } from './announce.ts';
import './screen.css';

const useWords = () => (useAppearance().language === 'en' ? enScreen : zhScreen);

/** So long a call stands large over the others, in milliseconds. */
const largeMs = 8000;

/** What the screen of a key shows now, and how its connection is. */
function useScreen(key: string, called: (calls: Call[]) => void) {
  const [screen, setScreen] = useState<Screen>();
  const [state, setState] = useState<LiveState>('connecting');
  const last = useRef<Screen>(undefined);
  const tell = useRef(called);
  useEffect(() => {
    tell.current = called;
  });
  useEffect(
    () =>
      listenLive({
        path: '/queue',
        first: async () => ({ watch: 'screen', key }),
        heard: (said) => {
          const now = said['screen'] as Screen;
          const calls = newCalls(last.current, now);
          last.current = now;
          setScreen(now);
          if (calls.length > 0) tell.current(calls);
        },
        changed: setState,
      }),
    [key],
  );
  return { screen, state };
}

/** The page at /screen, whose fragment is the key. */
export function ScreenPage(): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const [voice, setVoice] = useState(false);
  const [large, setLarge] = useState<Call>();
  const { screen, state } = useScreen(location.hash.slice(1), (calls) => {
    setLarge(calls.at(-1));
    if (voice) for (const call of calls) say(fill(words.voice, wordsOf(call)), language);
  });
  useEffect(() => {
    if (large === undefined) return undefined;
    const timer = setTimeout(() => setLarge(undefined), largeMs);
    return () => clearTimeout(timer);
  }, [large]);
  if (screen === undefined || state === 'refused') {
    return (
      <main className="screen-empty">
        <img src={mark} alt="" width="72" height="72" />
        <p role="status">{state === 'refused' ? words.refused : words.connecting}</p>
      </main>
    );
  }
  return (
    <div className="screen">
      <Top screen={screen}>
        <button
          type="button"
          className="screen-voice"
          aria-pressed={voice}
          onClick={() => setVoice(!voice)}
        >
          {voice ? words.voiceOn : words.startVoice}
        </button>
      </Top>
      {state === 'broken' ? (
        <p className="screen-broken" role="alert">
          {words.broken}
        </p>
      ) : null}
      <main className="screen-lines">
        {screen.lines.length === 0 ? <p className="screen-none">{words.noLines}</p> : null}
        {screen.lines.map((line) => (
          <Line key={line.doctor} line={line} />
        ))}
      </main>
      <Foot screen={screen} />
      {large === undefined ? null : (
        <div className="screen-large" role="alert">
          <p className="screen-large-number">{fill(words.called, wordsOf(large))}</p>
          <p className="screen-large-room">{fill(words.goTo, wordsOf(large))}</p>
        </div>
      )}
    </div>
  );
}

const wordsOf = ({ number, name, room }: Call) => ({ n: number, name, room });

/** Says a call twice, as people look up at the first. */
function say(text: string, language: string): void {
  for (let times = 0; times < 2; times += 1) {
    const spoken = new SpeechSynthesisUtterance(text);
    spoken.lang = language === 'en' ? 'en-GB' : 'zh-CN';
    spoken.rate = 0.9;
    speechSynthesis.speak(spoken);
  }
}

function Top({ screen, children }: { screen: Screen; children: ReactNode }): ReactNode {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <header className="screen-top">
      <div>
        <p className="screen-hospital">{screen.hospital}</p>
        <h1>{screen.department}</h1>
      </div>
      {children}
      <time className="screen-clock figures" dateTime={now.toISOString()}>
        {clockText(now.toISOString())}
      </time>
    </header>
  );
}

function Line({ line }: { line: ScreenLine }): ReactNode {
  const words = useWords();
  const [first, ...others] = callsOf({ lines: [line] } as Screen).toReversed();
  const doctor = line.doctor === '' ? words.anyDoctor : line.doctor;
  return (
    <section className="screen-line" aria-label={doctor}>
      <h2>{doctor}</h2>
      <div className="screen-now" aria-live="polite">
        <p className="screen-label">{words.now}</p>
        {first === undefined ? (
          <p className="screen-nobody">{words.nobody}</p>
        ) : (
          <>
            <p className="screen-number figures">
              {fill(words.number, { n: first.number })}
              <span className="screen-name">{first.name}</span>
            </p>
            <p className="screen-room">{first.room}</p>
          </>
        )}
        {others.map((call) => (
          <p key={call.number} className="screen-other figures">
            {`${fill(words.called, wordsOf(call))} → ${call.room}`}
          </p>
        ))}
      </div>
      <div className="screen-next">
        <p className="screen-label">{words.next}</p>
        <p className="screen-numbers figures">{line.next.join('  ')}</p>
        <p className="screen-count">{fill(words.waiting, { n: line.waiting })}</p>
        {line.passed.length === 0 ? null : (
          <p className="screen-passed figures">{`${words.passed} ${line.passed.join('  ')}`}</p>
        )}
      </div>
    </section>
  );
}

/** How to check in, and what to do when one was passed over. */
function Foot({ screen }: { screen: Screen }): ReactNode {
  const words = useWords();
  const address = `${location.origin}/record#check-in/${screen.code}`;
  const picture = `data:image/svg+xml,${encodeURIComponent(renderSVG(address, { border: 2 }))}`;
  return (
    <footer className="screen-foot">
      <img src={picture} alt={words.checkIn} width="132" height="132" />
      <div>
        <p className="screen-check-in">{words.checkIn}</p>
        <p>{words.checkInHelp}</p>
        <p>{words.passedHelp}</p>
      </div>
    </footer>
  );
}
