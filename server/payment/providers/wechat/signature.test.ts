/** What WeChat Pay seals and signs: a vector of the algorithm itself, and everything altered. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import {
  isFromWechat,
  openResource,
  requestLines,
  sealResource,
  signedHeaders,
} from './signature.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keys = new Map([['serial', publicKey]]);
const now = 1_700_000_000_000;

test('The lines of a request are those of the specification', () => {
  const asked = { method: 'GET', path: '/v3/certificates', seconds: 1554208460, body: '' };
  const lines = requestLines({ ...asked, nonce: '593BEC0C930BF1AFEB40B4A08C8FB242' });
  const expected = 'GET\n/v3/certificates\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n';
  assert.equal(lines, expected);
});

test('What is signed is believed, as it is, from who signed it, for five minutes', () => {
  const body = '{"id":"1"}';
  const headers = signedHeaders({
    body,
    seconds: now / 1000,
    nonce: 'n',
    serial: 'serial',
    key: privateKey,
  });
  const believes = (text: string, given: Record<string, string>, at: number) =>
    isFromWechat(text, (name) => given[name] ?? '', { keys, now: at });
  assert.equal(believes(body, headers, now), true);
  assert.equal(believes(body, headers, now + 300_000), true);
  assert.equal(believes(body, headers, now + 301_000), false);
  assert.equal(believes(body, headers, now - 301_000), false);
  assert.equal(believes(`${body} `, headers, now), false);
  for (const name of Object.keys(headers)) {
    assert.equal(believes(body, { ...headers, [name]: '1' }, now), false, name);
    assert.equal(believes(body, { ...headers, [name]: '' }, now), false, name);
  }
});

test('What is sealed opens by its key alone, whole', () => {
  const key = 'k'.repeat(32);
  const sealed = { ...sealResource('{"a":1}', 'n'.repeat(12), key) };
  assert.equal(openResource(sealed, key), '{"a":1}');
  assert.equal(openResource(sealed, 'x'.repeat(32)), undefined);
  const altered: Record<string, unknown>[] = [
    { ciphertext: sealed.ciphertext.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A')) },
    { ciphertext: '' },
    { ciphertext: 5 },
    { nonce: 'm'.repeat(12) },
    { nonce: '' },
    { associated_data: '' },
    { algorithm: 'none' },
  ];
  for (const one of altered) {
    assert.equal(openResource({ ...sealed, ...one }, key), undefined, JSON.stringify(one));
  }
});
