/**
 * Turns a checked resource into the rows to write: where it lives, what it is found by, which
 * version it is.
 */
import { refuse } from '#fhir/refusals.ts';
import { extract, patientOf } from '#fhir/search/extract.ts';
import { type Hash, bucketOfHash, resourceKey } from '#fhir/store/hash.ts';
import { bucketInId, homeBucket, newId, patientBucket } from '#fhir/store/ids.ts';
import type { CurrentRow, Place } from '#fhir/store/read.ts';
import { type Write, type WrittenContent, methods } from '#fhir/store/write.ts';
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
  const patientId = subjectOf(store, content.resource);
  const id = newId(patientId === undefined ? lot : patientBucket(patientId), random);
  return prepareVersion(store, content, { id, method: methods.POST });
}

/** Id of the Patient in whose record a resource other than a Patient is. */
function subjectOf(
  { search, guardian }: Pick<Store, 'search' | 'guardian'>,
  resource: Content['resource'],
): string | undefined {
  return patientOf(search, resource) ?? guardian.patientOf(resource);
}

/** The write that makes the next version of a resource, or its first one with this id. */
export function prepareVersion(
  store: Store,
  content: Content,
  given: { id: string; method: number; predecessor?: Predecessor },
): Write {
  const { id, method, predecessor } = given;
  const type = content.resource.resourceType;
  const key = resourceKey(type, id);
  const { past, current } = read(predecessor);
  // What one may not see and what is not there look alike to who cannot choose ids.
  if (method === methods.PUT && current === undefined && store.access?.mayChooseIds === false) {
    throw refuse('not-found', { reference: `${type}/${id}` });
  }
  const version = (past?.version ?? 0) + 1;
  const updated = store.now();
  const { source, ofPatient, ...said } = interpret(
    store,
    { ...content, faithful: sourced(store, content.faithful) },
    { id, version, updated },
  );
  const home = homeBucket(type, id, store.patientTypes.has(type));
  const bucket = past?.bucket ?? home ?? ofPatient ?? bucketOfHash(key);
  return {
    type,
    id,
    key,
    bucket,
    version,
    seq: past?.seq ?? store.nextSequence(),
    method,
    updated,
    content: { ...said, owner: current?.owner ?? ownerOf(store, source) },
    replaced: current,
    located: bucketInId(id) === undefined && bucket !== bucketOfHash(key),
    reasoned: store.guardian.giving.has(type),
    audit: store.trace?.written({ type, id, version, method, patient: said.patient, bucket }),
  };
}

/** What a version says, is found by and is guarded by, whoever writes it. */
export interface Interpreted extends Omit<WrittenContent, 'owner'> {
  /** Id of the Organization that the resource names as its source. */
  source: string | undefined;
  /** The bucket of the record of its patient. */
  ofPatient: number | undefined;
}

/**
 * Interprets a version: the text to send and the one to store, what it is found by, how it is
 * guarded. It is found by the source and the labels that the house gives it, too.
 */
export function interpret(
  store: Pick<Store, 'search' | 'guardian' | 'sealer'>,
  { resource, faithful }: Content,
  given: { id: string; version: number; updated: number },
): Interpreted {
  const { guardian, sealer } = store;
  const { id, version, updated } = given;
  const type = resource.resourceType;
  const patientId = type === 'Patient' ? id : subjectOf(store, resource);
  const patient = patientId === undefined ? undefined : resourceKey('Patient', patientId);
  const { level, labels, flags, source, reasons } = guardian.describe(resource, {
    id,
    patient,
    now: updated,
  });
  const rendered = renderResource(faithful, { id, version, updated, labels, flags });
  const body = JSON.stringify(rendered);
  const { versionId: _version, lastUpdated: _updated, ...meta } = rendered.meta ?? {};
  return {
    resource,
    body,
    stored: sealer.seals(type, level) ? sealer.seal(rendered, level) : body,
    entries: extract(store.search, { ...resource, id, meta }),
    patient,
    level,
    reasons,
    source,
    ofPatient: patientId === undefined ? undefined : patientBucket(patientId),
  };
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
