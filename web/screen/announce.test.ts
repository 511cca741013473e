/** A screen says each call once, and again when it is called again. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Screen } from '#model/queue/place.ts';
import { newCalls } from './announce.ts';

const call = (number: number, at: string) => ({ number, name: '张*', room: '305', at });
const screen = (...called: ReturnType<typeof call>[]): Screen => ({
  hospital: '',
  department: '',
  code: '',
  lines: [{ doctor: '王', called, next: [], waiting: 0, passed: [] }],
  at: '',
});

describe('newCalls', () => {
  const one = call(1, '2026-12-01T00:00:00.000Z');
  const two = call(2, '2026-12-01T00:05:00.000Z');

  it('has none when the screen has just been opened', () => {
    assert.deepEqual(newCalls(undefined, screen(one)), []);
  });

  it('has those that were not there, the earliest first', () => {
    const numbers = newCalls(screen(), screen(two, one)).map(({ number }) => number);
    assert.deepEqual(numbers, [1, 2]);
    assert.deepEqual(newCalls(screen(one), screen(one)), []);
  });

  it('has who is called again', () => {
    const again = { ...one, at: '2026-12-01T00:02:00.000Z' };
    assert.equal(newCalls(screen(one), screen(again)).length, 1);
  });
});
