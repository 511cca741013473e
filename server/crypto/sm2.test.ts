/** SM2 against the example of GB/T 32918.5 Annex A (the same as RFC 8998's curve). */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { sm2 } from 'sm-crypto-v2';
import {
  createSm2KeyPair,
  isSm2PublicKey,
  signSm2,
  sm2SignatureFromDer,
  sm2SignatureToDer,
  verifySm2,
} from './sm2.ts';

const published = {
  privateKey: '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8',
  publicKey:
    '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
    'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  z: 'b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3',
  nonce: '59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21',
  message: Buffer.from('message digest'),
  signature:
    'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
    'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
};
const publishedSignature = Buffer.from(published.signature, 'hex');
const order = 'fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123';

test('SEC-16: the published example of GB/T 32918 is signed to the published r and s', () => {
  assert.equal(Buffer.from(sm2.getZ(published.publicKey)).toString('hex'), published.z);
  const nonce = () => Buffer.from(published.nonce, 'hex');
  const signature = signSm2(published.message, published, nonce);
  assert.equal(Buffer.from(signature).toString('hex'), published.signature);
});

test('The published signature verifies, and no altered one does', () => {
  const { message, publicKey } = published;
  assert.ok(verifySm2(message, publishedSignature, publicKey));
  assert.ok(!verifySm2(Buffer.from('message digesT'), publishedSignature, publicKey));
  for (const at of [0, 31, 32, 63]) {
    const altered = Buffer.from(publishedSignature);
    altered[at]! ^= 1;
    assert.ok(!verifySm2(message, altered, publicKey), `byte ${at}`);
  }
  assert.ok(!verifySm2(message, publishedSignature, createSm2KeyPair(randomBytes).publicKey));
});

test('What is no signature or no key is false, not an exception', () => {
  const { message, publicKey, signature } = published;
  const zero = '00'.repeat(32);
  for (const digits of [
    '',
    'ff'.repeat(64),
    zero + zero,
    zero + signature.slice(64),
    signature.slice(0, 64) + zero,
    order + signature.slice(64),
    signature.slice(0, 64) + order,
    `${signature}00`,
  ]) {
    assert.equal(verifySm2(message, Buffer.from(digits, 'hex'), publicKey), false, digits);
  }
  for (const key of ['', '04zz', `04${'11'.repeat(64)}`, publicKey.slice(2)]) {
    assert.equal(isSm2PublicKey(key), false, key);
    assert.equal(verifySm2(message, publishedSignature, key), false, key);
  }
});

test('Keys are as different as the random bytes they are made of', () => {
  const keys = Array.from({ length: 20 }, () => createSm2KeyPair(randomBytes));
  assert.equal(new Set(keys.map((pair) => pair.privateKey)).size, 20);
  const fixed = createSm2KeyPair(() => Buffer.from(published.privateKey, 'hex'));
  assert.equal(fixed.publicKey, published.publicKey);
});

test('A private key is never 0 nor beyond the order of the group', () => {
  const draws = ['00'.repeat(32), 'ff'.repeat(32), order, published.privateKey];
  const pair = createSm2KeyPair(() => Buffer.from(draws.shift()!, 'hex'));
  assert.equal(pair.privateKey, published.privateKey);
});

test('A signature goes to DER and back, whatever its leading bytes', () => {
  const cases = [
    published.signature,
    '00'.repeat(31) + '01' + '00'.repeat(30) + '0100',
    '80'.padEnd(64, '0') + '7f'.padEnd(64, '0'),
    `${'00'.repeat(16)}${'ff'.repeat(16)}${'00'.repeat(31)}80`,
  ];
  for (const digits of cases) {
    const der = sm2SignatureToDer(Buffer.from(digits, 'hex'));
    assert.equal(sm2SignatureFromDer(der)?.length, 64);
    assert.equal(Buffer.from(sm2SignatureFromDer(der)!).toString('hex'), digits);
  }
  for (const broken of ['', '30', '3006020101020101ff', '3007020101020101', '300602010102010']) {
    assert.equal(sm2SignatureFromDer(Buffer.from(broken, 'hex')), undefined, broken);
  }
});
