/** The directory as resources. https://hl7.org/fhir/R4/administration-module.html */
import { putEntry } from '../bundle.ts';
import type { BundleEntry, Identified } from '../bundle.ts';
import { humanNames, fullName } from '../people/names.ts';
import { codeSystems, demoRoot, identifierSystems, testDataLabel } from '../systems.ts';
import { departmentOf, staffing } from './departments.ts';
import type { DepartmentKey } from './departments.ts';
import { prefecture, province } from './divisions.ts';
import { institutions, pharmacyChain, sourceOf } from './institutions.ts';
import type { Institution } from './institutions.ts';
import type { Practitioner, Staff } from './practitioners.ts';

/** Id of the Location of a department. */
export function locationId(institution: Institution, department: DepartmentKey): string {
  return hasRooms(institution) ? `${institution.id}-${slug(department)}` : institution.id;
}

/** Organizations, their sites, departments and services. */
export function organizationEntries(): BundleEntry[] {
  const chain = organization(pharmacyChain, { code: 'pharmacy', text: '药品零售连锁企业' });
  const ofInstitutions = institutions.flatMap((institution) => [
    institutionResource(institution),
    site(institution),
    ...departmentKeys(institution).flatMap((key) => departmentResources(institution, key)),
  ]);
  return [chain, ...ofInstitutions].map(putEntry);
}

/** Practitioners and the role each has. */
export function staffEntries(staff: Staff): BundleEntry[] {
  const people = [...staff.values()].flat();
  return people.flatMap((person) => [practitionerResource(person), role(person)]).map(putEntry);
}

/** The id of someone's role. */
export function roleId(person: Practitioner): string {
  return person.id.replace('practitioner', 'role');
}

function organization(
  about: { id: string; name: string; en: string },
  kind: { code: string; text: string },
): Identified {
  const type = { system: `${demoRoot}/CodeSystem/institution-class`, ...coding(kind) };
  return {
    resourceType: 'Organization',
    id: about.id,
    meta: { source: sourceOf(about.id), security: [testDataLabel] },
    active: true,
    type: [{ coding: [type], text: kind.text }],
    name: about.name,
    alias: [about.en],
  };
}

function institutionResource(institution: Institution): Identified {
  const { classCode, className, county, parent } = institution;
  return {
    ...organization(institution, { code: classCode, text: className }),
    identifier: [
      {
        system: identifierSystems.institution,
        value: `DEMO-${county.code}-${institution.id}`,
        assigner: { display: '演示数据（非真实机构代码）' },
      },
    ],
    telecom: [{ system: 'phone', value: '0570-0000000', use: 'work' }],
    address: [addressOf(institution)],
    ...(parent === undefined ? {} : { partOf: { reference: `Organization/${parent}` } }),
  };
}

function addressOf({ county, line }: Institution): object {
  return {
    use: 'work',
    text: `${province}${prefecture}${county.name}${line}`,
    line: [line],
    city: prefecture,
    district: county.name,
    state: province,
    postalCode: county.postalCode,
    country: 'CN',
  };
}

function site(institution: Institution): Identified {
  return {
    resourceType: 'Location',
    id: institution.id,
    meta: { source: sourceOf(institution.id) },
    status: 'active',
    name: institution.name,
    mode: 'instance',
    address: addressOf(institution),
    physicalType: {
      coding: [{ system: physicalType, code: 'si', display: 'Site' }],
      text: '院区',
    },
    managingOrganization: { reference: `Organization/${institution.id}` },
  };
}

const physicalType = 'http://terminology.hl7.org/CodeSystem/location-physical-type';

function departmentResources(institution: Institution, key: DepartmentKey): Identified[] {
  const department = departmentOf(key);
  const owner = { reference: `Organization/${institution.id}` };
  const id = `${institution.id}-${slug(key)}`;
  const meta = { source: sourceOf(institution.id) };
  const service: Identified = {
    resourceType: 'HealthcareService',
    id,
    meta,
    active: true,
    providedBy: owner,
    type: [departmentConcept(key)],
    location: [{ reference: `Location/${locationId(institution, key)}` }],
    name: department.name,
    comment: department.en,
  };
  if (!hasRooms(institution)) return [service];
  const room: Identified = {
    resourceType: 'Location',
    id,
    meta,
    status: 'active',
    name: `${institution.name}${department.name}`,
    mode: 'instance',
    physicalType: { coding: [{ system: physicalType, code: 'wa', display: 'Ward' }], text: '科室' },
    managingOrganization: owner,
    partOf: { reference: `Location/${institution.id}` },
  };
  return [room, service];
}

/** The department as a code of 医疗机构诊疗科目名录. */
export function departmentConcept(key: DepartmentKey): object {
  const { code, name } = departmentOf(key);
  if (code === undefined) return { text: name };
  return { coding: [{ system: codeSystems.departments, code, display: name }], text: name };
}

function practitionerResource(person: Practitioner): Identified {
  const { institution, licence, licenceKind } = person;
  const assigner = { display: '演示数据（非真实执业证书编号）' };
  const identifier = [{ system: identifierSystems.practiceLicence, value: licence, assigner }];
  return {
    resourceType: 'Practitioner',
    id: person.id,
    meta: { source: sourceOf(institution.id), security: [testDataLabel] },
    identifier,
    active: true,
    name: humanNames(person.name),
    gender: person.sex,
    qualification: [
      {
        identifier: [{ system: identifierSystems.practiceLicence, value: licence }],
        code: { text: `${licenceKind}（执业范围：${departmentOf(person.department).scope}）` },
        period: { start: String(person.birthYear + 26) },
        issuer: { display: `${prefecture}卫生健康委员会` },
      },
    ],
  };
}

function role(person: Practitioner): Identified {
  const { institution, department } = person;
  const isPharmacist = institution.kind === 'pharmacy';
  const code = isPharmacist ? 'pharmacist' : 'doctor';
  return {
    resourceType: 'PractitionerRole',
    id: roleId(person),
    meta: { source: sourceOf(institution.id) },
    active: true,
    practitioner: { reference: `Practitioner/${person.id}`, display: fullName(person.name) },
    organization: { reference: `Organization/${institution.id}`, display: institution.name },
    code: [{ coding: [{ system: practitionerRole, code }], text: person.title }],
    specialty: [departmentConcept(department)],
    location: [{ reference: `Location/${locationId(institution, department)}` }],
    healthcareService: [{ reference: `HealthcareService/${institution.id}-${slug(department)}` }],
  };
}

const practitionerRole = 'http://terminology.hl7.org/CodeSystem/practitioner-role';

function coding({ code, text }: { code: string; text: string }): object {
  return { code, display: text };
}

function departmentKeys(institution: Institution): DepartmentKey[] {
  return Object.keys(staffing[institution.kind]) as DepartmentKey[];
}

/** Clinics and shops are one room; only larger institutions have a place for each department. */
function hasRooms({ kind }: Institution): boolean {
  return kind !== 'village' && kind !== 'pharmacy';
}

function slug(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
