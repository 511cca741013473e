/** What Alipay signs: names in order, empty ones left out, and an answer as it stands. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { areSigned, contentIn, signNotice, signRequest, sortedText } from './signature.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

test('Parameters are signed in the order of their names, the empty left out', () => {
  assert.equal(sortedText({ b: '2', a: '1', c: '', sign: 'x', B: '0' }), 'B=0&a=1&b=2');
});

test('Requests sign their sign_type, notices do not', () => {
  const request = signRequest({ a: '1', sign_type: 'RSA2' }, privateKey);
  const notice = signNotice({ a: '1' }, privateKey);
  assert.equal(areSigned(request, publicKey, 'request'), true);
  assert.equal(areSigned(request, publicKey, 'notice'), false);
  assert.equal(areSigned(notice, publicKey, 'notice'), true);
  assert.equal(areSigned({ ...notice, a: '2' }, publicKey, 'notice'), false);
  assert.equal(areSigned({ ...notice, b: '2' }, publicKey, 'notice'), false);
  assert.equal(areSigned({ ...notice, sign_type: 'RSA' }, publicKey, 'notice'), false);
  assert.equal(areSigned({ ...notice, sign: '' }, publicKey, 'notice'), false);
});

test('The content of an answer is its text to the brace that ends it', () => {
  const rows: [text: string, content: string | undefined][] = [
    ['{"r":{"a":1},"sign":"s"}', '{"a":1}'],
    ['{"r":{"a":"}\\"{"},"sign":"s"}', '{"a":"}\\"{"}'],
    ['{"r":{"a":{"b":{}}} ,"sign":"s"}', '{"a":{"b":{}}}'],
    ['{"r":"text","sign":"s"}', undefined],
    ['{"r":{"a":1', undefined],
    ['{"other":{}}', undefined],
  ];
  for (const [text, content] of rows) assert.equal(contentIn(text, 'r'), content, text);
});
