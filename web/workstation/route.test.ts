/** Addresses of the workstation. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fragmentOf, routeOf } from './route.ts';

test('a chart has an address that holds the opaque id and nothing else', () => {
  const route = { page: 'chart', patientId: '01890a5d-ac96-774b-bcce-b302099a8057' } as const;
  assert.equal(fragmentOf(route), '#/patient/01890a5d-ac96-774b-bcce-b302099a8057');
  assert.deepEqual(routeOf(fragmentOf(route)), route);
});

test('the account has an address that a link may hold, and one that the app uses', () => {
  assert.deepEqual(routeOf('', '/account'), { page: 'account' });
  assert.deepEqual(routeOf(fragmentOf({ page: 'account' })), { page: 'account' });
  assert.deepEqual(routeOf('#/', '/account'), { page: 'search' });
});

test('the pages of administrators have addresses of a section, and of one thing in it', () => {
  for (const [fragment, route] of [
    ['#/administration', { page: 'administration' }],
    ['#/administration/people', { page: 'administration', section: 'people' }],
    ['#/administration/people/+', { page: 'administration', section: 'people', id: '+' }],
    ['#/administration/people/a-1', { page: 'administration', section: 'people', id: 'a-1' }],
  ] as const) {
    assert.deepEqual(routeOf(fragment), route);
    assert.equal(fragmentOf(route), fragment);
  }
});

test('the pages of appointments have addresses of a section, a Schedule and a Slot', () => {
  for (const [fragment, route] of [
    ['#/clinic/today', { page: 'clinic', section: 'today' }],
    ['#/clinic/templates/+', { page: 'clinic', section: 'templates', id: '+' }],
    ['#/clinic/ledger/s-1/ab-1', { page: 'clinic', section: 'ledger', id: 's-1', slot: 'ab-1' }],
    ['#/design', { page: 'design' }],
  ] as const) {
    assert.deepEqual(routeOf(fragment), route);
    assert.equal(fragmentOf(route), fragment);
  }
  assert.deepEqual(routeOf('#/clinic/elsewhere'), { page: 'search' });
  assert.deepEqual(routeOf('', '/design'), { page: 'design' });
});

test('an address that is not understood is the search', () => {
  for (const fragment of [
    '',
    '#',
    '#/',
    '#/patient/',
    '#/patient/a b',
    '#/patient/a/b',
    '#content',
    '#/administration/people/a/b',
  ]) {
    assert.deepEqual(routeOf(fragment), { page: 'search' });
  }
});
