/** The delete interaction. https://hl7.org/fhir/R4/http.html#delete */
import { refuse } from '#fhir/refusals.ts';
import type { FhirRequest, FhirResponse, Store } from '#fhir/handling/interaction.ts';
import { checkPrecondition } from '#fhir/handling/precondition.ts';
import { placeOf, prepareDelete } from '#fhir/handling/prepare.ts';

/**
 * The answer where nothing is deleted, since there is nothing or nothing that the caller may see:
 * 204. Who tried is logged.
 */
export function nothingDeleted({ type, id }: FhirRequest): FhirResponse {
  const entity = id === undefined ? type! : `${type}/${id}`;
  return { status: 204, looked: { action: 'D', entities: [entity], patients: [] } };
}

/** Deletes a resource: 204, also where there is nothing to delete. Throws `stale-version`. */
export async function deleteResource(request: FhirRequest, store: Store): Promise<FhirResponse> {
  const place = placeOf(store, request.type!, request.id!);
  for (let attempt = 0; attempt < store.limits.transactionRetries; attempt += 1) {
    const current = await store.read(place);
    checkPrecondition(request.headers, `${request.type}/${request.id}`, current?.version);
    if (current === undefined) return nothingDeleted(request);
    const write = prepareDelete(store, current);
    if (await store.commit(write)) return { status: 204, version: write.version };
  }
  throw refuse('busy-retry');
}
