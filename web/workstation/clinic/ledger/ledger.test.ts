/** A ledger balances, or says by how much it does not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from '../../../fhir/shapes.ts';
import { ledgerOf, offBy } from './ledger.ts';

const pool = (code: string, counts: Record<string, number>) => ({
  name: 'pool',
  part: [
    { name: 'code', valueCode: code },
    ...Object.entries(counts).map(([name, valueInteger]) => ({ name, valueInteger })),
  ],
});
const answer = (...parameter: object[]) =>
  ({ resourceType: 'Parameters', parameter }) as object as Fact;

const even = pool('public', { issued: 6, released: 2, taken: 5, returned: 1, free: 4, lying: 4 });
const moved = pool('elder', { issued: 2, released: -2 });

test('the columns come to what is free, and to what lies free', () => {
  const ledger = ledgerOf(answer(even, moved));
  assert.equal(offBy(ledger), 0);
  assert.deepEqual([ledger.total.issued, ledger.total.released, ledger.total.free], [8, 0, 4]);
});

test('a number that lies free and is not in the books is told', () => {
  const off = pool('public', { issued: 6, taken: 5, free: 1, lying: 3 });
  assert.equal(offBy(ledgerOf(answer(off))), 2);
});

test('two pools that are off in opposite ways do not make it even', () => {
  const more = pool('public', { issued: 2, free: 2, lying: 3 });
  const fewer = pool('elder', { issued: 2, free: 2, lying: 1 });
  assert.equal(offBy(ledgerOf(answer(more, fewer))), 2);
});

test('entries are read as they are', () => {
  const part = [
    { name: 'id', valueString: '7' },
    { name: 'cause', valueCode: 'taken' },
    { name: 'change', valueInteger: -1 },
  ];
  const [entry] = ledgerOf(answer({ name: 'entry', part })).entries;
  assert.deepEqual([entry?.id, entry?.cause, entry?.change, entry?.number], ['7', 'taken', -1, 0]);
});
