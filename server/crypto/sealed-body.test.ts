/** Bodies go sealed into the database and come out byte for byte as they were. */
import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import { parseJson } from '#fhir/json.ts';
import { openBytes, sealBytes } from './cipher.ts';
import type { Keyring } from './keyring.ts';
import { openBody, resealBody, sealedPart, sealedText } from './sealed-body.ts';

/** A keyring of one key, without a database. */
function keyringOf(id: number): Keyring {
  const key = { cipher: 'sm4-gcm', key: createSecretKey(Buffer.alloc(16, 1)) } as const;
  let count = 0;
  return {
    seal(text, context = '') {
      const nonce = Buffer.alloc(12);
      nonce.writeUInt32BE((count += 1));
      return `k${id}.${sealBytes(key, text, { nonce, bound: context }).toString('base64url')}`;
    },
    open: (sealed, context = '') =>
      openBytes(key, Buffer.from(sealed.replace(/^k\d+\./, ''), 'base64url'), context).toString(),
    keyedHash: () => '0',
    isCurrent: (sealed) => sealed.startsWith(`k${id}.`),
    currentKey: () => id,
    reload: async () => undefined,
  };
}

const keyring = keyringOf(1);
const mark = '\uE000';

const patient = {
  resourceType: 'Patient',
  id: 'p1',
  meta: { versionId: '1' },
  text: { status: 'generated', div: '<div>王小明，电话 13800138000</div>' },
  identifier: [{ system: 'urn:id', value: '11010119900307123X' }, { system: 'urn:none' }],
  name: [{ text: '王小明' }],
  telecom: [{ system: 'phone', value: '13800138000', use: 'mobile' }, { value: 'a@b.c' }],
  address: [{ text: '幸福村3号', line: ['3号', 'x'], city: '北京', _line: [{ id: 'street' }] }],
  contact: [{ name: { text: '李' }, telecom: [{ value: '139' }], address: { line: ['4号'] } }],
};

/** What is stored, what of it must not be readable, and what must. */
const cases: {
  title: string;
  resource: unknown;
  level: number;
  secret: string[];
  clear: string[];
}[] = [
  {
    title: 'a patient: numbers, phones, addresses, the narrative',
    resource: patient,
    level: 4,
    secret: ['11010119900307123X', '13800138000', 'a@b.c', '幸福村', '3号', 'street', '139'].concat(
      '4号',
      '<div>',
    ),
    clear: ['王小明', '北京', 'urn:id', 'mobile', '李'],
  },
  {
    title: 'a practitioner: phones, but the licence number stays',
    resource: {
      resourceType: 'Practitioner',
      id: 'd1',
      identifier: [{ value: '110110000' }],
      telecom: [{ value: '138' }],
    },
    level: 2,
    secret: ['"138"'],
    clear: ['110110000'],
  },
  {
    title: 'a patient contained in another resource',
    resource: {
      resourceType: 'Observation',
      id: 'o',
      contained: [{ ...patient, id: 'c' }],
      code: { text: 'x' },
    },
    level: 4,
    secret: ['13800138000'],
    clear: ['王小明'],
  },
  {
    title: 'a document as a Bundle',
    resource: { resourceType: 'Bundle', id: 'b', entry: [{ resource: patient }, { fullUrl: 'u' }] },
    level: 4,
    secret: ['13800138000'],
    clear: ['王小明', '"u"'],
  },
  {
    title: 'level 5: every free text, at any depth',
    resource: {
      resourceType: 'Composition',
      id: 'k',
      title: '病程记录',
      text: { status: 'generated', div: '<div>秘密一</div>' },
      section: [{ title: '经过', text: { div: '秘密二' }, section: [{ text: { div: '秘密三' } }] }],
      note: [{ text: '秘密四' }],
      component: [{ valueString: '秘密五', code: { text: '秘密六', coding: [{ code: 'B20' }] } }],
      conclusion: '秘密七',
      valueQuantity: { value: 1 },
    },
    level: 5,
    secret: ['秘密'],
    clear: ['病程记录', 'generated', 'B20'],
  },
  {
    title: 'level 4: free texts stay',
    resource: { resourceType: 'Composition', id: 'k', text: { div: '不密' } },
    level: 4,
    secret: [],
    clear: ['不密'],
  },
];

for (const { title, resource, level, secret, clear } of cases) {
  test(`SEC-11: ${title}`, () => {
    const text = JSON.stringify(resource);
    const stored = sealedText(resource as Resource, level, keyring);
    for (const part of secret) assert.ok(!stored.includes(part), `${part} can be read`);
    for (const part of clear) assert.ok(stored.includes(part), `${part} is gone`);
    assert.equal(openBody(stored, keyring), text);
    assert.equal(sealedPart(stored) !== undefined, secret.length > 0);
    assert.equal(
      (JSON.parse(stored) as Resource).resourceType,
      (resource as Resource).resourceType,
    );
  });
}

/** Odd texts that must survive the round trip. */
const odd: [title: string, resource: object][] = [
  ['a string that is a placeholder', { name: `${mark}0`, telecom: [{ value: '1' }] }],
  ['a string that ends like one', { name: `say "${mark}0`, telecom: [{ value: '1' }] }],
  ['a string around one', { name: `"${mark}0"`, telecom: [{ value: '1' }] }],
  ['a sealed string with the mark', { telecom: [{ value: `${mark}0` }, { value: `${mark}1` }] }],
  ['a member named by the mark', { [`${mark}0`]: 1, telecom: [{ value: '1' }] }],
  ['a member of its own at the end', { _sealed: 'k1.AAAA' }],
  ['such a member and sealed values', { telecom: [{ value: '1' }], _sealed: 'k1.AAAA' }],
  ['such a member within another', { telecom: [{ value: '1' }], x: { _sealed: 'k1.AAAA' } }],
  ['line ends, quotes, other planes', { telecom: [{ value: '\n"\\\u2028😀' }, { value: '' }] }],
  ['a lone surrogate', { telecom: [{ value: '\ud800' }], name: '\udfff' }],
  ['values that are no strings', { telecom: [{ value: null }, { value: 12 }, 'x', null] }],
  ['a member named __proto__', JSON.parse('{"__proto__":{"a":1},"telecom":[{"value":"1"}]}')],
  ['many values', { telecom: Array.from({ length: 25 }, (_, n) => ({ value: `tel ${n}` })) }],
];

for (const [title, rest] of odd) {
  test(`A body comes back byte for byte: ${title}`, () => {
    for (const level of [4, 5]) {
      const resource = { resourceType: 'Patient', id: 'p', ...rest } as Resource;
      if (title.includes('__proto__')) Object.defineProperties(resource, protoOf(rest));
      const stored = sealedText(resource, level, keyring);
      assert.equal(openBody(stored, keyring), JSON.stringify(resource));
    }
  });
}

function protoOf(rest: object): PropertyDescriptorMap {
  return Object.getOwnPropertyDescriptors(rest);
}

test('Numbers keep the digits they were written with', () => {
  const text =
    '{"resourceType":"Patient","id":"p","telecom":[{"value":"1","rank":1.50}],' +
    '"text":{"div":"x"},"multipleBirthInteger":1e2}';
  const stored = sealedText(parseJson(text).faithful as Resource, 5, keyring);
  assert.equal(openBody(stored, keyring), text);
  assert.match(stored, /"rank":1\.50/);
});

test('A body without sealed values is stored and sent as it is', () => {
  const text = '{"resourceType":"Observation","id":"o","status":"final"}';
  assert.equal(sealedText(JSON.parse(text), 4, keyring), text);
  assert.equal(openBody(text, keyring), text);
  assert.equal(openBody('{"a":"b"}', keyring), '{"a":"b"}');
  assert.equal(openBody('', keyring), '');
});

test('SEC-11: a ciphertext moved to another resource is not opened', () => {
  const other = { ...patient, id: 'p2' };
  const stored = sealedText(patient, 4, keyring);
  const moved = sealedText(other, 4, keyring).replace(/k1\.[^"]+/, sealedPart(stored)!);
  assert.throws(() => openBody(moved, keyring));
});

test('A body is sealed anew by another key without being understood', () => {
  const stored = sealedText(patient, 4, keyring);
  assert.equal(resealBody(stored, keyring), undefined);
  assert.equal(resealBody('{"resourceType":"Patient"}', keyringOf(2)), undefined);
  const again = resealBody(stored, keyringOf(2))!;
  assert.match(again, /"_sealed":"k2\./);
  assert.equal(openBody(again, keyringOf(2)), JSON.stringify(patient));
});
