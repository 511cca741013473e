/**
 * Turns a checked resource into the rows to write: where it lives, what it is found by, which
 * version it is.
 */
import { extract } from '#fhir/search/extract.ts';
import { bucketOfHash, resourceKey } from '#fhir/store/hash.ts';
import { bucketInId, homeBucket, newId, patientBucket } from '#fhir/store/ids.ts';
import type { IndexEntries } from '#fhir/store/index-entries.ts';
import type { CurrentRow, Place } from '#fhir/store/read.ts';
import { type Write, methods } from '#fhir/store/write.ts';
import { type Content, renderBody } from './content.ts';
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
  const id = newId(bucketOfPatient(entries) ?? lot, random);
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
  const version = (past?.version ?? 0) + 1;
  const updated = store.now();
  const home = homeBucket(type, id, store.patientTypes.has(type));
  const bucket = past?.bucket ?? home ?? bucketOfPatient(entries) ?? bucketOfHash(key);
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
      body: renderBody(content.faithful, { id, version, updated }),
      entries,
      patient:
        entries.patientId === undefined ? undefined : resourceKey('Patient', entries.patientId),
    },
    replaced: current,
    located: bucketInId(id) === undefined && bucket !== bucketOfHash(key),
  };
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

function bucketOfPatient(entries: IndexEntries): number | undefined {
  return entries.patientId === undefined ? undefined : patientBucket(entries.patientId);
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
  };
}
