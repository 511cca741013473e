/**
 * The slots of the dictionary in which an earlier release kept texts that are sealed today: those
 * of whole addresses. China's rule SEC-11.
 * https://hl7.org/fhir/R4/search.html#string
 */
import type { Hash } from '#fhir/store/hash.ts';
import type { SearchSchema } from './schema/search-schema.ts';
import { textSlot } from './values/keys.ts';
import { isSecret, secretDatatypes } from './values/secret.ts';

/** The slots that hold nothing any more. */
export function secretSlots({ types }: SearchSchema): Hash[] {
  const slots = new Set<Hash>();
  for (const type of Object.keys(secretDatatypes)) {
    for (const { branches } of types.get(type)?.parameters.values() ?? []) {
      for (const { path, datatypes } of branches) {
        if (datatypes.some((datatype) => isSecret(path, datatype))) {
          slots.add(textSlot(path, 'value'));
        }
      }
    }
  }
  return [...slots];
}
