/** Operations as Procedures. https://hl7.org/fhir/R4/procedure.html */
import type { Reference } from '../bundle.ts';
import { codeSystems } from '../systems.ts';
import { add, organizationReference, practitionerReference, subjectOf, timeOf } from './chart.ts';
import type { Contact } from './chart.ts';

/** Writes what was done on the visit, for the first of the diagnoses. */
export function writeOperations(contact: Contact, reason: Reference | undefined): void {
  const { chart, visit, encounter, doctor } = contact;
  for (const { code, name, after = 0, note } of visit.operations ?? []) {
    const coding = { system: codeSystems.icd9Procedures, code, display: name };
    const begin = 90 + after * 1440;
    add(chart, 'Procedure', {
      sender: visit.at,
      status: 'completed',
      code: { ...(code === undefined ? {} : { coding: [coding] }), text: name },
      subject: subjectOf(chart),
      encounter,
      performedPeriod: { start: timeOf(contact, begin), end: timeOf(contact, begin + 70) },
      performer: [
        { actor: practitionerReference(doctor), onBehalfOf: organizationReference(visit.at) },
      ],
      ...(reason === undefined ? {} : { reasonReference: [reason] }),
      note: [{ text: note }],
    });
  }
}
