/**
 * The R4 definitions as the file r4.json.br holds them, made by tools/definitions.ts.
 * https://hl7.org/fhir/R4/elementdefinition.html
 */

/** One element of a structure, as far as the server needs it. */
export interface ElementRule {
  path: string;
  min: number;
  /** A number, or `*`. */
  max: string;
  type?: { code: string; targets?: string[] }[];
  /** The path of the element whose rules apply. */
  contentReference?: string;
  /** The value set of a required binding. */
  valueSet?: string;
  /** Keys of error-level constraints. */
  constraint?: string[];
  isSummary?: boolean;
  /** fixed[x] and pattern[x]. */
  [fixed: `fixed${string}` | `pattern${string}`]: unknown;
}

/** Codes by system; `any` where only a terminology server could tell them. */
export type CodeRule = 'any' | Record<string, string[]>;

/** https://hl7.org/fhir/R4/valueset-search-param-type.html */
export type ParameterKind =
  | 'number'
  | 'date'
  | 'string'
  | 'token'
  | 'reference'
  | 'composite'
  | 'quantity'
  | 'uri'
  | 'special';

/** A SearchParameter. https://hl7.org/fhir/R4/searchparameter.html */
export interface ParameterRule {
  url: string;
  code: string;
  base: string[];
  type: ParameterKind;
  expression?: string;
  target?: string[];
  component?: { definition: string; expression: string }[];
}

/** The whole file. */
export interface Condensed {
  structures: Record<string, { kind: string; abstract: boolean; element: ElementRule[] }>;
  /** Error-level constraints by key. */
  constraints: Record<string, { human: string; expression: string }>;
  /** By the URL of the value set. */
  codes: Record<string, CodeRule>;
  searchParameters: ParameterRule[];
  /** By compartment, then by type: the codes of the parameters that put a resource into it. */
  compartments: Record<string, Record<string, string[]>>;
  /** Regular expressions of the primitive types. */
  patterns: Record<string, string>;
}
