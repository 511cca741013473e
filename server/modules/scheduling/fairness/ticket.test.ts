/** Tickets of the waiting room: which are believed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hash64 } from '#fhir/store/hash.ts';
import { drawKey, nameIn } from './draw-order.ts';
import { readTicket, writeTicket } from './ticket.ts';

const key = drawKey({ keyedHash: hash64 });
const draw = { session: '-9012345678901234567', round: 3 };
const ticket = {
  ...draw,
  bucket: 65_535,
  name: nameIn(key, draw, '77'),
  arrived: 1_000_000,
  expires: 2_000_000,
  nonce: 'bm9uY2Ugbm9u',
};
const patient = 'p-1';
const text = writeTicket(key, ticket, patient);

test('A ticket says again what was written, to its patient', () => {
  assert.deepEqual(readTicket(key, text, { patient, now: 2_000_000 }), ticket);
});

test('A ticket holds nothing of the patient', () => {
  assert.ok(!text.includes(patient));
  assert.ok(!text.includes('77.'));
});

const other = drawKey({ keyedHash: (one) => hash64(`other ${one}`) });
const parts = text.split('.');
const changed = (at: number, value: string) => parts.with(at, value).join('.');
const bad: [why: string, text: string, given?: { patient?: string; now?: number }][] = [
  ['of another patient', text, { patient: 'p-2' }],
  ['too old', text, { now: 2_000_001 }],
  ['of another house', writeTicket(other, ticket, patient)],
  ['of another round', changed(3, '4')],
  ['of another session', changed(2, '9012345678901234567')],
  ['that arrived earlier', changed(5, '1')],
  ['that is good for longer', changed(6, '9000000')],
  ['signed by nothing', changed(8, '')],
  ['cut off', text.slice(0, -1)],
  ['with more at its end', `${text}A`],
  ['that is no ticket', 't1'],
  ['that is empty', ''],
];
for (const [why, given, { patient: who = patient, now = 1_500_000 } = {}] of bad) {
  test(`A ticket ${why} is not believed`, () => {
    assert.equal(readTicket(key, given, { patient: who, now }), undefined);
  });
}
