/** The life of a booking as a table: what can happen, and what cannot. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextStatus, seated, statusNumbers, statusOf, transitions } from './appointment-states.ts';

test('Every row is reached: from nothing, or from a state that another row leads to', () => {
  const reached = new Set(transitions.map(({ to }) => to));
  for (const { from } of transitions) assert.ok(from === undefined || reached.has(from), `${from}`);
});

test('No event has two outcomes', () => {
  const seen = new Set(transitions.map(({ from, event }) => `${from} ${event}`));
  assert.equal(seen.size, transitions.length);
});

test('What is over stays over; only the desk excuses who did not come', () => {
  for (const over of ['cancelled', 'fulfilled'] as const) {
    assert.ok(transitions.every(({ from }) => from !== over));
  }
  const after = transitions.filter(({ from }) => from === 'noshow');
  assert.deepEqual(after, [{ from: 'noshow', event: 'excuse', who: ['desk'], to: 'cancelled' }]);
});

test('A resident checks in and cancels, and does not say who did not come', () => {
  assert.equal(nextStatus('booked', 'check-in', 'resident'), 'checked-in');
  assert.equal(nextStatus('booked', 'cancel', 'resident'), 'cancelled');
  assert.equal(nextStatus('booked', 'miss', 'resident'), undefined);
  assert.equal(nextStatus('checked-in', 'cancel', 'resident'), undefined);
  assert.equal(nextStatus('pending', 'pay', 'resident'), undefined);
});

test('Each state has a number of its own, and comes back from it', () => {
  for (const [status, number] of Object.entries(statusNumbers)) {
    assert.equal(statusOf(number), status);
  }
  assert.throws(() => statusOf(99), RangeError);
  assert.ok(!seated.has('waitlist') && !seated.has('cancelled'));
});
