/**
 * The criterion of a compartment: by which references a resource is in it.
 * https://hl7.org/fhir/R4/compartmentdefinition.html
 */
import { refuse } from '#fhir/refusals.ts';
import { isFhirId } from '#fhir/store/ids.ts';
import { type Predicate, anyOf } from '../predicate.ts';
import type { TypeSchema } from '../schema/search-schema.ts';
import { branchPredicate } from './reference.ts';

/** Resources of these types in a compartment. Throws `unknown-route` where the type has none. */
export function compartmentPredicate(
  types: readonly TypeSchema[],
  { type, id }: { type: string; id: string },
): Predicate {
  if (types[0]?.compartments.has(type) !== true) throw refuse('unknown-route');
  if (!isFhirId(id)) throw refuse('bad-id');
  const reference = { target: `${type}/${id}`, type, id };
  return anyOf(
    types
      .flatMap((member) =>
        (member.compartments.get(type) ?? [])
          .flatMap((code) => member.parameters.get(code)?.branches ?? [])
          .map((branch) => branchPredicate(member, branch, [reference])),
      )
      .concat({ kind: 'tokens', any: [] }),
  );
}
