/** The conditional patch: the one match is patched. https://hl7.org/fhir/R4/http.html#patch */
import { refuse } from '#fhir/refusals.ts';
import { matchOne, parseCondition, withClaims } from '#fhir/handling/conditional.ts';
import type { FhirRequest, FhirResponse, Store } from '#fhir/handling/interaction.ts';
import { patch } from './patch.ts';

/**
 * Patches the one resource that matches: 200. Throws `not-found` where none does,
 * `multiple-matches`.
 */
export async function conditionalPatch(request: FhirRequest, store: Store): Promise<FhirResponse> {
  const condition = parseCondition(request.type!, new URLSearchParams(request.query).toString());
  return withClaims(store, [condition], async (bound) => {
    const match = await matchOne(bound, condition);
    if (match === undefined) throw refuse('not-found', { reference: request.type! });
    return patch({ ...request, id: match.id, query: [] }, bound);
  });
}
