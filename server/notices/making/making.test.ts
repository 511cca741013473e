/** Tables of what is news: which versions of reports, which steps of which operations. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import { reportsIn, versionOf } from './results.ts';
import { stepOf, wordsOf } from './surgery.ts';

const resource = (resourceType: string, given: object) => ({ resourceType, ...given }) as Resource;
const type = (system: string, code: string) => ({ type: { coding: [{ system, code }] } });
const imaging = type('http://loinc.org', '18748-4');

for (const [title, given, version] of [
  ['a final report', resource('DiagnosticReport', { status: 'final' }), 'final'],
  ['an amended report', resource('DiagnosticReport', { status: 'amended' }), 'amended'],
  ['a report with an addition', resource('DiagnosticReport', { status: 'appended' }), 'appended'],
  ['a registered report', resource('DiagnosticReport', { status: 'registered' }), undefined],
  ['a partial report', resource('DiagnosticReport', { status: 'partial' }), undefined],
  ['a cancelled report', resource('DiagnosticReport', { status: 'cancelled' }), undefined],
  ['a document', resource('DocumentReference', { status: 'current', ...imaging }), 'final'],
  [
    'a document of the Chinese CDA',
    resource('DocumentReference', {
      status: 'current',
      ...type('urn:oid:2.16.156.10011.2.4', 'C0007'),
    }),
    'final',
  ],
  [
    'a preliminary document',
    resource('DocumentReference', { status: 'current', docStatus: 'preliminary', ...imaging }),
    undefined,
  ],
  [
    'a document that was replaced',
    resource('DocumentReference', { status: 'superseded', ...imaging }),
    undefined,
  ],
  ['an observation', resource('Observation', { status: 'final' }), undefined],
] as const) {
  test(`Of ${title} is told: ${version ?? 'nothing'}`, () => {
    assert.equal(versionOf(given), version);
  });
}

test('A document shows the reports that it names', () => {
  const related = [{ reference: 'DiagnosticReport/1' }, { reference: 'Observation/2' }, {}];
  assert.deepEqual(reportsIn(resource('DocumentReference', { context: { related } })), ['1']);
  assert.deepEqual(reportsIn(resource('DocumentReference', {})), []);
});

const list = 'urn:oid:2.16.156.10011.2.3.3.12';
for (const [code, isOperation] of [
  ['00.6600', false],
  ['01.2400', true],
  ['51.2300', true],
  ['86.2200', true],
  ['87.0300', false],
  ['93.5700', false],
  ['99.2500', false],
  ['512300', false],
] as const) {
  test(`${code} of ICD-9-CM-3 is ${isOperation ? 'an' : 'no'} operation`, () => {
    const coded = { status: 'completed', code: { coding: [{ system: list, code }] } };
    assert.equal(stepOf(resource('Procedure', coded)), isOperation ? 'completed' : undefined);
  });
}

test('A Procedure of another status, or by the same code of another list, is no step', () => {
  const code = { coding: [{ system: 'urn:other', code: '51.2300' }] };
  assert.equal(stepOf(resource('Procedure', { status: 'completed', code })), undefined);
  const coded = { coding: [{ system: list, code: '51.2300' }] };
  assert.equal(stepOf(resource('Procedure', { status: 'unknown', code: coded })), undefined);
  assert.equal(stepOf(resource('Procedure', { status: 'toString', code: coded })), undefined);
});

test('The reason is told where there is one', () => {
  const plain = wordsOf(resource('Procedure', {}), 'completed');
  assert.deepEqual(plain, { zh: '手术已结束。', en: 'The operation is over.', reason: undefined });
  const { en } = wordsOf(resource('Procedure', { statusReason: { text: '发热' } }), 'not-done');
  assert.equal(en, 'The operation does not take place. Reason: 发热');
});
