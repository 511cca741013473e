/** Narrowing asked scopes to those of a client's registration. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { narrowScopes, splitScopes } from './narrow.ts';

describe('narrowScopes', () => {
  for (const [why, asked, allowed, by, expected] of [
    [
      'keeps what is allowed as it was written',
      'openid patient/*.read',
      'openid patient/*.rs',
      'person',
      'openid patient/*.read',
    ],
    ['drops what is not allowed', 'openid offline_access', 'openid', 'person', 'openid'],
    [
      'narrows a wildcard to the types allowed',
      'patient/*.cruds',
      'patient/Observation.rs patient/Condition.r',
      'person',
      'patient/Observation.rs patient/Condition.r',
    ],
    ['narrows letters', 'user/Observation.cruds', 'user/*.rs', 'person', 'user/Observation.rs'],
    [
      'adds the criteria of the registration',
      'user/Observation.rs',
      'user/Observation.rs?category=laboratory',
      'person',
      'user/Observation.rs?category=laboratory',
    ],
    [
      'keeps system scopes from persons',
      'system/*.cruds user/*.r',
      'system/*.cruds user/*.r',
      'person',
      'user/*.r',
    ],
    [
      'keeps personal scopes from systems',
      'openid user/*.r system/*.r',
      'openid user/*.r system/*.r',
      'system',
      'system/*.r',
    ],
    ['drops what it does not know', 'admin user/Nothing.r', 'admin user/*.cruds', 'person', ''],
  ] as const) {
    it(why, () => {
      const narrowed = narrowScopes(splitScopes(asked), splitScopes(allowed), by);
      assert.equal(narrowed.join(' '), expected);
    });
  }
});
