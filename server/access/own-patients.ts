/**
 * Whose records are a resident's own: the resident, and those acted for.
 * https://hl7.org/fhir/R4/relatedperson.html
 */
import type { Caller } from '#fhir/handling/caller.ts';
import { reasonKinds } from '#fhir/store/guard.ts';
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import { patientBucket } from '#fhir/store/ids.ts';
import type { Sql } from '#fhir/store/sql.ts';

const text = `select distinct patient, bucket from reason
  where party = $1 and kind = $2 and since <= $3 and until > $3 and type = 0 limit 100`;

/** The key and bucket of each; nobody's for callers who are no residents. */
export async function ownPatients(
  sql: Sql,
  { who }: Pick<Caller, 'who'>,
  now: number,
): Promise<{ key: Hash; bucket: number }[]> {
  const [type, id] = who.split('/');
  if (type !== 'Patient' || id === undefined) return [];
  const key = resourceKey('Patient', id);
  const rows = await sql.run(text, [key, reasonKinds.proxy, now]);
  const others = rows.map((row) => ({
    key: String(row['patient']),
    bucket: Number(row['bucket']),
  }));
  return [{ key, bucket: patientBucket(id) }, ...others];
}
