/**
 * Whose records are a resident's own: the resident, and those acted for.
 * https://hl7.org/fhir/R4/relatedperson.html
 */
import type { Caller } from '#fhir/handling/caller.ts';
import { reasonKinds } from '#fhir/store/guard.ts';
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import { patientBucket } from '#fhir/store/ids.ts';
import { type Sql, arrayLiteral } from '#fhir/store/sql.ts';

const text = `select distinct patient, bucket from reason
  where party = $1 and kind = $2 and since <= $3 and until > $3 and type = 0 limit 100`;

const recordsText = `select m.key as patient, m.bucket from identity_record o
  join identity_record m on m.person = o.person
  where o.key = any($1::text::bigint[])`;

/**
 * The key and bucket of each, and of the other records of the same persons; nobody’s for callers
 * who are no residents.
 */
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
  const own = [{ key, bucket: patientBucket(id) }, ...others];
  const records = await sql.run(recordsText, [arrayLiteral(own.map((one) => one.key))]);
  const all = new Map(own.map((one) => [one.key, one]));
  for (const row of records) {
    const record = { key: String(row['patient']), bucket: Number(row['bucket']) };
    all.set(record.key, record);
  }
  return [...all.values()];
}
