/** Names, words and numbers of resources. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HumanName } from './shapes.ts';
import { displayName, meaning, numberText, personName, personOf, quantityText } from './wording.ts';

const names: [HumanName[], string | undefined][] = [
  [[{ family: '王', given: ['秀英'] }], '王秀英'],
  [[{ text: '欧阳娜娜', family: '欧阳', given: ['娜娜'] }], '欧阳娜娜'],
  [[{ family: 'Kshlerin', given: ['Rich'], prefix: ['Mr.'] }], 'Rich Kshlerin'],
  [
    [
      { use: 'old', family: '李' },
      { use: 'usual', family: '张', given: ['三'] },
    ],
    '张三',
  ],
  [
    [
      { use: 'nickname', text: '小王' },
      { use: 'official', text: '王秀英' },
    ],
    '王秀英',
  ],
  [[], undefined],
  [[{}], undefined],
];
for (const [given, expected] of names) {
  test(`a person is called ${expected ?? 'nothing'} by ${JSON.stringify(given)}`, () => {
    assert.equal(personName(given), expected);
  });
}

test('a coded thing is called by its text, else a display, else its code', () => {
  assert.equal(meaning({ text: '高血压', coding: [{ display: 'Hypertension' }] }), '高血压');
  assert.equal(meaning({ coding: [{ code: 'I10' }, { display: 'Hypertension' }] }), 'Hypertension');
  assert.equal(meaning({ coding: [{ code: 'I10' }] }), 'I10');
  assert.equal(meaning({}), undefined);
  assert.equal(meaning({ text: 'Anemia (disorder)' }), 'Anemia');
  assert.equal(meaning({ text: '血小板 (PLT)' }), '血小板 (PLT)');
});

test('numbers keep what a reader needs', () => {
  assert.deepEqual([174.966, 7, 0.1, 0.012345, -2.005].map(numberText), [
    '174.97',
    '7',
    '0.1',
    '0.0123',
    '-2',
  ]);
});

test('a quantity has its comparator and its unit', () => {
  assert.equal(quantityText({ value: 5, comparator: '<', unit: 'mg' }), '<5 mg');
  assert.equal(quantityText({ unit: 'mg' }), undefined);
});

test('an institution goes by its Latin alias in English only, and only where there is one', () => {
  const hospital = { resourceType: 'Organization', name: '医院', alias: ['市院', 'Hospital'] };
  assert.equal(displayName(hospital, 'en'), 'Hospital');
  assert.equal(displayName(hospital, 'zh'), '医院');
  assert.equal(displayName({ resourceType: 'Organization', name: '医院' }, 'en'), '医院');
});

test('a patient is known by name, Latin name, numbers, telephone and address', () => {
  const person = personOf({
    resourceType: 'Patient',
    name: [{ text: 'Wang Xiuying' }, { family: '王', given: ['秀英'] }],
    identifier: [
      { system: 'urn:oid:2.16.156.10011.1.2', value: 'file' },
      { system: 'urn:oid:2.16.156.10011.1.3', value: 'card' },
    ],
    telecom: [
      { system: 'email', value: 'x' },
      { system: 'phone', value: '139' },
    ],
    address: [{ city: '云和市', district: '荷花区', line: ['1号'] }],
  });
  assert.deepEqual(person, {
    name: '王秀英',
    latinName: 'Wang Xiuying',
    idNumber: 'card',
    recordNumber: 'file',
    phone: '139',
    address: '云和市荷花区1号',
  });
});

test('a patient who is nothing but an id is known by nothing', () => {
  assert.deepEqual(personOf({ resourceType: 'Patient', id: 'x' }), {});
});
