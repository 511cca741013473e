/** Unified social credit codes: the check character, the facts inside, and what is refused. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { organizationCheckCharacter, parseUscc, usccCheckCharacter } from './uscc.ts';

describe('STD-02: the check character of GB 32100', () => {
  for (const [first17, expected] of [
    ['91350100M000100Y4', '3'],
    // Worked out by hand: all weights times nothing; one times weight 1; two times weight 3.
    ['00000000000000000', '0'],
    ['10000000000000000', 'Y'],
    ['02000000000000000', 'R'],
  ] as const) {
    it(`of ${first17} is ${expected}`, () => assert.equal(usccCheckCharacter(first17), expected));
  }
  for (const wrong of ['', '91350100M000100Y', '91350100M000100YI', '91350100m000100Y4']) {
    it(`refuses "${wrong}"`, () => assert.throws(() => usccCheckCharacter(wrong), RangeError));
  }
});

describe('STD-02: a code', () => {
  it('tells the division and the organization code', () => {
    assert.deepEqual(parseUscc('91350100M000100Y43'), {
      division: '350100',
      organizationCode: 'M000100Y4',
    });
  });
  for (const [why, code] of [
    ['a wrong check character', '91350100M000100Y4A'],
    ['two characters exchanged', '91350100M001000Y43'],
    ['a letter that is not in the alphabet', '91350100M0001O0Y43'],
    ['letters in the division', '9135A100M000100Y43'],
    ['17 characters', '91350100M000100Y4'],
    ['19 characters', '91350100M000100Y433'],
    ['small letters', '91350100m000100y43'],
    ['a line behind it', '91350100M000100Y43\n'],
    ['nothing', ''],
  ] as const) {
    it(`with ${why} is refused`, () => assert.equal(parseUscc(code), undefined));
  }
});

describe('the check character of GB 11714', () => {
  it('of the organization code in the example is that of the example', () => {
    assert.equal(organizationCheckCharacter('M000100Y'), '4');
  });
  it('of D2143569, the example of the standard, is X', () => {
    assert.equal(organizationCheckCharacter('D2143569'), 'X');
  });
});
