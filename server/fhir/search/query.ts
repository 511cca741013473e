/**
 * A search, read and checked: what is looked for, in which order, and what comes along.
 * https://hl7.org/fhir/R4/search.html
 */
import type { Predicate } from './predicate.ts';
import type { Parameter, TypeSchema } from './schema/search-schema.ts';

/** https://hl7.org/fhir/R4/search.html#total */
export type TotalMode = 'none' | 'estimate' | 'accurate';

/** One key of `_sort`. */
export interface SortKey {
  parameter: Parameter;
  descending: boolean;
}

/** An `_include` or `_revinclude`. */
export interface IncludeRule {
  reverse: boolean;
  /** Also from what was included before. */
  iterate: boolean;
  /** The type whose references are followed; undefined for `*`. */
  source: string | undefined;
  /** The reference parameter; undefined for `*`. */
  code: string | undefined;
  /** Only references to this type. */
  target: string | undefined;
}

/** A search. */
export interface SearchQuery {
  types: readonly TypeSchema[];
  criteria: readonly Predicate[];
  sort: readonly SortKey[];
  count: number;
  total: TotalMode;
  includes: readonly IncludeRule[];
  cursor: string | undefined;
  /** Whether a Patient that is named means all records of the person. */
  ofPerson: boolean;
  /**
   * Everything that decides which resources there are and in what order: a cursor is good for this
   * only.
   */
  identity: string;
  /** Names that a lenient search passed over. */
  ignored: readonly string[];
}
