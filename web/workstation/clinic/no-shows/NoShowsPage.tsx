/**
 * Who did not come within half a year, and until when they book online no more; the desk excuses
 * one with a reason. https://hl7.org/fhir/R4/valueset-appointmentstatus.html
 */
import { Button } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { clockText, dayText } from '../../../design/moment.ts';
import { parametersOf, partsOf } from '../../../fhir/parameters.ts';
import type { Fact } from '../../../fhir/shapes.ts';
import { type DenseColumn, DenseTable } from '../../../design/table/DenseTable.tsx';
import { fill } from '../../../i18n/fill.ts';
import { ChoiceField, TextField } from '../../administration/parts/Field.tsx';
import { DeedDialog } from '../parts/DeedDialog.tsx';
import { PersonName, PersonSexAge } from '../parts/PersonName.tsx';
import { type ClinicWords, useClinicWords } from '../parts/clinic-words.ts';
import { type Person, personIn } from '../parts/session.ts';
import { useAnswer, useDeed, useOperation } from '../parts/use-clinic.ts';

interface Missed {
  /** Id of the Appointment. */
  id: string;
  start: string;
  what: string;
}

interface Absent {
  person: Person;
  /** Here and elsewhere. */
  count: number;
  /** Empty: not paused. */
  pausedUntil: string;
  missed: Missed[];
}

function absentOf(answer: Fact): Absent[] {
  return partsOf(answer)
    .all('person')
    .map((parts) => ({
      person: personIn(parts),
      count: parts.count('count'),
      pausedUntil: parts.text('paused-until'),
      missed: parts.all('missed').map(({ text, reference }) => ({
        id: reference('appointment').reference?.split('/')[1] ?? '',
        start: text('start'),
        what: [reference('department').display, reference('role').display].join(' ').trim(),
      })),
    }));
}

/** The page. */
export function NoShowsPage(): ReactNode {
  const words = useClinicWords();
  const [excused, setExcused] = useState<Absent>();
  const { data, error, refetch } = useAnswer('Appointment/$no-shows', absentOf);
  return (
    <>
      <header className="clinic-head">
        <h1>{words.noShows.title}</h1>
        <p className="clinic-sum">{words.noShows.help}</p>
      </header>
      <section className="card clinic-card">
        <DenseTable
          label={words.noShows.title}
          columns={columnsOf(words, setExcused)}
          rows={data}
          keyOf={({ missed }) => missed[0]?.id ?? ''}
          error={error}
          retry={() => void refetch()}
          empty={words.noShows.none}
        />
      </section>
      {excused === undefined ? null : (
        <Excuse absent={excused} close={() => setExcused(undefined)} />
      )}
    </>
  );
}

function columnsOf(words: ClinicWords, excuse: (absent: Absent) => void): DenseColumn<Absent>[] {
  const { noShows } = words;
  return [
    {
      key: 'name',
      title: noShows.name,
      width: 140,
      cell: ({ person }) => <PersonName person={person} opens />,
    },
    {
      key: 'sex-age',
      title: noShows.sexAge,
      width: 110,
      wide: true,
      cell: ({ person }) => <PersonSexAge person={person} />,
    },
    {
      key: 'count',
      title: noShows.count,
      width: 150,
      cell: (absent) => <Times absent={absent} words={words} />,
    },
    {
      key: 'paused',
      title: noShows.paused,
      width: 160,
      cell: ({ pausedUntil }) =>
        pausedUntil === '' ? (
          <span className="soft">{noShows.notPaused}</span>
        ) : (
          <span className="chip chip-warn">
            {fill(noShows.pausedUntil, { date: dayText(pausedUntil) })}
          </span>
        ),
    },
    {
      key: 'last',
      title: noShows.last,
      wide: true,
      cell: ({ missed }) => (
        <span className="soft">
          {missed.map(({ id, start, what }) => (
            <span className="missed-one" key={id}>
              {dayText(start)} {what}
            </span>
          ))}
        </span>
      ),
    },
    {
      key: 'act',
      title: '',
      width: 72,
      cell: (absent) => (
        <Button
          size="small"
          className="row-act"
          aria-label={fill(noShows.excuseOf, { who: absent.person.name })}
          onClick={() => excuse(absent)}
        >
          {noShows.excuse}
        </Button>
      ),
    },
  ];
}

/** How often, and how often of that elsewhere. */
function Times({ absent, words }: { absent: Absent; words: ClinicWords }): ReactNode {
  const { noShows } = words;
  const { count, missed } = absent;
  const elsewhere = count - missed.length;
  return (
    <>
      <b className="figures">{fill(noShows.times, { n: count })}</b>
      {elsewhere > 0 ? (
        <span className="soft"> {fill(noShows.elsewhere, { n: elsewhere })}</span>
      ) : null}
    </>
  );
}

function Excuse({ absent, close }: { absent: Absent; close: () => void }): ReactNode {
  const { noShows: words } = useClinicWords();
  const deed = useDeed();
  const operation = useOperation();
  const { missed, person } = absent;
  const [id, setId] = useState(missed[0]?.id ?? '');
  const [reason, setReason] = useState('');
  const excuse = async () => {
    const body = parametersOf({ reason: reason.trim() });
    const done = await deed.run(
      () => operation(`Appointment/${id}/$excuse`, body),
      () => words.excused,
    );
    if (done) close();
  };
  return (
    <DeedDialog
      title={fill(words.excuseTitle, { who: person.name })}
      deed={deed}
      sure={words.excuseSure}
      disabled={reason.trim().length < 4}
      act={() => void excuse()}
      close={close}
    >
      <p>{words.excuseHelp}</p>
      <ChoiceField
        label={words.excuseWhich}
        value={id}
        change={setId}
        options={missed.map((one) => [
          one.id,
          `${dayText(one.start)} ${clockText(one.start) ?? ''} ${one.what}`,
        ])}
      />
      <TextField label={words.excuseReason} value={reason} change={setReason} rows={3} required />
    </DeedDialog>
  );
}
