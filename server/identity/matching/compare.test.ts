/** Two records side by side: what agrees, what it weighs, what forbids a link. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDigit } from '#model/resident-id.ts';
import { houseModel } from '../model/house-model.ts';
import { motherUrl } from '../traits/newborn.ts';
import { traitsOf } from '../traits/traits.ts';
import { blockingKeys } from './blocking-keys.ts';
import { compare, judge, zoneOf } from './compare.ts';

const card = (first: string) => ({
  system: 'urn:oid:2.16.156.10011.1.3',
  value: first + checkDigit(first),
});
const model = houseModel(1_000_000);
const phone = (value: string) => [{ system: 'phone', value }];

const liWei = {
  identifier: [card('33990119800314123')],
  name: [{ text: '李伟' }],
  gender: 'male',
  birthDate: '1980-03-14',
  telecom: phone('16000000001'),
  address: [{ text: '云和县元和街道中山街12号' }],
};
const none = { identifier: [] };

function of(a: object, b: object) {
  const [one, other] = [a, b].map((rest) =>
    traitsOf({ resourceType: 'Patient', ...rest } as never),
  );
  const found = compare(model, one!, other!);
  const { weight, veto } = judge(model, one!, other!);
  assert.equal(weight, found.weight);
  if (zoneOf(model, found) !== 'none') assert.equal(veto, found.veto);
  const fields = Object.fromEntries(found.fields.map(({ field, level }) => [field, level]));
  const shared = blockingKeys(one!).filter((key) => blockingKeys(other!).includes(key));
  return { ...found, zone: zoneOf(model, found), fields, shared };
}

const stories: [title: string, a: object, b: object, zone: string, veto?: string][] = [
  ['the same card, name and day are one person', liWei, liWei, 'link'],
  [
    'name, day and phone without a card are one person',
    { ...liWei, ...none },
    { ...liWei, ...none, address: [] },
    'link',
  ],
  [
    'a card with one slip is the card (STD-01)',
    liWei,
    {
      ...liWei,
      identifier: [{ ...liWei.identifier[0], value: '339901198003151230' }],
      telecom: [],
    },
    'link',
  ],
  [
    'two cards that both hold are two people, whatever else agrees (STD-01)',
    liWei,
    { ...liWei, identifier: [card('33990119800314125')] },
    'review',
    'two-cards',
  ],
  [
    'one card with another name, sex and day was borrowed',
    liWei,
    { ...liWei, name: [{ text: '赵丽华' }], gender: 'female', birthDate: '1965-11-02' },
    'review',
    'borrowed-card',
  ],
  [
    'twins are two, whoever is missing a card',
    { ...liWei, ...none, name: [{ text: '李思佳' }], birthDate: '2015-06-01' },
    { ...liWei, ...none, name: [{ text: '李思晨' }], birthDate: '2015-06-01' },
    'review',
    'twins',
  ],
  [
    'brothers one character apart are two: 蒋经国, 蒋纬国',
    { ...liWei, ...none, name: [{ text: '蒋经国' }], birthDate: '1910-04-27' },
    { ...liWei, ...none, name: [{ text: '蒋纬国' }], birthDate: '1916-10-06' },
    'none',
  ],
  [
    'father and son of one phone and house are two',
    { ...liWei, ...none },
    { ...liWei, ...none, name: [{ text: '李强' }], birthDate: '2008-07-21' },
    'none',
  ],
  [
    'a common name alone is nobody',
    { name: [{ text: '李伟' }] },
    { name: [{ text: '李伟' }] },
    'none',
  ],
  [
    'a homophone with the same day and phone is one person',
    { ...liWei, ...none },
    { ...liWei, ...none, name: [{ text: '李玮' }] },
    'link',
  ],
  [
    'month and day turned round, the rest the same, is one person',
    { ...liWei, ...none, birthDate: '1980-03-04' },
    { ...liWei, ...none, birthDate: '1980-04-03' },
    'link',
  ],
  [
    'a newborn and its mother are two',
    { ...liWei, ...none, name: [{ text: '王芳' }], gender: 'female', birthDate: '1995-01-20' },
    { ...liWei, ...none, name: [{ text: '王芳之女' }], gender: 'female', birthDate: '2026-11-01' },
    'none',
  ],
  [
    'a newborn and a named child of the same day and house are for somebody to see',
    { ...liWei, ...none, name: [{ text: '王芳之女' }], gender: 'female', birthDate: '2026-11-01' },
    { ...liWei, ...none, name: [{ text: '李思佳' }], gender: 'female', birthDate: '2026-11-01' },
    'review',
    'twins',
  ],
  [
    'names with a dot are one, however the dot is written',
    { ...liWei, ...none, name: [{ text: '阿不都·热合曼' }] },
    { ...liWei, ...none, name: [{ text: '阿不都热合曼' }], telecom: [] },
    'link',
  ],
];

for (const [title, a, b, zone, veto] of stories) {
  test(title, () => {
    const found = of(a, b);
    assert.equal(found.zone, zone, JSON.stringify(found));
    if (veto !== undefined) assert.equal(found.veto, veto);
    if (zone !== 'none') assert.ok(found.shared.length > 0, 'they find each other');
    const back = of(b, a);
    assert.deepEqual([back.zone, back.weight.toFixed(6)], [zone, found.weight.toFixed(6)]);
  });
}

test('newborn twins are told apart by their ordinal, and known again by it', () => {
  const extension = [{ url: motherUrl, valueReference: { reference: 'Patient/m' } }];
  const born = { ...none, extension, gender: 'male', birthDate: '2026-11-01' };
  const first = { ...born, name: [{ text: '王芳之子1' }], telecom: phone('16000000002') };
  const second = { ...born, name: [{ text: '王芳之子2' }], telecom: phone('16000000002') };
  assert.equal(of(first, second).veto, 'twins');
  const again = of(first, { ...first, address: liWei.address });
  assert.deepEqual([again.zone, again.veto], ['link', undefined]);
});

test('a rare name that agrees says more than a common one', () => {
  const weight = (text: string) => of({ name: [{ text }] }, { name: [{ text }] }).weight;
  assert.ok(weight('欧阳鼐') > weight('王伟'));
});

test('what is missing speaks neither for nor against', () => {
  const whole = of(liWei, liWei);
  const part = of(liWei, { name: liWei.name, birthDate: liWei.birthDate });
  assert.deepEqual(Object.keys(part.fields), ['name', 'birth']);
  assert.ok(part.weight < whole.weight);
});
