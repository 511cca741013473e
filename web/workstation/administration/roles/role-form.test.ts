/** A post to a form and back. China's rules ONL-04, ONL-06. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filingsOf, onlineConsentOf } from '#model/practice.ts';
import { isRoleComplete, roleDraft, roleFieldAt, roleOfDraft } from './role-form.ts';

const post = {
  ...roleDraft(undefined),
  practitioner: 'Practitioner/p',
  organization: 'Organization/b',
  role: 'doctor',
  departments: ['03'],
  post: '主治医师',
  start: '2020-01-01',
  filing: 'B-1',
  filingStart: '2025-01-01',
  filingEnd: '2027-01-01',
  consent: 'Organization/a',
  consentStart: '2025-01-01',
};

test('what is filled in becomes a PractitionerRole, and that the same form again', () => {
  const made = roleOfDraft(post, undefined);
  assert.deepEqual(roleDraft(made), post);
});

test('a filing elsewhere and the consent to online work are told (ONL-04, ONL-06)', () => {
  const made = roleOfDraft(post, undefined);
  assert.deepEqual(filingsOf(made)[0]?.period, { start: '2025-01-01', end: '2027-01-01' });
  assert.equal(onlineConsentOf(made)?.by, 'a');
  const ended = roleOfDraft({ ...post, filing: '', consent: '' }, made);
  assert.equal(ended['extension'], undefined);
});

test('what a form does not know stays as it is stored', () => {
  const made = roleOfDraft(post, undefined);
  const stored = { ...made, id: 'r', location: [{ reference: 'Location/x' }] };
  const written = roleOfDraft({ ...post, end: '2026-12-31' }, stored);
  assert.deepEqual(written['location'], stored.location);
  assert.deepEqual(written['period'], { start: '2020-01-01', end: '2026-12-31' });
});

test('a post needs someone, somewhere and a role; a filing and a consent their beginning', () => {
  assert.equal(isRoleComplete(post), true);
  for (const part of [
    { practitioner: '' },
    { organization: '' },
    { role: '' },
    { filingStart: '' },
    { consentStart: '' },
  ])
    assert.equal(isRoleComplete({ ...post, ...part }), false, JSON.stringify(part));
});

test('a refusal is shown at the field that it is about', () => {
  assert.equal(roleFieldAt('PractitionerRole.code'), 'role');
  assert.equal(roleFieldAt('PractitionerRole.organization'), 'organization');
  assert.equal(roleFieldAt('PractitionerRole.extension'), 'consent');
  assert.equal(roleFieldAt('PractitionerRole'), undefined);
});
