/**
 * A request to another institution as a ServiceRequest. https://hl7.org/fhir/R4/servicerequest.html
 */
import type { Reference } from '../bundle.ts';
import { departmentConcept } from '../places/directory.ts';
import { add, organizationReference, practitionerReference, subjectOf, timeOf } from './chart.ts';
import type { Contact } from './chart.ts';

/** Writes the referral of the visit, if it has one. */
export function writeReferral(contact: Contact, reasons: readonly Reference[]): void {
  const { chart, visit, encounter, doctor } = contact;
  if (visit.referral === undefined) return;
  const { to, department, reason } = visit.referral;
  add(chart, 'ServiceRequest', {
    sender: visit.at,
    status: 'completed',
    intent: 'order',
    category: [{ text: '转诊' }],
    priority: visit.setting === 'emergency' ? 'urgent' : 'routine',
    code: { text: `转诊至${to.name}` },
    subject: subjectOf(chart),
    encounter,
    authoredOn: timeOf(contact, 35),
    requester: practitionerReference(doctor),
    performerType: departmentConcept(department),
    performer: [organizationReference(to)],
    reasonCode: [{ text: reason }],
    ...(reasons.length === 0 ? {} : { reasonReference: reasons }),
  });
}
