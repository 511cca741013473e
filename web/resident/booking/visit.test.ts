/** Appointments as the app lists them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bookingUrl, replacesUrl } from '#model/scheduling/extensions.ts';
import type { Fact } from '../../fhir/shapes.ts';
import { inOrder, insteadOf, lastSeen, mayCheckIn, visitOf } from './visit.ts';
import type { Visit } from './visit.ts';

const visit = (given: Partial<Visit>): Visit => ({
  id: 'v',
  status: 'booked',
  start: '2026-11-27T02:00:00.000Z',
  end: '2026-11-27T02:30:00.000Z',
  department: '眼科',
  departmentId: 'eyes',
  doctor: '孙医生',
  doctorId: 'sun',
  hospital: 'Organization/county',
  number: 1,
  fee: 15,
  until: undefined,
  replaces: undefined,
  isStopped: false,
  ...given,
});

test('An Appointment of ours is read with its number, its fee and who it is with', () => {
  const fact = {
    resourceType: 'Appointment',
    id: 'a',
    meta: { source: 'Organization/county' },
    status: 'pending',
    start: '2026-11-27T02:00:00.000Z',
    end: '2026-11-27T02:30:00.000Z',
    extension: [
      {
        url: bookingUrl,
        extension: [
          { url: 'number', valueInteger: 3 },
          { url: 'fee', valueMoney: { value: 15, currency: 'CNY' } },
          { url: 'kept-until', valueInstant: '2026-11-27T01:00:00.000Z' },
        ],
      },
    ],
    participant: [
      { actor: { reference: 'Patient/p' } },
      { actor: { reference: 'PractitionerRole/sun', display: '孙医生' } },
      { actor: { reference: 'HealthcareService/eyes', display: '眼科' } },
    ],
  } as unknown as Fact;
  const expected = { id: 'a', status: 'pending', number: 3, until: '2026-11-27T01:00:00.000Z' };
  assert.deepEqual(visitOf(fact), visit(expected as Partial<Visit>));
  assert.equal(visitOf({ resourceType: 'Appointment', id: 'b' }), undefined);
});

test('What is kept in the place of a stopped one is known by it, as long as it is kept', () => {
  const stopped = {
    resourceType: 'Appointment',
    id: 'old',
    status: 'cancelled',
    cancelationReason: { coding: [{ code: 'stopped' }] },
    extension: [{ url: bookingUrl, extension: [] }],
  };
  const instead = {
    resourceType: 'Appointment',
    id: 'new',
    status: 'proposed',
    extension: [
      {
        url: bookingUrl,
        extension: [{ url: 'kept-until', valueInstant: '2026-11-27T01:00:00.000Z' }],
      },
      { url: replacesUrl, valueReference: { reference: 'Appointment/old' } },
    ],
  };
  const [old, one] = [stopped, instead].map((fact) => visitOf(fact as unknown as Fact)!);
  assert.deepEqual([old!.isStopped, one!.isStopped, one!.replaces], [true, false, 'old']);
  const until = Date.parse('2026-11-27T01:00:00.000Z');
  assert.equal(insteadOf(old!, [old!, one!], until - 1)?.id, 'new');
  assert.equal(insteadOf(old!, [old!, one!], until), undefined);
  const taken = { ...one!, status: 'booked' as const, until: undefined };
  assert.equal(insteadOf(old!, [taken], until)?.id, 'new');
  assert.equal(insteadOf(old!, [{ ...one!, status: 'cancelled' }], 0), undefined);
});

test('What comes is told by its time, what was by the latest, and what lapsed not at all', () => {
  const later = visit({ id: 'later', start: '2026-11-29T02:00:00.000Z' });
  const sooner = visit({ id: 'sooner', status: 'waitlist' });
  const seen = visit({ id: 'seen', status: 'fulfilled', start: '2026-10-01T02:00:00.000Z' });
  const given = visit({ id: 'given', status: 'cancelled', start: '2026-10-02T02:00:00.000Z' });
  const lapsed = visit({ id: 'lapsed', status: 'cancelled', until: '2026-10-02T01:00:00.000Z' });
  const { coming, past } = inOrder([later, seen, lapsed, given, sooner]);
  assert.deepEqual(
    coming.map(({ id }) => id),
    ['sooner', 'later'],
  );
  assert.deepEqual(
    past.map(({ id }) => id),
    ['given', 'seen'],
  );
});

test('The last visit that took place is the one to repeat', () => {
  const first = visit({ id: 'first', status: 'fulfilled', start: '2026-09-01T02:00:00.000Z' });
  const last = visit({ id: 'last', status: 'fulfilled', start: '2026-10-01T02:00:00.000Z' });
  const missed = visit({ id: 'missed', status: 'noshow', start: '2026-11-01T02:00:00.000Z' });
  assert.equal(lastSeen([first, last, missed])?.id, 'last');
  assert.equal(lastSeen([missed]), undefined);
});

test('Two hours before a slot one may check in, and no sooner', () => {
  const starts = Date.parse('2026-11-27T02:00:00.000Z');
  assert.ok(mayCheckIn(visit({}), starts - 120 * 60_000));
  assert.ok(!mayCheckIn(visit({}), starts - 121 * 60_000));
  assert.ok(!mayCheckIn(visit({ status: 'pending' }), starts));
});
