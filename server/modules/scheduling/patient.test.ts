/** Names are masked so that neighbours do not read them, and ages counted from whole dates. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import { isAged, maskedNameOf, nameOf } from './patient.ts';

const patient = (given: object) => ({ resourceType: 'Patient', ...given }) as Resource;

describe('maskedNameOf', () => {
  for (const [name, expected] of [
    [{ text: '王秀英' }, '王**'],
    [{ text: '张三' }, '张*'],
    [{ text: '欧阳小明', family: '欧阳' }, '欧阳**'],
    [{ family: '李', given: ['国强'] }, '李**'],
    [{ text: 'John Smith' }, 'J**'],
    [{ text: '王' }, '王'],
    [{ text: '  ' }, ''],
  ] as const) {
    it(`shows ${JSON.stringify(name)} as ${expected}`, () => {
      assert.equal(maskedNameOf(patient({ name: [name] })), expected);
    });
  }

  it('is empty for who has no name, and takes the official one of several', () => {
    assert.equal(maskedNameOf(patient({})), '');
    const name = [{ text: '小王' }, { use: 'official', text: '王秀英' }];
    assert.equal(nameOf(patient({ name })), '王秀英');
  });
});

describe('isAged', () => {
  const at = Date.parse('2026-12-01T00:00:00Z');
  for (const [birthDate, expected] of [
    ['1946-12-01', true],
    ['1946-12-02', false],
    ['1940', true],
    [undefined, false],
    ['unknown', false],
  ] as const) {
    it(`${birthDate} is ${expected ? '' : 'not '}80 years`, () => {
      assert.equal(isAged(patient({ birthDate }), 80, at), expected);
    });
  }
});
