/** Answers of the operations of a day become rows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from '../../../fhir/shapes.ts';
import { linesOf, sessionsOf, sumOf } from './session.ts';

const answer = (name: string, part: object[]): Fact =>
  ({ resourceType: 'Parameters', parameter: [{ name, part }] }) as object as Fact;

test('a session is named by its first slot, and counts what it says', () => {
  const [session] = sessionsOf(
    answer('session', [
      { name: 'schedule', valueReference: { reference: 'Schedule/s' } },
      { name: 'department', valueReference: { reference: 'HealthcareService/h', display: '内科' } },
      { name: 'start', valueInstant: '2026-12-01T00:00:00.000Z' },
      { name: 'state', valueCode: 'stopped' },
      { name: 'taken', valueInteger: 3 },
      {
        name: 'slot',
        part: [
          { name: 'id', valueId: 'ab-1' },
          { name: 'free', valueInteger: 2 },
        ],
      },
    ]),
  );
  assert.equal(session?.id, 'ab-1');
  assert.equal(session.schedule, 's');
  assert.equal(session.service, 'h');
  assert.equal(session.doctor, '');
  assert.ok(session.isStopped);
  assert.equal(session.slots[0]?.free, 2);
  assert.equal(sumOf([session, session], 'taken'), 6);
  assert.equal(session.issued, 0);
});

test('a line says who comes, and whether the name is all of it', () => {
  const [line] = linesOf(
    answer('line', [
      { name: 'appointment', valueReference: { reference: 'Appointment/a' } },
      { name: 'patient', valueReference: { reference: 'Patient/p', display: '王*' } },
      { name: 'masked', valueBoolean: true },
      { name: 'birth-date', valueDate: '1958' },
      { name: 'status', valueCode: 'booked' },
    ]),
  );
  assert.equal(line?.id, 'a');
  assert.deepEqual(line.person, { id: 'p', name: '王*', isMasked: true, birthDate: '1958' });
  assert.ok(!line.isPaid);
});
