/** How the numbers of a session are dealt to pools. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dealPools, poolCodes, poolOf, pools } from './pools.ts';

const count = (dealt: readonly string[][], code: string) =>
  dealt.flat().filter((one) => one === code).length;

test('Without reserves every number is the public’s', () => {
  assert.deepEqual(dealPools({}, { slots: 2, seats: 2 }), [
    ['public', 'public'],
    ['public', 'public'],
  ]);
});

test('Over a session each pool has its share, though a slot has few numbers', () => {
  const dealt = dealPools({ alliance: 30, elder: 10 }, { slots: 10, seats: 3 });
  assert.equal(count(dealt, 'alliance'), 9);
  assert.equal(count(dealt, 'elder'), 3);
  assert.equal(count(dealt, 'public'), 18);
  assert.ok(dealt.every((slot) => slot.length === 3));
});

test('What is all reserved leaves nothing over, and never deals too many', () => {
  const dealt = dealPools({ alliance: 60, referral: 40 }, { slots: 5, seats: 2 });
  assert.equal(dealt.flat().length, 10);
  assert.equal(count(dealt, 'alliance'), 6);
  assert.equal(count(dealt, 'referral') + count(dealt, 'public'), 4);
});

test('Each pool has a number of its own, and comes back from it', () => {
  for (const code of poolCodes) assert.equal(poolOf(pools[code].number), code);
  assert.throws(() => poolOf(0), RangeError);
});
