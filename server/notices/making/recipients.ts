/**
 * Who is told: the patient, and those who act for the patient by the recorded relation.
 * https://hl7.org/fhir/R4/relatedperson.html
 */
import { typeNumber } from '#model/resource-types.ts';
import { reasonKinds } from '#fhir/store/guard.ts';
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import { type Sql, arrayLiteral } from '#fhir/store/sql.ts';

/** The level that who acts in everything opens. */
const everything = 5;

const inForce = `g.kind = ${reasonKinds.proxy} and g.type = 0
  and g.since <= $3::bigint and g.until > $3::bigint`;

/** Each record `m` of the persons whose records `o` are asked for. */
const records = `identity_record o join identity_record m on m.person = o.person`;

const familyText = `select min(r.id) as id from ${records}
  join reason g on g.bucket = m.bucket and g.patient = m.key
  join resource r on r.bucket = g.bucket and r.key = g.key
  where o.key = $1::bigint and r.type = ${typeNumber('RelatedPerson')}
  and g.scope >= $2 and ${inForce}
  group by g.party order by 1`;

/**
 * Ids of the RelatedPersons by whom a patient's record is open to others, one for each of them.
 * @param given.level of what they are told of: who may not see it is not told.
 * @param given.now milliseconds since 1970.
 */
export async function familyOf(
  sql: Sql,
  given: { patient: string; level: number; now: number },
): Promise<string[]> {
  const { patient, level, now } = given;
  const rows = await sql.run(familyText, [resourceKey('Patient', patient), level, now]);
  return rows.map((row) => String(row['id']));
}

const personText = `select distinct m.id from ${records}
  where o.key = any($1::text::bigint[]) order by 1`;

/** Ids of all Patients that are the persons of these. */
async function patientsOf(sql: Sql, keys: readonly Hash[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await sql.run(personText, [arrayLiteral(keys)]);
  return rows.map((row) => String(row['id']));
}

const actingText = `select distinct g.party from ${records}
  join reason g on g.bucket = m.bucket and g.patient = m.key
  where o.key = $1::bigint and g.scope >= $2 and ${inForce}`;

const actorText = `select distinct g.party from reason g
  where g.key = $1::bigint and g.scope >= $2 and ${inForce}
  and g.bucket = $4`;

/** Ids of the Patients who are somebody, or who act in everything for them. */
export interface Addressee {
  own: string[];
  acting: () => Promise<string[]>;
}

/**
 * Who stands behind the recipient of a notice.
 * @param given.level of the notice: who must not see it is nobody.
 * @param given.bucketOf the bucket of a RelatedPerson.
 */
export async function addresseeOf(
  sql: Sql,
  recipient: string,
  given: { level: number; now: number; bucketOf: (id: string) => Promise<number> },
): Promise<Addressee> {
  const { level, now } = given;
  const [type = '', id = ''] = recipient.split('/');
  const key = resourceKey(type, id);
  const behind = async (rows: Promise<Record<string, unknown>[]>) =>
    patientsOf(
      sql,
      (await rows).map((row) => String(row['party'])),
    );
  if (type === 'Patient') {
    const own = await patientsOf(sql, [key]);
    return {
      own: own.length === 0 ? [id] : own,
      acting: () => behind(sql.run(actingText, [key, everything, now])),
    };
  }
  const bucket = await given.bucketOf(id);
  return {
    own: await behind(sql.run(actorText, [key, level, now, bucket])),
    acting: async () => [],
  };
}
