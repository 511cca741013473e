/**
 * Whose records entities are in, so that events which name them are found by the patient.
 * https://hl7.org/fhir/R4/auditevent.html#search
 */
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import { bucketInId } from '#fhir/store/ids.ts';
import { locate } from '#fhir/store/read.ts';
import { type Sql, arrayLiteral } from '#fhir/store/sql.ts';
import type { Condition, EventQuery } from './parameters.ts';

const text = `select distinct r.patient from (
    select bucket, key, patient from resource union all select bucket, key, patient from history
  ) r join unnest($1::text::integer[], $2::text::bigint[]) as wanted(bucket, key)
  on r.bucket = wanted.bucket and r.key = wanted.key where r.patient is not null`;

/** The query, its conditions on entities widened to the patients of these. */
export async function withEntityPatients(sql: Sql, query: EventQuery): Promise<EventQuery> {
  const conditions = await Promise.all(query.conditions.map((each) => widened(sql, each)));
  return { ...query, conditions };
}

async function widened(sql: Sql, condition: Condition): Promise<Condition> {
  const { entities, tokens } = condition;
  if (entities === undefined || tokens === undefined) return condition;
  return { ...condition, tokens: [...tokens, ...(await patientsOf(sql, entities))] };
}

async function patientsOf(sql: Sql, entities: readonly string[]): Promise<Hash[]> {
  const places = entities.map((reference) => {
    const [type = '', id = ''] = reference.split('/');
    return { key: resourceKey(type, id), bucket: bucketInId(id) };
  });
  const buckets = await locate(sql, places);
  const rows = await sql.run(text, [
    arrayLiteral(places.map(({ key }) => buckets.get(key)!)),
    arrayLiteral(places.map(({ key }) => key)),
  ]);
  return rows.map((row) => String(row['patient']));
}
