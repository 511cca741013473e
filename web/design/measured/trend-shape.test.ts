/** Points of a trend lie where their times and numbers put them, and the range with them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from '../../fhir/shapes.ts';
import { seriesOf } from '../../fhir/trend.ts';
import { trendShape } from './trend-shape.ts';

const frame = { width: 120, height: 60, inset: 10 };

function drawn(values: (number | undefined)[], range: { low?: number; high?: number } = {}) {
  const { low, high } = range;
  const referenceRange = {
    ...(low === undefined ? {} : { low: { value: low } }),
    ...(high === undefined ? {} : { high: { value: high } }),
  };
  const facts = values.map((value, at): Fact => ({
    resourceType: 'Observation',
    id: `o${at}`,
    code: { coding: [{ system: 'http://loinc.org', code: '1558-6' }] },
    effectiveDateTime: `2026-05-0${at + 1}T00:00:00Z`,
    ...(value === undefined ? { valueString: '?' } : { valueQuantity: { value } }),
    referenceRange: [referenceRange],
  }));
  const [series] = seriesOf(facts);
  return series === undefined ? undefined : trendShape(series, frame);
}

test('fewer than two numbers are not drawn', () => {
  assert.equal(drawn([5]), undefined);
  assert.equal(drawn([5, undefined]), undefined);
});

test('the first number is at the left, the last at the right, the largest on top', () => {
  assert.equal(drawn([4, undefined, 6, 5])?.path, '10.0,50.0 76.7,10.0 110.0,30.0');
  assert.equal(drawn([5, 5])?.path, '10.0,50.0 110.0,50.0');
});

test('a band is the range of the last value; an end without a bound is that of the values', () => {
  assert.equal(drawn([4, 6])?.band, undefined);
  assert.deepEqual(drawn([4, 6], { low: 2, high: 10 })?.band, { y: 10, height: 40 });
  assert.deepEqual(drawn([4, 6], { high: 5 })?.band, { y: 30, height: 20 });
  assert.deepEqual(drawn([4, 6], { low: 5 })?.band, { y: 10, height: 20 });
});
