/** Which clinics stand in for one that is stopped, in which order, and how long there is time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenSession } from '../sessions/availability.ts';
import { earliestStart, inLikeness, offeredUntil } from './stand-ins.ts';

const hour = 3_600_000;
const now = Date.parse('2026-11-30T00:00:00Z');

function clinic(session: string, given: { at: number; role?: string; fee?: number }) {
  const { at, role, fee = 500 } = given;
  const named = (reference: string) => ({ reference, display: '' });
  const rules: OpenSession['rules'] = {
    role: role === undefined ? undefined : named(`PractitionerRole/${role}`),
    department: named('HealthcareService/medicine'),
    hospital: named('Organization/county'),
    fee,
    cancelMinutes: 60,
    payMinutes: 0,
    releaseHours: 24,
  };
  return { session, starts: now + at * hour, rules };
}

const others = [
  clinic('li-soon', { at: 20, role: 'li' }),
  clinic('wang-late', { at: 160, role: 'wang' }),
  clinic('wang-next', { at: 40, role: 'wang' }),
  clinic('anybody', { at: 30 }),
  clinic('wang-special', { at: 10, role: 'wang', fee: 30_000 }),
  clinic('li-free', { at: 20, role: 'li', fee: 0 }),
];

test('The same doctor comes first, then the sooner; what costs more never', () => {
  for (const [role, fee, expected] of [
    ['wang', 500, ['wang-next', 'wang-late', 'li-free', 'li-soon', 'anybody']],
    ['li', 500, ['li-free', 'li-soon', 'anybody', 'wang-next', 'wang-late']],
    [undefined, 500, ['anybody', 'li-free', 'li-soon', 'wang-next', 'wang-late']],
    ['zhao', 0, ['li-free']],
  ] as const) {
    const stopped = clinic('stopped', { at: 0, fee, ...(role === undefined ? {} : { role }) });
    const found = inLikeness(stopped, others).map(({ session }) => session);
    assert.deepEqual(found, expected, `${role} for ${fee}`);
  }
});

test('A number is kept for a day, and until two hours before; half an hour at least', () => {
  for (const [at, hours] of [
    [100, 24],
    [26, 24],
    [12, 10],
    [2.5, 0.5],
  ] as const) {
    assert.equal(offeredUntil(clinic('one', { at }), now), now + hours * hour);
  }
  const first = earliestStart(now);
  assert.equal(offeredUntil({ starts: first }, now), now + hour / 2);
});
