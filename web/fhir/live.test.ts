/** A page that lost its connection comes back soon, and not all pages at once. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pauseBefore } from './live.ts';

describe('pauseBefore', () => {
  for (const [tries, chance, expected] of [
    [0, 0, 500],
    [0, 1, 1000],
    [3, 1, 8000],
    [20, 0, 15_000],
    [20, 1, 30_000],
  ] as const) {
    it(`try ${tries} with chance ${chance} waits ${expected} ms`, () => {
      assert.equal(pauseBefore(tries, chance), expected);
    });
  }
});
