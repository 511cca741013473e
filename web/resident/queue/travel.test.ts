/** Ways, and how long they take. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bounded, metresBetween, travelMinutes } from './travel.ts';

test('The way between two places is that over the ground', () => {
  const here = { latitude: 34, longitude: 113 };
  const metres = metresBetween(here, { latitude: 35, longitude: 113 });
  assert.ok(Math.abs(metres - 111_195) < 100, `${metres}`);
  assert.equal(metresBetween(here, here), 0);
});

test('A near way is walked, a far one ridden, and both are told to five minutes', () => {
  for (const [metres, minutes] of [
    [0, 5],
    [400, 10],
    [1000, 20],
    [5000, 30],
    [20_000, 75],
    [500_000, 180],
  ] as const) {
    assert.equal(travelMinutes(metres), minutes, `${metres} m`);
  }
});

test('Nobody says less than five minutes or more than three hours', () => {
  assert.deepEqual([-5, 0, 60, 999].map(bounded), [5, 5, 60, 180]);
});
