/**
 * Records are closed, not deleted: a Patient with data in its record, or who died, is deleted by
 * nobody but the platform. China's rules EHR-05, SEC-24, EMR-02.
 * https://hl7.org/fhir/R4/http.html#delete
 */
import type { Resource } from '#model/fhir.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import { refuse } from '#fhir/refusals.ts';
import { type Sql, arrayLiteral } from '#fhir/store/sql.ts';
import type { Write } from '#fhir/store/write.ts';
import { isDeceased } from './record-end.ts';

const dataText = `select 1 from resource where patient = any($1::text::bigint[])
  and key <> all($2::text::bigint[]) limit 1`;

/** Throws `record-kept` where a Patient that must stay would go. */
export async function keepRecords(
  caller: Caller,
  { sql, writes }: { sql: Sql; writes: readonly Write[] },
): Promise<void> {
  if (caller.role === 'platform') return;
  const gone = writes.filter(({ content }) => content === undefined);
  const patients = gone.filter(({ type }) => type === 'Patient');
  if (patients.length === 0) return;
  for (const { replaced } of patients) {
    if (replaced !== undefined && isDeceased(JSON.parse(replaced.body) as Resource)) {
      throw refuse('record-kept');
    }
  }
  // What goes together with the record is no longer in it.
  const keys = arrayLiteral(patients.map(({ key }) => key));
  const rows = await sql.run(dataText, [keys, arrayLiteral(gone.map(({ key }) => key))]);
  if (rows.length > 0) throw refuse('record-kept');
}
