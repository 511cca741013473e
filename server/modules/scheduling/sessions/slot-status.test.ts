/** What a Slot ought to say, by what it says and how its numbers stand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deleted, statusDue } from './slot-status.ts';

const rows: readonly [said: string, numbers: 'some' | 'none' | 'stopped', due: string][] = [
  ['free', 'some', 'free'],
  ['free', 'none', 'busy'],
  ['free', 'stopped', 'busy-unavailable'],
  ['busy', 'some', 'free'],
  ['busy', 'none', 'busy'],
  ['busy', 'stopped', 'busy-unavailable'],
  ['busy-unavailable', 'some', 'free'],
  ['busy-unavailable', 'none', 'busy-unavailable'],
  ['busy-unavailable', 'stopped', 'busy-unavailable'],
  ['busy-tentative', 'some', 'free'],
  ['busy-tentative', 'none', 'busy-tentative'],
  ['busy-tentative', 'stopped', 'busy-unavailable'],
  ['entered-in-error', 'some', 'entered-in-error'],
  ['entered-in-error', 'stopped', 'entered-in-error'],
  [deleted, 'some', deleted],
  [deleted, 'stopped', deleted],
];

for (const [said, numbers, due] of rows) {
  test(`A slot that says ${said}, with numbers left: ${numbers}, ought to say ${due}`, () => {
    const standing = { hasFree: numbers === 'some', isStopped: numbers === 'stopped' };
    assert.equal(statusDue(said, standing) ?? said, due);
  });
}
