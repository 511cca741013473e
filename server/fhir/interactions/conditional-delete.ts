/** The conditional delete, of one or of many. https://hl7.org/fhir/R4/http.html#3.1.0.7.1 */
import { matchIds } from '#fhir/search/match.ts';
import { refuse } from '#fhir/refusals.ts';
import { readMany } from '#fhir/store/read.ts';
import { parseCondition, withClaims } from '#fhir/handling/conditional.ts';
import type { FhirRequest, FhirResponse, Store } from '#fhir/handling/interaction.ts';
import { prepareDelete } from '#fhir/handling/prepare.ts';
import { nothingDeleted } from './delete.ts';

/**
 * Deletes everything that matches, in one transaction: 204. Throws `no-criteria`,
 * `too-broad-conditional-delete`.
 */
export async function conditionalDelete(request: FhirRequest, store: Store): Promise<FhirResponse> {
  const type = request.type!;
  const condition = parseCondition(type, new URLSearchParams(request.query).toString());
  const limit = store.limits.conditionalDelete;
  return withClaims(store, [condition], async (bound) => {
    const matches = await matchIds(bound, store.search, { ...condition, limit: limit + 1 });
    if (matches.length === 0) return nothingDeleted(request);
    if (matches.length > limit) throw refuse('too-broad-conditional-delete', { limit });
    const rows = await readMany(bound.sql, matches);
    for (const row of rows.values()) {
      // Lost to another writer since the search: the whole condition is asked again by the caller.
      if (!(await bound.commit(prepareDelete(bound, row)))) throw refuse('busy-retry');
    }
    return { status: 204 };
  });
}
