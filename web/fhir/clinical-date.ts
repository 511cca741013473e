/**
 * When a fact happened to the patient, as against when it was written down.
 * https://hl7.org/fhir/R4/fivews.html
 */
import type { Fact } from './shapes.ts';

const recorded: Record<string, (fact: Fact) => string | undefined> = {
  Encounter: (fact) => fact.period?.start ?? fact.period?.end,
  Observation: (fact) =>
    fact.effectiveDateTime ?? fact.effectiveInstant ?? fact.effectivePeriod?.start ?? fact.issued,
  DiagnosticReport: (fact) => fact.effectiveDateTime ?? fact.effectivePeriod?.start ?? fact.issued,
  Condition: (fact) => fact.onsetDateTime ?? fact.onsetPeriod?.start ?? fact.recordedDate,
  AllergyIntolerance: (fact) => fact.onsetDateTime ?? fact.recordedDate ?? fact.lastOccurrence,
  MedicationRequest: (fact) => fact.authoredOn,
  MedicationDispense: (fact) => fact.whenHandedOver ?? fact.whenPrepared,
  Immunization: (fact) => fact.occurrenceDateTime ?? fact.recordedDate,
  Procedure: (fact) => fact.performedDateTime ?? fact.performedPeriod?.start,
  ImagingStudy: (fact) => fact.started,
  DocumentReference: (fact) =>
    fact.date ?? (fact.context as { period?: { start?: string } } | undefined)?.period?.start,
  Composition: (fact) => fact.date,
  CarePlan: (fact) => fact.period?.start ?? fact.created,
  ServiceRequest: (fact) => fact.authoredOn ?? fact.occurrenceDateTime,
  Claim: (fact) => fact.billablePeriod?.start ?? fact.created,
};

/**
 * The clinical date of a resource as FHIR writes it (2019, 2019-05, 2019-05-01, or an instant);
 * nothing when unknown.
 */
export function clinicalDate(fact: Fact): string | undefined {
  return recorded[fact.resourceType]?.(fact);
}

/**
 * Milliseconds since 1970 of a FHIR date; one without a zone is local. NaN when it is not a date.
 */
export function instantOf(date: string): number {
  if (/^\d{4}$/.test(date)) return new Date(Number(date), 0, 1).getTime();
  if (/^\d{4}-\d{2}$/.test(date)) return Date.parse(`${date}-01T00:00:00`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(date)) return Date.parse(`${date}T00:00:00`);
  return Date.parse(date);
}
