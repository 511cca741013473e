/** What the records tell is what medicine expects. https://www.nhc.gov.cn */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import { generateRegion } from './region.ts';

interface Coded {
  coding?: { code: string }[];
  text: string;
}

interface View extends Resource {
  id: string;
  birthDate: string;
  type: Coded[];
  period: { start: string };
  code: Coded;
  vaccineCode: Coded;
  medicationCodeableConcept: Coded;
  occurrenceDateTime: string;
  status: string;
  serviceProvider: { reference: string };
  effectiveDateTime: string;
  encounter: { reference: string };
  component: { valueQuantity: { value: number } }[];
}

const records = [...generateRegion({ seed: 3, today: '2026-11-24' })].map(({ entry }) =>
  entry.map(({ resource }) => resource as View),
);

function of(record: readonly View[], type: string): View[] {
  return record.filter(({ resourceType }) => resourceType === type);
}

function monthsBetween(from: string, to: string): number {
  return (Date.parse(to.slice(0, 10)) - Date.parse(from)) / 86_400_000 / 30.4375;
}

/** Vaccine and the least and greatest age in months of its first dose. */
const firstDoses = [
  ['HepB', 0, 0.1],
  ['BCG', 0, 0.1],
  ['sIPV', 1.9, 2.5],
  ['DTaP', 1.9, 3.5],
  ['MMR', 7.9, 8.5],
  ['JE-L', 7.9, 8.5],
  ['MPSV-A）', 5.9, 6.5],
  ['HepA-L', 17.9, 18.5],
] as const;

for (const [vaccine, from, to] of firstDoses) {
  test(`the first dose of ${vaccine} is given between ${from} and ${to} months`, () => {
    let seen = 0;
    for (const record of records) {
      const [patient] = of(record, 'Patient');
      const doses = of(record, 'Immunization')
        .filter(({ vaccineCode }) => vaccineCode.text.includes(vaccine))
        .map(({ occurrenceDateTime }) => occurrenceDateTime)
        .toSorted();
      if (patient === undefined || doses[0] === undefined) continue;
      const age = monthsBetween(patient.birthDate, doses[0]);
      assert.ok(age >= from && age <= to, `${patient.id}: ${age}`);
      seen += 1;
    }
    assert.ok(seen > 20);
  });
}

test('no one is prescribed what they are allergic to', () => {
  const forbidden = [
    ['青霉素', 'J01C'],
    ['头孢', 'J01D'],
    ['布洛芬', 'M01AE01'],
  ] as const;
  let allergic = 0;
  for (const record of records) {
    const allergies = of(record, 'AllergyIntolerance').map(({ code }) => code.text);
    for (const [word, atc] of forbidden) {
      if (!allergies.some((text) => text.includes(word))) continue;
      allergic += 1;
      for (const { id, medicationCodeableConcept } of of(record, 'MedicationRequest')) {
        const code = medicationCodeableConcept.coding?.[0]?.code ?? '';
        assert.ok(!code.startsWith(atc), id);
      }
    }
  }
  assert.ok(allergic > 5);
});

test('a birth has antenatal visits before it and a check after six weeks', () => {
  let births = 0;
  for (const record of records) {
    const visits = of(record, 'Encounter');
    const kind = (word: string): View[] =>
      visits.filter(({ type }) => type[0]?.text.includes(word) === true);
    const [delivery] = kind('住院分娩');
    if (delivery === undefined || delivery.period.start < '2024-09-20') continue;
    if (delivery.period.start > '2026-09-20') continue;
    births += 1;
    assert.ok(kind('产前检查').length >= 7, delivery.id);
    assert.ok(kind('产前检查').every(({ period }) => period.start < delivery.period.start));
    assert.equal(kind('产后42天检查').length, 1, delivery.id);
  }
  assert.ok(births >= 5);
});

test('the diastolic pressure is always at least 20 mmHg below the systolic', () => {
  for (const record of records) {
    for (const { id, code, component } of of(record, 'Observation')) {
      if (code.coding?.[0]?.code !== '85354-9') continue;
      const [systolic, diastolic] = component.map(({ valueQuantity }) => valueQuantity.value);
      assert.ok((systolic ?? 0) - (diastolic ?? 0) >= 20, id);
    }
  }
});

test('no one is in two places at once, nor anywhere else while in hospital', () => {
  for (const record of records) {
    const periods = of(record, 'Encounter')
      .map(({ period }) => period as { start: string; end: string })
      .toSorted((one, other) => (one.start < other.start ? -1 : 1));
    for (const [index, { start }] of periods.entries()) {
      const before = periods[index - 1];
      if (before !== undefined) assert.ok(start >= before.end, `${record[0]?.id} ${start}`);
    }
  }
});
