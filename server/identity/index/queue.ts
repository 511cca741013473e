/**
 * Pairs that wait for a person's decision, in the order in which they came to be.
 * https://use-the-index-luke.com/no-offset
 */
import type { Store } from '#fhir/handling/interaction.ts';
import { refuse } from '#fhir/refusals.ts';
import { type Hash, isHash, resourceKey } from '#fhir/store/hash.ts';
import { bucketInId } from '#fhir/store/ids.ts';
import { type CurrentRow, readMany } from '#fhir/store/read.ts';
import type { Sql } from '#fhir/store/sql.ts';

/** A pair that waits. */
export interface QueuedPair {
  a: CurrentRow;
  b: CurrentRow;
  alert: string | undefined;
  /** Milliseconds since 1970. */
  since: number;
  /** Where the queue goes on after it. */
  cursor: string;
}

// What was decided, or is one person already, waits no more.
const waiting = `from identity_edge e
  join identity_record ra on ra.key = e.a
  join identity_record rb on rb.key = e.b and rb.person <> ra.person
  where e.zone <> 1 and not exists (select 1 from identity_decision d
    where d.bucket = e.bucket and d.a = e.a and d.b = e.b)`;

/** The next pairs. Throws `bad-cursor`. */
export async function readQueue(
  sql: Sql,
  { count, after }: { count: number; after: string | undefined },
): Promise<QueuedPair[]> {
  const from = after === undefined ? undefined : readCursor(after);
  const rows = await sql.run(
    `select e.a, e.b, e.alert, e.since, ra.bucket as home_a, rb.bucket as home_b ${waiting}
      ${from === undefined ? '' : 'and (e.since, e.a, e.b) > ($2, $3, $4)'}
      order by e.since, e.a, e.b limit $1`,
    from === undefined ? [count] : [count, ...from],
  );
  const patients = await readMany(
    sql,
    rows.flatMap((row) => [
      { key: String(row['a']), bucket: Number(row['home_a']) },
      { key: String(row['b']), bucket: Number(row['home_b']) },
    ]),
  );
  return rows.flatMap((row): QueuedPair[] => {
    const [a, b] = [patients.get(String(row['a'])), patients.get(String(row['b']))];
    if (a === undefined || b === undefined) return [];
    const { alert } = row;
    return [
      {
        a,
        b,
        alert: alert === null || alert === undefined ? undefined : String(alert),
        since: Number(row['since']),
        cursor: [row['since'], row['a'], row['b']].join('.'),
      },
    ];
  });
}

/** How many are counted at most. */
const countMost = 10_000;

/** How many pairs wait; no more than 10,000 are counted. */
export async function countQueue(sql: Sql): Promise<number> {
  const [row] = await sql.run(
    `select count(*) from (select 1 ${waiting} limit ${countMost}) as found`,
    [],
  );
  return Number(row?.['count']);
}

function readCursor(text: string): [number, Hash, Hash] {
  const [since = '', a, b] = text.split('.');
  if (!/^\d{1,15}$/.test(since) || !isHash(a) || !isHash(b)) throw refuse('bad-cursor');
  return [Number(since), a, b];
}

/**
 * Two Patients about whom somebody may decide: that were compared and are alike, or are one person,
 * or about whom somebody decided before; undefined for others.
 */
export async function readPair(
  { sql }: Pick<Store, 'sql'>,
  a: string,
  b: string,
): Promise<{ a: CurrentRow; b: CurrentRow } | undefined> {
  const [one, other] = [resourceKey('Patient', a), resourceKey('Patient', b)];
  const known = await sql.run(
    `select 1 from identity_edge where (a = $1 and b = $2) or (a = $2 and b = $1)
      union all select 1 from identity_decision where (a = $1 and b = $2) or (a = $2 and b = $1)
      union all select 1 from identity_record x join identity_record y on y.person = x.person
        where x.key = $1 and y.key = $2 limit 1`,
    [one, other],
  );
  if (known.length === 0 || one === other) return undefined;
  const rows = await readMany(sql, [
    { key: one, bucket: bucketInId(a) },
    { key: other, bucket: bucketInId(b) },
  ]);
  const [first, second] = [rows.get(one), rows.get(other)];
  return first === undefined || second === undefined ? undefined : { a: first, b: second };
}
