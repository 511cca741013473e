/**
 * Who acts for whom: parents for their children, a village doctor for an old villager who lives
 * alone. https://hl7.org/fhir/R4/relatedperson.html
 */
import {
  type ProxyEvidence,
  type ProxyScope,
  proxyEvidence,
  proxyEvidenceSystem,
  proxyUrl,
} from '#model/proxy.ts';
import type { Identified } from '../bundle.ts';
import { addMonths, toDate } from '../calendar.ts';
import { practitionerReference } from '../chart/chart.ts';
import { ageOn } from '../life/life.ts';
import type { Life } from '../life/life.ts';
import { institutionFor, sourceOf } from '../places/institutions.ts';
import { staffOf } from '../places/practitioners.ts';
import type { Practitioner, Staff } from '../places/practitioners.ts';
import { testDataLabel } from '../systems.ts';
import { fullName, humanNames } from './names.ts';
import { identifiers } from './patient.ts';
import type { Resident } from './resident.ts';

/** The parents of someone under 18, who act for the child until the eighteenth birthday. */
export function parentResources(resident: Resident): Identified[] {
  const { mother, father } = resident;
  const parents = [
    { parent: mother, code: 'MTH', text: '母亲' },
    { parent: father, code: 'FTH', text: '父亲' },
  ];
  return parents.flatMap(({ parent, code, text }) => {
    if (parent === undefined) return [];
    const actor = { reference: `Patient/${parent.id}`, display: fullName(parent.name) };
    const person: Identified = {
      ...relatedPerson(resident, `${resident.id}-${code === 'MTH' ? 'mother' : 'father'}`),
      extension: [proxy(actor, 'birth-certificate', 'all')],
      identifier: identifiers(parent).slice(0, 1),
      relationship: [{ coding: [{ system: roleCodes, code }], text }],
      name: humanNames(parent.name),
      telecom: [{ system: 'phone', value: parent.phone, use: 'mobile' }],
      gender: parent.sex,
      birthDate: toDate(parent.born),
      period: { start: toDate(resident.born), end: toDate(addMonths(resident.born, 18 * 12)) },
    };
    return [person];
  });
}

const roleCodes = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode';

function relatedPerson(resident: Resident, id: string): Identified {
  const centre = institutionFor(resident.village, 'township');
  return {
    resourceType: 'RelatedPerson',
    id,
    meta: { source: sourceOf(centre.id), security: [testDataLabel] },
    active: true,
    patient: { reference: `Patient/${resident.id}`, display: fullName(resident.name) },
  };
}

function proxy(
  actor: { reference?: string; display?: string },
  evidence: ProxyEvidence,
  scope: ProxyScope,
): object {
  const text = proxyEvidence[evidence].zh;
  const coding = [{ system: proxyEvidenceSystem, code: evidence, display: text }];
  return {
    url: proxyUrl,
    extension: [
      { url: 'actor', valueReference: actor },
      { url: 'evidence', valueCodeableConcept: { coding, text } },
      { url: 'scope', valueCode: scope },
    ],
  };
}

/** The old villager who lives alone and has asked the village doctor to act; someone, or nobody. */
export function entrusted(population: readonly Life[]): Life | undefined {
  return population.find((life) => !life.resident.married && isOldAlone(life));
}

function isOldAlone(life: Life): boolean {
  const { mother, spouse } = life.resident;
  return ageOn(life, life.window.to) >= 72 && mother === undefined && spouse === undefined;
}

/** The village doctor of someone's own village. */
export function villageDoctorOf({ resident }: Life, staff: Staff): Practitioner {
  const clinic = institutionFor(resident.village, 'village');
  const [doctor] = staffOf(staff, clinic, 'general');
  if (doctor === undefined) throw new RangeError(`${clinic.id} has no doctor`);
  return doctor;
}

/** The village doctor acts by written authorization, for two years. */
export function entrustedProxy(life: Life, staff: Staff): Identified {
  const doctor = villageDoctorOf(life, staff);
  const start = life.window.to - 200;
  return {
    ...relatedPerson(life.resident, `${life.resident.id}-proxy`),
    extension: [proxy(practitionerReference(doctor), 'written-authorization', 'all')],
    relationship: [{ text: '乡村医生（受托代办）' }],
    name: humanNames(doctor.name),
    gender: doctor.sex,
    period: { start: toDate(start), end: toDate(addMonths(start, 24)) },
  };
}
