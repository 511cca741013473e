/**
 * `GET Schedule/:id/$ledger`: the ledger of a session to be looked through (号源台账): how each pool
 * stands, whether that is what the numbers themselves say, and every movement.
 * https://hl7.org/fhir/R4/slot.html
 */
import { poolOf, pools } from '#model/scheduling/pools.ts';
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { type Parameter, answerParameters } from '#fhir/operations/parameters.ts';
import type { Sql, SqlRow } from '#fhir/store/sql.ts';
import {
  type Balance,
  type SessionPlace,
  balancesOf,
  causes,
  seatStates,
} from '../bookings/ledger.ts';
import { askedSession } from './asked-session.ts';

/** Entries of an answer, the newest: a session of a hundred numbers has some three hundred. */
const most = 2000;

/**
 * `GET Schedule/:id/$ledger?slot=`: 200 with Parameters: a `pool` each with its counts and with
 * how many numbers lie free, an `entry` a movement, the newest first. Throws `slot-unknown`.
 */
export function createLedger(house: Store): Interaction {
  return async (request, store) => {
    const session = await askedSession(house, store, request);
    const balances = await balancesOf(house.sql, session);
    const lying = await lyingFree(house.sql, session);
    const entries = await entriesOf(house.sql, session);
    return {
      ...answerParameters([
        ...balances.map((balance) => poolParameter(balance, lying.get(balance.pool) ?? 0)),
        ...entries.map(entryParameter),
      ]),
      looked: { entities: [`Schedule/${session.schedule}`], patients: [] },
    };
  };
}

/** How many numbers of each pool are free, counted one by one. */
async function lyingFree(
  sql: Sql,
  { bucket, session }: SessionPlace,
): Promise<Map<string, number>> {
  const rows = await sql.run(
    `select pool, count(*) as n from seat
     where bucket = $1 and session = $2 and state = $3 group by pool`,
    [bucket, session, seatStates.free],
  );
  return new Map(rows.map((row) => [poolOf(Number(row['pool'])), Number(row['n'])]));
}

async function entriesOf(sql: Sql, { bucket, session }: SessionPlace): Promise<SqlRow[]> {
  return sql.run(
    `select e.entry, e.pool, e.change, e.cause, e.at, b.n from pool_entry e
     left join booking b on b.bucket = e.bucket and b.booking = e.booking
     where e.bucket = $1 and e.session = $2 and e.change <> 0 order by e.entry desc limit ${most}`,
    [bucket, session],
  );
}

function poolParameter({ pool, ...counts }: Balance, lying: number): Parameter {
  return {
    name: 'pool',
    part: [
      { name: 'code', valueCode: pool },
      { name: 'display', valueString: pools[pool].zh },
      ...Object.entries(counts).map(([name, valueInteger]) => ({ name, valueInteger })),
      { name: 'lying', valueInteger: lying },
    ],
  };
}

function entryParameter(row: SqlRow): Parameter {
  const cause = Object.entries(causes).find(([, number]) => number === Number(row['cause']));
  const number = Number(row['n'] ?? 0);
  return {
    name: 'entry',
    part: [
      { name: 'id', valueString: String(row['entry']) },
      { name: 'at', valueInstant: new Date(Number(row['at'])).toISOString() },
      { name: 'pool', valueCode: poolOf(Number(row['pool'])) },
      { name: 'cause', valueCode: cause?.[0] ?? '' },
      { name: 'change', valueInteger: Number(row['change']) },
      ...(number === 0 ? [] : [{ name: 'number', valueInteger: number }]),
    ],
  };
}
