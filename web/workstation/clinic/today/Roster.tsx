/** Who comes to a session, by slot and number. https://hl7.org/fhir/R4/appointment.html */
import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { type DenseColumn, DenseTable } from '../../../design/table/DenseTable.tsx';
import { parametersOf } from '../../../fhir/parameters.ts';
import { fill } from '../../../i18n/fill.ts';
import { PersonName, PersonSexAge } from '../parts/PersonName.tsx';
import { type ClinicWords, useClinicWords } from '../parts/clinic-words.ts';
import { type ClinicSession, type RosterLine, spanText } from '../parts/session.ts';
import { useDeed, useOperation, useRoster } from '../parts/use-clinic.ts';

/** So long before its slot somebody may check in. */
const earliestMs = 120 * 60_000;

/** `whole`: every column is shown; beside a table there is room for fewer. */
export function Roster(props: { session: ClinicSession; whole: boolean }): ReactNode {
  const words = useClinicWords();
  const { session, whole } = props;
  const { data, error, refetch } = useRoster(session);
  const deed = useDeed();
  const operation = useOperation();
  const checkIn = (line: RosterLine) =>
    void deed.run(
      () => operation(`Appointment/${line.id}/$check-in`, parametersOf()),
      () => fill(words.today.checkedInNow, { number: line.number }),
    );
  const columns = columnsOf(words, { whole, checkIn, busy: deed.busy });
  return (
    <>
      {deed.failure === undefined ? null : (
        <Alert type="error" showIcon role="alert" title={deed.failure} />
      )}
      <DenseTable
        label={words.today.name}
        columns={columns}
        rows={data}
        keyOf={({ id }) => id}
        error={error}
        retry={() => void refetch()}
        empty={words.today.nobody}
        isOver={({ status }) => status === 'fulfilled' || status === 'noshow'}
      />
    </>
  );
}

function columnsOf(
  words: ClinicWords,
  given: { whole: boolean; checkIn: (line: RosterLine) => void; busy: boolean },
): DenseColumn<RosterLine>[] {
  const { whole, checkIn, busy } = given;
  const { today } = words;
  return [
    {
      key: 'number',
      title: today.number,
      numeric: true,
      width: 44,
      cell: ({ number }) => <b className="figures">{number === 0 ? '–' : number}</b>,
    },
    {
      key: 'time',
      title: today.time,
      width: 100,
      cell: ({ start, end }) => <span className="figures">{spanText(start, end)}</span>,
    },
    {
      key: 'name',
      title: today.name,
      ...(whole ? { width: 200 } : {}),
      cell: ({ person }) => <PersonName person={person} opens />,
    },
    {
      key: 'sex-age',
      title: today.sexAge,
      width: whole ? 140 : 96,
      wide: true,
      cell: ({ person }) => <PersonSexAge person={person} />,
    },
    {
      key: 'visit',
      title: today.visit,
      width: whole ? 100 : 64,
      wide: true,
      cell: ({ isFirst }) => (isFirst ? today.first : <span className="soft">{today.again}</span>),
    },
    ...(whole
      ? [
          {
            key: 'pool',
            title: today.pool,
            wide: true,
            cell: ({ pool }: RosterLine) => <span className="soft">{words.pool[pool]}</span>,
          },
        ]
      : []),
    {
      key: 'state',
      title: today.state,
      width: whole ? 110 : 84,
      cell: (line) => <State line={line} words={words} />,
    },
    {
      key: 'act',
      title: '',
      width: 72,
      cell: (line) =>
        mayCheckIn(line) ? (
          <Button size="small" className="row-act" disabled={busy} onClick={() => checkIn(line)}>
            {today.checkIn}
          </Button>
        ) : null,
    },
  ];
}

function mayCheckIn({ status, start }: RosterLine): boolean {
  return status === 'booked' && Date.parse(start) - Date.now() <= earliestMs;
}

const tones: Partial<Record<RosterLine['status'], string>> = {
  'checked-in': 'chip chip-lead',
  pending: 'chip chip-warn',
  proposed: 'chip chip-warn',
  noshow: 'chip chip-danger',
  fulfilled: 'chip',
  waitlist: 'chip',
};

function State({ line, words }: { line: RosterLine; words: ClinicWords }): ReactNode {
  const { status, isPaid } = line;
  const said = status === 'booked' && isPaid ? words.status.paid : words.status[status];
  return <span className={tones[status] ?? 'state-plain'}>{said}</span>;
}
