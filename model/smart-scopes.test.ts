/** SMART scopes: what is read, what is refused, what two lists have in common. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Scope,
  coveringScopes,
  formatScope,
  intersectScopes,
  normaliseScopes,
  parseScope,
  restrictionsOf,
} from './smart-scopes.ts';

/** Scopes of a text in which spaces separate them; each must be one. */
function read(text: string): Scope[] {
  return text.split(' ').map((one) => {
    const scope = parseScope(one);
    assert.ok(scope, one);
    return scope;
  });
}

describe('parseScope', () => {
  for (const [text, normal] of [
    ['patient/Observation.rs', 'patient/Observation.rs'],
    ['user/*.cruds', 'user/*.cruds'],
    ['system/Patient.c', 'system/Patient.c'],
    ['patient/Observation.read', 'patient/Observation.rs'],
    ['user/Encounter.write', 'user/Encounter.cud'],
    ['system/*.*', 'system/*.cruds'],
    [
      'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
      'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
    ],
    ['user/Observation.s?code=a%26b&status=final', 'user/Observation.s?code=a%26b&status=final'],
    ['user/Observation.s?code=1%7C2%20x', 'user/Observation.s?code=1|2%20x'],
  ] as const) {
    it(`reads ${text}`, () => {
      const scope = parseScope(text);
      assert.ok(scope);
      assert.equal(formatScope(scope), normal);
      assert.deepEqual(parseScope(normal), scope);
    });
  }

  for (const [why, text] of [
    ['a scope that is not for resources', 'openid'],
    ['a context that is none', 'practitioner/Observation.rs'],
    ['a type that is none', 'patient/Observations.rs'],
    ['no letter', 'patient/Observation.'],
    ['letters out of order', 'patient/Observation.sr'],
    ['a letter twice', 'patient/Observation.rr'],
    ['a letter that is none', 'patient/Observation.rx'],
    ['an empty query', 'patient/Observation.rs?'],
    ['a criterion without a value', 'patient/Observation.rs?category='],
    ['a criterion without a name', 'patient/Observation.rs?=laboratory'],
    ['a broken escape', 'patient/Observation.rs?category=%zz'],
    ['a quote', 'patient/Observation.rs?category="x"'],
    ['something before it', ' patient/Observation.rs'],
    ['something after it', 'patient/Observation.rs '],
    ['a member of every object as type', 'patient/constructor.rs'],
    ['nothing', ''],
  ] as const) {
    it(`refuses ${why}`, () => assert.equal(parseScope(text), undefined));
  }
});

describe('what covers an interaction', () => {
  const scopes = read(
    'patient/Observation.rs?category=laboratory patient/Observation.r user/*.s system/Patient.c',
  );
  for (const [type, letter, expected] of [
    ['Observation', 'r', 'patient/Observation.rs?category=laboratory patient/Observation.r'],
    ['Observation', 's', 'patient/Observation.rs?category=laboratory user/*.s'],
    ['Condition', 's', 'user/*.s'],
    ['Condition', 'r', ''],
    ['Patient', 'c', 'system/Patient.c'],
  ] as const) {
    it(`${type}.${letter} is "${expected}"`, () => {
      const covering = coveringScopes(scopes, type, letter);
      assert.equal(covering.map(formatScope).join(' '), expected);
    });
  }

  it('gives the queries of one context, an empty one where nothing is restricted', () => {
    const asked = { context: 'patient', type: 'Observation' } as const;
    assert.deepEqual(restrictionsOf(scopes, { ...asked, letter: 's' }), [
      [['category', 'laboratory']],
    ]);
    assert.deepEqual(restrictionsOf(scopes, { ...asked, letter: 'r' }), [
      [['category', 'laboratory']],
      [],
    ]);
    assert.deepEqual(restrictionsOf(scopes, { ...asked, letter: 'd' }), []);
  });
});

describe('intersectScopes', () => {
  for (const [asked, allowed, expected] of [
    ['patient/*.cruds', 'patient/Observation.rs', 'patient/Observation.rs'],
    ['patient/Observation.rs', 'patient/*.cruds', 'patient/Observation.rs'],
    ['patient/Observation.rs', 'user/Observation.rs', ''],
    ['patient/Observation.c', 'patient/Observation.rs', ''],
    ['patient/Observation.rs', 'patient/Condition.rs', ''],
    ['user/*.*', 'user/Patient.r user/Condition.rs', 'user/Patient.r user/Condition.rs'],
    [
      'patient/Observation.rs?category=laboratory',
      'patient/Observation.rs?status=final',
      'patient/Observation.rs?category=laboratory&status=final',
    ],
    [
      'patient/Observation.rs?category=laboratory',
      'patient/*.r?category=laboratory',
      'patient/Observation.r?category=laboratory',
    ],
  ] as const) {
    it(`${asked} with ${allowed} is "${expected}"`, () => {
      const both = intersectScopes(read(asked), read(allowed));
      assert.equal(both.map(formatScope).join(' '), expected);
    });
  }
});

describe('normaliseScopes', () => {
  for (const [text, expected] of [
    ['patient/Observation.r patient/Observation.s', 'patient/Observation.rs'],
    ['patient/*.rs patient/Observation.r', 'patient/*.rs'],
    ['patient/*.r patient/Observation.s', 'patient/*.r patient/Observation.s'],
    ['user/Observation.rs?code=a user/Observation.rs', 'user/Observation.rs'],
    ['user/Patient.r user/Patient.r', 'user/Patient.r'],
    ['user/Observation.r?a=1&a=1 user/Observation.r?a=1', 'user/Observation.r?a=1&a=1'],
    [
      'user/Observation.r?a%3Db=c user/Observation.s?a=b%3Dc',
      'user/Observation.r?a%3Db=c user/Observation.s?a=b%3Dc',
    ],
    ['user/Observation.r?a=1&b=2 user/Observation.s?b=2&a=1', 'user/Observation.rs?a=1&b=2'],
  ] as const) {
    it(`${text} is ${expected}`, () => {
      assert.equal(normaliseScopes(read(text)).map(formatScope).join(' '), expected);
    });
  }
});
