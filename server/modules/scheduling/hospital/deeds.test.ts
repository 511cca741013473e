/** What a person may do about a difference between a hospital and us, by kind and state. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AppointmentStatus } from '#model/scheduling/appointment-states.ts';
import { deedsOf } from './deeds.ts';
import type { DifferenceKind } from './differences.ts';

const rows: [DifferenceKind, AppointmentStatus | undefined, boolean, string][] = [
  ['refused-there', 'booked', true, 'keep-ours take-theirs'],
  ['refused-there', 'booked', false, 'take-theirs'],
  ['refused-there', 'checked-in', true, 'keep-ours'],
  ['refused-there', 'cancelled', true, 'keep-ours'],
  ['ours-alone', 'booked', true, 'keep-ours take-theirs'],
  ['ours-alone', 'checked-in', true, 'keep-ours'],
  ['other-state', 'checked-in', true, 'keep-ours'],
  ['other-state', 'noshow', true, 'keep-ours'],
  ['other-state', 'pending', true, ''],
  ['other-patient', 'booked', true, 'keep-ours'],
  ['other-patient', 'booked', false, ''],
  ['refused-here', undefined, true, ''],
  ['theirs-alone', undefined, true, ''],
  ['sold-twice', 'cancelled', true, ''],
  ['capacity', undefined, true, ''],
];

for (const [kind, status, isTold, may] of rows) {
  const where = isTold ? 'a hospital that is told' : 'a hospital that is not told';
  test(`${kind} of ${status ?? 'no booking'} at ${where} lets people: ${may || 'close it'}`, () => {
    assert.equal(deedsOf({ kind, status, isTold }).join(' '), may);
  });
}
