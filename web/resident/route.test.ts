/** Fragments and the pages that they mean. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { above, fragmentOf, isTab, routeOf, tabOf } from './route.ts';

test('A fragment names a page, and what it is about', () => {
  for (const [fragment, route] of [
    ['', { page: 'home' }],
    ['#/', { page: 'home' }],
    ['#/book', { page: 'book' }],
    ['#/visit/a.b-1', { page: 'visit', id: 'a.b-1' }],
    ['#/slot/s1?change=v1', { page: 'slot', id: 's1', change: 'v1' }],
    ['#/result/http%3A%2F%2Floinc.org%7C1', { page: 'result', id: 'http://loinc.org|1' }],
  ] as const) {
    assert.deepEqual(routeOf(fragment), route, fragment);
  }
});

test('What is no page is home, however it was typed', () => {
  for (const fragment of ['#/nowhere', '#/%E0%A4%A', '#/__proto__', '#nothing', '#/toString']) {
    assert.deepEqual(routeOf(fragment), { page: 'home' }, fragment);
  }
});

test('Addresses of before still lead where they led', () => {
  assert.equal(routeOf('#visits').page, 'visits');
  assert.equal(routeOf('#looks').page, 'looks');
  assert.equal(routeOf('#permissions').page, 'permissions');
});

test('A payment comes back to the visit that was paid, where this tab knows it', () => {
  assert.deepEqual(routeOf('#visits', 'v1'), { page: 'visit', id: 'v1' });
  assert.deepEqual(routeOf('#visits', null), { page: 'visits' });
  assert.deepEqual(routeOf('#/me', 'v1'), { page: 'me' });
});

test('A route comes back from its fragment', () => {
  const route = { page: 'result', id: 'urn:x|1/2?3', change: 'a b' } as const;
  assert.deepEqual(routeOf(fragmentOf(route)), route);
});

test('Every page has a tab and a way up', () => {
  assert.equal(tabOf({ page: 'report' }), 'results');
  assert.deepEqual(above({ page: 'department' }), { page: 'book' });
  assert.ok(isTab({ page: 'me' }));
  assert.ok(!isTab({ page: 'visit' }));
});
