/**
 * The conditional update: the one match is updated, no match creates.
 * https://hl7.org/fhir/R4/http.html#cond-update
 */
import { refuse } from '#fhir/refusals.ts';
import { matchOne, parseCondition, withClaims } from '#fhir/handling/conditional.ts';
import { readContent } from '#fhir/handling/content.ts';
import { answerWritten } from './create.ts';
import type { FhirRequest, FhirResponse, Store } from '#fhir/handling/interaction.ts';
import { prepareCreate } from '#fhir/handling/prepare.ts';
import { update } from './update.ts';

/**
 * Updates the one resource that matches, or creates one: 200 or 201. Throws `multiple-matches`,
 * `id-mismatch`, `invalid`.
 */
export async function conditionalUpdate(request: FhirRequest, store: Store): Promise<FhirResponse> {
  const content = readContent(request, store);
  const condition = parseCondition(request.type!, new URLSearchParams(request.query).toString());
  return withClaims(store, [condition], async (bound) => {
    const match = await matchOne(bound, condition);
    const own = content.resource.id;
    if (match === undefined && own === undefined) {
      const write = prepareCreate(bound, content);
      await bound.commit(write);
      return answerWritten(write, 201);
    }
    const id = match?.id ?? own!;
    if (own !== undefined && own !== id) throw refuse('id-mismatch', { expression: 'id' });
    const value = { ...content.resource, id };
    const faithful = { ...content.faithful, id };
    return update({ ...request, id, query: [], body: { value, faithful } }, bound);
  });
}
