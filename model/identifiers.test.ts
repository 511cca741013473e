/** Numbers of people: kinds, forms, what cannot be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeProblems, demographicSystems, demographicUrls } from './demographics.ts';
import {
  documentCodes,
  documentSystem,
  identifierKinds,
  isVillageSegment,
  kindOf,
  parseRecordNumber,
  residentIdForms,
  residentIdProblem,
} from './identifiers.ts';

const cnCore = 'http://NamingSystem.hl7fhir.cn/identityDocument';
const typed = (code: string) => ({
  coding: [{ system: 'http://CodeSystem.hl7fhir.cn/identity-document-type', code }],
});

for (const [identifier, kind] of [
  [{ system: 'urn:oid:2.16.156.10011.1.3' }, 'resident-id'],
  [{ system: 'urn:oid:2.16.156.10011.1.2' }, 'record-number'],
  [{ system: 'urn:oid:2.16.156.10011.1.13' }, 'medical-record'],
  [{ system: 'urn:oid:2.16.840.1.113883.2.23.1.19.1' }, 'resident-id'],
  [{ system: 'urn:oid:2.16.840.1.113883.2.23.1.19.2' }, 'insurance'],
  [{ system: 'http://hl7.org/fhir/sid/passport-DEU' }, 'passport'],
  [{ system: cnCore, type: typed('01') }, 'resident-id'],
  [{ system: cnCore, type: typed('03') }, 'passport'],
  [{ system: cnCore, type: typed('07') }, 'taiwan-permit'],
  [{ system: cnCore, type: typed('111') }, 'birth-certificate'],
  [{ system: cnCore, type: typed('99') }, undefined],
  [{ system: 'https://his.example/chart' }, undefined],
] as const) {
  test(`${JSON.stringify(identifier)} is ${kind ?? 'none of ours'} (STD-04)`, () => {
    assert.equal(kindOf(identifier as never), kind);
  });
}

test('every code of an identity document but 99 is one kind of number (STD-04)', () => {
  for (const code of Object.keys(documentCodes)) {
    const kind = kindOf({ type: { coding: [{ system: documentSystem, code }] } });
    if (code === '99') assert.equal(kind, undefined);
    else assert.equal(identifierKinds[kind!] && 'document' in identifierKinds[kind!], true, code);
  }
});

for (const [value, problem] of [
  ['11010519491231002X', undefined],
  ['11010519491231002x', undefined],
  ['130503670401001', undefined],
  ['110105194912310021', 'check'],
  ['1101051949123100', 'form'],
  ['991305196704010016', 'check'],
  ['330902197002300014', 'check'],
] as const) {
  test(`the card ${value} is ${problem ?? 'right'} (STD-01)`, () => {
    assert.equal(residentIdProblem(value), problem);
  });
}

test('a card with a right check digit and a day that is none is wrong (STD-01)', () => {
  const found = Array.from('0123456789X').map((last) =>
    residentIdProblem(`33090219700230001${last}`),
  );
  assert.deepEqual(found.filter((one) => one === 'facts').length, 1);
  assert.deepEqual(found.filter((one) => one === 'check').length, 10);
});

test('a card is found by 15 and by 18 digits, born after 1999 by 18 alone (STD-01)', () => {
  assert.deepEqual(residentIdForms('130503670401001').toSorted(), [
    '130503196704010016',
    '130503670401001',
  ]);
  assert.deepEqual(
    residentIdForms('130503196704010016').toSorted(),
    residentIdForms('130503670401001').toSorted(),
  );
  assert.deepEqual(residentIdForms('11010519491231002x').toSorted(), [
    '11010519491231002X',
    '11010519491231002x',
    '110105491231002',
  ]);
  assert.equal(
    residentIdForms('330902200512250019').some((one) => one.length === 15),
    false,
  );
  assert.deepEqual(residentIdForms('E1'), ['E1']);
});

test('a health record number has 17 digits in four parts (EHR-01)', () => {
  assert.deepEqual(parseRecordNumber('33080210010100007'), {
    township: '330802100',
    village: '101',
    serial: '00007',
  });
  for (const wrong of ['3308021001010000', '330802100101000070', '3308021001010000A', '']) {
    assert.equal(parseRecordNumber(wrong), undefined);
  }
});

test('villages are 001–099, 101–199 or 901–999 (EHR-02)', () => {
  const right = Array.from({ length: 1000 }, (_, at) => String(at).padStart(3, '0')).filter(
    isVillageSegment,
  );
  assert.equal(right.length, 99 * 3);
  for (const one of ['001', '099', '101', '199', '901', '999']) assert.ok(right.includes(one));
  for (const one of ['000', '100', '200', '202', '900']) assert.equal(right.includes(one), false);
});

test('source codes of sex, marriage and nation are of their tables (STD-05)', () => {
  const sex = (code: string) => ({
    url: demographicUrls.sex,
    valueCoding: { system: demographicSystems.sex, code },
  });
  const nation = (code: string) => ({
    url: demographicUrls.nation,
    valueCoding: { system: demographicSystems.nation, code },
  });
  const married = (code: string) => ({
    coding: [{ system: demographicSystems.marriage, code }],
  });
  const good = { extension: [sex('2'), nation('56')], maritalStatus: married('22') };
  assert.deepEqual(codeProblems({ ...good, gender: 'female' }), []);
  assert.deepEqual(codeProblems({ ...good, gender: 'male' }), ['sex-differs-from-code']);
  assert.deepEqual(codeProblems({ extension: [sex('9')], gender: 'male' }), []);
  for (const wrong of [
    { extension: [sex('3')] },
    { extension: [nation('57')] },
    { maritalStatus: married('50') },
  ]) {
    assert.deepEqual(codeProblems(wrong), ['code-unknown']);
  }
});
