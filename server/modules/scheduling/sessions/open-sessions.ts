/**
 * Opens sessions: their numbers, the first entries of the ledger, and their Slots, all in one
 * transaction. What is open already stays as it is.
 * https://hl7.org/fhir/R4/slot.html
 */
import { pools } from '#model/scheduling/pools.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { placeOf, prepareVersion } from '#fhir/handling/prepare.ts';
import { transact } from '#fhir/handling/transact.ts';
import { readMany } from '#fhir/store/read.ts';
import { type Sql, runValues } from '#fhir/store/sql.ts';
import { methods } from '#fhir/store/write.ts';
import { type PoolEntry, enter, seatStates } from '../bookings/ledger.ts';
import { type Session, slotsOf } from './sessions.ts';

const intoSessions = {
  text: `insert into booking_session (bucket, session, schedule, department, organization, day,
    half, starts, ends, opens, releases, state, released, rules) values $ROWS
    on conflict do nothing returning session`,
  casts: [
    'integer',
    'bigint',
    'text',
    'bigint',
    'text',
    'integer',
    'smallint',
    'bigint',
    'bigint',
    'bigint',
    'bigint',
    'smallint',
    'smallint',
    'text',
  ],
};
const intoSeats = {
  text: `insert into seat (bucket, session, n, slot, starts, ends, pool, state) values $ROWS`,
  casts: ['integer', 'bigint', 'smallint', 'text', 'bigint', 'bigint', 'smallint', 'smallint'],
};

/** State of a session in the database. */
export const sessionStates = { open: 1, stopped: 2 } as const;

/**
 * Opens those of these sessions that are not there yet.
 * @param store of the house, with the trace of who asks.
 * @returns how many were opened.
 */
export async function openSessions(store: Store, sessions: readonly Session[]): Promise<number> {
  return transact(store, async (bound, apply) => {
    const fresh = await insertNumbers(bound, sessions);
    const slots = fresh.flatMap(slotsOf);
    const places = slots.map(({ id }) => placeOf(bound, 'Slot', id));
    const there = await readMany(bound.sql, places);
    const writes = slots
      .filter((_, at) => !there.has(places[at]!.key))
      .map((slot) =>
        prepareVersion(
          bound,
          { resource: slot, faithful: slot },
          { id: slot.id, method: methods.PUT },
        ),
      );
    await apply(writes);
    return fresh.length;
  });
}

/**
 * Writes those of these sessions that are not there yet, with their numbers and the first entries
 * of their ledger; their Slots are for the caller to write.
 * @param bound the store of the house in a transaction.
 * @returns those that were not there.
 */
export async function insertNumbers(
  bound: Pick<Store, 'sql' | 'now'>,
  sessions: readonly Session[],
): Promise<Session[]> {
  const fresh = await insertSessions(bound.sql, sessions);
  await insertSeats(bound.sql, fresh);
  await enter(bound.sql, fresh.flatMap(issued), bound.now());
  return fresh;
}

async function insertSessions(tx: Sql, sessions: readonly Session[]): Promise<Session[]> {
  const rows = await runValues(
    tx,
    intoSessions,
    sessions.map((one) => [
      one.bucket,
      one.key,
      one.schedule,
      one.department,
      one.organization,
      one.day,
      one.half,
      one.starts,
      one.ends,
      one.opens,
      one.releases,
      sessionStates.open,
      0,
      JSON.stringify(one.rules),
    ]),
  );
  const keys = new Set(rows.map((row) => String(row['session'])));
  return sessions.filter(({ key }) => keys.has(key));
}

async function insertSeats(tx: Sql, sessions: readonly Session[]): Promise<void> {
  const rows = sessions.flatMap(({ bucket, key, seats }) =>
    seats.map(({ n, slot, starts, ends, pool }) => [
      bucket,
      key,
      n,
      slot,
      starts,
      ends,
      pools[pool].number,
      seatStates.free,
    ]),
  );
  await runValues(tx, intoSeats, rows);
}

function issued({ bucket, key, seats }: Session): PoolEntry[] {
  const byPool = Map.groupBy(seats, ({ pool }) => pool);
  return Array.from(byPool, ([pool, own]) => ({
    bucket,
    session: key,
    pool: pools[pool].number,
    change: own.length,
    cause: 'issued',
  }));
}
