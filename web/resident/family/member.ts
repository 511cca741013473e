/**
 * For whom somebody acts: oneself, and those whose recorded relation says so.
 * https://hl7.org/fhir/R4/relatedperson.html
 */
import type { ProxyScope } from '#model/proxy.ts';
import { proxyScopes, proxyUrl } from '#model/proxy.ts';
import type { CodeableConcept, Fact, Patient, Period, Reference } from '../../fhir/shapes.ts';
import { keyOf } from '../../fhir/shapes.ts';
import { dropAbsent, personName } from '../../fhir/wording.ts';

/** How a member stands to who is signed in. */
export type Kinship = 'self' | 'child' | 'parent' | 'spouse' | 'other';

/** One person whose things can be looked after here. */
export interface Member {
  /** `Patient/1`. */
  reference: string;
  id: string;
  name: string;
  kinship: Kinship;
  /** What may be done: everything, only looking, only booking. */
  scope: ProxyScope;
  birthDate?: string;
  gender?: string;
}

interface Extension {
  url?: string;
  extension?: Extension[];
  valueReference?: Reference;
  valueCode?: string;
}

interface RelatedPerson extends Fact {
  active?: boolean;
  patient?: Reference;
  relationship?: CodeableConcept[];
  extension?: Extension[];
  period?: Period;
}

/** What the one who acts is to the patient, turned round: a mother's patient is a child. */
const turned: Readonly<Record<string, Kinship>> = {
  MTH: 'child',
  FTH: 'child',
  PRN: 'child',
  GRPRN: 'child',
  CHILD: 'parent',
  SON: 'parent',
  DAU: 'parent',
  SONC: 'parent',
  DAUC: 'parent',
  SPS: 'spouse',
  HUSB: 'spouse',
  WIFE: 'spouse',
};

/** Oneself. */
export function selfOf(given: { reference: string; name: string }, patient?: Fact): Member {
  const { birthDate, gender } = (patient ?? {}) as Partial<Patient>;
  return dropAbsent<Member>({
    reference: given.reference,
    id: given.reference.replace(/^Patient\//, ''),
    name: given.name,
    kinship: 'self',
    scope: 'all',
    birthDate,
    gender,
  });
}

/**
 * Oneself, then those one acts for on `now`, each once, by the widest relation.
 * @param found RelatedPersons with an extension of ours, and the Patients they are about.
 */
export function membersOf(self: Member, found: readonly Fact[], now: number): Member[] {
  const patients = new Map(found.map((fact) => [keyOf(fact), fact as Patient]));
  const members = new Map([[self.reference, self]]);
  for (const fact of found) {
    if (fact.resourceType !== 'RelatedPerson') continue;
    const scope = scopeFor(fact as RelatedPerson, self.reference, now);
    const { patient, relationship = [] } = fact as RelatedPerson;
    const reference = patient?.reference;
    if (scope === undefined || reference === undefined || reference === self.reference) continue;
    const before = members.get(reference);
    if (before !== undefined && wideness(before.scope) >= wideness(scope)) continue;
    const known = patients.get(reference);
    const codes = relationship.flatMap(({ coding }) => coding ?? []);
    members.set(
      reference,
      dropAbsent<Member>({
        reference,
        id: reference.replace(/^Patient\//, ''),
        name:
          (Array.isArray(known?.name) ? personName(known.name) : known?.name) ??
          patient?.display ??
          '',
        kinship: codes.flatMap(({ code = '' }) => turned[code] ?? [])[0] ?? 'other',
        scope,
        birthDate: known?.birthDate,
        gender: known?.gender,
      }),
    );
  }
  return [...members.values()];
}

const wideness = (scope: ProxyScope) => ['book', 'view', 'all'].indexOf(scope);

/** What a RelatedPerson lets `actor` do now; nothing where it names somebody else or is over. */
function scopeFor(related: RelatedPerson, actor: string, now: number): ProxyScope | undefined {
  const extension = related.extension?.find(({ url }) => url === proxyUrl);
  const part = (name: string) => extension?.extension?.find(({ url }) => url === name);
  if (part('actor')?.valueReference?.reference !== actor || related.active === false) {
    return undefined;
  }
  const { start, end } = related.period ?? {};
  if (start !== undefined && Date.parse(start) > now) return undefined;
  // To the end of the day that is named.
  if (end === undefined || Date.parse(end.length === 10 ? `${end}T23:59:59` : end) < now) {
    return undefined;
  }
  const code = part('scope')?.valueCode;
  // What is not said is the least.
  return proxyScopes.find((one) => one === code) ?? 'book';
}

/** Whether the record of a member may be looked at. */
export const maySee = ({ scope }: Member): boolean => scope !== 'book';

/** Whether appointments may be made for a member. */
export const mayBook = ({ scope }: Member): boolean => scope !== 'view';
