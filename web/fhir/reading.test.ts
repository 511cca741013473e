/** Readings of observations, one row a form that a source may send. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Flag, Reading } from './reading.ts';
import { isCritical, readingsInLine, readingsOf } from './reading.ts';
import type { Fact } from './shapes.ts';

function observation(given: Partial<Fact>): Fact {
  return { resourceType: 'Observation', code: { text: '空腹血糖' }, ...given };
}

const range = [{ low: { value: 3.9 }, high: { value: 6.1 } }];
const quantity = (value: number) => ({ value, unit: 'mmol/L' });
const code = (one: string) => [{ coding: [{ code: one }] }];

const flags: [string, Partial<Fact>, Flag | undefined][] = [
  ['above the range', { valueQuantity: quantity(7), referenceRange: range }, 'high'],
  ['below the range', { valueQuantity: quantity(3), referenceRange: range }, 'low'],
  ['on the edge of the range', { valueQuantity: quantity(6.1), referenceRange: range }, 'normal'],
  ['without a range', { valueQuantity: quantity(7) }, undefined],
  [
    'called critical by the laboratory',
    { valueQuantity: quantity(2), interpretation: code('LL') },
    'critical-low',
  ],
  [
    'called normal by the laboratory',
    { valueQuantity: quantity(7), interpretation: code('N'), referenceRange: range },
    'normal',
  ],
  ['positive', { valueCodeableConcept: { text: '阳性' }, interpretation: code('POS') }, 'abnormal'],
  [
    'above an upper limit alone',
    { valueQuantity: quantity(7), referenceRange: [{ high: { value: 5 } }] },
    'high',
  ],
  [
    'outside a therapeutic range only',
    {
      valueQuantity: quantity(7),
      referenceRange: [{ type: { coding: [{ code: 'therapeutic' }] }, high: { value: 5 } }],
    },
    undefined,
  ],
];
for (const [what, given, flag] of flags) {
  test(`a value ${what} is flagged ${flag ?? 'not at all'}`, () => {
    assert.equal(readingsOf(observation(given))[0]?.flag, flag);
  });
}

const values: [string, Partial<Fact>, Partial<Reading>][] = [
  ['a quantity', { valueQuantity: quantity(7.4) }, { value: '7.4', unit: 'mmol/L', number: 7.4 }],
  [
    'a long quantity',
    { valueQuantity: { value: 174.96637731962107, unit: 'cm' } },
    { value: '174.97', unit: 'cm' },
  ],
  [
    'a small quantity',
    { valueQuantity: { value: 0.012345, unit: 'ug/L' } },
    { value: '0.0123', unit: 'μg/L' },
  ],
  [
    'a comparator',
    { valueQuantity: { value: 0.5, comparator: '<', unit: 'ng/mL' } },
    { value: '<0.5' },
  ],
  ['a score', { valueQuantity: { value: 3, unit: '{score}' } }, { value: '3' }],
  [
    'a UCUM code',
    { valueQuantity: { value: 120, code: 'mm[Hg]' } },
    { value: '120', unit: 'mmHg' },
  ],
  ['a concept', { valueCodeableConcept: { text: '阴性' } }, { value: '阴性' }],
  ['a text', { valueString: '清亮' }, { value: '清亮' }],
  ['a whole number', { valueInteger: 0 }, { value: '0', number: 0 }],
  [
    'a ratio',
    { valueRatio: { numerator: { value: 1 }, denominator: { value: 64 } } },
    { value: '1 : 64' },
  ],
  ['nothing, with a reason', { dataAbsentReason: { text: '标本溶血' } }, { absent: '标本溶血' }],
];
for (const [what, given, expected] of values) {
  test(`${what} is read as it is written`, () => {
    const [reading] = readingsOf(observation(given));
    assert.partialDeepStrictEqual(reading, expected);
    if (expected.value === undefined) assert.equal(reading?.value, undefined);
  });
}

test('a range is written with what it has', () => {
  const text = (referenceRange: Fact['referenceRange']) =>
    readingsOf(
      observation({ valueQuantity: quantity(5), ...(referenceRange && { referenceRange }) }),
    )[0]?.range;
  assert.equal(text(range), '3.9–6.1');
  assert.equal(text([{ high: { value: 5.2 } }]), '≤5.2');
  assert.equal(text([{ low: { value: 1 } }]), '≥1');
  assert.equal(text([{ text: '阴性' }]), '阴性');
});

const loinc = (one: string) => ({ coding: [{ system: 'http://loinc.org', code: one }] });
const pressure = observation({
  code: { text: '血压' },
  component: [
    { code: loinc('8462-4'), valueQuantity: { value: 94, code: 'mm[Hg]' } },
    {
      code: loinc('8480-6'),
      valueQuantity: { value: 185, code: 'mm[Hg]' },
      interpretation: code('HH'),
    },
  ],
});

test('the systolic pressure is read before the diastolic', () => {
  assert.deepEqual(
    readingsOf(pressure).map(({ number }) => number),
    [185, 94],
  );
});

test('a blood pressure in a line is one value, flagged by the worse of the two', () => {
  const [reading, ...rest] = readingsInLine(pressure);
  assert.partialDeepStrictEqual(reading, { label: '血压', value: '185/94', unit: 'mmHg' });
  assert.ok(reading && isCritical(reading));
  assert.equal(reading.number, undefined);
  assert.deepEqual(rest, []);
});
