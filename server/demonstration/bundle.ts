/** The FHIR shapes that the generator builds from. https://hl7.org/fhir/R4/bundle.html#transaction */
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

/** One resource of a transaction and where it goes. */
export interface BundleEntry {
  fullUrl?: string;
  resource: Resource;
  request: { method: 'PUT' | 'POST'; url: string };
}

/** A transaction as the store takes it. */
export interface Bundle {
  resourceType: 'Bundle';
  type: 'transaction';
  entry: BundleEntry[];
}

/** A transaction of the given entries. */
export function transaction(entry: BundleEntry[]): Bundle {
  return { resourceType: 'Bundle', type: 'transaction', entry };
}

/** An entry for a resource whose id the region chooses, so that other bundles can refer to it. */
export function putEntry(resource: Resource & { id: string }): BundleEntry {
  const url = `${resource.resourceType}/${resource.id}`;
  return { resource, request: { method: 'PUT', url } };
}

/** An entry for a resource whose id the store chooses; inside the bundle it is known by its urn. */
export function postEntry(uuid: string, resource: Resource): BundleEntry {
  const request = { method: 'POST', url: resource.resourceType } as const;
  return { fullUrl: `urn:uuid:${uuid}`, resource, request };
}
