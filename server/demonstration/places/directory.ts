/** The directory as resources. https://hl7.org/fhir/R4/administration-module.html */
import { putEntry } from '../bundle.ts';
import type { BundleEntry, Identified } from '../bundle.ts';
import { institutionClassSystem } from '#model/institution-classes.ts';
import { codeSystems, testDataLabel } from '../systems.ts';
import { departmentOf, staffing } from './departments.ts';
import type { DepartmentKey } from './departments.ts';
import { prefecture, province } from './divisions.ts';
import {
  countyHospitals,
  firstHospital,
  healthCommission,
  institutions,
  pharmacyChain,
  sourceOf,
} from './institutions.ts';
import type { Institution } from './institutions.ts';
import { institutionIdentifiers, institutionRegistration } from './registration.ts';

/** Id of the Location of a department. */
export function locationId(institution: Institution, department: DepartmentKey): string {
  return hasRooms(institution) ? `${institution.id}-${slug(department)}` : institution.id;
}

/** Organizations, their sites, departments and services; licences count from `thisYear`. */
export function organizationEntries(thisYear: number): BundleEntry[] {
  const chain = organization(pharmacyChain, { code: 'pharmacy', text: '药品零售连锁企业' });
  const commission = organization(healthCommission, {
    code: 'health-commission',
    text: '卫生健康行政部门',
  });
  const ofInstitutions = institutions.flatMap((institution) => [
    institutionResource(institution, thisYear),
    site(institution),
    ...departmentKeys(institution).flatMap((key) => departmentResources(institution, key)),
  ]);
  return [commission, chain, ...ofInstitutions].map(putEntry);
}

/** An Organization of that kind without more than its name. */
export function organization(
  about: { id: string; name: string; en: string },
  kind: { code: string; text: string },
): Identified {
  const type = { system: institutionClassSystem, ...coding(kind) };
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

function institutionResource(institution: Institution, thisYear: number): Identified {
  const { classCode, className, parent } = institution;
  const registration = institutionRegistration(institution);
  return {
    ...organization(institution, { code: classCode, text: className }),
    ...(registration.length === 0 ? {} : { extension: registration }),
    identifier: institutionIdentifiers(institution, thisYear),
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
    // Hospitals stand in the middle of their seat; where others are nobody has made up.
    ...(hospitals.has(institution) ? { position: institution.county.seat } : {}),
    physicalType: {
      coding: [{ system: physicalType, code: 'si', display: 'Site' }],
      text: '院区',
    },
    managingOrganization: { reference: `Organization/${institution.id}` },
  };
}

const hospitals = new Set([firstHospital, ...countyHospitals]);

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

function coding({ code, text }: { code: string; text: string }): object {
  return { code, display: text };
}

/** The departments of an institution. */
export function departmentKeys(institution: Institution): DepartmentKey[] {
  return Object.keys(staffing[institution.kind]) as DepartmentKey[];
}

/** Clinics and shops are one room; only larger institutions have a place for each department. */
function hasRooms({ kind }: Institution): boolean {
  return kind !== 'village' && kind !== 'pharmacy';
}

/** A key as a part of an id. */
export function slug(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
