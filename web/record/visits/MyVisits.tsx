/**
 * The resident's appointments: the next first, with what is to be done about each.
 * https://hl7.org/fhir/R4/appointment.html
 */
import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { clockText, dayText, saidDate } from '../../design/moment.ts';
import { ask, batch, pageOf } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import { fill } from '../../light/fill.ts';
import { Action, Notice } from '../../light/parts.tsx';
import { useConduct } from '../../light/use-conduct.ts';
import { useSession } from '../../session/session-context.ts';
import { recordFailureText, useRecordWords } from '../record-words.ts';
import { useLoaded } from '../use-loaded.ts';
import { type Visit, visitOf } from './visit.ts';

async function loadVisits(send: Send, id: string, signal: AbortSignal): Promise<Visit[]> {
  const query = `Appointment?patient=${id}&_sort=-_lastUpdated&_count=50`;
  const page = pageOf((await batch(send, [query], signal))[0]);
  if (page.failure !== undefined) throw page.failure;
  return page.found.flatMap((fact) => visitOf(fact) ?? []);
}

const living = new Set(['proposed', 'pending', 'booked', 'checked-in', 'waitlist']);

/** The living ones by their time, then the others. */
function inOrder(visits: readonly Visit[]): Visit[] {
  const rank = ({ status }: Visit) => (living.has(status) ? 0 : 1);
  return visits.toSorted((a, b) => rank(a) - rank(b) || (a.start < b.start ? -1 : 1));
}

/** The whole list. */
export function MyVisits(): ReactNode {
  const words = useRecordWords();
  const { language } = useAppearance();
  const { who, send } = useSession();
  const id = who.who.replace(/^Patient\//, '');
  const load = useCallback((signal: AbortSignal) => loadVisits(send, id, signal), [send, id]);
  const { value, error, reload } = useLoaded(load);
  return (
    <section>
      <h2>{words.visits.mine}</h2>
      {error === undefined ? null : (
        <Notice tone="danger">{recordFailureText(error, words, language)}</Notice>
      )}
      {value?.length === 0 ? <p className="record-empty">{words.visits.none}</p> : null}
      {inOrder(value ?? []).map((visit) => (
        <VisitCard key={visit.id} visit={visit} reload={reload} />
      ))}
    </section>
  );
}

function VisitCard({ visit, reload }: { visit: Visit; reload: () => void }): ReactNode {
  const words = useRecordWords();
  const { language } = useAppearance();
  const { send } = useSession();
  const { busy, error, run } = useConduct();
  const move = (path: string, parameter: object[] = []) =>
    run(async () => {
      await ask(send, path, {
        method: 'POST',
        body: { resourceType: 'Parameters', parameter },
      });
      reload();
    });
  const pay = (channel: string) =>
    run(async () => {
      const parameter = [{ name: 'channel', valueString: channel }];
      const body = { resourceType: 'Parameters', parameter };
      const answer = await ask(send, `Appointment/${visit.id}/$pay`, { method: 'POST', body });
      const { parameter: told = [] } = answer as unknown as {
        parameter?: { name: string; valueUrl?: string }[];
      };
      const url = told.find(({ name }) => name === 'url')?.valueUrl;
      if (url !== undefined) location.assign(url);
    });
  const day = dayText(visit.start);
  return (
    <article className="visit card" data-status={visit.status}>
      <h3>{words.visits.status[visit.status]}</h3>
      <p className="visit-when">
        {`${day} ${saidDate(day, new Date(), language)} ${clockText(visit.start) ?? ''}`}
      </p>
      <p>
        {[
          visit.department,
          visit.doctor,
          visit.number > 0 ? fill(words.visits.number, { n: visit.number }) : '',
        ]
          .filter((text) => text !== '')
          .join(' · ')}
      </p>
      {error === undefined ? null : (
        <Notice tone="danger">{recordFailureText(error, words, language)}</Notice>
      )}
      <Next visit={visit} busy={busy} move={move} pay={pay} />
    </article>
  );
}

/** What can be done about a visit. */
function Next(props: {
  visit: Visit;
  busy: boolean;
  move: (path: string, parameter?: object[]) => void;
  pay: (channel: string) => void;
}): ReactNode {
  const { visits } = useRecordWords();
  const [sure, setSure] = useState(false);
  const { visit, busy, move, pay } = props;
  const { id, status, until } = visit;
  if (!living.has(status) || status === 'checked-in') return null;
  if (sure) {
    return (
      <>
        <p>{visits.cancelSure}</p>
        <div className="pair">
          <Action onClick={() => setSure(false)}>{visits.keep}</Action>
          <Action kind="danger" busy={busy} onClick={() => move(`Appointment/${id}/$cancel`)}>
            {visits.cancel}
          </Action>
        </div>
      </>
    );
  }
  const take = [{ name: 'appointment', valueReference: { reference: `Appointment/${id}` } }];
  return (
    <>
      {status === 'pending' && until !== undefined ? (
        <p>{fill(visits.payFirst, { time: clockText(until) ?? '' })}</p>
      ) : null}
      {status === 'waitlist' ? <p>{visits.waiting}</p> : null}
      <div className="pair">
        <Action onClick={() => setSure(true)}>{visits.cancel}</Action>
        {status === 'pending' ? (
          <>
            <Action kind="main" busy={busy} onClick={() => pay('wechat')}>
              {visits.wechat}
            </Action>
            <Action kind="main" busy={busy} onClick={() => pay('alipay')}>
              {visits.alipay}
            </Action>
          </>
        ) : null}
        {status === 'proposed' ? (
          <Action kind="main" busy={busy} onClick={() => move('Appointment/$book', take)}>
            {visits.take}
          </Action>
        ) : null}
        {status === 'booked' && isSoon(visit.start) ? (
          <Action kind="main" busy={busy} onClick={() => move(`Appointment/${id}/$check-in`)}>
            {visits.checkIn}
          </Action>
        ) : null}
      </div>
    </>
  );
}

const checkInMs = 120 * 60_000;
const isSoon = (start: string) => Date.parse(start) - Date.now() <= checkInMs;
