/**
 * A resident as a Patient.
 * https://hl7.org/fhir/R4/patient.html
 */
import { toDate } from '../calendar.ts';
import { organizationReference, practitionerReference } from '../chart/chart.ts';
import type { Identified } from '../bundle.ts';
import { type Village, prefecture, province } from '../places/divisions.ts';
import { institutionFor, sourceOf } from '../places/institutions.ts';
import { staffOf } from '../places/practitioners.ts';
import type { Staff } from '../places/practitioners.ts';
import { codeSystems, identifierSystems, testDataLabel } from '../systems.ts';
import { fullName, humanNames } from './names.ts';
import type { Resident } from './resident.ts';

const terminology = 'http://terminology.hl7.org/CodeSystem';

/** The Patient as the township centre's health file sends it. */
export function patientResource(resident: Resident, staff: Staff): Identified {
  const { village, married } = resident;
  const centre = institutionFor(village, 'township');
  const clinic = institutionFor(village, 'village');
  const [doctor] = staffOf(staff, clinic, 'general');
  const relative = resident.spouse ?? resident.mother;
  return {
    resourceType: 'Patient',
    id: resident.id,
    meta: { source: sourceOf(centre.id), security: [testDataLabel] },
    identifier: identifiers(resident),
    active: true,
    name: humanNames(resident.name),
    telecom: [{ system: 'phone', value: phoneOf(resident), use: 'mobile' }],
    gender: resident.sex,
    birthDate: toDate(resident.born),
    address: [addressOf(resident)],
    maritalStatus: {
      coding: [{ system: `${terminology}/v3-MaritalStatus`, code: married ? 'M' : 'S' }],
      text: married ? '已婚' : '未婚',
    },
    ...(relative === undefined ? {} : { contact: [contactOf(resident, relative)] }),
    communication: [
      {
        language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'zh-CN' }], text: '汉语' },
        preferred: true,
      },
    ],
    generalPractitioner: [
      ...(doctor === undefined ? [] : [practitionerReference(doctor)]),
      organizationReference(clinic),
    ],
    managingOrganization: organizationReference(centre),
  };
}

/** Numbers of the identity card, the health file and the health card; all belong to nobody. */
export function identifiers(resident: Resident): object[] {
  const { cardNumber, serial, village } = resident;
  const assigner = { display: '演示数据（不属于任何真实的人）' };
  const file = `${fileVillage(village)}${String(serial).padStart(5, '0')}`;
  return [
    {
      use: 'official',
      type: { text: '居民身份证' },
      system: identifierSystems.residentId,
      value: cardNumber,
      assigner,
    },
    {
      use: 'usual',
      type: { text: '居民健康档案编号' },
      system: identifierSystems.healthFile,
      value: file,
      assigner,
    },
  ];
}

/**
 * The first 12 digits of the health file: the Bureau of Statistics counts villages from 200, files
 * from 101 (EHR-02).
 */
function fileVillage({ code, town }: Village): string {
  const segment = Number(code.slice(9)) - 200 + 101;
  return `${town.code}${segment}`;
}

/** Children are reached through a parent. */
function phoneOf(resident: Resident): string {
  return (resident.mother ?? resident).phone;
}

function contactOf(resident: Resident, relative: Resident): object {
  const isSpouse = relative === resident.spouse;
  return {
    relationship: [
      {
        coding: [{ system: `${terminology}/v2-0131`, code: 'C', display: 'Emergency Contact' }],
        text: isSpouse ? '配偶' : '母亲',
      },
    ],
    name: { text: fullName(relative.name) },
    telecom: [{ system: 'phone', value: relative.phone, use: 'mobile' }],
    gender: relative.sex,
  };
}

/** The address, with the division codes of county and village. */
function addressOf({ village, house }: Resident): object {
  const { town } = village;
  const { county } = town;
  const line = `${town.name}${village.name}${house}号`;
  return {
    use: 'home',
    type: 'physical',
    text: `${province}${prefecture}${county.name}${line}`,
    line: [line],
    _line: [coded(village.code, village.name)],
    city: prefecture,
    district: county.name,
    _district: coded(county.code, county.name),
    state: province,
    postalCode: county.postalCode,
    country: 'CN',
  };
}

/** https://hl7.org/fhir/R4/extension-iso21090-sc-coding.html */
function coded(code: string, display: string): object {
  const valueCoding = { system: codeSystems.divisions, code, display };
  const url = 'http://hl7.org/fhir/StructureDefinition/iso21090-SC-coding';
  return { extension: [{ url, valueCoding }] };
}
