/** What is read from a Cookie header. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCookies } from './cookies.ts';

const headers: [header: string | undefined, cookies: Record<string, string>][] = [
  [undefined, {}],
  ['', {}],
  ['a=1', { a: '1' }],
  ['a=1; b=2;c = 3 ', { a: '1', b: '2', c: '3' }],
  ['a=x=y==', { a: 'x=y==' }],
  ['a=first; a=second', { a: 'first' }],
  ['alone; a=', { a: '' }],
  ['a=%41', { a: '%41' }],
];
for (const [header, cookies] of headers) {
  test(`The header ${JSON.stringify(header)} has the cookies ${JSON.stringify(cookies)}`, () => {
    assert.deepEqual({ ...readCookies(header) }, cookies);
  });
}

test('A cookie cannot reach the prototype of an object', () => {
  assert.equal(readCookies('a=1')['toString'], undefined);
  assert.equal(readCookies('__proto__=x')['__proto__'], 'x');
});
