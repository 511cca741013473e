/**
 * The ledger of the pools (号源账): every movement of free numbers is an entry, and what a pool has
 * left is their sum. The names of causes and of the states of numbers.
 * https://hl7.org/fhir/R4/slot.html
 */
import { type PoolCode, poolOf, pools } from '#model/scheduling/pools.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { type Sql, type SqlParameter, runValues } from '#fhir/store/sql.ts';

/** Why free numbers became more or fewer. */
export const causes = { issued: 1, released: 2, taken: 3, returned: 4, withdrawn: 5 } as const;

/** What a number is. */
export const seatStates = { free: 1, taken: 2, returned: 3, withdrawn: 4 } as const;

/** Where a session is. */
export interface SessionPlace {
  bucket: number;
  session: Hash;
}

/** A movement of free numbers. */
export interface PoolEntry extends SessionPlace {
  pool: number;
  /** Free numbers more or fewer. */
  change: number;
  cause: keyof typeof causes;
  /** Key of the Appointment, where it is one's. */
  booking?: Hash | undefined;
}

const intoEntries = {
  text: `insert into pool_entry (bucket, session, pool, change, cause, booking, at) values $ROWS`,
  casts: ['integer', 'bigint', 'smallint', 'smallint', 'smallint', 'bigint', 'bigint'],
};

/** Writes movements, in the transaction that makes them. */
export async function enter(tx: Sql, entries: readonly PoolEntry[], now: number): Promise<void> {
  const rows = entries.map((entry): SqlParameter[] => [
    entry.bucket,
    entry.session,
    entry.pool,
    entry.change,
    causes[entry.cause],
    entry.booking ?? null,
    now,
  ]);
  await runValues(tx, intoEntries, rows);
}

const reserved = Object.values(pools)
  .filter(({ released }) => released)
  .map(({ number }) => number);

/**
 * In SQL: the pool that a number `s` of a session `b` comes back into. What was reserved is the
 * public's from T−x on, also what comes back later: nobody else would take it.
 */
export const poolAgain = `case when b.released = 1 and s.pool in (${reserved.join(', ')})
  then ${pools.public.number}::smallint else s.pool end`;

/** The entries of numbers that came back from one pool, into it or another. */
export function cameBack(
  place: SessionPlace,
  { from, to, count }: { from: number; to: number; count: number },
): PoolEntry[] {
  const back: PoolEntry = { ...place, pool: from, change: count, cause: 'returned' };
  if (from === to) return [back];
  return [
    back,
    { ...place, pool: from, change: -count, cause: 'released' },
    { ...place, pool: to, change: count, cause: 'released' },
  ];
}

/** How a pool of a session stands. */
export interface Balance {
  pool: PoolCode;
  issued: number;
  /** Numbers that came from other pools, less those that went there. */
  released: number;
  taken: number;
  returned: number;
  withdrawn: number;
  /** The sum of all. */
  free: number;
}

/** How every pool of a session stands, by its entries. */
export async function balancesOf(sql: Sql, { bucket, session }: SessionPlace): Promise<Balance[]> {
  const rows = await sql.run(
    `select pool, cause, sum(change)::integer as sum from pool_entry
     where bucket = $1 and session = $2 group by pool, cause order by pool`,
    [bucket, session],
  );
  return Object.values(pools).flatMap(({ number }) => {
    const own = rows.filter((row) => Number(row['pool']) === number);
    if (own.length === 0) return [];
    const sum = (cause: number) =>
      Number(own.find((row) => Number(row['cause']) === cause)?.['sum'] ?? 0);
    return {
      pool: poolOf(number),
      issued: sum(causes.issued),
      released: sum(causes.released),
      taken: -sum(causes.taken),
      returned: sum(causes.returned),
      withdrawn: -sum(causes.withdrawn),
      free: own.reduce((total, row) => total + Number(row['sum']), 0),
    };
  });
}
