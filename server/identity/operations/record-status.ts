/**
 * `Patient/:id/$record-status`: whether a health record is in use this year, rests, or has ended,
 * and why. Computed from what is open to the caller, never stored. China's rule EHR-05.
 * docs/guides/identifiers.md
 */
import type { Resource } from '#model/fhir.ts';
import { typeName, typeNumber } from '#model/resource-types.ts';
import { type Interaction, type Store, lookedAt } from '#fhir/handling/interaction.ts';
import { admitted } from '#fhir/handling/transact.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { type Parameter, answerParameters } from '#fhir/operations/parameters.ts';
import { type ZoneOffset, createZoneOffset } from '#fhir/search/values/time-zone.ts';
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import { bucketInId } from '#fhir/store/ids.ts';
import { type CurrentRow, guardOf, readMany } from '#fhir/store/read.ts';
import { arrayLiteral } from '#fhir/store/sql.ts';
import { isClosed, isDeceased, recordEndOf } from '../entry/record-end.ts';

/** What counts as use: services, not paper work about the record. All are types of R4. */
const services = (
  'Encounter EpisodeOfCare Observation DiagnosticReport Procedure Condition Immunization ' +
  'MedicationRequest MedicationDispense MedicationAdministration CarePlan Composition ' +
  'DocumentReference QuestionnaireResponse ImagingStudy'
)
  .split(' ')
  .map((type) => typeNumber(type)!);

/** How many of the latest are asked about: of so many some are open to the caller, or none. */
const askedMost = 200;

const usesText = `select key, bucket, type, patient, owner, level, at from resource
  where patient = any($1::text::bigint[]) and type = any($2::text::integer[])
    and at >= $3 and at <= $4 order by at desc limit $5`;

/** Answers 200 with Parameters: `in-use`, `dormant` or `ended` with its reason. */
export function createRecordStatus(timeZone: string): Interaction {
  const zone = createZoneOffset(timeZone);
  return async (request, store) => {
    const row = await readExisting(store, 'Patient', request.id!);
    const records = [row, ...(await otherRecords(store, row))];
    return { ...answerParameters(await statusOf(store, records, zone)), looked: lookedAt([row]) };
  };
}

/** The other records of the person that are open to the caller. */
async function otherRecords(store: Store, { id }: CurrentRow): Promise<readonly CurrentRow[]> {
  const kin = await store.kin.on(store.sql)([id]);
  const places = (kin.get(id) ?? []).map((other) => ({
    key: resourceKey('Patient', other),
    bucket: bucketInId(other),
  }));
  const rows = [...(await readMany(store.sql, places)).values()];
  return admitted(store.access, store.sql, rows);
}

async function statusOf(
  store: Store,
  records: readonly CurrentRow[],
  zone: ZoneOffset,
): Promise<Parameter[]> {
  const [own, ...others] = records.map(({ body }) => JSON.parse(body) as Resource);
  // Death is of the person, moving away of one record.
  const ended = isClosed(own!) ? own : others.find(isDeceased);
  if (ended !== undefined) {
    const reason = recordEndOf(ended);
    return [
      { name: 'status', valueCode: 'ended' },
      ...(reason === undefined ? [] : [{ name: 'reason', valueCode: reason }]),
    ];
  }
  const last = await lastUse(
    store,
    records.map(({ key }) => key),
    zone,
  );
  if (last === undefined) return [{ name: 'status', valueCode: 'dormant' }];
  return [
    { name: 'status', valueCode: 'in-use' },
    { name: 'lastUsed', valueInstant: new Date(last).toISOString() },
  ];
}

/** When the records were last used this year; undefined where they were not. */
async function lastUse(
  store: Store,
  keys: readonly Hash[],
  zone: ZoneOffset,
): Promise<number | undefined> {
  const now = store.now();
  const newYear = Date.UTC(new Date(now + zone(now)).getUTCFullYear(), 0, 1);
  const found = await store.sql.run(usesText, [
    arrayLiteral(keys),
    arrayLiteral(services),
    newYear - zone(newYear),
    now,
    askedMost,
  ]);
  const rows = found.map((row) => ({
    type: typeName(Number(row['type'])),
    key: String(row['key']),
    bucket: Number(row['bucket']),
    ...guardOf(row),
    at: Number(row['at']),
  }));
  return (await admitted(store.access, store.sql, rows))[0]?.at;
}
