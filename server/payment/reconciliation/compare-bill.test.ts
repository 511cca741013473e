/** Books and bill side by side: each row is one way in which they can be unlike, or alike. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BillLine } from '../providers/provider.ts';
import { type OwnBooks, type OwnMovement, compareBill } from './compare-bill.ts';

const payment: OwnMovement = {
  kind: 'payment',
  number: 'a',
  refund: '',
  amount: 100n,
  transaction: 't',
};
const refund: OwnMovement = { ...payment, kind: 'refund', refund: 'aR1', transaction: '' };
const done: BillLine = { ...payment, state: 'done' };
const refundDone: BillLine = { ...refund, transaction: 't', state: 'done' };

const books = (
  booked: OwnMovement[],
  standing: [string, string][] = [],
  ever = booked,
): OwnBooks => ({
  booked,
  ever,
  standing: new Map(standing.map(([number, status]) => [number, { status, amount: 100n }])),
});

test('Every way of being unlike has its name', () => {
  const rows: [title: string, OwnBooks, BillLine[], kinds: string[]][] = [
    ['nothing on both sides', books([]), [], []],
    ['alike', books([payment, refund]), [done, refundDone], []],
    ['we alone', books([payment]), [], ['missing-there']],
    ['our refund alone', books([payment, refund]), [done], ['missing-there']],
    ['they alone', books([]), [done], ['missing-here']],
    ['their refund alone', books([payment]), [done, refundDone], ['missing-here']],
    ['another amount', books([payment]), [{ ...done, amount: 99n }], ['amount']],
    ['another refund', books([refund]), [{ ...refundDone, amount: 1n }], ['amount']],
    ['another transaction', books([payment]), [{ ...done, transaction: 'x' }], ['transaction']],
    ['unheard of', books([], [['a', 'created']]), [done], ['status']],
    ['given up, and paid', books([], [['a', 'closed']]), [done], ['status']],
    ['a refund that we wait for', books([], [['aR1', 'asked']]), [refundDone], ['status']],
    ['both wait', books([], [['aR1', 'asked']]), [{ ...refundDone, state: 'pending' }], []],
    ['both failed', books([], [['aR1', 'failed']]), [{ ...refundDone, state: 'failed' }], []],
    ['only we are done', books([refund]), [{ ...refundDone, state: 'pending' }], ['status']],
    ['twice on the bill', books([payment]), [done, done], ['transaction']],
    ['booked on another day', books([], [['a', 'paid']], [payment]), [done], []],
  ];
  for (const [title, own, bill, kinds] of rows) {
    assert.deepEqual(
      compareBill(own, bill).map(({ kind }) => kind),
      kinds,
      title,
    );
  }
});
