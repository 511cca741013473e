/**
 * The ledger of numbers (号源台账): the sessions of a day, and of the chosen one how each pool stands,
 * whether that balances, and every movement. https://hl7.org/fhir/R4/slot.html
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Icon } from '../../../design/Icon.tsx';
import { clockText, dayText } from '../../../design/moment.ts';
import { Empty, Failed, LoadingRows } from '../../../design/states.tsx';
import { type DenseColumn, DenseTable } from '../../../design/table/DenseTable.tsx';
import { fill } from '../../../i18n/fill.ts';
import { go } from '../../route.ts';
import { DayChoice } from '../parts/DayChoice.tsx';
import { useClinicWords } from '../parts/clinic-words.ts';
import { today } from '../parts/day.ts';
import { useAnswer, useSessions } from '../parts/use-clinic.ts';
import { useSessionColumns } from '../today/session-columns.tsx';
import { type Ledger, type LedgerEntry, type PoolBalance, ledgerOf, offBy } from './ledger.ts';

/** The page; `id` is the Schedule, `slot` names its session. */
export function LedgerPage({ id, slot }: { id?: string; slot?: string }): ReactNode {
  const words = useClinicWords();
  const [date, setDate] = useState(today);
  const { data, error, refetch } = useSessions({ date });
  const columns = useSessionColumns({
    open: ({ schedule, id: first }) =>
      go({ page: 'clinic', section: 'ledger', id: schedule, slot: first }),
    acts: false,
    counts: false,
  });
  return (
    <>
      <header className="clinic-head">
        <h1>{words.ledger.title}</h1>
        <p className="clinic-sum" />
        <DayChoice date={date} choose={setDate} />
      </header>
      <div className="clinic-pair">
        <section className="card clinic-card">
          <DenseTable
            label={words.today.sessions}
            columns={columns}
            rows={data}
            keyOf={(session) => session.id}
            error={error}
            retry={() => void refetch()}
            empty={words.today.noneDesk}
            chosen={slot}
            isOver={({ isStopped }) => isStopped}
          />
        </section>
        <section className="card clinic-card clinic-side" aria-label={words.ledger.title}>
          {id === undefined || slot === undefined ? (
            <Empty text={words.ledger.help} />
          ) : (
            <OneLedger key={slot} schedule={id} slot={slot} />
          )}
        </section>
      </div>
    </>
  );
}

function OneLedger({ schedule, slot }: { schedule: string; slot: string }): ReactNode {
  const words = useClinicWords();
  const path = `Schedule/${schedule}/$ledger?slot=${slot}`;
  const { data, error, refetch } = useAnswer(path, ledgerOf);
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <LoadingRows rows={8} widths={[20, 10, 10, 10]} />;
  return (
    <>
      <Balance ledger={data} />
      <Pools ledger={data} />
      <h2>{fill(words.ledger.entries, { n: data.entries.length })}</h2>
      <Entries entries={data.entries} />
    </>
  );
}

/** Says in words whether the books are even. */
function Balance({ ledger }: { ledger: Ledger }): ReactNode {
  const { ledger: words } = useClinicWords();
  const off = offBy(ledger);
  return (
    <p className={off === 0 ? 'balance balance-even' : 'balance balance-off'} role="status">
      <Icon name={off === 0 ? 'check' : 'alert'} />
      <strong>{off === 0 ? words.balanced : fill(words.unbalanced, { n: off })}</strong>
      <span>{words.formula}</span>
    </p>
  );
}

type Row = Omit<PoolBalance, 'pool'> & { name: string };

function Pools({ ledger: { pools, total } }: { ledger: Ledger }): ReactNode {
  const words = useClinicWords();
  const rows: Row[] = [
    ...pools.map(({ pool, ...counts }) => ({ name: words.pool[pool], ...counts })),
    { name: words.part.total, ...total },
  ];
  const last = rows.length - 1;
  const columns: DenseColumn<Row>[] = [
    {
      key: 'pool',
      title: words.ledger.pool,
      cell: (row) => (
        <span className={row === rows[last] ? 'dense-total' : undefined}>{row.name}</span>
      ),
    },
    ...(['issued', 'released', 'taken', 'returned', 'withdrawn', 'free', 'lying'] as const).map(
      (name) => ({
        key: name,
        title: words.ledger[name],
        numeric: true,
        width: name === 'lying' ? 76 : 56,
        wide: name === 'released' || name === 'withdrawn',
        cell: (row: Row) => (
          <span
            className={[
              'figures',
              row[name] === 0 ? 'soft' : '',
              row === rows[last] || name === 'free' ? 'dense-total' : '',
            ].join(' ')}
          >
            {name === 'released' ? signed(row[name]) : row[name]}
          </span>
        ),
      }),
    ),
  ];
  return (
    <DenseTable
      label={words.ledger.pool}
      columns={columns}
      rows={rows}
      keyOf={({ name }) => name}
      empty={words.ledger.none}
    />
  );
}

/** A change with its sign: +2, −1, 0. */
function signed(change: number): string {
  return change > 0 ? `+${change}` : change < 0 ? `−${-change}` : '0';
}

function Entries({ entries }: { entries: readonly LedgerEntry[] }): ReactNode {
  const words = useClinicWords();
  const columns: DenseColumn<LedgerEntry>[] = [
    {
      key: 'at',
      title: words.ledger.at,
      width: 136,
      cell: ({ at }) => (
        <span className="figures">
          {dayText(at)} {clockText(at)}
        </span>
      ),
    },
    { key: 'cause', title: words.ledger.cause, cell: ({ cause }) => words.ledger.causes[cause] },
    { key: 'pool', title: words.ledger.pool, wide: true, cell: ({ pool }) => words.pool[pool] },
    {
      key: 'number',
      title: words.ledger.number,
      numeric: true,
      width: 56,
      cell: ({ number }) => (number === 0 ? <span className="soft">–</span> : number),
    },
    {
      key: 'change',
      title: words.ledger.change,
      numeric: true,
      width: 64,
      cell: ({ change }) => <b className="figures">{signed(change)}</b>,
    },
  ];
  return (
    <DenseTable
      label={words.ledger.entries}
      columns={columns}
      rows={entries}
      keyOf={({ id }) => id}
      empty={words.ledger.none}
    />
  );
}
