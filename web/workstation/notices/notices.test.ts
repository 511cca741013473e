/** The rules of notices: who is asked for, and what stands with what. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Who } from '../../session/session.ts';
import { answerTo, noticesOf, noticesRequest } from './notices.ts';

const doctor: Who = {
  who: 'Practitioner/d',
  name: 'D',
  role: 'doctor',
  kind: 'staff',
  organization: 'o',
  practitionerRoles: ['r1'],
  idleMinutes: 15,
  strongAt: 0,
  demonstration: false,
};

test('a doctor is asked for by name and post, a supervisor by the institution too', () => {
  const sort = '&_sort=-sent&_count=50';
  assert.equal(
    noticesRequest(doctor),
    `Communication?recipient=Practitioner/d,PractitionerRole/r1${sort}`,
  );
  assert.equal(
    noticesRequest({ ...doctor, role: 'supervisor' }),
    `Communication?recipient=Practitioner/d,PractitionerRole/r1,Organization/o${sort}`,
  );
  assert.equal(noticesRequest({ ...doctor, kind: 'administrator' }), undefined);
});

test('an answer stands with its notice, and is no notice itself', () => {
  const notice = {
    resourceType: 'Communication',
    id: 'n',
    sent: '2026-11-26T01:00:00Z',
    priority: 'urgent',
    payload: [{ contentString: '请核实' }],
  };
  const answer = answerTo('n', { who: doctor, text: '属实', now: Date.UTC(2026, 10, 26, 2) });
  const [found, ...more] = noticesOf([answer as never, notice as never]);
  assert.deepEqual(more, []);
  assert.deepEqual(found, {
    id: 'n',
    sent: '2026-11-26T01:00:00Z',
    urgent: true,
    text: '请核实',
    answer: { text: '属实', sent: '2026-11-26T02:00:00.000Z' },
  });
});
