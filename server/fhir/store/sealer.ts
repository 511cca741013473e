/**
 * What lies encrypted in the database: given to the store by whoever holds the keys. China's rule
 * SEC-11.
 * https://hl7.org/fhir/R4/security.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Hash } from './hash.ts';

/** Seals bodies before they are stored, opens them when they are read. */
export interface Sealer {
  /** The text to store of a resource that is to be printed. @param level its data level. */
  seal: (resource: Resource, level: number) => string;
  /** Whether anything of such a resource is sealed at all. */
  seals: (type: string, level: number) => boolean;
  /** The text to send of a stored one. */
  open: (stored: string) => string;
  /** A text as it lies in the database, as what somebody searched for. */
  sealText: (text: string) => string;
  /** The text again; one that was never sealed as it is. */
  openText: (sealed: string) => string;
  /** Under which sealed values are found. */
  keyedHash: (text: string) => Hash;
}
