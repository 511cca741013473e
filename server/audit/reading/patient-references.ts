/**
 * The ids of patients whose keys the log holds, also of those who were deleted since.
 * https://hl7.org/fhir/R4/references.html
 */
import type { Hash } from '#fhir/store/hash.ts';
import { type Sql, arrayLiteral } from '#fhir/store/sql.ts';
import type { StoredEvent } from '../stored-event.ts';

const wanted = 'unnest($1::text::integer[], $2::text::bigint[]) as wanted(bucket, key)';
const currentText = `select r.key, r.id from resource r join ${wanted}
  on r.bucket = wanted.bucket and r.key = wanted.key`;
const pastText = `select distinct r.key, r.id from history r join ${wanted}
  on r.bucket = wanted.bucket and r.key = wanted.key`;

/** `Patient/1` by key, of the patients of these events. */
export async function patientReferences(
  sql: Sql,
  events: readonly StoredEvent[],
): Promise<Map<Hash, string>> {
  const places = new Map(
    events.flatMap(({ patients }) => patients.map(({ key, bucket }) => [key, bucket])),
  );
  const found = new Map<Hash, string>();
  for (const text of [currentText, pastText]) {
    const open = [...places].filter(([key]) => !found.has(key));
    if (open.length === 0) break;
    const rows = await sql.run(text, [
      arrayLiteral(open.map(([, bucket]) => bucket)),
      arrayLiteral(open.map(([key]) => key)),
    ]);
    for (const row of rows) found.set(String(row['key']), `Patient/${row['id']}`);
  }
  return found;
}
