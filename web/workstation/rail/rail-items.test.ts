/** The rail shows each role what its routes answer, and no more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roles } from '#model/roles.ts';
import { hasSection, itemOf, railItems, railOf } from './rail-items.ts';

const names = (role: string) => railOf(role).map(({ name }) => name);

test('a doctor has the search and the own day; the desk plans, counts and reconciles', () => {
  assert.deepEqual(names('doctor'), ['search', 'today']);
  assert.deepEqual(names('nurse'), ['search', 'today']);
  assert.deepEqual(names('registrar'), [
    'search',
    'today',
    'templates',
    'ledger',
    'no-shows',
    'reconciliation',
  ]);
});

test('administrators and who keeps the index read no records', () => {
  assert.deepEqual(names('system-administrator'), ['reconciliation', 'administration']);
  assert.deepEqual(names('audit-administrator'), ['administration']);
  assert.deepEqual(names('index-keeper'), ['review']);
  assert.deepEqual(names('resident'), []);
  assert.ok(!hasSection('doctor', 'templates') && hasSection('registrar', 'templates'));
});

test('every item names roles that there are', () => {
  for (const item of railItems) {
    for (const role of item.roles) assert.ok(Object.hasOwn(roles, role), role);
  }
});

test('a chart belongs to the search, the account to nothing', () => {
  assert.equal(itemOf({ page: 'chart', patientId: '1' }), 'search');
  assert.equal(itemOf({ page: 'clinic', section: 'ledger', id: 's' }), 'ledger');
  assert.equal(itemOf({ page: 'account' }), undefined);
});
