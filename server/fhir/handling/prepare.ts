/**
 * Turns a checked resource into the rows to write: where it lives, what it is found by, which
 * version it is.
 */
import { refuse } from '#fhir/refusals.ts';
import { extract } from '#fhir/search/extract.ts';
import { type Hash, bucketOfHash, resourceKey } from '#fhir/store/hash.ts';
import { bucketInId, homeBucket, newId, patientBucket } from '#fhir/store/ids.ts';
import type { IndexEntries } from '#fhir/store/index-entries.ts';
import type { CurrentRow, Place } from '#fhir/store/read.ts';
import { type Write, methods } from '#fhir/store/write.ts';
import { type Content, renderResource } from './content.ts';
import type { Deletion } from './deletion.ts';
import type { Store } from './interaction.ts';

/** What a new version follows: the current one, or an earlier deletion of the same id. */
export type Predecessor = CurrentRow | { deleted: Deletion } | undefined;

/** Where a resource is or would be. */
export function placeOf(store: Store, type: string, id: string): Place {
  return {
    key: resourceKey(type, id),
    bucket: homeBucket(type, id, store.patientTypes.has(type)),
  };
}

/**
 * The write that makes a new resource with an id that the server chooses: in its patient's bucket,
 * or by lot.
 */
export function prepareCreate(store: Store, content: Content): Write {
  const random = store.randomBytes(18);
  const lot = ((random[16] ?? 0) << 8) | (random[17] ?? 0);
  if (!store.patientTypes.has(content.resource.resourceType)) {
    return prepareVersion(store, content, { id: newId(lot, random), method: methods.POST });
  }
  const entries = extract(store.search, content.resource);
  const patientId = entries.patientId ?? store.guardian.patientOf(content.resource);
  const id = newId(patientId === undefined ? lot : patientBucket(patientId), random);
  return prepareVersion(store, content, { id, method: methods.POST, entries });
}

/** The write that makes the next version of a resource, or its first one with this id. */
export function prepareVersion(
  store: Store,
  content: Content,
  given: { id: string; method: number; predecessor?: Predecessor; entries?: IndexEntries },
): Write {
  const { id, method, predecessor } = given;
  const type = content.resource.resourceType;
  const key = resourceKey(type, id);
  const entries = given.entries ?? extract(store.search, { ...content.resource, id });
  const { past, current } = read(predecessor);
  // What one may not see and what is not there look alike to who cannot choose ids.
  if (method === methods.PUT && current === undefined && store.access?.mayChooseIds === false) {
    throw refuse('not-found', { reference: `${type}/${id}` });
  }
  const version = (past?.version ?? 0) + 1;
  const updated = store.now();
  const { patient, ofPatient } = patientOf(store, content, { id, entries });
  const guard = store.guardian.describe(content.resource, { id, patient, now: updated });
  const home = homeBucket(type, id, store.patientTypes.has(type));
  const bucket = past?.bucket ?? home ?? ofPatient ?? bucketOfHash(key);
  const { labels } = guard;
  const rendered = renderResource(sourced(store, content.faithful), {
    id,
    version,
    updated,
    labels,
  });
  const body = JSON.stringify(rendered);
  return {
    type,
    id,
    key,
    bucket,
    version,
    seq: past?.seq ?? store.nextSequence(),
    method,
    updated,
    content: {
      resource: content.resource,
      body,
      stored: store.sealer.seals(type, guard.level)
        ? store.sealer.seal(rendered, guard.level)
        : body,
      entries,
      patient,
      owner: current?.owner ?? ownerOf(store, guard.source),
      level: guard.level,
      reasons: guard.reasons,
    },
    replaced: current,
    located: bucketInId(id) === undefined && bucket !== bucketOfHash(key),
    reasoned: store.guardian.giving.has(type),
    audit: store.trace?.written({ type, id, version, method, patient, bucket }),
  };
}

/** The patient to whom a resource belongs: the key, and the bucket of the record. */
function patientOf(
  store: Store,
  { resource }: Content,
  { id, entries }: { id: string; entries: IndexEntries },
): { patient: Hash | undefined; ofPatient: number | undefined } {
  const own = resource.resourceType === 'Patient' ? id : undefined;
  const patientId = own ?? entries.patientId ?? store.guardian.patientOf(resource);
  if (patientId === undefined) return { patient: undefined, ofPatient: undefined };
  return { patient: resourceKey('Patient', patientId), ofPatient: patientBucket(patientId) };
}

/**
 * Key of the Organization that owns what is written: the caller's, or the one that the resource
 * names where the house or the platform writes for others.
 */
function ownerOf(store: Store, source: string | undefined): Hash | undefined {
  const { caller } = store;
  const speaksForOthers = caller === undefined || caller.role === 'platform';
  const id = speaksForOthers ? (source ?? caller?.organization) : caller.organization;
  return id === undefined ? undefined : resourceKey('Organization', id);
}

/** The resource with the source that the caller really is; who speaks for others tells it. */
function sourced(store: Store, faithful: Content['faithful']): Content['faithful'] {
  const { caller } = store;
  if (caller === undefined || caller.role === 'platform') return faithful;
  const source =
    caller.organization === undefined ? caller.who : `Organization/${caller.organization}`;
  const told = faithful.meta?.['source'];
  const isOwn = typeof told === 'string' && (told === source || told.endsWith(`/${source}`));
  return isOwn ? faithful : { ...faithful, meta: { ...faithful.meta, source } };
}

/** What a version follows, and the living version that it replaces. */
function read(predecessor: Predecessor): {
  past: CurrentRow | Deletion | undefined;
  current: CurrentRow | undefined;
} {
  if (predecessor === undefined) return { past: undefined, current: undefined };
  if ('deleted' in predecessor) return { past: predecessor.deleted, current: undefined };
  return { past: predecessor, current: predecessor };
}

/** The write that deletes a resource. */
export function prepareDelete(store: Store, current: CurrentRow): Write {
  return {
    type: current.type,
    id: current.id,
    key: current.key,
    bucket: current.bucket,
    version: current.version + 1,
    seq: current.seq,
    method: methods.DELETE,
    updated: store.now(),
    content: undefined,
    replaced: current,
    located: false,
    reasoned: store.guardian.giving.has(current.type),
    audit: store.trace?.written({
      type: current.type,
      id: current.id,
      version: current.version + 1,
      method: methods.DELETE,
      patient: current.patient,
      bucket: current.bucket,
    }),
  };
}
