/**
 * What must hold of a resource, before it is SQL: the shape in which every kind of search criterion
 * meets the planner.
 */
import type { Hash } from '#fhir/store/hash.ts';
import type { Place } from '#fhir/store/read.ts';
import type { Branch, TypeSchema } from './schema/search-schema.ts';

/** https://hl7.org/fhir/R4/search.html#prefix */
export type Prefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';

/** A comparison with an interval, both ends included. */
export interface RangeTest {
  prefix: Prefix;
  low: number;
  high: number;
}

/** A Patient that is referred to by a path of references. */
export interface RecordReference {
  path: string;
  id: string;
}

/** A condition that SQL can ask as it stands. */
export type PlainPredicate =
  /**
   * One of these tokens. `patients`: it means no less than that the column `patient` is one of
   * these keys. `dense`: so many
   * resources have one that they are better met by walking than looked up. `records`: the Patients
   * that `patients` are, and by which path; all records of their persons may be meant.
   */
  | {
      kind: 'tokens';
      any: readonly Hash[];
      patients?: readonly Hash[];
      records?: readonly RecordReference[];
      dense?: boolean;
    }
  /** A row of `ordered`. `column` names the ends that a pair of two numbers keeps in one row. */
  | {
      kind: 'ordered';
      slots: readonly Hash[];
      tests: readonly (RangeTest & { end?: 'low' | 'high' })[];
      unit?: number;
      label?: number;
    }
  | { kind: 'updated'; test: RangeTest }
  /** The columns at and until, which are never further apart than `spanMax` milliseconds. */
  | { kind: 'clinical'; test: RangeTest; spanMax: number }
  /** These resources. */
  | { kind: 'places'; places: readonly { bucket: number; key: Hash }[] }
  /** Within a distance in kilometres of a point in degrees. */
  | { kind: 'near'; slots: readonly [Hash, Hash]; at: readonly [number, number]; within: number }
  | { kind: 'type'; number: number }
  /** Any of these types. */
  | { kind: 'types'; numbers: readonly number[] }
  /** Written by this Organization. */
  | { kind: 'owner'; key: Hash }
  /** Of the records of these patients. */
  | { kind: 'patients'; keys: readonly Hash[] }
  /** Data level at most this. */
  | { kind: 'level'; max: number }
  /** Someone has a reason of these kinds concerning the row, at this moment. */
  | { kind: 'reason'; kinds: readonly number[]; parties: readonly Hash[]; at: number };

/** A condition that needs a look into the database before it is plain. */
export type OpenPredicate =
  /** A text of the dictionary. */
  | {
      kind: 'terms';
      slots: readonly Hash[];
      match: 'prefix' | 'contains';
      text: string;
      name: string;
    }
  /** A parameter has a value, or none. */
  | { kind: 'shape'; slot: Hash; code: string; has: boolean }
  | { kind: 'ids'; places: readonly Place[] }
  /** A reference to something that fits. */
  | { kind: 'chain'; name: string; from: TypeSchema; branches: readonly Branch[]; to: Reached[] }
  /** Something that fits refers to it. */
  | { kind: 'has'; name: string; type: string; branches: readonly Branch[]; source: Reached };

/** A type and what must hold of it, at the other end of a reference. */
export interface Reached {
  type: TypeSchema;
  predicate: Predicate;
}

/** Any condition, and their combinations. */
export type Predicate =
  | PlainPredicate
  | OpenPredicate
  | { kind: 'all' | 'any'; of: readonly Predicate[] }
  | { kind: 'not'; of: Predicate };

/** A condition ready for SQL. */
export type Resolved =
  | PlainPredicate
  | { kind: 'all' | 'any'; of: readonly Resolved[] }
  | { kind: 'not'; of: Resolved };

/** What nothing fulfils. */
export const nothing: PlainPredicate = { kind: 'tokens', any: [] };

/** At least one: tokens of several become one list, and places too. */
export function anyOf(given: readonly Resolved[]): Resolved;
export function anyOf(given: readonly Predicate[]): Predicate;
export function anyOf(given: readonly Predicate[]): Predicate {
  const all: Predicate[] = given.filter(({ kind }) => !merged.has(kind));
  const ids = given.filter((item) => item.kind === 'ids').flatMap((item) => item.places);
  if (ids.length > 0) all.unshift({ kind: 'ids', places: ids });
  const places = given.filter((item) => item.kind === 'places').flatMap((item) => item.places);
  if (places.length > 0) all.unshift({ kind: 'places', places });
  const tokens = mergeTokens(given.filter((item) => item.kind === 'tokens'));
  if (tokens.any.length > 0 || all.length === 0) all.unshift(tokens);
  return all.length === 1 ? all[0]! : { kind: 'any', of: all };
}

const merged = new Set(['tokens', 'ids', 'places']);

function mergeTokens(tokens: readonly Tokens[]): Tokens {
  const any = [...new Set(tokens.flatMap((item) => item.any))];
  const records = tokens.flatMap((item) => item.records ?? []);
  const list = { kind: 'tokens' as const, any, ...(records.length === 0 ? {} : { records }) };
  const allPatients = tokens.length > 0 && tokens.every((item) => item.patients !== undefined);
  if (!allPatients) return list;
  return { ...list, patients: [...new Set(tokens.flatMap((item) => item.patients ?? []))] };
}

type Tokens = Extract<PlainPredicate, { kind: 'tokens' }>;

/** All of them. */
export function allOf(given: readonly Resolved[]): Resolved;
export function allOf(given: readonly Predicate[]): Predicate;
export function allOf(given: readonly Predicate[]): Predicate {
  return given.length === 1 ? given[0]! : { kind: 'all', of: given };
}
