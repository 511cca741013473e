/** The sizes of elder mode. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elderSizes, sizeOf } from './elder.ts';

test('What was kept is one of the sizes, or the nearest larger, from 18 to 30', () => {
  for (const [kept, size] of [
    [null, 22],
    ['18', 18],
    ['19', 20],
    ['30', 30],
    ['99', 30],
    ['2', 18],
    ['large', 22],
  ] as const) {
    assert.equal(sizeOf(kept), size, String(kept));
  }
  assert.equal(Math.min(...elderSizes), 18);
  assert.equal(Math.max(...elderSizes), 30);
});
