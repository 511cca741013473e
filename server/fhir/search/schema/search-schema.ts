/**
 * What searching knows of each resource type: its parameters, what they are indexed under, and how
 * to walk to it.
 */
import type { ParameterKind } from '#fhir/definitions/condensed.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { TermEntry } from '#fhir/store/index-entries.ts';
import type { KeyedHash } from '../values/secret.ts';
import type { ZoneOffset } from '../values/time-zone.ts';
import type { Indexer, WalkNode } from './walk.ts';

/**
 * How the values of a path are indexed. `truth` is a token of true or false, `clinical` the columns
 * at and until, `sound`
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
  /** The JSON paths that lead to the values: for sorting and for following references. */
  ways: Way[];
}

/** A JSON path from a resource to values of one datatype. */
export interface Way {
  steps: readonly {
    property: string;
    first?: boolean;
    where?: { property: string; value: string };
  }[];
  datatype: string;
  /** The types that references may go to. */
  targets: readonly string[];
  /** The value set of a plain code, which carries no system itself. */
  valueSet?: string;
  repeats: boolean;
}

/** How a composite is answered. */
export type CompositeRule =
  /** Every component is asked of the whole resource, whose elements do not repeat. */
  | { kind: 'and'; components: Branch[][] }
  /** The components are indexed together, under `path`. */
  | { kind: 'pairs'; path: string; components: Branch[][] };

/** A composite parameter beside its branches. */
export interface Composite {
  rules: CompositeRule[];
  componentTypes: ParameterKind[];
}

/** A search parameter of one type. */
export interface Parameter {
  code: string;
  type: ParameterKind;
  url: string;
  /** The types that its references may go to. */
  targets: readonly string[];
  branches: Branch[];
  composite?: Composite;
}

/** A resource type. */
export interface TypeSchema {
  type: string;
  /** Its number in the database. */
  number: number;
  parameters: ReadonlyMap<string, Parameter>;
  /** The code of the date parameter whose values the columns at and until hold. */
  clinical: string | undefined;
  /** Codes in the order of their bits while a resource is walked. */
  shapeCodes: readonly string[];
  shapeSlot: Hash;
  /** The text of a shape: which parameters have a value. */
  shapeOf: (present: readonly number[]) => TermEntry;
  root: WalkNode;
  /** Indexers that look at the whole resource. */
  whole: readonly Indexer[];
  /**
   * Codes of the reference parameters by which a resource is in a compartment, by compartment:
   * `Patient` → `subject`.
   */
  compartments: ReadonlyMap<string, readonly string[]>;
  /** Where the patient of the compartment stands, the most telling place first. */
  patientWays: readonly Way[];
  /**
   * The path whose reference to a patient is always the column `patient`; undefined where several
   * could be.
   */
  patientPath: string | undefined;
}

/** Everything searching knows. */
export interface SearchSchema {
  types: ReadonlyMap<string, TypeSchema>;
  settings: SearchSettings;
  /** The systems that a value set takes codes from; undefined where they are not known. */
  systemsOf: (valueSet: string) => readonly string[] | undefined;
  zone: ZoneOffset;
}

/** What an operator decides. */
export interface SearchSettings {
  /** IANA zone of dates that carry none. */
  timeZone: string;
  /** Addresses of this server, without a slash at the end. */
  baseUrls: readonly string[];
  /** Under which sealed values are found. */
  keyedHash: KeyedHash;
}
