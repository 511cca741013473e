/** One path of a type with one kind of index: what an indexer is made for. */
import type { ZoneOffset } from '../values/time-zone.ts';
import type { KeyedHash } from '../values/secret.ts';
import type { IndexKind } from '../schema/search-schema.ts';

/** Which parameters have a value when this path has one: bits by word. */
export interface Presence {
  always: number[];
  /** Only where the reference goes to this type. */
  byTarget: Map<string, number[]>;
  /** Only where the contact has this system. */
  bySystem: Map<string, number[]>;
}

/** What an indexer indexes. */
export interface Leaf {
  path: string;
  index: IndexKind;
  datatype: string;
  presence: Presence;
  /**
   * Order among the elements that put a resource in a patient's compartment; Infinity for the
   * others.
   */
  patientRank: number;
}

/** What all indexers share. */
export interface IndexerContext {
  zone: ZoneOffset;
  baseUrls: readonly string[];
  keyedHash: KeyedHash;
}
