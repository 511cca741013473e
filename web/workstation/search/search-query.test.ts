/** What typed texts become, one row a text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDigit } from '#model/resident-id.ts';
import type { TypedKind } from './search-query.ts';
import { personQuery } from './search-query.ts';

const first17 = '33082219580312002';
const right = first17 + checkDigit(first17);
const page = '&_count=20';

const rows: [string, TypedKind, string[]][] = [
  ['', 'nothing', []],
  ['   ', 'nothing', []],
  ['王秀英', 'name', ['Patient?name=%E7%8E%8B%E7%A7%80%E8%8B%B1']],
  ['王', 'name', ['Patient?name=%E7%8E%8B']],
  ['wxy', 'latin', ['Patient?name=wxy', 'Patient?phonetic=wxy']],
  ['w', 'latin', ['Patient?phonetic=w']],
  ['Wang Xiu', 'latin', ['Patient?name=Wang&name=Xiu', 'Patient?phonetic=WangXiu']],
  ['Adán', 'latin', ['Patient?name=Ad%C3%A1n', 'Patient?phonetic=Ad%C3%A1n']],
  [right, 'id-number', [`Patient?identifier=${right}`]],
  [` ${right.slice(0, 6)} ${right.slice(6)} `, 'id-number', [`Patient?identifier=${right}`]],
  ['12', 'nothing', []],
  ['13957012345', 'number', ['Patient?phone=13957012345', 'Patient?identifier=13957012345']],
  [
    '１３９５７０１２３４５',
    'number',
    ['Patient?phone=13957012345', 'Patient?identifier=13957012345'],
  ],
  [
    '555-239-9236',
    'number',
    ['Patient?phone=555-239-9236%2C5552399236', 'Patient?identifier=555-239-9236%2C5552399236'],
  ],
  ['阿,b', 'name', ['Patient?name=%E9%98%BF%5C%2Cb']],
];
for (const [typed, kind, requests] of rows) {
  test(`“${typed}” is ${kind}`, () => {
    const query = personQuery(typed);
    assert.equal(query.kind, kind);
    assert.deepEqual(
      query.requests,
      requests.map((request) => request + page),
    );
    assert.equal(query.wrongIdNumber, false);
  });
}

test('a 15-digit number is searched in both its forms', () => {
  const [request] = personQuery('330822580312002').requests;
  assert.match(
    decodeURIComponent(request ?? ''),
    /identifier=33082219580312002[\dX],330822580312002&/,
  );
});

test('an identity-card number that cannot be right is searched and said to be wrong', () => {
  const wrong = first17 + (right.endsWith('1') ? '2' : '1');
  const query = personQuery(wrong);
  assert.equal(query.wrongIdNumber, true);
  assert.equal(query.requests.length, 1);
});
