/**
 * Deletions: what history says of a resource that is not there.
 * https://hl7.org/fhir/R4/http.html#delete
 */
import { type Place, locate } from '#fhir/store/read.ts';
import type { Store } from './interaction.ts';

/** The last version of a resource that has no current one, when it was deleted. */
export interface Deletion {
  version: number;
  seq: string;
  bucket: number;
}

const text = `select version, seq from history where bucket = $1 and key = $2 and body is null
  order by version desc limit 1`;

/** The latest deletion of a resource; undefined where it was never deleted. */
export async function latestDeletion(store: Store, place: Place): Promise<Deletion | undefined> {
  const bucket = (await locate(store.sql, [place])).get(place.key)!;
  const [row] = await store.sql.run(text, [bucket, place.key]);
  return row === undefined
    ? undefined
    : { version: Number(row['version']), seq: String(row['seq']), bucket };
}
