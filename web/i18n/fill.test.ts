/** A sentence says what its blanks are filled with, and shows no braces. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fill } from './fill.ts';

test('a blank is filled by its name, as often as it stands there', () => {
  for (const [sentence, values, said] of [
    ['约 {{n}} 人', { n: 3 }, '约 3 人'],
    ['{{who}}, room {{room}}, {{who}}', { who: 'Mr A', room: 5 }, 'Mr A, room 5, Mr A'],
    ['{{n}} of {{all}}', { n: 0 }, '0 of '],
    ['nothing to fill', { n: 1 }, 'nothing to fill'],
    ['{{said}}', { said: '{{n}} $& $1', n: 9 }, '{{n}} $& $1'],
  ] as const) {
    assert.equal(fill(sentence, values), said);
  }
});
