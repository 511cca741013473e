/**
 * Everybody of a line in the order of calling, with what can be done with each.
 * https://hl7.org/fhir/R4/encounter.html
 */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import type { Line, LineEntry } from '#model/queue/place.ts';
import { clockText } from '../../../design/moment.ts';
import { type DenseColumn, DenseTable } from '../../../design/table/DenseTable.tsx';
import { fill } from '../../../i18n/fill.ts';
import { PersonName, PersonSexAge } from '../parts/PersonName.tsx';
import type { Person } from '../parts/session.ts';
import { useNow } from './CurrentPatient.tsx';
import { Marks } from './Marks.tsx';
import { type QueueWords, useQueueWords } from './queue-words.ts';
import type { Calls } from './use-calls.ts';
import { minutesSince } from './use-line.ts';

/** The table. */
export function LineTable(props: {
  line: Line;
  people: ReadonlyMap<string, Person>;
  calls: Calls;
}): ReactNode {
  const words = useQueueWords();
  const now = useNow(30_000);
  const { line, people, calls } = props;
  return (
    <DenseTable
      label={words.line}
      columns={columnsOf(words, { people, calls, now })}
      rows={line.entries}
      keyOf={({ appointment }) => appointment}
      empty={words.nobodyWaits}
      isOver={({ state }) => state === 'done' || state === 'left'}
    />
  );
}

interface Given {
  people: ReadonlyMap<string, Person>;
  calls: Calls;
  now: number;
}

function columnsOf(words: QueueWords, given: Given): DenseColumn<LineEntry>[] {
  const { people, calls, now } = given;
  return [
    {
      key: 'number',
      title: words.number,
      numeric: true,
      width: 48,
      cell: ({ number }) => <b className="figures">{number}</b>,
    },
    {
      key: 'name',
      title: words.name,
      cell: (entry) => {
        const person = people.get(entry.appointment);
        return (
          <>
            {person === undefined ? null : <PersonName person={person} opens />}
            <Marks entry={entry} />
          </>
        );
      },
    },
    {
      key: 'sex-age',
      title: words.sexAge,
      width: 96,
      wide: true,
      cell: ({ appointment }) => {
        const person = people.get(appointment);
        return person === undefined ? null : <PersonSexAge person={person} />;
      },
    },
    {
      key: 'slot',
      title: words.slot,
      width: 64,
      wide: true,
      cell: ({ slot }) => <span className="figures">{clockText(slot)}</span>,
    },
    {
      key: 'state',
      title: words.state,
      width: 84,
      cell: ({ state }) => <span className={tones[state]}>{words.states[state]}</span>,
    },
    {
      key: 'waited',
      title: words.waited,
      numeric: true,
      width: 84,
      wide: true,
      cell: ({ state, since }) =>
        state === 'waiting' || state === 'away' ? (
          <span className="figures">{fill(words.minutes, { n: minutesSince(since, now) })}</span>
        ) : null,
    },
    {
      key: 'forecast',
      title: words.forecast,
      width: 64,
      wide: true,
      cell: ({ p50 }) => (p50 === null ? null : <span className="figures">{clockText(p50)}</span>),
    },
    actColumn(calls),
  ];
}

const actColumn = (calls: Calls): DenseColumn<LineEntry> => ({
  key: 'act',
  title: '',
  numeric: true,
  width: 150,
  cell: (entry) => <Acts entry={entry} calls={calls} />,
});

const tones: Record<LineEntry['state'], string> = {
  expected: 'soft',
  waiting: 'state-plain',
  called: 'chip chip-lead',
  serving: 'chip chip-lead',
  away: 'chip chip-warn',
  passed: 'chip chip-warn',
  done: 'soft',
  left: 'soft',
};

function Acts({ entry, calls }: { entry: LineEntry; calls: Calls }): ReactNode {
  const words = useQueueWords();
  const { appointment, state } = entry;
  const act = (text: string, run: () => void, first = false) => (
    <Button
      key={text}
      size="small"
      className={first ? 'row-act' : ''}
      disabled={calls.busy}
      onClick={run}
    >
      {text}
    </Button>
  );
  const call = calls.ready ? [act(words.callThis, () => calls.one(appointment), true)] : [];
  const leave = act(words.leave, () => calls.step(appointment, 'leave'));
  switch (state) {
    case 'waiting':
      return <span className="queue-acts">{[...call, leave]}</span>;
    case 'passed':
      return (
        <span className="queue-acts">
          {[act(words.rejoin, () => calls.step(appointment, 'rejoin'), true), ...call]}
        </span>
      );
    case 'away':
      return (
        <span className="queue-acts">
          {[act(words.back, () => calls.step(appointment, 'return'), true), leave]}
        </span>
      );
    case 'expected':
      return (
        <span className="queue-acts">
          {act(words.comes, () => calls.comes(appointment, false), true)}
          <Button
            size="small"
            danger
            title={words.makeEmergency}
            disabled={calls.busy}
            onClick={() => calls.comes(appointment, true)}
          >
            {words.emergency}
          </Button>
        </span>
      );
    case 'called':
    case 'serving':
    case 'done':
    case 'left':
      return null;
  }
}
