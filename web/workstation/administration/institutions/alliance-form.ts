/**
 * Membership in an alliance (医联体) as a form shows it, and what the form becomes.
 * https://hl7.org/fhir/R4/organizationaffiliation.html
 */
import {
  allianceKindSystem,
  allianceKinds,
  alliancePlaceSystem,
  alliancePlaces,
} from '#model/alliances.ts';
import type { Resource } from '#model/fhir.ts';
import { institutionClassSystem } from '#model/institution-classes.ts';
import type { Period } from '#model/practice.ts';
import { codeOf } from '#model/practice.ts';
import { concept, listAt, periodOf, referenceAt, withoutEmpty } from '../parts/resource-parts.ts';

/** The fields. `alliance` is a reference, or `new` for one that is made with it. */
export interface AllianceDraft {
  alliance: string;
  name: string;
  kind: string;
  leader: string;
  member: string;
  place: string;
  start: string;
  end: string;
}

/** One membership, as a list shows it. */
export interface Membership {
  reference: string;
  alliance: string;
  leader: string;
  member: string;
  /** Code of the place of the member. */
  place: string | undefined;
  period: Period;
  active: boolean;
}

/** What an OrganizationAffiliation says. */
export function membershipOf(affiliation: Resource): Membership {
  const [network] = listAt<{ reference?: string }>(affiliation, 'network');
  const codes = listAt<object>(affiliation, 'code').map((one) => codeOf(one, alliancePlaceSystem));
  return {
    reference: `OrganizationAffiliation/${affiliation.id ?? ''}`,
    alliance: network?.reference ?? '',
    leader: referenceAt(affiliation, 'organization'),
    member: referenceAt(affiliation, 'participatingOrganization'),
    place: codes.find((code) => code !== undefined),
    period: (affiliation['period'] ?? {}) as Period,
    active: affiliation['active'] !== false,
  };
}

/** Whether everything that must be said is said. */
export function isComplete(draft: AllianceDraft): boolean {
  const { alliance, name, kind, leader, member, place } = draft;
  const named = alliance === 'new' ? name.trim() !== '' && kind !== '' : alliance !== '';
  return named && leader !== '' && member !== '' && place !== '';
}

/**
 * What is written: the membership, and the alliance before it where it is new.
 * @param newId of the address by which the membership names a new alliance.
 */
export function allianceEntries(
  draft: AllianceDraft,
  newId: string,
): { fullUrl: string; resource: Resource }[] {
  const { alliance, name, kind, leader, member, place, start, end } = draft;
  const isNew = alliance === 'new';
  const fullUrl = `urn:uuid:${newId}`;
  const coding = [
    { system: institutionClassSystem, code: 'alliance', display: '医疗联合体' },
    { system: allianceKindSystem, code: kind, display: allianceKinds[kind] },
  ];
  const network: Resource = {
    resourceType: 'Organization',
    active: true,
    name: name.trim(),
    type: [{ coding, text: allianceKinds[kind] }],
  };
  const membership: Resource = withoutEmpty({
    resourceType: 'OrganizationAffiliation',
    active: true,
    period: periodOf(start, end),
    organization: { reference: leader },
    participatingOrganization: { reference: member },
    network: [{ reference: isNew ? fullUrl : alliance }],
    code: [concept(alliancePlaceSystem, place, alliancePlaces[place])],
  });
  return [
    ...(isNew ? [{ fullUrl, resource: network }] : []),
    {
      fullUrl: `${fullUrl.slice(0, -1)}${fullUrl.endsWith('0') ? '1' : '0'}`,
      resource: membership,
    },
  ];
}
