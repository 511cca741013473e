/**
 * The FHIR shapes that the generator builds from. https://hl7.org/fhir/R4/bundle.html#transaction
 */
// Every resource of the region tells who sent it: `meta.source` is
// `https://yishu.example/Organization/<id>`, where <id> is the id of that Organization in the
// store.
import type { Coding, Resource } from '#model/fhir.ts';

/** https://hl7.org/fhir/R4/references.html */
export interface Reference {
  reference?: string;
  display?: string;
}

/** https://hl7.org/fhir/R4/datatypes.html#CodeableConcept */
export interface CodeableConcept {
  coding?: Coding[];
  text?: string;
}

/** https://hl7.org/fhir/R4/datatypes.html#Quantity */
export interface Quantity {
  value: number;
  unit: string;
  system: string;
  code: string;
}

/** A resource under an id that the region chose. */
export type Identified = Resource & { id: string };

/** One resource of a transaction and where it goes. */
export interface BundleEntry {
  resource: Resource;
  request: { method: 'PUT'; url: string };
}

/** A transaction as the store takes it. */
export interface TransactionBundle {
  resourceType: 'Bundle';
  type: 'transaction';
  entry: BundleEntry[];
}

/** A transaction of the given entries. */
export function transaction(entry: BundleEntry[]): TransactionBundle {
  return { resourceType: 'Bundle', type: 'transaction', entry };
}

/**
 * An entry for a resource whose id the region chooses: other bundles can refer to it, and a second
 * run after a crash writes nothing twice.
 */
export function putEntry(resource: Identified): BundleEntry {
  const url = `${resource.resourceType}/${resource.id}`;
  return { resource, request: { method: 'PUT', url } };
}
