/**
 * The card that says the next step: one sentence, when, where, one button.
 * https://www.w3.org/TR/WCAG22/#status-messages
 */
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { clockText } from '../../design/moment.ts';
import { fill } from '../../i18n/fill.ts';
import { useConduct } from '../../light/use-conduct.ts';
import { useSession } from '../../session/session-context.ts';
import { arrive, takeOffer } from '../booking/moves.ts';
import { useVisits } from '../booking/use-visits.ts';
import { lastSeen } from '../booking/visit.ts';
import type { Visit } from '../booking/visit.ts';
import { ReadAloud } from '../elder/ReadAloud.tsx';
import { useElder } from '../elder/elder.ts';
import { Failed, Loading } from '../parts/Frame.tsx';
import { Glyph } from '../parts/Glyph.tsx';
import { Press } from '../parts/Press.tsx';
import { shortPrediction } from '../queue/describe.ts';
import { fragmentOf } from '../route.ts';
import { useWay } from '../use-route.ts';
import { useWords } from '../words.ts';
import type { NextStep, StepKind } from './next-step.ts';
import { stepWords, whenText } from './step-words.ts';
import { useNextStep, useNow } from './use-next-step.ts';

/** Loud is filled; time that passes is apricot. */
const tones: Partial<Record<StepKind, 'loud' | 'warn'>> = {
  called: 'loud',
  passed: 'warn',
  confirm: 'warn',
  rebooked: 'warn',
  pay: 'warn',
  leave: 'warn',
};

/** The card; its shape while the appointments are on their way. */
export function NextStepCard(): ReactNode {
  const step = useNextStep();
  const { error, reload } = useVisits();
  if (error !== undefined) return <Failed error={error} retry={reload} />;
  if (step === undefined) return <Loading rows={1} />;
  return <Card step={step} />;
}

function Card({ step }: { step: NextStep }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const { isElder } = useElder();
  const now = useNow();
  const { act, busy, error } = useStep(step);
  useBuzz(step.kind);
  const { say, button } = stepWords(step, words, { now, language });
  const lines = linesOf(step, { now, language, words });
  const spoken = [say, ...lines.map(({ text }) => text)].join('。');
  return (
    <section className="step" data-tone={tones[step.kind] ?? 'calm'} aria-label={words.step.label}>
      <p className="step-label">{words.step.label}</p>
      <p className="step-say" role={step.kind === 'called' ? 'alert' : 'status'}>
        {say}
      </p>
      {lines.length === 0 ? null : (
        <ul className="step-lines">
          {lines.map(({ glyph, text }) => (
            <li key={glyph}>
              <Glyph name={glyph} />
              <span>{text}</span>
            </li>
          ))}
        </ul>
      )}
      <Failed error={error} />
      <Press onClick={act} busy={busy}>
        {button}
      </Press>
      {step.kind === 'rebooked' ? <Otherwise step={step} /> : null}
      {isElder ? <ReadAloud text={spoken} /> : <Again step={step} />}
    </section>
  );
}

interface Line {
  glyph: 'clock' | 'place' | 'person' | 'bell';
  text: string;
}

function linesOf(
  { kind, visit, place }: NextStep,
  given: { now: number; language: 'zh' | 'en'; words: ReturnType<typeof useWords> },
): Line[] {
  if (visit === undefined) return [];
  const { now, language, words } = given;
  const prediction = shortPrediction(place, words.step);
  const leave = place?.leave ?? null;
  const where = [visit.department, visit.doctor].filter((text) => text !== '').join(' · ');
  const number = visit.number > 0 ? fill(words.visits.number, { n: visit.number }) : '';
  return [
    { glyph: 'clock' as const, text: prediction ?? whenText(visit, now, language) },
    { glyph: 'place' as const, text: where },
    { glyph: 'person' as const, text: number },
    ...(leave !== null && kind === 'booked'
      ? [
          {
            glyph: 'bell' as const,
            text: fill(words.step.setOut, { time: clockText(leave) ?? '' }),
          },
        ]
      : []),
  ].filter(({ text }) => text !== '');
}

/** What the one button does. */
function useStep({ kind, visit }: NextStep): {
  act: () => void;
  busy: boolean;
  error: unknown;
} {
  const { send } = useSession();
  const { go } = useWay();
  const { reload } = useVisits();
  const { busy, error, run } = useConduct();
  const about = (one: Visit) => go({ page: 'visit', id: one.id });
  const act = () => {
    if (visit === undefined) return go({ page: 'book' });
    switch (kind) {
      case 'confirm':
      case 'rebooked':
        return run(async () => {
          await takeOffer(send, visit.id);
          reload();
        });
      case 'check-in':
        return run(async () => {
          await arrive(send, { id: visit.id, how: 'check-in' });
          reload();
          about(visit);
        });
      case 'away':
        return run(async () => {
          await arrive(send, { id: visit.id, how: 'return' });
          reload();
          about(visit);
        });
      default:
        return about(visit);
    }
  };
  return { act, busy, error };
}

/** The phone shakes once when somebody is called; one that cannot does nothing. */
function useBuzz(kind: StepKind): void {
  useEffect(() => {
    if (kind === 'called') navigator.vibrate?.([300, 150, 300]);
  }, [kind]);
}

/** Who does not want what is kept instead can look at it, and give it back. */
function Otherwise({ step: { visit } }: { step: NextStep }): ReactNode {
  const words = useWords();
  if (visit === undefined) return null;
  return (
    <a className="step-more" href={fragmentOf({ page: 'visit', id: visit.id })}>
      {words.step.otherwise}
    </a>
  );
}

/** Where nothing is to be done, the doctor of last time is one tap away. */
function Again({ step }: { step: NextStep }): ReactNode {
  const words = useWords();
  const { value } = useVisits();
  const seen = step.kind === 'none' ? lastSeen(value ?? []) : undefined;
  if (seen === undefined) return null;
  const who = [seen.department, seen.doctor].filter((text) => text !== '').join(' ');
  return (
    <a className="step-more" href={fragmentOf({ page: 'again', id: seen.id })}>
      <Glyph name="again" />
      {fill(words.step.again, { who })}
    </a>
  );
}
