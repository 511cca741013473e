/**
 * How what is indexed is named before it is hashed: the one place where writing and searching must
 * agree.
 */
import { type Hash, hash32, hash64 } from '#fhir/store/hash.ts';

// A path begins with its type, as `Observation.code`, so that every token and slot belongs to one
// type.

/** The token of a coded value in one of its forms. */
export function codeToken(path: string, form: string): Hash {
  return hash64(`${path}|t|${form}`);
}

/** The token of a reference, `Type/id`, a URL or a canonical. */
export function referenceToken(path: string, target: string): Hash {
  return hash64(`${path}|r|${target}`);
}

/** The token of a reference's identifier in one of its forms. */
export function identifierToken(path: string, form: string): Hash {
  return hash64(`${path}|i|${form}`);
}

/** The token of an exact text. */
export function textToken(slot: Hash, text: string): Hash {
  return hash64(`${slot}|s|${text}`);
}

/**
 * What a text is: the value itself, the text beside a code, how a name sounds, or which elements a
 * resource has.
 */
export type TextKind = 'value' | 'display' | 'sound' | 'shape';

/** The slot of the texts of a path. */
export function textSlot(path: string, kind: TextKind): Hash {
  return hash64(`${path}|${kind}`);
}

/** The slot of the dates, numbers and quantities of a path. */
export function orderedSlot(path: string): Hash {
  return hash64(`${path}|o`);
}

/** The slot of the second value of a composite beside its first one. */
export function pairSlot(composite: string, firstForm: string): Hash {
  return hash64(`${composite}|p|${firstForm}`);
}

/** The token of two coded values of one composite. */
export function pairToken(composite: string, firstForm: string, secondForm: string): Hash {
  return hash64(`${composite}|p|${firstForm}|${secondForm}`);
}

/** A unit by system and code. */
export function unitHash(system: string, code: string): number {
  return hash32(`${system}|${code}`);
}

/** A unit by its code, or by what people read. */
export function labelHash(code: string): number {
  return hash32(code);
}
