/**
 * The line on the day of a visit: the number, who is before, when it will be, when to leave.
 * https://hl7.org/fhir/R4/encounter.html
 */
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import type { Place } from '#model/queue/place.ts';
import { useAppearance } from '../../design/appearance-context.ts';
import { clockText } from '../../design/moment.ts';
import type { LiveState } from '../../fhir/live.ts';
import { fill } from '../../i18n/fill.ts';
import { useConduct } from '../../light/use-conduct.ts';
import { useSession } from '../../session/session-context.ts';
import { arrive } from '../booking/moves.ts';
import { useVisits } from '../booking/use-visits.ts';
import type { Visit } from '../booking/visit.ts';
import { ReadAloud } from '../elder/ReadAloud.tsx';
import { useElder } from '../elder/elder.ts';
import { Failed } from '../parts/Frame.tsx';
import { Press } from '../parts/Press.tsx';
import { useWords } from '../words.ts';
import { describePlace, rangeShares, spokenPlace } from './describe.ts';
import type { Described } from './describe.ts';
import { TravelTime } from './TravelTime.tsx';
import { useFollowing } from './use-place.ts';
import './queue.css';

/** The line of a visit; nothing where the house knows of none. */
export function QueueView({ visit, hospital }: { visit: Visit; hospital: string }): ReactNode {
  const { place, link } = useFollowing(visit.id);
  const state = place?.state;
  useEffect(() => {
    if (state === 'called') navigator.vibrate?.([300, 150, 300, 150, 300]);
  }, [state]);
  if (place === undefined) return null;
  return (
    <>
      <Standing place={place} link={link} />
      {place.state === 'expected' ? <TravelTime place={place} hospital={hospital} /> : null}
    </>
  );
}

function Standing({ place, link }: { place: Place; link: LiveState }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const { isElder } = useElder();
  const told = describePlace(place, words.queue);
  return (
    <section className="queue" data-tone={told.tone} aria-label={words.queue.title}>
      {told.room === undefined ? (
        <Numbers place={place} told={told} />
      ) : (
        <div className="queue-called" role="alert">
          <p>{told.title}</p>
          <p className="small">{words.queue.room}</p>
          <p className="queue-room">{told.room}</p>
        </div>
      )}
      <Prediction place={place} told={told} />
      {told.help === undefined ? null : <p>{told.help}</p>}
      <Turn place={place} />
      {isElder ? <ReadAloud text={spokenPlace(told, language)} /> : null}
      <p className="queue-foot small">
        {fill(words.queue.asOf, { time: clockText(place.at) ?? '' })}
        {' · '}
        {link === 'live' ? words.queue.live : words.queue.polling}
      </p>
    </section>
  );
}

function Numbers({ place, told }: { place: Place; told: Described }): ReactNode {
  const { queue, visits } = useWords();
  return (
    <div className="queue-numbers">
      <p>
        <span className="small">{queue.number}</span>
        <b className="queue-large figures">{fill(visits.number, { n: place.number })}</b>
      </p>
      <p role="status">
        {place.state === 'waiting' && place.ahead > 0 ? (
          <span className="small">{queue.ahead}</span>
        ) : null}
        <b className="queue-large figures">{told.title}</b>
      </p>
    </div>
  );
}

/** The range as a bar beside its words: how sure it is can be seen. */
function Prediction({ place, told }: { place: Place; told: Described }): ReactNode {
  const { queue } = useWords();
  if (told.about === undefined) return null;
  const shares = rangeShares(place, Date.now());
  const percent = (share: number) => `${(share * 100).toFixed(1)}%`;
  return (
    <div className="queue-when">
      {place.p50 === null ? null : <p className="small">{queue.predicted}</p>}
      <p className={place.p50 === null ? '' : 'queue-about figures'}>{told.about}</p>
      {shares === undefined || told.range === undefined ? null : (
        <div className="queue-bar" aria-hidden="true">
          <span
            className="queue-range"
            style={{ left: percent(shares.from), width: percent(shares.to - shares.from) }}
          />
          <span className="queue-middle" style={{ left: percent(shares.middle) }} />
        </div>
      )}
      {told.range === undefined ? null : <p className="figures">{told.range}</p>}
    </div>
  );
}

/** What one does about one's turn: come back from tests, or queue again. */
function Turn({ place }: { place: Place }): ReactNode {
  const { queue } = useWords();
  const { send } = useSession();
  const { reload } = useVisits();
  const { busy, error, run } = useConduct();
  const how = ({ away: 'return', passed: 'rejoin' } as const)[place.state as 'away' | 'passed'];
  if (how === undefined) return <Failed error={error} />;
  const act = () =>
    run(async () => {
      await arrive(send, { id: place.appointment, how });
      reload();
    });
  return (
    <>
      <Failed error={error} />
      <Press busy={busy} onClick={act}>
        {place.state === 'away' ? queue.return : queue.rejoin}
      </Press>
    </>
  );
}
