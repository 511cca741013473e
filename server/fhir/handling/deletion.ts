/**
 * Deletions: what history says of a resource that is not there.
 * https://hl7.org/fhir/R4/http.html#delete
 */
import { typeName } from '#model/resource-types.ts';
import type { Guarded } from '#fhir/store/guard.ts';
import { type Place, guardOf, locate } from '#fhir/store/read.ts';
import type { Store } from './interaction.ts';
import { admitted } from './transact.ts';

/** The last version of a resource that has no current one, when it was deleted. */
export interface Deletion extends Guarded {
  version: number;
  seq: string;
}

const text = `select key, bucket, type, version, seq, patient, owner, level from history
  where bucket = $1 and key = $2 and body is null order by version desc limit 1`;

/**
 * The latest deletion of a resource; undefined where it was never deleted, or the caller could not
 * see what was deleted.
 */
export async function latestDeletion(store: Store, place: Place): Promise<Deletion | undefined> {
  const bucket = (await locate(store.sql, [place])).get(place.key)!;
  const found = await store.sql.run(text, [bucket, place.key]);
  const deletions = found.map((row) => ({
    type: typeName(Number(row['type'])),
    key: String(row['key']),
    bucket,
    ...guardOf(row),
    version: Number(row['version']),
    seq: String(row['seq']),
  }));
  return (await admitted(store.access, store.sql, deletions))[0];
}
