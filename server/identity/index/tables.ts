/**
 * The tables of the index of people. sql/0007-identity.sql
 * https://www.postgresql.org/docs/18/queries-values.html
 */
import { type Hash, bucketOfHash } from '#fhir/store/hash.ts';
import { type Sql, type SqlRow, arrayLiteral, runValues } from '#fhir/store/sql.ts';
import type { Decision, Edge } from '../matching/partition.ts';

/** A record as it stands in the index. */
export interface IndexedRecord {
  key: Hash;
  bucket: number;
  id: string;
  /** The order in which records came to be. */
  seq: string;
  /** The key of the first record of the person. */
  person: Hash;
}

/** An edge with what is kept of it. */
export interface StoredEdge extends Edge {
  /** Bucket of the Patient `b`. */
  homeB: number;
  alert: string | undefined;
  model: string;
  since: number;
}

const zones = { link: 1, review: 2, veto: 3 } as const;
const zoneNames = new Map(Object.entries(zones).map(([name, code]) => [code as number, name]));

const recordOf = (row: SqlRow): IndexedRecord => ({
  key: String(row['key']),
  bucket: Number(row['bucket']),
  id: String(row['id']),
  seq: String(row['seq']),
  person: String(row['person']),
});

/** The records with these keys. */
export async function readRecords(sql: Sql, keys: readonly Hash[]): Promise<IndexedRecord[]> {
  if (keys.length === 0) return [];
  const rows = await sql.run(
    `select bucket, key, id, seq, person from identity_record
      where key = any($1::text::bigint[])`,
    [arrayLiteral(keys)],
  );
  return rows.map(recordOf);
}

/** All records of the persons that have one of these records. */
export async function readPersons(sql: Sql, keys: readonly Hash[]): Promise<IndexedRecord[]> {
  if (keys.length === 0) return [];
  const rows = await sql.run(
    `select bucket, key, id, seq, person from identity_record where person in
      (select person from identity_record where key = any($1::text::bigint[]))`,
    [arrayLiteral(keys)],
  );
  return rows.map(recordOf);
}

const upsertRecord = {
  text: `insert into identity_record as r (bucket, key, id, person, seq) values $ROWS
    on conflict (bucket, key) do update set person = excluded.person`,
  casts: ['integer', 'bigint', 'text', 'bigint', 'bigint'],
};

/** Writes whose records these are. */
export async function writeRecords(sql: Sql, records: readonly IndexedRecord[]): Promise<void> {
  const rows = records.map(({ bucket, key, id, person, seq }) => [bucket, key, id, person, seq]);
  await runValues(sql, upsertRecord, rows);
}

/** Takes records and everything that is known by them out of the index. */
export async function removeRecords(sql: Sql, keys: readonly Hash[]): Promise<void> {
  if (keys.length === 0) return;
  await sql.run('delete from identity_record where key = any($1::text::bigint[])', [
    arrayLiteral(keys),
  ]);
}

// With the bucket, which the primary keys begin with: without it the whole index would be read.
/** Of edges and decisions: those whose first end is among some records. */
export const isFirst = `(bucket, a) in
  (select * from unnest($1::text::integer[], $2::text::bigint[]))`;
/** The parameters of `isFirst`, of which the second is the keys. */
export const placesOf = (keys: readonly Hash[]) => [
  arrayLiteral(keys.map(bucketOfHash)),
  arrayLiteral(keys),
];

/** Takes away what records are found by, and what they were compared to. */
export async function clearRecords(sql: Sql, keys: readonly Hash[]): Promise<void> {
  if (keys.length === 0) return;
  const list = [arrayLiteral(keys)];
  await Promise.all([
    sql.run('delete from identity_key where key = any($1::text::bigint[])', list),
    sql.run(`delete from identity_edge where ${isFirst}`, placesOf(keys)),
    sql.run('delete from identity_edge where b = any($1::text::bigint[])', list),
  ]);
}

/** A hash by which a record is found. */
export interface StoredKey {
  hash: Hash;
  key: Hash;
  home: number;
}

const insertKey = {
  text: `insert into identity_key (bucket, hash, key, home) values $ROWS on conflict do nothing`,
  casts: ['integer', 'bigint', 'bigint', 'integer'],
};

/** Writes what records are found by. */
export async function writeKeys(sql: Sql, keys: readonly StoredKey[]): Promise<void> {
  const rows = keys.map(({ hash, key, home }) => [bucketOfHash(hash), hash, key, home]);
  await runValues(sql, insertKey, rows);
}

const insertEdge = {
  text: `insert into identity_edge (bucket, a, b, home_b, weight, zone, alert, model, since)
    values $ROWS on conflict do nothing`,
  casts: 'integer,bigint,bigint,integer,real,smallint,text,text,bigint'.split(','),
};

/** Writes edges between the keys of records; of a pair the smaller number is `a`. */
export async function writeEdges(sql: Sql, edges: readonly StoredEdge[]): Promise<void> {
  await runValues(
    sql,
    insertEdge,
    edges.map(({ a, b, homeB, weight, zone, alert, model, since }) => [
      bucketOfHash(a),
      a,
      b,
      homeB,
      weight,
      zones[zone],
      alert ?? null,
      model,
      since,
    ]),
  );
}

/** Edges and decisions of which one end at least is among these. */
export interface Ties {
  edges: Edge[];
  decisions: Decision[];
}

/** What ties these records to any. */
export async function readTies(sql: Sql, keys: readonly Hash[]): Promise<Ties> {
  const [edges, decisions] = await Promise.all([
    sql.run(
      `select a, b, weight, zone from identity_edge where ${isFirst}
        union select a, b, weight, zone from identity_edge where b = any($2::text::bigint[])`,
      placesOf(keys),
    ),
    sql.run(
      `select a, b, same, at from identity_decision where ${isFirst}
        union select a, b, same, at from identity_decision where b = any($2::text::bigint[])`,
      placesOf(keys),
    ),
  ]);
  return {
    edges: edges.map((row) => ({
      a: String(row['a']),
      b: String(row['b']),
      // A real is told by the shortest number that rounds to it.
      weight: Math.fround(Number(row['weight'])),
      zone: zoneNames.get(Number(row['zone'])) as Edge['zone'],
    })),
    decisions: latestDecisions(
      decisions.map((row) => ({
        a: String(row['a']),
        b: String(row['b']),
        same: Number(row['same']) === 1,
        at: Number(row['at']),
      })),
    ),
  };
}

/** Of each pair what was decided last; of what was decided at one moment, that they differ. */
export function latestDecisions<Kept extends Decision & { at: number }>(
  decisions: readonly Kept[],
): Kept[] {
  const latest = new Map<string, Kept>();
  for (const one of decisions) {
    const pair = `${one.a} ${one.b}`;
    const known = latest.get(pair);
    const holds = known === undefined || one.at > known.at || (one.at === known.at && !one.same);
    if (holds) latest.set(pair, one);
  }
  return [...latest.values()];
}

/** Whether anybody decided about one of these records, before it was there perhaps. */
export async function areDecided(sql: Sql, keys: readonly Hash[]): Promise<boolean> {
  if (keys.length === 0) return false;
  const rows = await sql.run(
    `select 1 from identity_decision where ${isFirst}
      union all select 1 from identity_decision where b = any($2::text::bigint[]) limit 1`,
    placesOf(keys),
  );
  return rows.length > 0;
}

const insertDecision = {
  text: `insert into identity_decision
    (bucket, a, b, home_b, same, replaced, linkage, at) values $ROWS
    on conflict do nothing`,
  casts: ['integer', 'bigint', 'bigint', 'integer', 'smallint', 'smallint', 'text', 'bigint'],
};

/** A decision with the Linkage that says it. */
export interface StoredDecision extends Decision {
  homeB: number;
  /** Which of the two was merged into the other, and is used no longer. */
  replaced: 'a' | 'b' | undefined;
  linkage: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** Puts what Linkages say in place of what they said. */
export async function replaceDecisions(
  sql: Sql,
  linkages: readonly string[],
  decisions: readonly StoredDecision[],
): Promise<Hash[]> {
  const gone = await sql.run(
    `delete from identity_decision where linkage = any(string_to_array($1, ' ')) returning a, b`,
    [linkages.join(' ')],
  );
  await writeDecisions(sql, decisions);
  return [
    ...gone.flatMap((row) => [String(row['a']), String(row['b'])]),
    ...decisions.flatMap(({ a, b }) => [a, b]),
  ];
}

/** Writes what Linkages say. */
export async function writeDecisions(
  sql: Sql,
  decisions: readonly StoredDecision[],
): Promise<void> {
  await runValues(
    sql,
    insertDecision,
    decisions.map(({ a, b, homeB, same, replaced, linkage, at }) => [
      bucketOfHash(a),
      a,
      b,
      homeB,
      same ? 1 : 0,
      replaced === undefined ? 0 : replaced === 'a' ? 1 : 2,
      linkage,
      at,
    ]),
  );
}

/** A record that joined or left a person. */
export interface Change {
  key: Hash;
  bucket: number;
  id: string;
  before: Hash | undefined;
  after: Hash;
}

// Whoever reads on from a number misses nothing: clocks of several servers may differ, the lock
// under which changes are written is one.
const insertChange = {
  text: `insert into identity_change (bucket, id, key, patient, before, after, cause, at)
    select bucket, greatest(id, top + n), key, patient, before, after, cause, at
      from (values $ROWS) as v (bucket, id, n, key, patient, before, after, cause, at),
        (select coalesce(max(id), 0) as top from identity_change) as t`,
  casts: 'integer,bigint,integer,bigint,text,bigint,bigint,text,bigint'.split(','),
};

/** Writes what changed, in this order. */
export async function writeChanges(
  sql: Sql,
  changes: readonly Change[],
  given: { cause: string; at: number; nextSequence: () => string },
): Promise<void> {
  await runValues(
    sql,
    insertChange,
    changes.map(({ bucket, key, id, before, after }, n) => [
      bucket,
      given.nextSequence(),
      n + 1,
      key,
      id,
      before ?? null,
      after,
      given.cause,
      given.at,
    ]),
  );
}
