/** The whole table of how an order can stand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OrderStatus, statusOf } from './status.ts';

test('An order stands as its money does', () => {
  const rows: [paid: bigint, refunded: bigint, pending: bigint, closed: boolean, OrderStatus][] = [
    [0n, 0n, 0n, false, 'created'],
    [0n, 0n, 0n, true, 'closed'],
    [500n, 0n, 0n, false, 'paid'],
    [500n, 0n, 0n, true, 'paid'],
    [500n, 0n, 500n, false, 'refunding'],
    [500n, 0n, 1n, true, 'refunding'],
    [500n, 200n, 0n, false, 'partly-refunded'],
    [500n, 200n, 300n, false, 'refunding'],
    [500n, 499n, 0n, false, 'partly-refunded'],
    [500n, 500n, 0n, false, 'refunded'],
    [500n, 500n, 0n, true, 'refunded'],
  ];
  for (const [paid, refunded, pending, closed, status] of rows) {
    assert.equal(statusOf({ paid, refunded, pending, closed }), status);
  }
});
