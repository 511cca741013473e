/**
 * Appointments and Encounters that begin after the death of the person, on whichever record it
 * stands: they are taken and flagged.
 * https://hl7.org/fhir/R4/patient-definitions.html#Patient.deceased_x_
 */
import type { Coding, Resource } from '#model/fhir.ts';
import { interpret } from '#fhir/handling/prepare.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { parseJson } from '#fhir/json.ts';
import { dateInterval } from '#fhir/search/values/date.ts';
import type { ZoneOffset } from '#fhir/search/values/time-zone.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { type Sql, arrayLiteral } from '#fhir/store/sql.ts';
import type { Write } from '#fhir/store/write.ts';
import { flagCodings, qualitySystem } from './flags.ts';
import { isDeceased } from './record-end.ts';

/** What flagging works with. */
export interface FlaggingParts {
  store: Pick<Store, 'search' | 'guardian' | 'sealer'>;
  zone: ZoneOffset;
}

const eventTypes = new Set(['Appointment', 'Encounter']);

const recordsText = `select o.key as asked, r.updated, r.body from identity_record o
  join identity_record m on m.person = o.person
  join resource r on r.bucket = m.bucket and r.key = m.key
  where o.key = any($1::text::bigint[])`;

/** Sets the flag on what begins after death, and takes it from what does not. */
export async function flagAfterDeath(
  parts: FlaggingParts,
  { sql, writes }: { sql: Sql; writes: readonly Write[] },
): Promise<void> {
  const events = writes.filter(
    ({ type, content }) => eventTypes.has(type) && content !== undefined,
  );
  if (events.length === 0) return;
  const deaths = await deathsOf(parts, sql, { events, writes });
  for (const write of events) {
    const { patient, entries } = write.content!;
    const death = patient === undefined ? undefined : deaths.get(patient);
    const isAfter = death !== undefined && entries.at !== undefined && entries.at > death;
    setFlags(parts, write, flagCodings(isAfter ? ['after-death'] : []));
  }
}

/** When the persons of these events died at the latest, by the key of the Patient they name. */
async function deathsOf(
  parts: FlaggingParts,
  sql: Sql,
  { events, writes }: { events: readonly Write[]; writes: readonly Write[] },
): Promise<Map<Hash, number>> {
  const deaths = new Map<Hash, number>();
  const learn = (key: Hash, patient: Resource, updated: number) => {
    if (!isDeceased(patient)) return;
    const at = deathOf(parts, patient, updated);
    deaths.set(key, Math.min(at, deaths.get(key) ?? Infinity));
  };
  const asked = new Set(events.flatMap(({ content }) => content?.patient ?? []));
  const rows = await sql.run(recordsText, [arrayLiteral([...asked])]);
  for (const row of rows) {
    const patient = JSON.parse(String(row['body'])) as Resource;
    learn(String(row['asked']), patient, Number(row['updated']));
  }
  for (const { type, key, content, updated } of writes) {
    if (type === 'Patient' && content !== undefined) learn(key, content.resource, updated);
  }
  return deaths;
}

/** The end of the day of death; where none is told, when the record said so. */
function deathOf({ zone }: FlaggingParts, patient: Resource, updated: number): number {
  const told = patient['deceasedDateTime'];
  return (typeof told === 'string' ? dateInterval(told, zone)?.high : undefined) ?? updated;
}

/** Gives a write these flags, and no others; nothing is done where it has them. */
function setFlags({ store }: FlaggingParts, write: Write, wanted: readonly Coding[]): void {
  const { body, resource, owner } = write.content!;
  const own = (resource.meta?.tag ?? []).filter(({ system }) => system === qualitySystem);
  if (own.length === wanted.length && own.every(({ code }, at) => code === wanted[at]?.code))
    return;
  const { value, faithful } = parseJson(body);
  const flagged = (one: unknown) => withTags(one as Resource, wanted);
  const content = { resource: flagged(value), faithful: flagged(faithful) };
  const { id, version, updated } = write;
  const {
    source: _source,
    ofPatient: _ofPatient,
    ...said
  } = interpret(store, content, {
    id,
    version,
    updated,
  });
  write.content = { ...said, owner };
}

function withTags(resource: Resource, wanted: readonly Coding[]): Resource {
  const { tag = [], ...meta } = resource.meta ?? {};
  const tags = [...tag.filter(({ system }) => system !== qualitySystem), ...wanted];
  return { ...resource, meta: tags.length === 0 ? meta : { ...meta, tag: tags } };
}
