/** The update interaction, also as create. https://hl7.org/fhir/R4/http.html#update */
import { refuse } from '#fhir/refusals.ts';
import { isFhirId } from '#fhir/store/ids.ts';
import type { CurrentRow } from '#fhir/store/read.ts';
import { type Write, methods } from '#fhir/store/write.ts';
import { type Content, readContent } from '#fhir/handling/content.ts';
import { answerWritten } from './create.ts';
import { latestDeletion } from '#fhir/handling/deletion.ts';
import type { FhirRequest, FhirResponse, Store } from '#fhir/handling/interaction.ts';
import { checkPrecondition } from '#fhir/handling/precondition.ts';
import { placeOf, prepareVersion } from '#fhir/handling/prepare.ts';

/**
 * Updates a resource, or creates it with the caller's id: 200 or 201.
 * Throws `invalid`, `id-missing`, `id-mismatch`, `bad-id`, `stale-version`, `exists-already`.
 */
export async function update(request: FhirRequest, store: Store): Promise<FhirResponse> {
  const id = request.id!;
  if (!isFhirId(id)) throw refuse('bad-id');
  const content = readContent(request, store);
  checkId(content, id);
  return writeVersion(request, store, (current) => versionOf(store, content, { id, current }));
}

/** Throws `id-missing` or `id-mismatch` unless the resource carries this id. */
export function checkId(content: Content, id: string): void {
  const own = content.resource.id;
  if (own === undefined) throw refuse('id-missing', { expression: 'id' });
  if (own !== id) throw refuse('id-mismatch', { expression: 'id' });
}

async function versionOf(
  store: Store,
  content: Content,
  target: { id: string; current: CurrentRow | undefined },
): Promise<Write> {
  const { id, current } = target;
  const type = content.resource.resourceType;
  const deleted =
    current === undefined ? await latestDeletion(store, placeOf(store, type, id)) : undefined;
  const predecessor = current ?? (deleted === undefined ? undefined : { deleted });
  return prepareVersion(store, content, { id, method: methods.PUT, predecessor });
}

/**
 * Writes the next version of the resource that a request names, and tries again where another
 * writer came first,
 * unless the caller named the version it expects.
 * @param make the write that follows the current version (undefined: there is none).
 */
export async function writeVersion(
  request: FhirRequest,
  store: Store,
  make: (current: CurrentRow | undefined) => Promise<Write>,
): Promise<FhirResponse> {
  const reference = `${request.type}/${request.id}`;
  const place = placeOf(store, request.type!, request.id!);
  for (let attempt = 0; attempt < store.limits.transactionRetries; attempt += 1) {
    const current = await store.read(place);
    checkPrecondition(request.headers, reference, current?.version);
    const write = await make(current);
    if (await store.commit(write)) return answerWritten(write, current === undefined ? 201 : 200);
    // Twice not there, and yet not free: it is another's.
    if (current === undefined && attempt > 0) throw refuse('id-taken');
  }
  throw refuse('busy-retry');
}
