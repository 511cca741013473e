/**
 * What is left to people: whose number, what each side says of it, since when; or how it was seen
 * to. https://hl7.org/fhir/R4/appointment.html
 */
import { Button } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { type DenseColumn, DenseTable } from '../../../../design/table/DenseTable.tsx';
import { clockText, dayText, exactText } from '../../../../design/moment.ts';
import { PersonName } from '../../parts/PersonName.tsx';
import { fill } from '../../../../i18n/fill.ts';
import { type ClinicWords, useClinicWords } from '../../parts/clinic-words.ts';
import { useAnswer } from '../../parts/use-clinic.ts';
import { Settle } from './Settle.tsx';
import {
  type Hospital,
  type NumberDifference,
  differencesOf,
  hasMoved,
  saidText,
  whichText,
} from './hospital.ts';

/** The differences of a hospital: open, or settled. */
export function Differences(props: { hospital: Hospital; state: 'open' | 'settled' }): ReactNode {
  const words = useClinicWords();
  const { hospital, state } = props;
  const [chosen, setChosen] = useState<NumberDifference>();
  const path = `Organization/${hospital.id}/$his-differences?state=${state}`;
  const { data, error, refetch } = useAnswer(path, differencesOf);
  const { numbers } = words;
  return (
    <section className="card clinic-card">
      <DenseTable
        label={numbers.differences}
        columns={columnsOf(words, state === 'open' ? setChosen : undefined)}
        rows={data}
        keyOf={({ id }) => id}
        error={error}
        retry={() => void refetch()}
        empty={state === 'open' ? numbers.none : numbers.noneSettled}
      />
      {chosen === undefined ? null : (
        <Settle hospital={hospital} difference={chosen} close={() => setChosen(undefined)} />
      )}
    </section>
  );
}

type Settling = ((difference: NumberDifference) => void) | undefined;

function columnsOf(words: ClinicWords, settle: Settling): DenseColumn<NumberDifference>[] {
  const { numbers } = words;
  return [
    {
      key: 'clinic',
      title: numbers.clinic,
      width: 220,
      cell: (one) => <Which one={one} words={words} settle={settle} />,
    },
    {
      key: 'who',
      title: numbers.who,
      width: 110,
      wide: true,
      cell: ({ booking }) =>
        booking === undefined || booking.person.id === '' ? (
          <span className="soft">{numbers.nobody}</span>
        ) : (
          <PersonName person={booking.person} opens={false} />
        ),
    },
    {
      key: 'kind',
      title: numbers.kind,
      wide: true,
      cell: ({ kind }) => (
        <>
          <strong>{numbers.kinds[kind]}</strong>
          <span className="soft difference-what"> {numbers.what[kind]}</span>
        </>
      ),
    },
    {
      key: 'ours',
      title: numbers.ours,
      width: 190,
      wide: true,
      cell: (one) => (
        <>
          <Side said={one.ours} of={one} words={words} />
          {one.booking === undefined || !hasMoved(one) ? null : (
            <span className="soft difference-what">
              {' '}
              {fill(numbers.now, { status: words.status[one.booking.status] })}
            </span>
          )}
        </>
      ),
    },
    {
      key: 'theirs',
      title: numbers.theirs,
      width: 230,
      wide: true,
      cell: (one) => <Side said={one.theirs} of={one} words={words} />,
    },
    {
      key: 'since',
      title: numbers.since,
      width: 96,
      wide: true,
      cell: ({ found }) => (
        <span className="figures" title={exactText(found)}>
          {shortMoment(found)}
        </span>
      ),
    },
    lastColumn(words, settle),
  ];
}

/** Day of the year and time: what is open is of these days. */
const shortMoment = (at: string) => `${dayText(at).slice(5)} ${clockText(at) ?? ''}`;

function lastColumn(words: ClinicWords, settle: Settling): DenseColumn<NumberDifference> {
  const { numbers } = words;
  if (settle === undefined) {
    return {
      key: 'settled',
      title: numbers.settled,
      width: 240,
      cell: ({ settled, by, note }) => (
        <span title={exactText(settled)}>
          {by === 'agreed' ? numbers.byAgreed : note}
          <span className="soft"> {shortMoment(settled)}</span>
        </span>
      ),
    };
  }
  return {
    key: 'act',
    title: '',
    numeric: true,
    width: 76,
    cell: (one) => (
      <Button
        size="small"
        className="row-act"
        aria-label={fill(numbers.resolveOf, {
          kind: numbers.kinds[one.kind],
          what: whichText(one, words),
        })}
        onClick={() => settle(one)}
      >
        {numbers.resolve}
      </Button>
    ),
  };
}

function Which(props: { one: NumberDifference; words: ClinicWords; settle: Settling }): ReactNode {
  const { one, words, settle } = props;
  const { doctor, department, booking, kind, filler } = one;
  const clinic = doctor === '' ? department : doctor;
  const name = clinic === '' ? words.part.none : clinic;
  return (
    <span className="his-which">
      {settle === undefined ? (
        <strong>{name}</strong>
      ) : (
        <button type="button" className="plain row-open" onClick={() => settle(one)}>
          {name}
        </button>
      )}
      {booking === undefined ? (
        // Of counts that differ it is our own Slot, which tells nobody anything.
        kind === 'capacity' ? null : (
          <span className="soft">{fill(words.numbers.filler, { filler })}</span>
        )
      ) : (
        <span className="figures session-time" title={exactText(booking.start)}>
          {fill(words.numbers.numberAt, {
            day: dayText(booking.start).slice(5),
            time: clockText(booking.start) ?? '',
            n: booking.number,
          })}
        </span>
      )}
      {booking === undefined || booking.person.id === '' ? null : (
        <span className="narrow-only">
          <PersonName person={booking.person} opens={false} />
        </span>
      )}
      <span className="narrow-only">
        <strong>{words.numbers.kinds[kind]}</strong>
        <br />
        <span className="soft">{words.numbers.ours}</span>{' '}
        <Side said={one.ours} of={one} words={words} />
        <br />
        <span className="soft">{words.numbers.theirs}</span>{' '}
        <Side said={one.theirs} of={one} words={words} />
      </span>
    </span>
  );
}

function Side(props: { said: string; of: NumberDifference; words: ClinicWords }): ReactNode {
  const { said, of, words } = props;
  if (said === '') return <span className="soft">{words.reconciliation.nothing}</span>;
  return <span title={said}>{saidText(said, words.numbers, of.booking)}</span>;
}
