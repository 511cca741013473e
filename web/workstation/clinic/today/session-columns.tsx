/** The columns of a table of sessions. https://hl7.org/fhir/R4/slot.html */
import type { ReactNode } from 'react';
import type { DenseColumn } from '../../../design/table/DenseTable.tsx';
import { filled, useClinicWords } from '../parts/clinic-words.ts';
import { type ClinicSession, spanText } from '../parts/session.ts';
import { SessionActions } from '../sessions/SessionActions.tsx';

/**
 * Who sees patients when, and how the numbers stand.
 * @param given.open what opening a row does.
 * @param given.acts whether the caller may act on sessions.
 * @param given.counts whether people are counted, beside numbers.
 * @param given.dated whether rows are of several days.
 */
export function useSessionColumns(given: {
  open: (session: ClinicSession) => void;
  acts: boolean;
  counts: boolean;
  dated?: boolean;
}): DenseColumn<ClinicSession>[] {
  const { today: words, part } = useClinicWords();
  const { open, acts, counts, dated = false } = given;
  const count = (
    key: string,
    title: string,
    of: (session: ClinicSession) => number,
  ): DenseColumn<ClinicSession> => ({
    key,
    title,
    numeric: true,
    width: 52,
    wide: key !== 'free' && key !== 'taken',
    cell: (session) => <Count n={session.isStopped && key === 'free' ? 0 : of(session)} />,
  });
  return [
    {
      key: 'doctor',
      title: words.doctor,
      cell: (session) => (
        <button type="button" className="plain row-open" onClick={() => open(session)}>
          {session.doctor === '' ? part.anyDoctor : session.doctor}
        </button>
      ),
    },
    { key: 'department', title: words.department, wide: true, cell: (one) => one.department },
    {
      key: 'time',
      title: words.time,
      width: dated ? 170 : 96,
      cell: (session) => (
        <span className="figures">
          {dated ? `${dayOf(session, part.weekday)} ` : ''}
          {spanText(session.start, session.end)}
          {session.isStopped ? <span className="chip chip-danger">{words.stopped}</span> : null}
        </span>
      ),
    },
    count('issued', words.issued, ({ issued }) => issued),
    count('taken', words.taken, ({ taken }) => taken),
    ...(counts
      ? [
          count('here', words.checkedIn, ({ checkedIn }) => checkedIn),
          count('seen', words.seen, ({ seen }) => seen),
          count('missed', words.missed, ({ missed }) => missed),
        ]
      : [count('waiting', words.waiting, ({ waiting }) => waiting)]),
    count('free', words.free, ({ free }) => free),
    ...(acts
      ? [
          {
            key: 'act',
            title: '',
            width: 128,
            cell: (session: ClinicSession) => <SessionActions session={session} />,
          },
        ]
      : []),
  ];
}

/** A nought says nothing: it is drawn softly, so that the others are seen. */
function Count({ n }: { n: number }): ReactNode {
  return <span className={n === 0 ? 'soft figures' : 'figures'}>{n}</span>;
}

function dayOf({ start }: ClinicSession, weekdays: readonly string[]): string {
  const local = new Date(start);
  const two = (value: number) => String(value).padStart(2, '0');
  return filled('{{day}} {{weekday}}', {
    day: `${two(local.getMonth() + 1)}-${two(local.getDate())}`,
    weekday: weekdays[local.getDay()] ?? '',
  });
}
