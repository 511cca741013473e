/** The ciphers against published vectors, and what they refuse. */
import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import { type CipherName, openBytes, sealBytes } from './cipher.ts';

/** RFC 8998 A.1. */
const vectors: { cipher: CipherName; [part: string]: string }[] = [
  {
    cipher: 'sm4-gcm',
    key: '0123456789abcdeffedcba9876543210',
    nonce: '00001234567800000000abcd',
    bound: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    clear:
      'aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd' +
      'eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa',
    body:
      '17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735' +
      'd82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d',
    tag: '83de3541e4c2b58177e065a9bf7b62ec',
  },
];

test('SEC-16: SM4-GCM gives the ciphertext and tag of RFC 8998', () => {
  for (const { cipher, key, nonce, bound, clear, body, tag } of vectors) {
    const bytes = (text = '') => Buffer.from(text, 'hex');
    const engineKey = { cipher, key: createSecretKey(bytes(key)) };
    const sealed = sealBytes(engineKey, bytes(clear), { nonce: bytes(nonce), bound: bytes(bound) });
    assert.equal(sealed.subarray(13, 29).toString('hex'), tag);
    assert.equal(sealed.subarray(29).toString('hex'), body);
    assert.equal(openBytes(engineKey, sealed, bytes(bound)).toString('hex'), clear);
  }
});

test('SEC-11: whatever bit is changed, nothing is opened', () => {
  for (const cipher of ['sm4-gcm', 'aes-256-gcm'] as const) {
    const key = createSecretKey(Buffer.alloc(cipher === 'sm4-gcm' ? 16 : 32, 7));
    const sealed = sealBytes({ cipher, key }, '身份证', { nonce: Buffer.alloc(12), bound: 'a' });
    for (let at = 0; at < sealed.length; at += 1) {
      const altered = Buffer.from(sealed);
      altered[at]! ^= 0x40;
      assert.throws(() => openBytes({ cipher, key }, altered, 'a'), `byte ${at}`);
    }
    assert.throws(() => openBytes({ cipher, key }, sealed, 'b'));
    assert.throws(() => openBytes({ cipher, key }, sealed.subarray(0, 20), 'a'));
    assert.equal(openBytes({ cipher, key }, sealed, 'a').toString(), '身份证');
  }
});
