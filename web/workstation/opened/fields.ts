/** What to show of an opened fact: labelled lines of text, in the order a doctor asks for them. */
import type { TFunction } from 'i18next';
import { exactText } from '../../design/moment.ts';
import { clinicalDate } from '../../fhir/clinical-date.ts';
import { readingsOf } from '../../fhir/reading.ts';
import type { CodeableConcept, Fact, Period, Reference } from '../../fhir/shapes.ts';
import { listOf } from '../../fhir/shapes.ts';
import { codeOf, meaning, meanings, quantityText } from '../../fhir/wording.ts';
import {
  classText,
  doseText,
  dosageText,
  medicineText,
  modalityText,
  statusText,
  totalText,
} from '../chart/fact-words.ts';

/** The labels there are, as keys of the words under `field`. */
export type FieldName =
  | 'date'
  | 'period'
  | 'status'
  | 'kind'
  | 'code'
  | 'people'
  | 'reason'
  | 'diagnosis'
  | 'dosage'
  | 'quantity'
  | 'days'
  | 'onset'
  | 'abatement'
  | 'severity'
  | 'criticality'
  | 'reaction'
  | 'range'
  | 'conclusion'
  | 'bodySite'
  | 'outcome'
  | 'lot'
  | 'dose'
  | 'modality'
  | 'activity'
  | 'note'
  | 'total'
  | 'disposition'
  | 'requester'
  | 'verification'
  | 'description';

/** One labelled line. */
export interface Field {
  name: FieldName;
  text: string;
}

type Texts = Partial<Record<FieldName, string | undefined>>;

function periodText(period: Period | undefined): string | undefined {
  if (period?.start === undefined && period?.end === undefined) return undefined;
  const said = (date: string | undefined) => (date === undefined ? '…' : exactText(date));
  return `${said(period.start)} – ${said(period.end)}`;
}

/** `Diabetes (E11.9)`: the codes that stand behind a word. */
function codesText(concept: CodeableConcept | undefined): string | undefined {
  const codes = (concept?.coding ?? []).flatMap(({ code }) => code ?? []);
  return codes.length > 0 ? codes.join(', ') : undefined;
}

function first<T>(given: T | readonly T[] | undefined): T | undefined {
  return listOf<T>(given)[0];
}

const readers: Record<string, (fact: Fact, t: TFunction) => Texts> = {
  Encounter: (fact, t) => ({
    kind: [classText(fact, t), meanings(fact.type as CodeableConcept[])]
      .filter(Boolean)
      .join(' · '),
    period: periodText(fact.period),
    disposition: meaning(fact.hospitalization?.dischargeDisposition),
    date: fact.period === undefined ? undefined : '',
  }),
  Condition: (fact, t) => ({
    onset: fact.onsetDateTime && exactText(fact.onsetDateTime),
    abatement: fact.abatementDateTime && exactText(fact.abatementDateTime),
    severity: meaning(fact.severity),
    status: codeOf(fact.clinicalStatus) && statusText(codeOf(fact.clinicalStatus) ?? '', t),
    verification:
      codeOf(fact.verificationStatus) && statusText(codeOf(fact.verificationStatus) ?? '', t),
  }),
  AllergyIntolerance: (fact, t) => ({
    criticality:
      fact.criticality &&
      t(`criticality.${fact.criticality as 'low'}`, { defaultValue: fact.criticality }),
    reaction: meanings(fact.reaction?.flatMap(({ manifestation }) => manifestation ?? [])),
    severity: fact.reaction
      ?.flatMap(({ severity }) => severity ?? [])
      .map((severity) => t(`severity.${severity as 'mild'}`, { defaultValue: severity }))
      .join('、'),
    status: codeOf(fact.clinicalStatus) && statusText(codeOf(fact.clinicalStatus) ?? '', t),
  }),
  MedicationRequest: (fact, t) => ({
    code: codesText(fact.medicationCodeableConcept) ?? medicineText(fact),
    dosage: fact.dosageInstruction?.flatMap((dosage) => dosageText(dosage, t) ?? []).join('；'),
  }),
  MedicationDispense: (fact, t) => ({
    code: codesText(fact.medicationCodeableConcept),
    quantity: quantityText(fact.quantity),
    days: quantityText(fact.daysSupply),
    dosage: fact.dosageInstruction?.flatMap((dosage) => dosageText(dosage, t) ?? []).join('；'),
  }),
  Immunization: (fact, t) => ({
    code: codesText(fact.vaccineCode),
    dose: doseText(fact, t) ?? quantityText(fact.doseQuantity),
    lot: fact.lotNumber,
  }),
  Procedure: (fact) => ({
    period: periodText(fact.performedPeriod),
    bodySite: meanings(fact.bodySite),
    outcome: meaning(fact.outcome),
  }),
  Observation: (fact) => ({ range: readingsOf(fact)[0]?.range }),
  DiagnosticReport: (fact) => ({ conclusion: fact.conclusion ?? meanings(fact.conclusionCode) }),
  ImagingStudy: (fact) => ({ modality: modalityText(fact), description: fact.description }),
  DocumentReference: (fact) => ({
    kind: meaning(first<CodeableConcept | string>(fact.type)),
    description: fact.description,
  }),
  CarePlan: (fact) => ({
    period: periodText(fact.period),
    activity: fact.activity
      ?.flatMap(({ detail }) => meaning(detail?.code) ?? detail?.description ?? [])
      .join('、'),
  }),
  Claim: (fact) => ({ period: periodText(fact.billablePeriod), total: totalText(fact) }),
};

const order: FieldName[] = [
  'date',
  'period',
  'kind',
  'conclusion',
  'dosage',
  'quantity',
  'days',
  'dose',
  'range',
  'onset',
  'abatement',
  'severity',
  'criticality',
  'reaction',
  'reason',
  'diagnosis',
  'bodySite',
  'modality',
  'outcome',
  'disposition',
  'activity',
  'description',
  'total',
  'status',
  'verification',
  'lot',
  'requester',
  'people',
  'code',
  'note',
];

/** The labelled lines of a fact; `nameOf` gives the name behind a reference, where it is known. */
export function fieldsOf(
  fact: Fact,
  t: TFunction,
  nameOf: (reference: Reference | undefined) => string | undefined,
): Field[] {
  const date = clinicalDate(fact);
  const people = [
    ...(fact.participant ?? []).map(({ individual }) => individual),
    ...(fact.performer ?? []).map((performer) => performer.actor ?? performer),
    ...(fact.resultsInterpreter ?? []),
    ...listOf<Reference>(fact.author),
  ];
  const texts: Texts = {
    date: date && exactText(date),
    status: fact.status && statusText(fact.status, t),
    code: codesText(fact.code),
    reason: meanings(fact.reasonCode) ?? names(fact.reasonReference, nameOf),
    diagnosis: names(
      fact.diagnosis?.map(({ condition }) => condition),
      nameOf,
    ),
    requester: nameOf(fact.requester ?? fact.recorder),
    people: names(people.filter(isPerson), nameOf),
    note: fact.note?.flatMap(({ text }) => text ?? []).join('；'),
    ...readers[fact.resourceType]?.(fact, t),
  };
  return order.flatMap((name) => {
    const text = texts[name];
    return text === undefined || text === '' ? [] : [{ name, text }];
  });
}

/** Institutions stand in their own place; here are those who work in them. */
function isPerson(reference: Reference | undefined): boolean {
  return !/^(?:Organization|HealthcareService)\//.test(reference?.reference ?? '');
}

function names(
  references: readonly (Reference | undefined)[] | undefined,
  nameOf: (reference: Reference | undefined) => string | undefined,
): string | undefined {
  const found = (references ?? []).flatMap((reference) => nameOf(reference) ?? []);
  return found.length > 0 ? [...new Set(found)].join('、') : undefined;
}

/** The references of a fact whose names `fieldsOf` wants. */
export function referencesOf(fact: Fact): string[] {
  const all: (Reference | undefined)[] = [
    ...(fact.participant ?? []).map(({ individual }) => individual),
    ...(fact.performer ?? []).map((performer) => performer.actor ?? performer),
    ...listOf<Reference>(fact.author),
    ...(fact.resultsInterpreter ?? []),
    ...(fact.reasonReference ?? []),
    ...(fact.diagnosis ?? []).map(({ condition }) => condition),
    ...(fact.result ?? []),
    ...(fact.hasMember ?? []),
    fact.requester,
    fact.recorder,
  ];
  return all.flatMap((reference) =>
    /^[A-Z]\w+\/[^/]+$/.test(reference?.reference ?? '') ? [reference?.reference ?? ''] : [],
  );
}
