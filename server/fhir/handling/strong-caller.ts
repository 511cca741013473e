/**
 * Who has just shown a strong factor: what signing and exporting ask for (SEC-04).
 * https://datatracker.ietf.org/doc/html/rfc9470
 */
import { refuse } from '#fhir/refusals.ts';
import type { Caller } from './caller.ts';

/**
 * The caller, if a strong factor was shown lately. Throws `step-up-needed`.
 * @param given.now milliseconds since 1970.
 */
export function strongCaller(
  caller: Caller | undefined,
  given: { now: number; minutes: number },
): Caller {
  const { now, minutes } = given;
  if (caller === undefined || caller.strongAt < now - minutes * 60_000) {
    throw refuse('step-up-needed', { minutes });
  }
  return caller;
}
