/** What `$place` answers, as the app reads it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOfParameters } from './place-answer.ts';

test('Parameters become a place; what is not said is not known', () => {
  const place = placeOfParameters('a1', {
    resourceType: 'Parameters',
    parameter: [
      { name: 'state', valueCode: 'waiting' },
      { name: 'number', valueInteger: 12 },
      { name: 'ahead', valueInteger: 3 },
      { name: 'p50', valueInstant: '2026-11-27T02:30:00Z' },
      { name: 'p90', valueInstant: '2026-11-27T02:50:00Z' },
      { name: 'at', valueInstant: '2026-11-27T02:00:00Z' },
    ],
  });
  assert.deepEqual(place, {
    appointment: 'a1',
    state: 'waiting',
    number: 12,
    ahead: 3,
    room: null,
    soonest: null,
    p50: '2026-11-27T02:30:00Z',
    p90: '2026-11-27T02:50:00Z',
    leave: null,
    at: '2026-11-27T02:00:00Z',
  });
});

test('An answer without a place is nobody’s turn', () => {
  assert.equal(placeOfParameters('a1', {}).state, 'expected');
});
