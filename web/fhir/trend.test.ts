/** Series over time and the bands of their reference ranges. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from './shapes.ts';
import { bandsOf, measurementsOf, seriesOf } from './trend.ts';

const code = (one: string, text = one) => ({
  coding: [{ system: 'http://loinc.org', code: one }],
  text,
});

function glucose(day: string, value: number, high = 6.1): Fact {
  return {
    resourceType: 'Observation',
    id: day,
    code: code('1558-6', '空腹血糖'),
    effectiveDateTime: day,
    valueQuantity: { value, unit: 'mmol/L' },
    referenceRange: [{ low: { value: 3.9 }, high: { value: high } }],
  };
}

test('a series runs from the oldest to the latest, however its values came', () => {
  const [series, ...others] = seriesOf([
    glucose('2026-05-01', 8),
    glucose('2024-05-01', 6),
    glucose('2025-05-01', 7),
  ]);
  assert.deepEqual(others, []);
  assert.deepEqual(
    series?.points.map(({ reading }) => reading.number),
    [6, 7, 8],
  );
  assert.equal(series?.unit, 'mmol/L');
});

test('components are series of their own', () => {
  const pressure: Fact = {
    resourceType: 'Observation',
    code: code('85354-9'),
    effectiveDateTime: '2026-01-01',
    component: [
      { code: code('8480-6'), valueQuantity: { value: 130 } },
      { code: code('8462-4'), valueQuantity: { value: 80 } },
    ],
  };
  assert.deepEqual(
    seriesOf([pressure]).map(({ label }) => label),
    ['8480-6', '8462-4'],
  );
});

test('a value without a date cannot be placed and is left out', () => {
  const undated: Fact = {
    resourceType: 'Observation',
    code: code('x'),
    valueQuantity: { value: 1 },
  };
  assert.deepEqual(seriesOf([undated]), []);
});

test('the band of a range lasts until another range comes', () => {
  const [series] = seriesOf([
    glucose('2024-01-01', 6),
    glucose('2025-01-01', 7),
    glucose('2026-01-01', 8, 7),
    glucose('2026-06-01', 8, 7),
  ]);
  const day = (text: string) => new Date(`${text}T00:00:00`).getTime();
  assert.deepEqual(bandsOf(series?.points ?? []), [
    { from: day('2024-01-01'), to: day('2026-01-01'), low: 3.9, high: 6.1 },
    { from: day('2026-01-01'), to: day('2026-06-01'), low: 3.9, high: 7 },
  ]);
});

test('without ranges there are no bands', () => {
  const { referenceRange: _, ...bare } = glucose('2026-01-01', 7);
  assert.deepEqual(bandsOf(seriesOf([bare])[0]?.points ?? []), []);
});

test('of everything measured the latest stands for it, and panels without a value do not', () => {
  const panel: Fact = {
    resourceType: 'Observation',
    code: code('panel'),
    effectiveDateTime: '2026-01-01',
  };
  const measurements = measurementsOf([glucose('2024-01-01', 6), glucose('2026-01-01', 8), panel]);
  assert.deepEqual(
    measurements.map(({ label, latest }) => [label, latest.id]),
    [['空腹血糖', '2026-01-01']],
  );
});
