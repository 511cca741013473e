/** Measurements as Observations. https://hl7.org/fhir/R4/observation-vitalsigns.html */
import type { CodeableConcept, Quantity, Reference } from '../bundle.ts';
import type { Measure, MeasureKey } from '../catalogue/measures.ts';
import { measured, measureFor, rounded } from '../life/life.ts';
import { codeSystems, demoRoot } from '../systems.ts';
import { add, organizationReference, practitionerReference, subjectOf, timeOf } from './chart.ts';
import type { Contact } from './chart.ts';
import { derived } from './derived.ts';

/** What HL7 counts among the vital signs; other bedside measurements are examinations. */
const vitalSigns: ReadonlySet<MeasureKey> = new Set([
  'systolic',
  'pulse',
  'respiration',
  'temperature',
  'saturation',
  'height',
  'weight',
  'bmi',
  'head',
]);

/** Writes the measurements taken by the doctor or nurse at the bedside. */
export function writeVitals(contact: Contact): void {
  for (const key of contact.visit.vitals ?? []) {
    if (key === 'diastolic') continue;
    const category = categoryOf(key);
    const elements = key === 'systolic' ? bloodPressure(contact) : quantityElements(contact, key);
    writeObservation(contact, { category, after: 6, elements, name: key });
  }
}

function categoryOf(key: MeasureKey): ObservationDraft['category'] {
  if (key === 'catScore') return 'survey';
  return vitalSigns.has(key) ? 'vital-signs' : 'exam';
}

/** One Observation of a visit. */
export interface ObservationDraft {
  category: 'vital-signs' | 'exam' | 'laboratory' | 'survey';
  /** Minutes after the visit began. */
  after: number;
  elements: object;
  /** Under which the visit's other resources find it. */
  name: string;
  /** Who measured; the doctor of the visit unless told otherwise. */
  performer?: Reference;
}

const categoryNames: Record<ObservationDraft['category'], string> = {
  'vital-signs': '生命体征',
  exam: '体格检查',
  laboratory: '检验',
  survey: '评估',
};

/** Writes an Observation of the visit. */
export function writeObservation(contact: Contact, draft: ObservationDraft): Reference {
  const { chart, visit, encounter, doctor } = contact;
  const { category, after, elements, name } = draft;
  const reference = add(chart, 'Observation', {
    sender: visit.at,
    status: 'final',
    category: [
      {
        coding: [{ system: codeSystems.observationCategory, code: category }],
        text: categoryNames[category],
      },
    ],
    subject: subjectOf(chart),
    encounter,
    effectiveDateTime: timeOf(contact, after),
    performer: [draft.performer ?? practitionerReference(doctor), organizationReference(visit.at)],
    ...elements,
  });
  contact.results.set(name, reference);
  return reference;
}

/** Code, value, interpretation and reference range of one measurement. */
export function quantityElements(contact: Contact, key: MeasureKey): object {
  const measure = measureFor(contact.chart.life, key, contact.visit.day);
  const value = valueOf(contact, key);
  return {
    code: measureConcept(measure, key),
    valueQuantity: quantity(value, measure),
    ...rangeElements(value, measure),
  };
}

/** The value on this visit: the story's, or one derived from others, or one measured now. */
export function valueOf(contact: Contact, key: MeasureKey): number {
  const { chart, visit, values } = contact;
  const known = values.get(key);
  if (known !== undefined) return known;
  const { decimals, within } = measureFor(chart.life, key, visit.day);
  const told = visit.values?.[key];
  // No two patients of one story show the very same number.
  const near = told === undefined ? undefined : chart.random.normal(told, 1.5 * within);
  const exact = near ?? derived(key, (other) => valueOf(contact, other), contact);
  const plain = exact ?? measured(chart.life, key, visit.day);
  const value = rounded(key === 'neutrophils' ? Math.min(plain, 94) : plain, decimals);
  values.set(key, value);
  return value;
}

/** `H` above the reference range, `L` below it, else `N`; undefined where there is no range. */
export function interpretationOf(
  value: number,
  { low, high }: Measure,
): 'H' | 'L' | 'N' | undefined {
  if (low === undefined && high === undefined) return undefined;
  if (high !== undefined && value > high) return 'H';
  return low !== undefined && value < low ? 'L' : 'N';
}

const interpretationNames = { H: '偏高', L: '偏低', N: '正常' } as const;

function rangeElements(value: number, measure: Measure): object {
  const code = interpretationOf(value, measure);
  if (code === undefined) return {};
  const { low, high, unit } = measure;
  const display = interpretationNames[code];
  return {
    interpretation: [{ coding: [{ system: codeSystems.interpretation, code }], text: display }],
    referenceRange: [
      {
        ...(low === undefined ? {} : { low: quantity(low, measure) }),
        ...(high === undefined ? {} : { high: quantity(high, measure) }),
        text: `${rangeText(low, high)} ${unit}`,
      },
    ],
  };
}

function rangeText(low: number | undefined, high: number | undefined): string {
  if (low === undefined) return `≤${high}`;
  return high === undefined ? `≥${low}` : `${low}–${high}`;
}

function measureConcept(measure: Measure, key: MeasureKey): CodeableConcept {
  const { loinc, en, zh } = measure;
  const own = { system: `${demoRoot}/CodeSystem/measure`, code: key, display: en };
  const coding =
    loinc === undefined ? own : { system: codeSystems.loinc, code: loinc, display: en };
  return { coding: [coding], text: zh };
}

function quantity(value: number, { unit, ucum }: Measure): Quantity {
  return { value, unit, system: codeSystems.ucum, code: ucum };
}

function bloodPressure(contact: Contact): object {
  const component = (['systolic', 'diastolic'] as const).map((key) =>
    quantityElements(contact, key),
  );
  return {
    code: {
      coding: [
        {
          system: codeSystems.loinc,
          code: '85354-9',
          display: 'Blood pressure panel with all children optional',
        },
      ],
      text: '血压',
    },
    component,
  };
}
