/**
 * Reads who acts for a resident: an extension of RelatedPerson with the one who acts, the evidence,
 * what may be done, and an end.
 * https://hl7.org/fhir/R4/relatedperson.html
 */
import type { Resource } from '#model/fhir.ts';
import { type ProxyScope, proxyScopes, proxyUrl } from '#model/proxy.ts';
import type { ReasonEntry } from '#fhir/store/guard.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { typeNumber } from '#model/resource-types.ts';
import { keyOf, momentOf } from './consent.ts';
import { everybody } from '../rules/standing.ts';

/** Someone who acts for a resident. What is missing is undefined. */
export interface Proxy {
  /** `Patient/1` or `Practitioner/2`. */
  actor: string | undefined;
  evidence: object | undefined;
  scope: ProxyScope;
  /** Milliseconds since 1970. */
  since: number;
  until: number | undefined;
}

interface Extension {
  url?: string;
  extension?: Extension[];
  valueReference?: { reference?: string };
  valueCodeableConcept?: object;
  valueCode?: string;
}

/** The proxy of a RelatedPerson; undefined where it names none. */
export function readProxy(related: Resource): Proxy | undefined {
  const extensions = (related['extension'] ?? []) as Extension[];
  const found = extensions.find(({ url }) => url === proxyUrl);
  if (found === undefined) return undefined;
  const part = (name: string) => found.extension?.find(({ url }) => url === name);
  const period = related['period'] as { start?: string; end?: string } | undefined;
  const scope = part('scope')?.valueCode;
  return {
    actor: part('actor')?.valueReference?.reference,
    evidence: part('evidence')?.valueCodeableConcept,
    // What is not said is the least.
    scope: proxyScopes.find((one) => one === scope) ?? 'book',
    since: momentOf(period?.start, 'start') ?? 0,
    until: momentOf(period?.end, 'end'),
  };
}

/** What a proxy who only books must see. */
const bookingTypes = ['Patient', 'RelatedPerson', 'Appointment', 'AppointmentResponse'];

/** The reasons that a RelatedPerson gives; none without evidence and an end. */
export function proxyReasons(related: Resource, patient: Hash): ReasonEntry[] {
  const proxy = readProxy(related);
  const party = keyOf(proxy?.actor);
  if (proxy === undefined || party === undefined || related['active'] === false) return [];
  const { evidence, since, until, scope } = proxy;
  if (evidence === undefined || until === undefined) return [];
  const reason = { patient, party, kind: 'proxy' as const, since, until, target: everybody };
  if (scope !== 'book') return [{ ...reason, type: 0, scope: scope === 'all' ? 5 : 4 }];
  return bookingTypes.map((type) => ({ ...reason, type: typeNumber(type)!, scope: 4 }));
}
