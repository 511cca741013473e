/** Money at its edges: what is an amount, what is none, and nothing lost between. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFen, fenMost, fenOfNumber, fenOfYuan, yuanOf } from './fen.ts';

test('Yuan are written with two digits, and read back to the same fen', () => {
  const rows: [bigint, string][] = [
    [0n, '0.00'],
    [1n, '0.01'],
    [10n, '0.10'],
    [99n, '0.99'],
    [100n, '1.00'],
    [123456n, '1234.56'],
    [-5n, '-0.05'],
    [9007199254740993n, '90071992547409.93'],
  ];
  for (const [fen, text] of rows) assert.equal(yuanOf(fen), text);
  for (const [fen, text] of rows.slice(0, -1)) assert.equal(fenOfYuan(text), fen);
});

test('Yuan are read as providers write them, and nothing else is money', () => {
  assert.equal(fenOfYuan('8.8'), 880n);
  assert.equal(fenOfYuan('8'), 800n);
  assert.equal(fenOfYuan('+8.80 '), 880n);
  assert.equal(fenOfYuan('0.29'), 29n);
  for (const text of ['', '.5', '1.', '1.234', '1e3', '1,000.00', '¥5', 'NaN', '--1']) {
    assert.equal(fenOfYuan(text), undefined, text);
  }
  for (const value of [1.5, Number.NaN, 2 ** 53, '12', null, undefined]) {
    assert.equal(fenOfNumber(value), undefined);
  }
  assert.equal(fenOfNumber(29), 29n);
});

test('Nothing, less than nothing and more than a hundred million yuan is no price', () => {
  assert.equal(checkFen(1n), 1n);
  assert.equal(checkFen(fenMost), fenMost);
  for (const fen of [0n, -1n, fenMost + 1n]) {
    assert.throws(() => checkFen(fen), { code: 'payment-amount' });
  }
});
