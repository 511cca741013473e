/** A template is read, mended and written without losing anything; what is wrong is named. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import { templateExtensions } from '#model/scheduling/clinic.ts';
import { draftOf, scheduleOf, usualClinic } from './template-draft.ts';
import { type Problem, numbersOf, problemsIn, weekOf } from './template-problems.ts';

const clinics = [
  { weekday: 2, start: 480, end: 600, minutes: 30, seats: 2 },
  { weekday: 1, start: 840, end: 1020, minutes: 60, seats: 4 },
];
const other = { url: 'https://elsewhere.example/x', valueString: 'kept' };
const schedule = {
  resourceType: 'Schedule',
  id: 's',
  active: true,
  comment: 'kept',
  extension: [
    other,
    ...templateExtensions(clinics, { percents: { elder: 25 }, fee: 1550, payMinutes: 15 }),
  ],
  actor: [
    { reference: 'PractitionerRole/r', display: '王医生' },
    { reference: 'HealthcareService/h', display: '内科' },
    { reference: 'Location/l' },
  ],
} as Resource;
const names = { role: '王医生', service: '内科' };

test('what is read is written back, and what the form does not know stays', () => {
  const draft = draftOf(schedule);
  assert.deepEqual(problemsIn(draft), new Map());
  assert.equal(draft.fee, '15.5');
  assert.deepEqual(
    draft.clinics.map(({ weekday, start }) => [weekday, start]),
    [
      [1, '14:00'],
      [2, '08:00'],
    ],
  );
  const written = scheduleOf(draft, schedule, names);
  assert.deepEqual(draftOf(written), draft);
  assert.equal(written['comment'], 'kept');
  assert.ok(JSON.stringify(written).includes('elsewhere.example'));
  assert.ok(JSON.stringify(written).includes('Location/l'));
});

test('a new template has no id, and any doctor where none is named', () => {
  const draft = { ...draftOf(undefined), service: 'h' };
  const written = scheduleOf(draft, undefined, { role: '', service: '内科' });
  assert.ok(!('id' in written));
  assert.deepEqual(written['actor'], [{ reference: 'HealthcareService/h', display: '内科' }]);
});

const rows: [string, Partial<typeof usualClinic>, string, Problem | undefined][] = [
  ['a slot of an hour is right', { end: '11:00', minutes: '60' }, 'minutes', undefined],
  [
    'a slot of more than an hour is not (APT-01)',
    { end: '11:00', minutes: '90' },
    'minutes',
    'long',
  ],
  ['slots fill the time', { minutes: '45' }, 'minutes', 'uneven'],
  ['a slot has minutes', { minutes: '' }, 'minutes', 'minutes'],
  ['the end comes after the start', { end: '08:00' }, 'end', 'order'],
  ['a slot has numbers', { seats: '0' }, 'seats', 'seats'],
];
for (const [title, change, name, problem] of rows) {
  test(title, () => {
    const draft = { ...draftOf(undefined), service: 'h', clinics: [{ ...usualClinic, ...change }] };
    assert.equal(problemsIn(draft).get(`clinics.0.${name}`), problem);
    assert.equal(numbersOf(draft.clinics[0]!) === undefined, problem !== undefined);
  });
}

test('two clinics of a day do not overlap; those of two days may', () => {
  const at = (weekday: number) => ({ ...usualClinic, weekday });
  const draft = { ...draftOf(undefined), service: 'h' };
  const same = problemsIn({ ...draft, clinics: [at(1), at(1)] });
  assert.deepEqual([...same], [['clinics.1.start', 'overlap']]);
  assert.equal(problemsIn({ ...draft, clinics: [at(1), at(2)] }).size, 0);
});

test('pools together have at most all of the numbers; rules are numbers', () => {
  const draft = { ...draftOf(schedule), fee: '1,5', daysAhead: '-1' };
  const percents = { ...draft.percents, elder: '60', alliance: '50' };
  const problems = problemsIn({ ...draft, percents });
  assert.deepEqual([...problems.keys()].toSorted(), [
    'daysAhead',
    'fee',
    'percents.alliance',
    'percents.elder',
  ]);
});

test('the numbers of a week are dealt as the server deals them', () => {
  assert.deepEqual(weekOf(draftOf(schedule)), [
    { pool: 'public', numbers: 15 },
    { pool: 'elder', numbers: 5 },
  ]);
});
