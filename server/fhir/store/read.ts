/**
 * Coalesced reads: the reads that wait at one moment share one query.
 * https://hl7.org/fhir/R4/http.html#read
 */
import { typeName } from '#model/resource-types.ts';
import type { Guarded } from './guard.ts';
import { bucketOfHash, type Hash } from './hash.ts';
import { type Sql, type SqlRow, arrayLiteral } from './sql.ts';

/** The current version of a resource, as stored. */
export interface CurrentRow extends Guarded {
  id: string;
  version: number;
  seq: string;
  method: number;
  /** Milliseconds since 1970. */
  updated: number;
  /** As it is sent. */
  body: string;
  /** As it lies in the database. */
  stored: string;
}

/** Where a resource is: its key, and its bucket where the id tells it. */
export interface Place {
  key: Hash;
  bucket: number | undefined;
}

/** Reads the current version of a resource; undefined where there is none. */
export type ReadCurrent = (place: Place) => Promise<CurrentRow | undefined>;

const columns =
  'r.bucket,r.key,r.type,r.id,r.version,r.seq,r.method,r.updated,r.patient,r.owner,r.level,r.body';
const readText = `select ${columns} from resource r
  join unnest($1::text::integer[], $2::text::bigint[]) as wanted(bucket, key)
  on r.bucket = wanted.bucket and r.key = wanted.key`;
const locateText = `select l.key, l.home from locator l
  join unnest($1::text::integer[], $2::text::bigint[]) as wanted(bucket, key)
  on l.bucket = wanted.bucket and l.key = wanted.key`;

/**
 * Reads many current versions at once. Ids that a client chose are located first, in a statement of
 * their own.
 * @returns the rows found, by key.
 */
export async function readMany(sql: Sql, places: readonly Place[]): Promise<Map<Hash, CurrentRow>> {
  const buckets = await locate(sql, places);
  const found = new Map<Hash, CurrentRow>();
  if (places.length === 0) return found;
  const keys = places.map((place) => place.key);
  const rows = await sql.run(readText, [
    arrayLiteral(keys.map((key) => buckets.get(key)!)),
    arrayLiteral(keys),
  ]);
  for (const row of rows) found.set(String(row['key']), currentRow(row));
  return found;
}

/**
 * The bucket of each place: told by its id, else by the locator, else the one its own key hashes
 * to.
 */
export async function locate(sql: Sql, places: readonly Place[]): Promise<Map<Hash, number>> {
  const buckets = new Map<Hash, number>();
  const unknown: Hash[] = [];
  for (const { key, bucket } of places) {
    buckets.set(key, bucket ?? bucketOfHash(key));
    if (bucket === undefined) unknown.push(key);
  }
  if (unknown.length > 0) {
    const rows = await sql.run(locateText, [
      arrayLiteral(unknown.map(bucketOfHash)),
      arrayLiteral(unknown),
    ]);
    for (const row of rows) buckets.set(String(row['key']), Number(row['home']));
  }
  return buckets;
}

/** A row of `resource` as the driver returns it. */
export function currentRow(row: SqlRow): CurrentRow {
  return {
    type: typeName(Number(row['type'])),
    id: String(row['id']),
    key: String(row['key']),
    bucket: Number(row['bucket']),
    version: Number(row['version']),
    seq: String(row['seq']),
    method: Number(row['method']),
    updated: Number(row['updated']),
    ...guardOf(row),
    body: String(row['body']),
    stored: String(row['stored'] ?? row['body']),
  };
}

/** The columns of access control of a row. */
export function guardOf(row: SqlRow): Pick<Guarded, 'patient' | 'owner' | 'level'> {
  const { patient, owner, level } = row;
  return {
    patient: patient === null || patient === undefined ? undefined : String(patient),
    owner: owner === null || owner === undefined ? undefined : String(owner),
    level: Number(level),
  };
}

interface WaitingRead {
  place: Place;
  resolve: (row: CurrentRow | undefined) => void;
  reject: (error: unknown) => void;
}

/**
 * A reader that gathers the reads waiting at one moment into one query.
 * @param limits how many queries may be under way, and how many reads one may answer.
 */
export function createCoalescedRead(
  sql: Sql,
  limits: { queries: number; size: number },
): ReadCurrent {
  const queue: WaitingRead[] = [];
  let underWay = 0;
  let scheduled = false;

  function schedule(): void {
    if (scheduled || underWay >= limits.queries || queue.length === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      const batch = queue.splice(0, limits.size);
      if (batch.length === 0) return;
      underWay += 1;
      void answer(sql, batch).finally(() => {
        underWay -= 1;
        schedule();
      });
      schedule();
    });
  }

  return (place) =>
    new Promise((resolve, reject) => {
      queue.push({ place, resolve, reject });
      schedule();
    });
}

async function answer(sql: Sql, batch: WaitingRead[]): Promise<void> {
  try {
    const rows = await readMany(
      sql,
      batch.map((waiting) => waiting.place),
    );
    for (const { place, resolve } of batch) resolve(rows.get(place.key));
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
