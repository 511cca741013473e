/** What a typed text asks for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directoryQuery } from './queries.ts';

test('a number is looked for among numbers, an id among ids, anything else among names', () => {
  for (const [typed, expected] of [
    ['', 'Organization?_count=50'],
    ['卫生院', `Organization?name:contains=${encodeURIComponent('卫生院')}&_count=50`],
    ['12339900DEM9999990', 'Organization?identifier=12339900DEM9999990&_count=50'],
    ['demo-centre-1', 'Organization?_id=demo-centre-1&_count=50'],
    [' People ', 'Organization?name:contains=People&_count=50'],
    ['a&b=1', 'Organization?name:contains=a%26b%3D1&_count=50'],
  ] as const)
    assert.equal(directoryQuery('Organization', typed), expected, typed);
});
