/** A visit as an Encounter. https://hl7.org/fhir/R4/encounter.html */
import type { Reference } from '../bundle.ts';
import type { Setting } from '../life/visit.ts';
import { departmentConcept, locationId } from '../places/directory.ts';
import { codeSystems, identifierSystems } from '../systems.ts';
import { organizationReference, practitionerReference, subjectOf, timeOf, write } from './chart.ts';
import type { Contact } from './chart.ts';

const classes: Record<Setting, readonly [code: string, display: string]> = {
  outpatient: ['AMB', '门诊'],
  emergency: ['EMER', '急诊'],
  home: ['HH', '上门服务'],
  inpatient: ['IMP', '住院'],
};

/** Minutes that an outpatient visit takes with its tests. */
const outpatientMinutes = 40;

/** Writes the Encounter with the diagnoses made on it. */
export function writeEncounter(contact: Contact, diagnoses: readonly Reference[]): void {
  const { chart, visit, encounter, doctor } = contact;
  const [code, display] = classes[visit.setting];
  const inpatient = visit.setting === 'inpatient';
  const location = { reference: `Location/${locationId(visit.at, visit.department)}` };
  const programmes = visit.diagnoses.flatMap((disease) => chart.programmes.get(disease) ?? []);
  write(chart, encounter, {
    sender: visit.at,
    identifier: [
      {
        system: inpatient ? identifierSystems.inpatientNumber : identifierSystems.outpatientNumber,
        value: (encounter.reference ?? '').replace('Encounter/', '').toUpperCase(),
        assigner: organizationReference(visit.at),
      },
    ],
    status: 'finished',
    class: { system: codeSystems.actCode, code, display },
    type: [{ text: visit.kind }],
    serviceType: departmentConcept(visit.department),
    subject: subjectOf(chart),
    ...(programmes.length === 0 ? {} : { episodeOfCare: programmes }),
    participant: [{ individual: practitionerReference(doctor) }],
    period: { start: timeOf(contact, 0), end: endOf(contact) },
    reasonCode: [{ text: visit.complaint }],
    ...(diagnoses.length === 0
      ? {}
      : { diagnosis: diagnoses.map((condition, index) => ({ condition, rank: index + 1 })) }),
    ...(inpatient ? { hospitalization: { dischargeDisposition: { text: '医嘱离院' } } } : {}),
    location: [{ location }],
    serviceProvider: organizationReference(visit.at),
  });
}

/** The end of the visit; inpatients leave at ten in the morning. */
export function endOf(contact: Contact): string {
  const { visit, start } = contact;
  if (visit.nights === undefined) return timeOf(contact, outpatientMinutes);
  return timeOf(contact, visit.nights * 1440 + 600 - start);
}
