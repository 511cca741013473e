/** What somebody is to do next: the most urgent thing, and only one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Place } from '#model/queue/place.ts';
import type { Visit } from '../booking/visit.ts';
import { nextStepOf, watchable } from './next-step.ts';

const now = Date.parse('2026-11-27T10:00:00+08:00');
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();

const visit = (given: Partial<Visit>): Visit => ({
  id: 'v',
  status: 'booked',
  start: at(60),
  end: at(90),
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

const place = (given: Partial<Place>): Place => ({
  appointment: 'v',
  state: 'waiting',
  number: 1,
  ahead: 2,
  room: null,
  soonest: null,
  p50: null,
  p90: null,
  leave: null,
  at: at(0),
  ...given,
});

const stepOf = (one: Visit, where?: Place) =>
  nextStepOf([one], new Map(where === undefined ? [] : [[one.id, where]]), now).kind;

test('Each state has its step', () => {
  for (const [given, where, expected] of [
    [{ status: 'proposed', until: at(5) }, undefined, 'confirm'],
    [{ status: 'proposed', until: at(-1) }, undefined, 'none'],
    [{ status: 'proposed', until: at(5), replaces: 'u' }, undefined, 'rebooked'],
    [{ status: 'pending', until: at(5) }, undefined, 'pay'],
    [{ status: 'waitlist' }, undefined, 'waitlist'],
    [{ status: 'booked', start: at(600), end: at(630) }, undefined, 'booked'],
    [{ status: 'booked' }, undefined, 'check-in'],
    [{ status: 'checked-in' }, undefined, 'arrived'],
    [{ status: 'checked-in' }, { state: 'waiting' }, 'waiting'],
    [{ status: 'checked-in' }, { state: 'called', room: '3 诊室' }, 'called'],
    [{ status: 'checked-in' }, { state: 'passed' }, 'passed'],
    [{ status: 'checked-in' }, { state: 'away' }, 'away'],
    [{ status: 'checked-in' }, { state: 'serving' }, 'serving'],
    [{ status: 'checked-in' }, { state: 'done' }, 'none'],
    [{ status: 'fulfilled' }, undefined, 'none'],
    [{ status: 'noshow' }, undefined, 'none'],
    [{ status: 'booked', start: at(-600), end: at(-570) }, undefined, 'none'],
  ] as const) {
    const found = stepOf(visit(given), where === undefined ? undefined : place(where));
    assert.equal(found, expected, JSON.stringify([given, where]));
  }
});

test('Who told how long the way is, is told when to leave, and not before', () => {
  assert.equal(stepOf(visit({}), place({ state: 'expected', leave: at(10) })), 'booked');
  assert.equal(stepOf(visit({}), place({ state: 'expected', leave: at(-1) })), 'leave');
  const begun = visit({ start: at(-5), end: at(25) });
  assert.equal(stepOf(begun, place({ state: 'expected', leave: at(-40) })), 'check-in');
});

test('Of several the most urgent comes first, of equals the sooner', () => {
  const paid = visit({ id: 'a', start: at(1500), end: at(1530) });
  const unpaid = visit({ id: 'b', status: 'pending', until: at(9), start: at(3000) });
  const sooner = visit({ id: 'c', start: at(1000), end: at(1030) });
  assert.equal(nextStepOf([paid, unpaid, sooner], new Map(), now).visit?.id, 'b');
  assert.equal(nextStepOf([paid, sooner], new Map(), now).visit?.id, 'c');
  const called = new Map([['a', place({ appointment: 'a', state: 'called' })]]);
  const here = visit({ id: 'a', status: 'checked-in' });
  const step = nextStepOf([unpaid, here], called, now);
  assert.equal(step.kind, 'called');
  assert.equal(step.place?.state, 'called');
});

test('Who has nothing to do is told so', () => {
  assert.deepEqual(nextStepOf([], new Map(), now), { kind: 'none' });
});

test('The lines of today are watched, and no others', () => {
  const ids = watchable(
    [
      visit({ id: 'here', status: 'checked-in' }),
      visit({ id: 'today' }),
      visit({ id: 'tomorrow', start: at(1440), end: at(1470) }),
      visit({ id: 'unpaid', status: 'pending' }),
      visit({ id: 'over', start: at(-500), end: at(-470) }),
    ],
    now,
  ).map(({ id }) => id);
  assert.deepEqual(ids, ['here', 'today']);
});
