/**
 * What a resource is found by, as the rows of sql/0001-store.sql hold it.
 * https://hl7.org/fhir/R4/search.html
 */
import type { Hash } from './hash.ts';

/** One row of table `ordered`. */
export interface OrderedEntry {
  slot: Hash;
  low: number;
  high: number;
  unit: number;
  label: number;
}

/** One row of table `term`; its token stands in the resource's tokens too. */
export interface TermEntry {
  slot: Hash;
  value: string;
  token: Hash;
}

/** Everything one resource is found by. */
export interface IndexEntries {
  tokens: Hash[];
  ordered: OrderedEntry[];
  terms: TermEntry[];
  /** The id of the patient in whose compartment the resource is. */
  patientId: string | undefined;
  /**
   * Clinical period, milliseconds since 1970; undefined where the type or the resource has none.
   */
  at: number | undefined;
  until: number | undefined;
}
