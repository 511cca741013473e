/**
 * The scopes that an operation of the house needs: it writes and reads as the house, so that no
 * later check would ask for them.
 * https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
import type { Caller } from '#fhir/handling/caller.ts';
import { refuse } from '#fhir/refusals.ts';
import type { ScopeLetter } from '#model/smart-scopes.ts';
import { openingOf, standingOf } from './rules/standing.ts';

/**
 * Throws `scope-missing` unless the scopes of the caller's token allow this on every resource of a
 * type: one for some of them, or for the patient of a launch alone, is not enough.
 */
export function requireScope(caller: Caller, type: string, letter: ScopeLetter): void {
  const opening = openingOf(standingOf(caller), type, letter);
  if (opening?.whole !== true || opening.queries.length > 0)
    throw refuse('scope-missing', { type });
}
