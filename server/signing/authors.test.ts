/** The table of who may sign what. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import { callerOf } from '#test/callers.ts';
import { maySign } from './authors.ts';

const me = { reference: 'Practitioner/1' };
const other = { reference: 'Practitioner/2' };

/** What a doctor, Practitioner/1 with PractitionerRole/9, may sign. */
const cases: [title: string, resource: Resource, may: boolean][] = [
  ['her own note', { resourceType: 'Composition', author: [me] }, true],
  ['a note she wrote with another', { resourceType: 'Composition', author: [other, me] }, true],
  ['the note of another', { resourceType: 'Composition', author: [other] }, false],
  [
    'a note that she only attested',
    { resourceType: 'Composition', author: [other], attester: [{ party: me }] },
    false,
  ],
  ['a note by nobody', { resourceType: 'Composition' }, false],
  [
    'a note written in her role',
    { resourceType: 'Composition', author: [{ reference: 'PractitionerRole/9' }] },
    true,
  ],
  [
    'a note in a role that is not hers',
    { resourceType: 'Composition', author: [{ reference: 'PractitionerRole/8' }] },
    false,
  ],
  ['a result she made', { resourceType: 'Observation', performer: [me] }, true],
  [
    'a result that is about her',
    { resourceType: 'Observation', subject: me, performer: [other] },
    false,
  ],
  ['a diagnosis she recorded', { resourceType: 'Condition', recorder: me, asserter: other }, true],
  ['a diagnosis she asserted', { resourceType: 'Condition', recorder: other, asserter: me }, true],
  ['her prescription', { resourceType: 'MedicationRequest', requester: me }, true],
  [
    'the prescription of another that she performs',
    { resourceType: 'MedicationRequest', requester: other, performer: me },
    false,
  ],
  ['her order', { resourceType: 'ServiceRequest', requester: me, performer: [other] }, true],
  [
    'an operation she did',
    { resourceType: 'Procedure', performer: [{ actor: other }, { actor: me }] },
    true,
  ],
  [
    'a visit she took part in',
    { resourceType: 'Encounter', participant: [{ individual: me }] },
    true,
  ],
  [
    'her version, by a reference with a version',
    { resourceType: 'Flag', author: { reference: 'Practitioner/1/_history/3' } },
    true,
  ],
  [
    'what a Practitioner/1 of another server wrote',
    { resourceType: 'Flag', author: { reference: 'https://other.example/Practitioner/1' } },
    false,
  ],
  ['what only names her', { resourceType: 'Flag', author: { display: 'Practitioner/1' } }, false],
  ['a patient', { resourceType: 'Patient', generalPractitioner: [me] }, false],
  ['another signature', { resourceType: 'Provenance', agent: [{ who: me }] }, false],
];

for (const [title, resource, may] of cases) {
  test(`ONL-33: a doctor may${may ? '' : ' not'} sign ${title}`, () => {
    const caller = callerOf('doctor', { who: 'Practitioner/1', practitionerRoles: ['9'] });
    assert.equal(maySign(resource, caller), may);
  });
}

test('ONL-33: a resident signs the own consent and answers, not those of another', () => {
  const caller = callerOf('resident', { who: 'Patient/1' });
  const mine = { reference: 'Patient/1' };
  assert.ok(maySign({ resourceType: 'Consent', patient: mine }, caller));
  assert.ok(maySign({ resourceType: 'QuestionnaireResponse', author: mine }, caller));
  assert.ok(!maySign({ resourceType: 'Consent', patient: { reference: 'Patient/2' } }, caller));
  assert.ok(!maySign({ resourceType: 'Observation', subject: mine }, caller));
});

test('ONL-33: systems and administrators sign nothing, whoever is the author', () => {
  const note = { resourceType: 'Composition', author: [me] };
  for (const role of ['system', 'platform', 'system-administrator'] as const) {
    assert.ok(!maySign(note, callerOf(role, { who: 'Practitioner/1' })), role);
  }
});
