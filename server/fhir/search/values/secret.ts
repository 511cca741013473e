/**
 * Values that are sealed at rest and so found by a keyed hash alone: equal or not, never by their
 * beginning, never in order. China's rule SEC-11.
 * https://hl7.org/fhir/R4/search.html#token
 */
import type { Hash } from '#fhir/store/hash.ts';

/** A hash that only who holds the key can compute. */
export type KeyedHash = (text: string) => Hash;

const contact = ['ContactPoint', 'Address'];
const identified = ['Identifier', ...contact];

/** Datatypes whose values are sealed, by resource type; server/crypto/sensitive-paths.ts seals. */
export const secretDatatypes: Readonly<Record<string, readonly string[]>> = {
  Patient: identified,
  Person: identified,
  Practitioner: contact,
  RelatedPerson: identified,
};

/** Whether the values of a path, which begins with its type, are sealed. */
export function isSecret(path: string, datatype: string): boolean {
  const type = path.slice(0, path.indexOf('.'));
  return secretDatatypes[type]?.includes(datatype) === true;
}

/** The token of a sealed value in one of its forms. */
export function secretToken(keyedHash: KeyedHash, path: string, form: string): Hash {
  return keyedHash(`${path}|k|${form}`);
}

/** The token of a sealed text as it stands, beside the folded one. */
export function secretExactToken(keyedHash: KeyedHash, path: string, text: string): Hash {
  return keyedHash(`${path}|kx|${text}`);
}
