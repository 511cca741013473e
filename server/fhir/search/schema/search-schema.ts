/** What searching knows of each resource type: its parameters, what they are indexed under, and how to walk to it. */
import type { Hash } from '#fhir/store/hash.ts';
import type { ZoneOffset } from '../values/time-zone.ts';
import type { WalkNode } from './walk.ts';

/** https://hl7.org/fhir/R4/valueset-search-param-type.html */
export type ParameterType =
  | 'token'
  | 'reference'
  | 'string'
  | 'date'
  | 'number'
  | 'quantity'
  | 'uri'
  | 'composite'
  | 'special';

/**
 * How the values of a path are indexed. `truth` is a token of true or false, `clinical` the columns at and until, `sound`
 * the pinyin of names, `near` latitude and longitude.
 */
export type IndexKind =
  | 'token'
  | 'reference'
  | 'text'
  | 'sound'
  | 'uri'
  | 'ordered'
  | 'clinical'
  | 'truth'
  | 'near';

/** One path that a parameter looks at. */
export interface Branch {
  /** Normalised, as `Observation.valueQuantity`: what tokens and slots are named by. */
  path: string;
  index: IndexKind;
  datatypes: string[];
  /** The one type that references must have, of `where(resolve() is Patient)`. */
  target?: string;
  /** The one system that contacts must have, of `where(system='phone')`. */
  system?: string;
  /** Code systems of the binding, for a `code` that carries none. */
  codeSystems?: readonly string[];
}

/** How a composite is answered. */
export type CompositeRule =
  /** Every component is asked of the whole resource, whose elements do not repeat. */
  | { kind: 'and'; components: Branch[][] }
  /** The components are indexed together, under `path`. */
  | { kind: 'pairs'; path: string; components: Branch[][] };

/** A search parameter of one type. */
export interface Parameter {
  code: string;
  type: ParameterType;
  url: string;
  documentation: string;
  /** The types that its references may go to. */
  targets: readonly string[];
  branches: Branch[];
  /** Of a composite: the alternatives, and the types of the components. */
  composite?: { rules: CompositeRule[]; componentTypes: ParameterType[] };
}

/** A resource type. */
export interface TypeSchema {
  type: string;
  /** Its number in the database. */
  number: number;
  parameters: ReadonlyMap<string, Parameter>;
  /** What the columns at and until hold. */
  clinical: string | undefined;
  /** Codes in the order of their bits in a shape. */
  shapeCodes: readonly string[];
  shapeSlot: Hash;
  root: WalkNode;
  /** Codes of the reference parameters by which a resource is in a compartment, by compartment: `Patient` → `subject`. */
  compartments: ReadonlyMap<string, readonly string[]>;
}

/** Everything searching knows. */
export interface SearchSchema {
  types: ReadonlyMap<string, TypeSchema>;
  settings: SearchSettings;
  zone: ZoneOffset;
}

/** What an operator decides. */
export interface SearchSettings {
  /** IANA zone of dates that carry none. */
  timeZone: string;
  /** Addresses of this server, without a slash at the end. */
  baseUrls: readonly string[];
}
