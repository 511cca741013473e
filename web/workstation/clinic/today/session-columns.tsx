/** The columns of a table of sessions. https://hl7.org/fhir/R4/slot.html */
import type { ReactNode } from 'react';
import type { DenseColumn } from '../../../design/table/DenseTable.tsx';
import { type ClinicWords, useClinicWords } from '../parts/clinic-words.ts';
import { type ClinicSession, spanText } from '../parts/session.ts';
import { SessionActions } from '../sessions/SessionActions.tsx';

/**
 * Who sees patients when, and how the numbers stand.
 * @param given.open what opening a row does.
 * @param given.acts whether the caller may act on sessions.
 * @param given.counts whether people are counted, beside numbers.
 * @param given.dated whether rows are of several days.
 * @param given.compact whether something stands beside the table, and less is shown.
 */
export function useSessionColumns(given: {
  open: (session: ClinicSession) => void;
  acts: boolean;
  counts: boolean;
  dated?: boolean;
  compact?: boolean;
}): DenseColumn<ClinicSession>[] {
  const { today: words, part } = useClinicWords();
  const { open, acts, counts, dated = false, compact = false } = given;
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
    ...(compact
      ? []
      : [
          {
            key: 'department',
            title: words.department,
            wide: true,
            cell: ({ department }: ClinicSession) => department,
          },
        ]),
    {
      key: 'time',
      title: words.time,
      width: dated ? 170 : 96,
      cell: (session) => (
        <span className="figures session-time">
          {dated ? `${dayOf(session, part.weekday)} ` : ''}
          {spanText(session.start, session.end)}
          {session.isStopped ? <span className="chip chip-danger">{words.stopped}</span> : null}
        </span>
      ),
    },
    ...countColumns(words, { counts, compact }),
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

/** How the numbers of a session stand, a column each. */
function countColumns(
  words: ClinicWords['today'],
  { counts, compact }: { counts: boolean; compact: boolean },
): DenseColumn<ClinicSession>[] {
  const count = (
    key: 'issued' | 'taken' | 'checkedIn' | 'seen' | 'missed' | 'waiting' | 'free',
  ): DenseColumn<ClinicSession> => ({
    key,
    title: words[key],
    numeric: true,
    width: 52,
    wide: key !== 'free',
    cell: (session) => <Count n={session[key]} />,
  });
  const people = counts ? (['checkedIn', 'seen', 'missed'] as const) : (['waiting'] as const);
  const shown = compact
    ? (['taken', 'checkedIn', 'free'] as const)
    : (['issued', 'taken', ...people, 'free'] as const);
  return shown.map(count);
}

/** A nought says nothing: it is drawn softly, so that the others are seen. */
function Count({ n }: { n: number }): ReactNode {
  return <span className={n === 0 ? 'soft figures' : 'figures'}>{n}</span>;
}

function dayOf({ start }: ClinicSession, weekdays: readonly string[]): string {
  const local = new Date(start);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(local.getMonth() + 1)}-${two(local.getDate())}`;
  return `${day} ${weekdays[local.getDay()] ?? ''}`;
}
