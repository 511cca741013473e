/** The people and the role each has. https://hl7.org/fhir/R4/practitionerrole.html */
import { practiceUrls } from '#model/practice.ts';
import { roleSystem, roles } from '#model/roles.ts';
import { putEntry } from '../bundle.ts';
import type { BundleEntry, Identified } from '../bundle.ts';
import type { Day } from '../calendar.ts';
import { toDate } from '../calendar.ts';
import { fullName, humanNames } from '../people/names.ts';
import { testDataLabel } from '../systems.ts';
import { departmentConcept, locationId, slug } from './directory.ts';
import type { DepartmentKey } from './departments.ts';
import { countyHospitals, firstHospital, sourceOf } from './institutions.ts';
import type { Institution } from './institutions.ts';
import type { Practitioner, Staff } from './practitioners.ts';
import {
  licenceIdentifiers,
  qualificationsOf,
  registerCheck,
  workplaceOf,
} from './qualification.ts';
import type { Person } from './qualification.ts';
import type { Supporter } from './support.ts';

/** Practitioners, their roles and checks; `today` is the day of the region. */
export function staffEntries(
  staff: Staff,
  support: readonly Supporter[],
  today: Day,
): BundleEntry[] {
  const thisYear = Number(toDate(today).slice(0, 4));
  const people: Person[] = [...[...staff.values()].flat(), ...support];
  return people
    .flatMap((person) => [
      practitionerResource(person, thisYear),
      ownRole(person, thisYear),
      ...secondRoles(person, thisYear),
      ...registerCheck(person, today),
    ])
    .map(putEntry);
}

/** The id of someone's role at their own institution. */
function roleId(person: { id: string }): string {
  return person.id.replace('practitioner', 'role');
}

/** The ids of all roles someone has at their own institution. */
export function ownRoleIds(person: Person): string[] {
  return [roleId(person)];
}

function practitionerResource(person: Person, thisYear: number): Identified {
  const identifier = licenceIdentifiers(person);
  const qualification = qualificationsOf(person, thisYear);
  return {
    resourceType: 'Practitioner',
    id: person.id,
    meta: { source: sourceOf(workplaceOf(person).id), security: [testDataLabel] },
    ...(identifier.length === 0 ? {} : { identifier }),
    active: true,
    name: humanNames(person.name),
    gender: person.sex,
    ...(qualification.length === 0 ? {} : { qualification }),
  };
}

function ownRole(person: Person, thisYear: number): Identified {
  const extension = mayGoOnline(person) ? [consent(person, thisYear)] : [];
  const place = 'institution' in person ? person.institution : undefined;
  return {
    ...roleResource(roleId(person), person, workplaceOf(person)),
    ...(extension.length === 0 ? {} : { extension }),
    period: { start: `${person.birthYear + 28}-01-01` },
    ...(place === undefined || person.department === undefined
      ? {}
      : placed(place, person.department)),
  };
}

function roleResource(id: string, person: Person, at: { id: string; name: string }): Identified {
  const { role } = person;
  return {
    resourceType: 'PractitionerRole',
    id,
    meta: { source: sourceOf(at.id) },
    active: true,
    practitioner: { reference: `Practitioner/${person.id}`, display: fullName(person.name) },
    organization: { reference: `Organization/${at.id}`, display: at.name },
    code: [
      { coding: [{ system: roleSystem, code: role, display: roles[role].zh }], text: person.title },
    ],
  };
}

function placed(institution: Institution, department: DepartmentKey): object {
  return {
    specialty: [departmentConcept(department)],
    location: [{ reference: `Location/${locationId(institution, department)}` }],
    healthcareService: [{ reference: `HealthcareService/${institution.id}-${slug(department)}` }],
  };
}

/** Heads of the hospitals' departments have their hospital's consent to online care (ONL-04). */
function mayGoOnline(person: Person): person is Practitioner {
  return (
    'institution' in person &&
    person.role === 'doctor' &&
    person.rank === 0 &&
    ['tertiary', 'county'].includes(person.institution.kind)
  );
}

function consent(person: Person, thisYear: number): object {
  const by = { reference: `Organization/${workplaceOf(person).id}` };
  return {
    url: practiceUrls.onlineConsent,
    extension: [
      { url: 'by', valueReference: by },
      {
        url: 'period',
        valuePeriod: { start: `${thisYear - 2}-01-01`, end: `${thisYear + 1}-12-31` },
      },
    ],
  };
}

/** Heads of these departments of the first hospital also work at the county hospitals (ONL-06). */
const travelling: ReadonlySet<string> = new Set(['cardiology', 'endocrinology', 'respiratory']);

function secondRoles(person: Person, thisYear: number): Identified[] {
  if (!mayGoOnline(person) || person.institution !== firstHospital) return [];
  if (!travelling.has(person.department)) return [];
  return countyHospitals.map((hospital, index) => ({
    ...roleResource(`${roleId(person)}-at-${index + 1}`, person, hospital),
    extension: [filing(person, index, thisYear), consent(person, thisYear)],
    period: { start: `${thisYear - 1}-01-01` },
    ...placed(hospital, 'medicine'),
  }));
}

function filing(person: Practitioner, index: number, thisYear: number): object {
  const number = `DEMO-${thisYear - 1}-${String(person.serial).padStart(4, '0')}-${index + 1}`;
  return {
    url: practiceUrls.filing,
    extension: [
      { url: 'number', valueString: number },
      {
        url: 'period',
        valuePeriod: { start: `${thisYear - 1}-01-01`, end: `${thisYear + 1}-12-31` },
      },
    ],
  };
}
