/**
 * What an audit event is found by: 64-bit hashes under one GIN index over the blocks.
 * https://hl7.org/fhir/R4/auditevent.html#search
 */
import { type Hash, hash64 } from '#fhir/store/hash.ts';

/**
 * The token of a resource that was touched: its own key, which the read has just computed. A
 * Patient shares it with "of this patient": the lines of a found block are looked at anyway.
 * @param reference `Observation/1`, with or without `/_history/2`.
 */
export function entityToken(reference: string): Hash {
  const cut = reference.indexOf('/_history/');
  return hash64(cut < 0 ? reference : reference.slice(0, cut));
}

/** The token of who acted, or on whose behalf: `Practitioner/1`, `Organization/2`. */
export function agentToken(reference: string): Hash {
  return hash64(`a|agent|${reference}`);
}

/** The token of a whole name. @param name as it is written; case is left out. */
export function nameToken(name: string): Hash {
  return hash64(`a|name|${name.toLowerCase()}`);
}

/** The token of an event of the house: `read`, `sign-in`. */
export function eventToken(event: string): Hash {
  return hash64(`a|event|${event}`);
}

/** The token of an action. */
export function actionToken(action: string): Hash {
  return hash64(`a|action|${action}`);
}

/** The token of an outcome. */
export function outcomeToken(outcome: number | string): Hash {
  return hash64(`a|outcome|${outcome}`);
}
