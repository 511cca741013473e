/**
 * The rules of entry: people are refused what cannot be, systems may send what they have and the
 * house flags it.
 * docs/guides/identifiers.md
 */
import type { Coding, Resource } from '#model/fhir.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import { refuse } from '#fhir/refusals.ts';
import { type ZoneOffset, createZoneOffset } from '#fhir/search/values/time-zone.ts';
import type { Sql } from '#fhir/store/sql.ts';
import type { Write } from '#fhir/store/write.ts';
import { type FlaggingParts, flagAfterDeath } from './after-death.ts';
import { flagCodings, qualitySystem } from './flags.ts';
import { keepRecords } from './keep-records.ts';
import { patientFlags } from './quality.ts';
import { entryIssues } from './strict.ts';

/** Throws a refusal unless a caller may enter this; flags what was taken as it came. */
export type CheckEntry = (
  caller: Caller,
  given: { sql: Sql; writes: readonly Write[] },
) => Promise<void>;

/** The check of what callers write, with this store. */
export function createEntryCheck({
  store,
  timeZone,
}: Pick<FlaggingParts, 'store'> & { timeZone: string }): CheckEntry {
  const parts = { store, zone: createZoneOffset(timeZone) };
  return async (caller, given) => {
    if (caller.kind !== 'system') refuseWrong(given.writes);
    await keepRecords(caller, given);
    await flagAfterDeath(parts, given);
  };
}

/** Throws `entry` with every number that cannot be. */
function refuseWrong(writes: readonly Write[]): void {
  for (const { type, content, replaced } of writes) {
    if (type !== 'Patient' || content === undefined) continue;
    const before = replaced === undefined ? undefined : (JSON.parse(replaced.body) as Resource);
    const issues = entryIssues(content.resource, before);
    if (issues.length > 0) throw refuse('entry', {}, issues);
  }
}

/** The tags of the house on Patients, whoever writes; others are flagged as they are sent. */
export function createFlagger(timeZone: string): Flagger {
  const zone = createZoneOffset(timeZone);
  return (resource, now) =>
    resource.resourceType === 'Patient'
      ? { system: qualitySystem, tags: flagCodings(patientFlags(resource, dayOf(now, zone))) }
      : undefined;
}

/** The tags of one system that a resource must carry, and no others of it. */
export type Flagger = (
  resource: Resource,
  now: number,
) => { system: string; tags: readonly Coding[] } | undefined;

/** The day on which a moment falls where the house stands. */
function dayOf(now: number, zone: ZoneOffset): string {
  return new Date(now + zone(now)).toISOString().slice(0, 10);
}
