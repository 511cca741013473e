/**
 * Reads a Consent: whom the resident lets look, and whom not; legal duties, break-glass and checked
 * cards stand in Consents of their own kinds.
 * https://hl7.org/fhir/R4/consent.html
 */
import type { Coding, Resource } from '#model/fhir.ts';
import { type ReasonEntry, type ReasonKind, forever } from '#fhir/store/guard.ts';
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import { typeNumber } from '#model/resource-types.ts';
import { dataLevelSystem } from '../rules/levels.ts';
import { everybody } from '../rules/standing.ts';

/** The system of the kinds that Consents of the house have as their category. */
export const consentKindSystem = 'https://yishu.example/CodeSystem/consent-kind';

/** What a Consent is: a resident's own, or one of the house's. */
export type ConsentKind = 'resident' | 'legal-duty' | 'break-glass' | 'identified';

/** The kind of a Consent. */
export function consentKindOf(consent: Resource): ConsentKind {
  const categories = (consent['category'] ?? []) as { coding?: Coding[] }[];
  const own = categories
    .flatMap(({ coding }) => coding ?? [])
    .find(({ system }) => system === consentKindSystem)?.code;
  return own === 'legal-duty' || own === 'break-glass' || own === 'identified' ? own : 'resident';
}

const reasonOf: Record<ConsentKind, ReasonKind> = {
  resident: 'grant',
  'legal-duty': 'duty',
  'break-glass': 'break-glass',
  identified: 'identified',
};

interface Provision {
  type?: 'deny' | 'permit';
  period?: { start?: string; end?: string };
  actor?: { reference?: { reference?: string } }[];
  securityLabel?: Coding[];
  class?: Coding[];
  data?: { reference?: { reference?: string } }[];
  provision?: Provision[];
}

/**
 * The reasons that a Consent gives.
 * @param given.patient key of the patient, @param given.now for what names no start.
 */
export function consentReasons(
  consent: Resource,
  given: { patient: Hash; now: number },
): ReasonEntry[] {
  if (consent['status'] !== 'active') return [];
  const kind = consentKindOf(consent);
  return provisionReasons((consent['provision'] ?? {}) as Provision, kind, given);
}

function provisionReasons(
  provision: Provision,
  consentKind: ConsentKind,
  given: { patient: Hash; now: number },
): ReasonEntry[] {
  const nested = (provision.provision ?? []).flatMap((inner) =>
    provisionReasons(inner, consentKind, given),
  );
  if (provision.type === undefined) return nested;
  const isDenial = provision.type === 'deny';
  const kind = isDenial ? 'denial' : reasonOf[consentKind];
  const scope = isDenial || opensProtected(provision) ? 5 : 4;
  const since = momentOf(provision.period?.start, 'start') ?? given.now;
  const until = momentOf(provision.period?.end, 'end') ?? forever;
  const own = partiesOf(provision).flatMap((party) =>
    subjectsOf(provision).map((about): ReasonEntry => ({
      patient: given.patient,
      party,
      kind,
      scope,
      since,
      until,
      ...about,
    })),
  );
  return [...own, ...nested];
}

/**
 * Whether everything that a Consent names can be told: who does not see whom a denial means would
 * believe that it holds.
 */
export function isClearConsent(consent: Resource): boolean {
  return isClear((consent['provision'] ?? {}) as Provision);
}

function isClear(provision: Provision): boolean {
  const { actor = [], data = [], class: classes = [], provision: inner = [] } = provision;
  return (
    [...actor, ...data].every(({ reference }) => keyOf(reference?.reference) !== undefined) &&
    classes.every(({ code }) => typeNumber(code ?? '') !== undefined) &&
    inner.every(isClear)
  );
}

/** A permission opens level 5 only where it says so. */
function opensProtected({ securityLabel }: Provision): boolean {
  return (
    securityLabel?.some(({ system, code }) => system === dataLevelSystem && code === '5') === true
  );
}

function partiesOf({ actor }: Provision): Hash[] {
  if (actor === undefined || actor.length === 0) return [everybody];
  return actor.flatMap(({ reference }) => keyOf(reference?.reference) ?? []);
}

/** What a provision is about: all, some types, or some resources. */
function subjectsOf(provision: Provision): Pick<ReasonEntry, 'type' | 'target'>[] {
  const types = (provision.class ?? []).flatMap(({ code }) => typeNumber(code ?? '') ?? []);
  const targets = (provision.data ?? []).flatMap(
    ({ reference }) => keyOf(reference?.reference) ?? [],
  );
  if (types.length + targets.length === 0) {
    const isUnclear = (provision.class?.length ?? 0) + (provision.data?.length ?? 0) > 0;
    // A class that is not understood must not open, or close, everything.
    return isUnclear && provision.type === 'permit' ? [] : [{ type: 0, target: everybody }];
  }
  return [
    ...types.map((type) => ({ type, target: everybody })),
    ...targets.map((target) => ({ type: 0, target })),
  ];
}

/** The key of what a relative literal reference names. */
export function keyOf(reference: string | undefined): Hash | undefined {
  const found = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})/.exec(reference ?? '');
  return found === null ? undefined : resourceKey(found[1]!, found[2]!);
}

/**
 * The first or last millisecond of a FHIR date or dateTime, in China's time where it names none.
 * undefined where it cannot be read.
 */
export function momentOf(text: string | undefined, edge: 'start' | 'end'): number | undefined {
  if (text === undefined) return undefined;
  const found = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(T.+)?)?)?$/.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, time] = found;
  if (time !== undefined) {
    const moment = Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(time) ? text : `${text}+08:00`);
    return Number.isNaN(moment) ? undefined : moment;
  }
  const first = Date.parse(`${year}-${month ?? '01'}-${day ?? '01'}T00:00:00+08:00`);
  if (Number.isNaN(first) || edge === 'start') return Number.isNaN(first) ? undefined : first;
  const next = new Date(first + 8 * 3_600_000);
  if (day !== undefined) next.setUTCDate(next.getUTCDate() + 1);
  else if (month !== undefined) next.setUTCMonth(next.getUTCMonth() + 1);
  else next.setUTCFullYear(next.getUTCFullYear() + 1);
  return next.getTime() - 8 * 3_600_000 - 1;
}
