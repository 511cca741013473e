/**
 * Whether reasons on record let a resident act for another: in everything, or in one type alone.
 * https://hl7.org/fhir/R4/relatedperson.html
 */
import type { Hash } from '#fhir/store/hash.ts';
import type { Reason } from '../rules/decide.ts';

/** The highest level: a proxy who opens it may everything. */
const everything = 5;

/**
 * True where one of a patient's reasons is that this party acts for them now.
 * @param given.type number of a type: who acts in that alone will do, too.
 */
export function actsFor(
  reasons: readonly Reason[] | undefined,
  given: { party: Hash | undefined; now: number; type?: number | undefined },
): boolean {
  const { party, now } = given;
  return (reasons ?? []).some(
    ({ kind, scope, since, until, ...about }) =>
      kind === 'proxy' &&
      about.party === party &&
      since <= now &&
      until > now &&
      ((about.type === 0 && scope === everything) ||
        (about.type !== 0 && about.type === given.type)),
  );
}
