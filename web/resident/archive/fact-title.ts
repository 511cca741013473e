/**
 * What a fact is called in the record of a resident, and what is said beside it.
 * https://hl7.org/fhir/R4/resourcelist.html
 */
import { listOf } from '../../fhir/shapes.ts';
import type { CodeableConcept, Dosage, Fact } from '../../fhir/shapes.ts';
import { codeOf, meaning, meanings, quantityText } from '../../fhir/wording.ts';

/** A fact in words. */
export interface FactTitle {
  title: string | undefined;
  notes: string[];
}

function concepts(given: Fact['type'] | Fact['category']): CodeableConcept[] {
  const all = listOf<CodeableConcept | string>(
    given as CodeableConcept | (CodeableConcept | string)[],
  );
  return all.filter((one) => typeof one !== 'string');
}

/** The medicine of a prescription or of what was handed over. */
export function medicineOf(fact: Fact): string | undefined {
  return meaning(fact.medicationCodeableConcept) ?? fact.medicationReference?.display;
}

/** How a medicine is taken, in the words of who prescribed it. */
export function dosageOf(dosage: Dosage | undefined): string | undefined {
  if (dosage?.text !== undefined) return dosage.text;
  const words = [
    quantityText(dosage?.doseAndRate?.[0]?.doseQuantity),
    meaning(dosage?.timing?.code),
    meaning(dosage?.route),
  ].filter((word) => word !== undefined);
  return words.length === 0 ? undefined : words.join('，');
}

const readers: Record<string, (fact: Fact) => (string | undefined)[]> = {
  Encounter: (fact) => [
    meaning(fact.serviceType) ?? meanings(concepts(fact.type)) ?? fact.class?.display,
    meanings(fact.reasonCode),
  ],
  Condition: (fact) => [meaning(fact.code), meaning(fact.severity)],
  AllergyIntolerance: (fact) => [
    meaning(fact.code),
    meanings(fact.reaction?.flatMap(({ manifestation }) => manifestation ?? [])),
  ],
  MedicationRequest: (fact) => [medicineOf(fact), dosageOf(fact.dosageInstruction?.[0])],
  MedicationDispense: (fact) => [medicineOf(fact), quantityText(fact.quantity)],
  Immunization: (fact) => [meaning(fact.vaccineCode)],
  Procedure: (fact) => [meaning(fact.code), meanings(fact.bodySite)],
  DiagnosticReport: (fact) => [meaning(fact.code), fact.conclusion],
  ImagingStudy: (fact) => [fact.description ?? fact.modality?.[0]?.display],
  DocumentReference: (fact) => [fact.description ?? meanings(concepts(fact.type))],
  CarePlan: (fact) => [fact.title ?? meanings(concepts(fact.category))],
  ServiceRequest: (fact) => [
    meaning(fact.code) ?? meanings(concepts(fact.category)),
    meanings(fact.reasonCode),
  ],
  Claim: (fact) => {
    const { value, currency } = fact.total ?? {};
    return [
      meanings(concepts(fact.type)),
      value === undefined ? undefined : `${value.toFixed(2)} ${currency ?? ''}`.trim(),
    ];
  },
};

/** The words of a fact; a type that is not read here is called by its code. */
export function titleOf(fact: Fact): FactTitle {
  const [title, ...notes] = readers[fact.resourceType]?.(fact) ?? [meaning(fact.code)];
  return {
    title,
    notes: notes.filter((note) => note !== undefined && note !== '' && note !== title) as string[],
  };
}

/** Whether a problem or an allergy is so today. */
export function isCurrent(fact: Fact): boolean {
  const status = codeOf(fact.clinicalStatus);
  const isRefuted = ['refuted', 'entered-in-error'].includes(codeOf(fact.verificationStatus) ?? '');
  return !isRefuted && (status === undefined || /^(?:active|recurrence|relapse)$/.test(status));
}
