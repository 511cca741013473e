/** What a reader is told of signatures, from the answers that server/signing/report.ts makes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdictOf } from './verdict.ts';

const signature = (version: number, valid: boolean, why = valid ? 'valid' : 'content-changed') => ({
  name: 'signature',
  part: [
    { name: 'valid', valueBoolean: valid },
    { name: 'signer', valueString: '非CA(测试)' },
    { name: 'why', valueCode: why },
    { name: 'version', valueInteger: version },
    { name: 'who', valueReference: { reference: 'Practitioner/1' } },
    { name: 'when', valueInstant: `2026-11-2${version}T00:00:00Z` },
  ],
});

const answer = (valid: boolean, currentSigned: boolean, signatures: object[]) => ({
  resourceType: 'Parameters',
  parameter: [
    { name: 'valid', valueBoolean: valid },
    { name: 'currentVersion', valueInteger: 2 },
    { name: 'currentSigned', valueBoolean: currentSigned },
    { name: 'zh', valueString: '话' },
    { name: 'en', valueString: 'words' },
    ...signatures,
  ],
});

test('a document is signed, signed before a change, changed or unsigned (RX-24)', () => {
  for (const [given, state] of [
    [answer(true, true, [signature(2, true)]), 'signed'],
    [answer(true, false, [signature(1, true)]), 'outdated'],
    [answer(false, false, [signature(2, false)]), 'changed'],
    [answer(false, true, [signature(1, false), signature(2, true)]), 'changed'],
    [answer(false, false, []), 'unsigned'],
    [answer(false, false, [signature(1, false, 'other-format')]), 'unsigned'],
    [{ resourceType: 'Parameters' }, 'unsigned'],
  ] as const)
    assert.equal(verdictOf(given).state, state, JSON.stringify(given));
});

test('of a signed version its own signatures are told, with who vouches for the key', () => {
  const { signatures, said } = verdictOf(
    answer(true, true, [signature(1, true), signature(2, true)]),
  );
  assert.deepEqual(signatures, [
    { who: 'Practitioner/1', when: '2026-11-22T00:00:00Z', mark: '非CA(测试)' },
  ]);
  assert.deepEqual(said, { zh: '话', en: 'words' });
});
