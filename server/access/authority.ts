/**
 * Who may say who may see: consents are the resident's, legal duties the security administrator's,
 * proxies need evidence and an end. China's rules: SEC-17, SEC-18, SEC-19, SEC-25.
 * https://hl7.org/fhir/R4/consent.html
 */
import type { Resource } from '#model/fhir.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { consentKindOf, isClearConsent } from './reasons/consent.ts';
import { readProxy } from './reasons/proxy.ts';
import type { Standing } from './rules/standing.ts';

/**
 * Throws unless this caller may put this Consent on record.
 * @param before the text of the version that it replaces: a duty does not become something else.
 */
export function checkConsent(
  standing: Standing,
  consent: Resource,
  before: string | undefined,
): void {
  const kind = consentKindOf(consent);
  if (before !== undefined && consentKindOf(JSON.parse(before) as Resource) !== kind) {
    throw refuse('not-permitted', { type: 'Consent' });
  }
  const { role } = standing.caller;
  if (kind === 'legal-duty') {
    if (role !== 'security-administrator') throw refuse('not-permitted', { type: 'Consent' });
    const { period } = (consent['provision'] ?? {}) as { period?: { end?: unknown } };
    const law = (consent['policy'] as { uri?: unknown }[] | undefined)?.[0]?.uri;
    if (period?.end === undefined || law === undefined) throw refuse('duty-incomplete');
    return;
  }
  // Break-glass and the check of a card write theirs by operations of the house.
  if (kind !== 'resident' || standing.policy.reach !== 'self') {
    throw refuse('not-permitted', { type: 'Consent' });
  }
  if (!isClearConsent(consent)) throw refuse('consent-unclear');
}

/**
 * Throws unless this caller may say that someone acts for a resident: the resident, or staff who
 * have seen the evidence.
 */
export function checkProxy(standing: Standing, related: Resource, patient: Hash | undefined): void {
  const proxy = readProxy(related);
  if (proxy === undefined) return;
  if (proxy.actor === undefined || proxy.evidence === undefined || proxy.until === undefined) {
    throw refuse('proxy-incomplete');
  }
  const { policy, self, caller } = standing;
  const isSelf = policy.reach === 'self' && patient !== undefined && patient === self;
  const sawEvidence = caller.role === 'registrar' || caller.role === 'village-doctor';
  const isForOneself = proxy.actor === caller.who;
  if (!isSelf && (!sawEvidence || isForOneself)) {
    throw refuse('not-permitted', { type: 'RelatedPerson' });
  }
}
