/**
 * The clinics of a day: when the hospital's list of each was last compared, what came of it; and it
 * is asked for its list now. https://www.hl7.eu/HL7v2x/v251/std251/ch10.html
 */
import { Alert, Button } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { type DenseColumn, DenseTable } from '../../../../design/table/DenseTable.tsx';
import { exactText } from '../../../../design/moment.ts';
import { useSession } from '../../../../session/session-context.ts';
import { DayChoice } from '../../parts/DayChoice.tsx';
import { fill } from '../../../../i18n/fill.ts';
import { type ClinicWords, useClinicWords } from '../../parts/clinic-words.ts';
import { today } from '../../parts/day.ts';
import { parametersOf, partsOf } from '../../../../fhir/parameters.ts';
import { type ClinicSession, spanText } from '../../parts/session.ts';
import { useAnswer, useDeed, useOperation, useSessions } from '../../parts/use-clinic.ts';
import { type ComparedList, type Hospital, listOf, listsOf } from './hospital.ts';

interface Row {
  session: ClinicSession;
  list: ComparedList | undefined;
}

/** The sessions of a day with their lists. */
export function Lists({ hospital }: { hospital: Hospital }): ReactNode {
  const words = useClinicWords();
  const { numbers } = words;
  const { who } = useSession();
  const [date, setDate] = useState(today);
  const sessions = useSessions({ date, organization: hospital.id });
  const lists = useAnswer(`Organization/${hospital.id}/$his-lists?date=${date}`, listsOf);
  const deed = useDeed();
  const operation = useOperation();
  const ask = ({ schedule, id }: ClinicSession) =>
    void deed.run(
      () =>
        operation(
          `Schedule/${schedule}/$ask-hospital`,
          parametersOf({ slot: { reference: `Slot/${id}` } }),
        ),
      (answer) => {
        const found = partsOf(answer).all('difference');
        const settled = found.filter(({ flag }) => flag('settled')).length;
        const agreed = partsOf(answer).count('agreed');
        return fill(numbers.asked, { agreed, settled, open: found.length - settled });
      },
    );
  const rows =
    sessions.data === undefined || lists.data === undefined
      ? undefined
      : sessions.data.map((session) => ({ session, list: listOf(lists.data, session) }));
  // Who keeps the house sees whether the lines hold; the hospital's people compare.
  const mayAsk = hospital.url !== '' && who.role !== 'system-administrator';
  return (
    <section className="card clinic-card" aria-label={numbers.sessions}>
      <header className="his-lists-head">
        <h2>{numbers.sessions}</h2>
        <DayChoice date={date} choose={setDate} />
      </header>
      {deed.failure === undefined ? null : (
        <Alert type="error" showIcon role="alert" title={deed.failure} />
      )}
      <DenseTable<Row>
        label={numbers.sessions}
        columns={columnsOf(words, mayAsk ? { ask, busy: deed.busy } : undefined)}
        rows={rows}
        keyOf={({ session }) => session.id}
        error={sessions.error ?? lists.error}
        retry={() => void Promise.all([sessions.refetch(), lists.refetch()])}
        empty={numbers.sessionsNone}
        isOver={({ session }) => session.isStopped}
      />
    </section>
  );
}

interface Asking {
  ask: (session: ClinicSession) => void;
  busy: boolean;
}

const nameOf = ({ doctor }: ClinicSession, { part }: ClinicWords) =>
  doctor === '' ? part.anyDoctor : doctor;

function columnsOf(words: ClinicWords, asking: Asking | undefined): DenseColumn<Row>[] {
  const { numbers, today: names } = words;
  return [
    {
      key: 'clinic',
      title: numbers.session,
      cell: ({ session }) => (
        <>
          <strong>{nameOf(session, words)}</strong>{' '}
          <span className="soft">{session.department}</span>
          <span className="figures narrow-only">{spanText(session.start, session.end)}</span>
        </>
      ),
    },
    {
      key: 'time',
      title: names.time,
      width: 110,
      wide: true,
      cell: ({ session }) => (
        <span className="figures">{spanText(session.start, session.end)}</span>
      ),
    },
    {
      key: 'taken',
      title: names.taken,
      numeric: true,
      width: 64,
      wide: true,
      cell: ({ session }) => (
        <span className={session.taken === 0 ? 'soft figures' : 'figures'}>{session.taken}</span>
      ),
    },
    {
      key: 'compared',
      title: numbers.compared,
      width: 150,
      cell: ({ list }) =>
        list === undefined ? (
          <span className="soft">{numbers.never}</span>
        ) : (
          <span className="figures" title={exactText(list.compared)}>
            {exactText(list.compared)}
          </span>
        ),
    },
    {
      key: 'came-of-it',
      title: numbers.kind,
      width: 260,
      wide: true,
      cell: ({ list }) => (list === undefined ? null : <CameOf list={list} words={words} />),
    },
    ...(asking === undefined ? [] : [askColumn(words, asking)]),
  ];
}

function askColumn(words: ClinicWords, { ask, busy }: Asking): DenseColumn<Row> {
  const { numbers } = words;
  return {
    key: 'act',
    title: '',
    numeric: true,
    width: 112,
    cell: ({ session }) => (
      <Button
        size="small"
        className="row-act"
        disabled={busy}
        aria-label={fill(numbers.askOf, {
          what: `${nameOf(session, words)} ${spanText(session.start, session.end)}`,
        })}
        onClick={() => ask(session)}
      >
        {numbers.ask}
      </Button>
    ),
  };
}

function CameOf({ list, words }: { list: ComparedList; words: ClinicWords }): ReactNode {
  const { numbers } = words;
  const { agreed, settled, open } = list;
  return (
    <span className="his-counts figures">
      <span className={agreed === 0 ? 'soft' : undefined}>
        {fill(numbers.agree, { n: agreed })}
      </span>
      {settled === 0 ? null : <span>{fill(numbers.byRule, { n: settled })}</span>}
      {open === 0 ? null : (
        <span className="chip chip-warn">{fill(numbers.toPeople, { n: open })}</span>
      )}
    </span>
  );
}
