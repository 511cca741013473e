/**
 * Identity-card numbers: check digits, the facts inside, both lengths, and what is refused. GB
 * 11643-1999.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDigit, parseResidentId, toEighteen } from './resident-id.ts';

describe('checkDigit', () => {
  // The first two are the examples printed in the standard; the others were worked out by hand.
  for (const [first17, expected] of [
    ['11010519491231002', 'X'],
    ['44052418800101001', '4'],
    ['00000000000000000', '1'],
    ['10000000000000000', '5'],
  ] as const) {
    it(`of ${first17} is ${expected}`, () => assert.equal(checkDigit(first17), expected));
  }
  for (const wrong of ['', '1101051949123100', '110105194912310022', '1101051949123100X']) {
    it(`refuses "${wrong}"`, () => assert.throws(() => checkDigit(wrong), RangeError));
  }
});

describe('parseResidentId', () => {
  for (const [id, areaCode, birthDate, sex] of [
    ['11010519491231002X', '110105', '1949-12-31', 'female'],
    ['11010519491231002x', '110105', '1949-12-31', 'female'],
    ['440524188001010014', '440524', '1880-01-01', 'male'],
    ['110105491231002', '110105', '1949-12-31', 'female'],
  ] as const) {
    it(`reads ${id}`, () => {
      assert.deepEqual(parseResidentId(id), { areaCode, birthDate, sex });
    });
  }

  for (const [why, id] of [
    ['a wrong check digit', '110105194912310021'],
    ['31 November', withCheck('11010519491131002')],
    ['month 13', withCheck('11010519491301002')],
    ['a province that is none', withCheck('99010519491231002')],
    ['a 19th character', '11010519491231002X1'],
    ['letters', '1101051949123100XX'],
    ['29 February 1900 on a 15-digit card', '110105000229001'],
    ['nothing', ''],
    ['a year before any living person', withCheck('11010507491231002')],
  ] as const) {
    it(`refuses ${why}`, () => assert.equal(parseResidentId(id), undefined));
  }

  it('takes 29 February only in leap years', () => {
    assert.equal(parseResidentId(withCheck('11010520000229001'))?.birthDate, '2000-02-29');
    assert.equal(parseResidentId(withCheck('11010519000229001')), undefined);
  });
});

describe('toEighteen', () => {
  it('inserts the century and appends the check digit', () => {
    assert.equal(toEighteen('110105491231002'), '11010519491231002X');
  });
  it('leaves what is neither form undefined', () => assert.equal(toEighteen('1234'), undefined));
});

function withCheck(first17: string): string {
  return first17 + checkDigit(first17);
}
