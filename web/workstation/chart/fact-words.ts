/** What a fact is called in one line, and the few words that qualify it. */
import type { TFunction } from 'i18next';
import { listOf } from '../../fhir/shapes.ts';
import type { CodeableConcept, Dosage, Fact } from '../../fhir/shapes.ts';
import { categoryOf } from '../../fhir/timeline.ts';
import { codeOf, meaning, meanings, quantityText } from '../../fhir/wording.ts';

/** A fact's name and its qualifiers; `title` is missing when the source gave no name. */
export interface FactWords {
  title?: string;
  notes: string[];
}

type Describe = (fact: Fact, t: TFunction) => [string | undefined, ...(string | undefined)[]];

const quiet = new Set([
  'finished',
  'final',
  'completed',
  'active',
  'current',
  'available',
  'confirmed',
  'unknown',
]);

/** A status in words, unless it is the one that everybody expects. */
export function notableStatus(status: string | undefined, t: TFunction): string | undefined {
  return status === undefined || quiet.has(status) ? undefined : statusText(status, t);
}

/** A status code in words; the code itself when it is not one of R4's. */
export function statusText(status: string, t: TFunction): string {
  return t(`status.${status as 'active'}`, { defaultValue: status });
}

/** 门诊, 住院, … for the class of an encounter. */
export function classText(fact: Fact, t: TFunction): string | undefined {
  const { code, display } = fact.class ?? {};
  return code === undefined
    ? display
    : t(`encounterClass.${code as 'AMB'}`, { defaultValue: display ?? code });
}

function concepts(given: Fact['type'] | Fact['category']): CodeableConcept[] {
  const all = listOf<CodeableConcept | string>(
    given as CodeableConcept | (CodeableConcept | string)[],
  );
  return all.filter((one) => typeof one !== 'string');
}

/** The medicine of a prescription or dispensing. */
export function medicineText(fact: Fact): string | undefined {
  return meaning(fact.medicationCodeableConcept) ?? fact.medicationReference?.display;
}

/** How to take it: the source's own words, else dose, timing and route put together. */
export function dosageText(dosage: Dosage | undefined, t: TFunction): string | undefined {
  if (dosage === undefined) return undefined;
  if (dosage.text !== undefined) return dosage.text;
  const dose = quantityText(dosage.doseAndRate?.[0]?.doseQuantity);
  const { frequency, period, periodUnit } = dosage.timing?.repeat ?? {};
  const timing =
    frequency !== undefined && period !== undefined
      ? t('opened.perDay', {
          frequency,
          period,
          unit: t(`unitOfTime.${(periodUnit ?? 'd') as 'd'}`),
        })
      : meaning(dosage.timing?.code);
  const words = [dose, timing, meaning(dosage.route)].filter((word) => word !== undefined);
  return words.length > 0 ? words.join('，') : undefined;
}

const describe: Record<string, Describe> = {
  Encounter: (fact, t) => [
    meaning(fact.serviceType) ?? meanings(concepts(fact.type)) ?? classText(fact, t),
    fact.serviceType && meanings(concepts(fact.type)),
    meanings(fact.reasonCode) ??
      namesOf(fact.diagnosis?.map(({ condition }) => condition)) ??
      namesOf(fact.reasonReference),
    notableStatus(fact.status, t),
  ],
  Condition: (fact, t) => [
    meaning(fact.code),
    meaning(fact.severity),
    notableStatus(codeOf(fact.clinicalStatus), t),
    notableStatus(codeOf(fact.verificationStatus), t),
  ],
  AllergyIntolerance: (fact, t) => [
    meaning(fact.code),
    fact.criticality &&
      t(`criticality.${fact.criticality as 'low'}`, { defaultValue: fact.criticality }),
    meanings(fact.reaction?.flatMap(({ manifestation }) => manifestation ?? [])),
    notableStatus(codeOf(fact.clinicalStatus), t),
  ],
  MedicationRequest: (fact, t) => [
    medicineText(fact),
    dosageText(fact.dosageInstruction?.[0], t),
    notableStatus(fact.status, t),
  ],
  MedicationDispense: (fact, t) => [
    medicineText(fact),
    quantityText(fact.quantity),
    notableStatus(fact.status, t),
  ],
  Immunization: (fact, t) => [
    meaning(fact.vaccineCode),
    doseText(fact, t),
    notableStatus(fact.status, t),
  ],
  Procedure: (fact, t) => [
    meaning(fact.code),
    meanings(fact.bodySite),
    notableStatus(fact.status, t),
  ],
  Observation: (fact, t) => [meaning(fact.code), notableStatus(fact.status, t)],
  DiagnosticReport: (fact, t) => [
    meaning(fact.code),
    fact.conclusion,
    notableStatus(fact.status, t),
  ],
  ImagingStudy: (fact) => [
    fact.description ?? modalityText(fact),
    fact.series?.map(({ bodySite }) => bodySite?.display).find((site) => site !== undefined),
  ],
  DocumentReference: (fact) => [
    fact.description ?? meanings(concepts(fact.type)) ?? fact.content?.[0]?.attachment?.title,
  ],
  CarePlan: (fact, t) => [
    fact.title ?? meanings(concepts(fact.category)),
    notableStatus(fact.status, t),
  ],
  ServiceRequest: (fact, t) => [
    meaning(fact.code) ?? meanings(concepts(fact.category)),
    meanings(fact.reasonCode),
    notableStatus(fact.status, t),
  ],
  Claim: (fact) => [meanings(concepts(fact.type)), totalText(fact)],
};

/** Modality of an imaging study as its source calls it. */
export function modalityText(fact: Fact): string | undefined {
  const modality = fact.modality?.[0] ?? fact.series?.[0]?.modality;
  return modality?.display ?? modality?.code;
}

/** 第 2 剂, as far as the source says. */
export function doseText(fact: Fact, t: TFunction): string | undefined {
  const dose = fact.protocolApplied?.[0]?.doseNumberPositiveInt;
  return dose === undefined ? undefined : t('field.doseNumber', { n: dose });
}

/** An amount of money with its currency. */
export function totalText(fact: Fact): string | undefined {
  const { value, currency } = fact.total ?? {};
  return value === undefined ? undefined : `${value.toFixed(2)} ${currency ?? ''}`.trim();
}

function namesOf(
  references: readonly ({ display?: string } | undefined)[] | undefined,
): string | undefined {
  const names = (references ?? []).flatMap((reference) => reference?.display ?? []);
  return names.length > 0 ? [...new Set(names)].join('、') : undefined;
}

/** The words of a fact; a type without an entry above is called by its code. */
export function wordsOf(fact: Fact, t: TFunction): FactWords {
  const [title, ...notes] = describe[fact.resourceType]?.(fact, t) ?? [meaning(fact.code)];
  const kept = notes.filter(
    (note) => note !== undefined && note !== '' && note !== title,
  ) as string[];
  return { notes: kept, ...(title === undefined ? {} : { title }) };
}

/** What several facts of one row are called together: 检验, 处方 3 种. */
export function groupTitle(facts: readonly Fact[], t: TFunction): string {
  const [first] = facts;
  if (first?.resourceType === 'MedicationRequest')
    return t('timeline.prescribed', { n: facts.length });
  if (first?.resourceType === 'MedicationDispense')
    return t('timeline.dispensed', { n: facts.length });
  const category = first === undefined ? '' : categoryOf(first);
  return t(`category.${category as 'other'}`, { defaultValue: t('category.other') });
}
