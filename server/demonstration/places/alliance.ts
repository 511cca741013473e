/**
 * The alliance (医联体) that the first hospital leads.
 * https://hl7.org/fhir/R4/organizationaffiliation.html
 */
import {
  allianceKindSystem,
  allianceKinds,
  alliancePlaceSystem,
  alliancePlaces,
} from '#model/alliances.ts';
import { institutionClassSystem } from '#model/institution-classes.ts';
import { putEntry } from '../bundle.ts';
import type { BundleEntry, Identified } from '../bundle.ts';
import { testDataLabel } from '../systems.ts';
import {
  alliance,
  countyHospitals,
  firstHospital,
  sourceOf,
  townshipCentres,
} from './institutions.ts';
import type { Institution } from './institutions.ts';

/** The alliance and its members: the county hospitals at its core, the township centres. */
export function allianceEntries(thisYear: number): BundleEntry[] {
  const members = [
    ...countyHospitals.map((hospital) => affiliation(hospital, 'core', thisYear)),
    ...townshipCentres.map((centre) => affiliation(centre, 'member', thisYear)),
  ];
  return [allianceResource(), ...members].map(putEntry);
}

function allianceResource(): Identified {
  return {
    resourceType: 'Organization',
    id: alliance.id,
    meta: { source: sourceOf(firstHospital.id), security: [testDataLabel] },
    active: true,
    type: [
      {
        coding: [
          { system: institutionClassSystem, code: 'alliance', display: '医疗联合体' },
          { system: allianceKindSystem, code: 'city', display: allianceKinds['city'] },
        ],
        text: allianceKinds['city'],
      },
    ],
    name: alliance.name,
    alias: [alliance.en],
  };
}

function affiliation(member: Institution, place: string, thisYear: number): Identified {
  const text = alliancePlaces[place];
  return {
    resourceType: 'OrganizationAffiliation',
    id: member.id.replace('demo-', 'demo-alliance-'),
    meta: { source: sourceOf(firstHospital.id) },
    active: true,
    period: { start: `${thisYear - 3}-01-01` },
    organization: { reference: `Organization/${firstHospital.id}`, display: firstHospital.name },
    participatingOrganization: { reference: `Organization/${member.id}`, display: member.name },
    network: [{ reference: `Organization/${alliance.id}`, display: alliance.name }],
    code: [{ coding: [{ system: alliancePlaceSystem, code: place, display: text }], text }],
  };
}
