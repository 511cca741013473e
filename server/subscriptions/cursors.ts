/**
 * How far each Subscription is: one server at a time tells it on, and what was not taken is told
 * again.
 * https://www.postgresql.org/docs/current/sql-update.html
 */
import type { CurrentRow } from '#fhir/store/read.ts';
import type { Sql } from '#fhir/store/sql.ts';

/** How far a Subscription is. */
export interface Cursor {
  position: string;
  events: bigint;
  failures: number;
}

type Place = Pick<CurrentRow, 'bucket' | 'key'>;

/** So long a server may take before another takes over, in milliseconds. */
const leaseMs = 60_000;

/** Takes a Subscription to tell it on; undefined: not due, or another server is at it. */
export async function takeCursor(
  sql: Sql,
  { bucket, key, seq }: Pick<CurrentRow, 'bucket' | 'key' | 'seq'>,
  now: number,
): Promise<Cursor | undefined> {
  await sql.run(
    `insert into subscription_cursor (bucket, key, position, events, failures, due, leased)
      values ($1, $2, $3, 0, 0, 0, 0) on conflict do nothing`,
    [bucket, key, seq],
  );
  const [row] = await sql.run(
    `update subscription_cursor set leased = $4
      where bucket = $1 and key = $2 and due <= $3 and leased <= $3
      returning position, events, failures`,
    [bucket, key, now, now + leaseMs],
  );
  if (row === undefined) return undefined;
  return {
    position: String(row['position']),
    events: BigInt(String(row['events'])),
    failures: Number(row['failures']),
  };
}

/** Keeps how far a Subscription is, and gives it back. @param due not before, milliseconds. */
export async function keepCursor(
  sql: Sql,
  { bucket, key }: Place,
  cursor: Cursor & { due: number },
): Promise<void> {
  const { position, events, failures, due } = cursor;
  await sql.run(
    `update subscription_cursor
      set position = $3, events = $4, failures = $5, due = $6, leased = 0
      where bucket = $1 and key = $2`,
    [bucket, key, position, events.toString(), failures, due],
  );
}

/** How many events a Subscription was told. */
export async function countEvents(sql: Sql, { bucket, key }: Place): Promise<bigint> {
  const [row] = await sql.run(
    'select events from subscription_cursor where bucket = $1 and key = $2',
    [bucket, key],
  );
  return BigInt(String(row?.['events'] ?? 0));
}
