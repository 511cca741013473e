/** What Patients say of who they are, normalised. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanName, toSimplified } from './clean-name.ts';
import { editDistance, numbersOf } from './identity-number.ts';
import { newbornOf } from './newborn.ts';
import { personName } from './person-name.ts';
import { traitsOf } from './traits.ts';

const card = 'urn:oid:2.16.156.10011.1.3';
const patient = (rest: object) => ({ resourceType: 'Patient', ...rest });

for (const [value, expected, isChecked] of [
  ['11010519491231002X', '11010519491231002X', true],
  ['11010519491231002x', '11010519491231002X', true],
  ['440524188001010014', '440524188001010014', true],
  ['440524188001010015', '440524188001010015', false],
  ['130503670401001', '130503196704010016', false],
  ['1101 0519 4912 3100 2X', '11010519491231002X', true],
] as const) {
  test(`the resident number ${value} is compared as ${expected} (STD-01)`, () => {
    const [number] = numbersOf(patient({ identifier: [{ system: card, value }] }));
    assert.equal(number?.value, expected);
    assert.equal(number.isChecked, isChecked);
  });
}

test('one number of two issuers is two numbers', () => {
  const identifier = ['Organization/a', 'Organization/b'].map((reference) => ({
    system: 'urn:oid:2.16.156.10011.1.11',
    value: '7',
    assigner: { reference },
  }));
  const found = numbersOf(patient({ identifier }));
  assert.deepEqual(new Set(found.map(({ system }) => system)).size, 2);
  assert.ok(found.every(({ isPersonal }) => !isPersonal));
});

for (const [a, b, distance] of [
  ['abc', 'abc', 0],
  ['abc', 'acb', 1],
  ['abc', 'abd', 1],
  ['abc', 'ab', 1],
  ['abcd', 'badc', 2],
  ['abc', 'xyz', 3],
] as const) {
  test(`${a} and ${b} are ${distance} apart`, () => assert.equal(editDistance(a, b, 2), distance));
}

for (const [name, family, given, sound] of [
  [{ text: '欧阳修' }, '欧阳', '修', 'ouyangxiu'],
  [{ text: '歐陽 修' }, '欧阳', '修', 'ouyangxiu'],
  [{ text: '曾 国藩' }, '曾', '国藩', 'zengguofan'],
  [{ family: '李', given: ['雷'] }, '李', '雷', 'lilei'],
  [{ text: '王伟（急诊）' }, '王', '伟', 'wangwei'],
  [{ text: '阿不都·热合曼', family: '阿不都' }, '阿不都', '热合曼', 'abudoureheman'],
  [{ family: 'O’Brien', given: ['Mary', 'Jo'] }, 'obrien', 'mary jo', 'obrienmaryjo'],
  [{ text: 'Mary Jo Smith' }, 'smith', 'mary jo', 'smithmaryjo'],
] as const) {
  test(`${JSON.stringify(name)} is ${family} and ${given}`, () => {
    const found = personName(name as never);
    assert.deepEqual([found?.family, found?.given, found?.sound], [family, given, sound]);
  });
}

test('separators, widths and traditional characters are only writing', () => {
  assert.equal(cleanName('阿不都・热合曼'), cleanName('阿不都·热合曼'));
  assert.equal(cleanName('張 國榮'), '张国荣');
  assert.equal(toSimplified('陳麗華'), '陈丽华');
});

for (const [text, parent, order] of [
  ['张三之子', '张三', undefined],
  ['李梅之女2', '李梅', 2],
  ['李梅之大女', '李梅', 1],
  ['李梅之双胞胎小子', '李梅', 2],
  ['李梅之子B', '李梅', 2],
] as const) {
  test(`${text} is a child of ${parent} without a name`, () => {
    const found = newbornOf(patient({ name: [{ text }] }));
    assert.deepEqual([found?.parent, found?.order], [parent, order]);
  });
}

test('who is unknown has no name to be known by', () => {
  for (const text of ['无名氏', '不详', '无名氏（急诊）']) {
    assert.equal(personName({ text }), undefined);
  }
});

test('a grown-up by the name of 王子 is no newborn', () => {
  assert.equal(newbornOf(patient({ name: [{ text: '王子' }] })), undefined);
});

test('phones lose the prefix of China, addresses the province', () => {
  const { phones, addresses } = traitsOf(
    patient({
      telecom: [
        { system: 'phone', value: '+86 160-0000-0001' },
        { system: 'phone', value: '0578-2312345' },
        { system: 'email', value: 'a@b.example' },
      ],
      address: [
        { text: '浙江省丽水市云和县元和街道中山街１２号2幢301室' },
        { text: '云和县元和街道中山街12号2幢301室' },
      ],
    }),
  );
  assert.deepEqual(phones, ['16000000001', '5782312345']);
  const [one, other] = addresses;
  assert.deepEqual(one, other);
  assert.deepEqual(
    [one?.area, one?.road, one?.number, one?.unit],
    ['云和县元和街道', '中山街', '12', '2-301'],
  );
});

test('the first of January, and a year alone, are weak days', () => {
  for (const birthDate of ['1980-01-01', '1980', '1980-05']) {
    assert.equal(traitsOf(patient({ birthDate })).birth?.isWeak, true);
  }
  assert.equal(traitsOf(patient({ birthDate: '1980-05-06' })).birth?.isWeak, false);
});
