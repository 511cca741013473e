/** What a password must be (SEC-01). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weaknessOf } from './password-rules.ts';

const passwords: [password: string, login: string | undefined, weakness: RegExp | undefined][] = [
  ['Abcdef1', 'li.wei', /8–256/],
  ['Abcdefg1', 'li.wei', undefined],
  ['abcdefgh', 'li.wei', /三类/],
  ['abcdefg1', 'li.wei', /三类/],
  ['ABCDEFG1', 'li.wei', /三类/],
  ['abcdef1-', 'li.wei', undefined],
  ['12345678-', 'li.wei', /三类/],
  ['Ab-cdefgh', 'li.wei', undefined],
  ['春眠不觉晓Ab1', 'li.wei', undefined],
  ['xLi.Wei-2026', 'li.wei', /登录名/],
  ['xLi.Wei-2026', undefined, undefined],
  [`Aa1${'x'.repeat(253)}`, 'li.wei', undefined],
  [`Aa1${'x'.repeat(254)}`, 'li.wei', /8–256/],
];
for (const [password, login, weakness] of passwords) {
  const name = password.length > 40 ? `${password.length} characters` : password;
  test(`SEC-01: ${name} for ${login} ${weakness === undefined ? 'will do' : 'will not'}`, () => {
    const found = weaknessOf(password, login);
    if (weakness === undefined) assert.equal(found, undefined);
    else assert.match(found?.reason ?? '', weakness);
  });
}
