/** Someone to a form and back. China's rules ONL-05, ONL-07. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { licencesOf, registerCheckOf } from '#model/practice.ts';
import {
  neededFor,
  personDraft,
  personFaults,
  personFieldAt,
  personOfDraft,
  scopeCategory,
} from './person-form.ts';
import { registerCheck } from './register-check.ts';

const doctor = {
  ...personDraft(undefined),
  name: '李明',
  gender: 'male',
  phone: '16000000000',
  title: '233',
  examination: '201033110330199001010000',
  kind: 'doctor',
  licence: '110339900999999',
  category: 'clinical',
  scopes: ['medicine'],
  place: 'Organization/a',
  start: '2012-07-01',
  issuer: '市卫健委',
  since: '2013-07-01',
};

test('what is filled in becomes a Practitioner, and that the same form again', () => {
  const made = personOfDraft(doctor, undefined);
  assert.deepEqual(personDraft(made), doctor);
  assert.deepEqual(licencesOf(made)[0], {
    kind: 'doctor',
    number: '110339900999999',
    period: { start: '2012-07-01' },
    category: 'clinical',
    scopes: ['medicine'],
    place: 'a',
    independentSince: '2013-07-01',
  });
});

test('a second licence, other names and numbers stay as they are stored', () => {
  const made = personOfDraft(doctor, undefined);
  const nurse = personOfDraft({ ...doctor, kind: 'nurse', title: '', examination: '' }, undefined);
  const [second] = nurse['qualification'] as object[];
  const stored = {
    ...made,
    id: 'p',
    name: [...(made['name'] as object[]), { use: 'usual', text: 'Li Ming' }],
    identifier: [...(made['identifier'] as object[]), { system: 'urn:other', value: '1' }],
    qualification: [...(made['qualification'] as object[]), second],
  };
  const written = personOfDraft({ ...personDraft(stored), title: '232' }, stored);
  assert.deepEqual(written['name'], stored.name);
  assert.equal((written['identifier'] as object[]).length, 2);
  assert.deepEqual(
    licencesOf(written).map(({ kind }) => kind),
    ['doctor', 'nurse'],
  );
  assert.equal(personDraft(written).title, '232');
});

test('each kind of licence says what must be filled in (ONL-05, ONL-07)', () => {
  assert.deepEqual(personFaults(doctor), []);
  assert.deepEqual(personFaults({ ...doctor, name: ' ', scopes: [], licence: '' }), [
    'name',
    'licence',
    'scopes',
  ]);
  assert.equal(neededFor('').size, 0);
  assert.ok(neededFor('village-doctor').has('end'));
  assert.ok(!neededFor('pharmacist').has('place'));
  assert.equal(scopeCategory({ ...doctor, kind: 'village-doctor' }), 'village');
});

test('a refusal is shown at the field that it is about', () => {
  for (const [expression, field] of [
    ['Practitioner.qualification[1]', 'kind'],
    ['Practitioner.qualification[1].period', 'end'],
    ['Practitioner.identifier[0]', 'licence'],
    ['Practitioner', undefined],
  ] as const)
    assert.equal(personFieldAt(expression), field, expression);
});

test('a check with the register tells its day and whether they were found (ONL-05)', () => {
  const found = registerCheck({ id: 'p', on: '2026-11-20', found: true }, undefined);
  assert.deepEqual(registerCheckOf([found]), { on: '2026-11-20', valid: true });
  const missed = registerCheck({ id: 'p', on: '2026-11-21', found: false }, { ...found, id: 'v' });
  assert.deepEqual(registerCheckOf([found, missed]), { on: '2026-11-21', valid: false });
  assert.equal(missed.id, 'v');
});
