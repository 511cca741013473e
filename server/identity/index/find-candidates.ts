/**
 * Records that may be of the same person: by their blocking keys, from the index.
 * https://www.postgresql.org/docs/18/queries-table-expressions.html#QUERIES-LATERAL
 */
import type { Resource } from '#model/fhir.ts';
import { type Hash, bucketOfHash } from '#fhir/store/hash.ts';
import { type CurrentRow, readMany } from '#fhir/store/read.ts';
import type { Sealer } from '#fhir/store/sealer.ts';
import { type Sql, arrayLiteral } from '#fhir/store/sql.ts';
import { blockMax } from '../matching/blocking-keys.ts';
import { type Traits, traitsOf } from '../traits/traits.ts';

/** A record to compare with. */
export interface Candidate {
  key: Hash;
  bucket: number;
  traits: Traits;
  /** Its row; undefined for what is being written. */
  row: CurrentRow | undefined;
}

/** What looking up keys found. */
export interface Reached {
  /** Keys of records by the hash that led to them. */
  byHash: Map<Hash, { key: Hash; home: number }[]>;
  /** Hashes of so many records that they tell nobody from another. */
  crowded: Hash[];
}

const text = `select k.hash, c.key, c.home
  from unnest($1::text::integer[], $2::text::bigint[]) as k(bucket, hash)
  cross join lateral (select i.key, i.home from identity_key i
    where i.bucket = k.bucket and i.hash = k.hash limit ${blockMax + 1}) as c`;

/** The hash under which a blocking key stands in the index: nobody can guess back from it. */
export function identityHash({ keyedHash }: Pick<Sealer, 'keyedHash'>, key: string): Hash {
  return keyedHash(`identity|${key}`);
}

/** The records that have one of these hashes. */
export async function reach(sql: Sql, hashes: Iterable<Hash>): Promise<Reached> {
  const wanted = [...new Set(hashes)];
  const byHash: Reached['byHash'] = new Map();
  if (wanted.length === 0) return { byHash, crowded: [] };
  const rows = await sql.run(text, [arrayLiteral(wanted.map(bucketOfHash)), arrayLiteral(wanted)]);
  for (const row of rows) {
    const found = { key: String(row['key']), home: Number(row['home']) };
    const list = byHash.get(String(row['hash']));
    if (list === undefined) byHash.set(String(row['hash']), [found]);
    else list.push(found);
  }
  const crowded = [...byHash].filter(([, list]) => list.length > blockMax).map(([hash]) => hash);
  for (const hash of crowded) byHash.delete(hash);
  return { byHash, crowded };
}

/** The Patients with these keys, as candidates. */
export async function readCandidates(
  sql: Sql,
  places: Iterable<{ key: Hash; home: number }>,
): Promise<Map<Hash, Candidate>> {
  const wanted = new Map<Hash, number>();
  for (const { key, home } of places) wanted.set(key, home);
  const rows = await readMany(
    sql,
    Array.from(wanted, ([key, bucket]) => ({ key, bucket })),
  );
  return new Map(
    Array.from(rows, ([key, row]) => {
      const traits = traitsOf(JSON.parse(row.body) as Resource);
      return [key, { key, bucket: row.bucket, traits, row }];
    }),
  );
}
