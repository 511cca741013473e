/**
 * What is foretold of a line: the rooms take the next as they become free.
 * https://doi.org/10.2196/77297
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Awaited, awaitedOf, predictCalls } from './predict.ts';
import { type Outcome, type Residuals, learnOutcome, rangeOf } from './residuals.ts';
import { type Room, type RoomsKnown, roomsOf } from './rooms.ts';
import {
  expectedMinutes,
  learnService,
  noServiceTimes,
  quantileOfSorted,
  remainingMinutes,
  usualMinutes,
} from './service-times.ts';

const now = Date.parse('2026-12-01T00:00:00Z');
const minute = 60_000;
const doctor = { doctor: 'wang', department: 'medicine' };

/** Service times of a doctor who takes ten minutes, always. */
function tenMinutes() {
  const times = noServiceTimes();
  for (let n = 0; n < 400; n += 1) learnService(times, { ...doctor, kind: 'first', minutes: 10 });
  return times;
}

const waiting = (id: string, more: Partial<Awaited> = {}): Awaited => ({
  id,
  kind: 'first',
  notBefore: now,
  share: 1,
  ...more,
});

function bases(rooms: readonly Room[], line: readonly Awaited[]): [string, number][] {
  const outlook = { now, department: 'medicine', rooms, line };
  const told = predictCalls({ ...outlook, times: tenMinutes(), residuals: new Map() });
  return [...told].map(([id, { base }]) => [id, Math.round((base - now) / minute)]);
}

const free: Room = { doctor: 'wang', freeFrom: now };

describe('predictCalls', () => {
  const cases: [string, Room[], Awaited[], [string, number][]][] = [
    [
      'counts up the services of those before',
      [free],
      [waiting('a'), waiting('b'), waiting('c')],
      [
        ['a', 0],
        ['b', 10],
        ['c', 20],
      ],
    ],
    [
      'shares a line among rooms',
      [free, free],
      [waiting('a'), waiting('b'), waiting('c')],
      [
        ['a', 0],
        ['b', 0],
        ['c', 10],
      ],
    ],
    [
      'calls whoever is here while others are on their way',
      [free],
      [waiting('late', { notBefore: now + 15 * minute }), waiting('here')],
      [
        ['here', 0],
        ['late', 15],
      ],
    ],
    [
      'waits until a room begins',
      [{ ...free, freeFrom: now + 30 * minute }],
      [waiting('a')],
      [['a', 30]],
    ],
    [
      'counts somebody who comes half of the time by half',
      [free],
      [waiting('perhaps', { share: 0.5 }), waiting('b')],
      [
        ['perhaps', 0],
        ['b', 5],
      ],
    ],
    ['tells nobody anything where no room calls', [], [waiting('a')], []],
  ];
  for (const [title, rooms, line, expected] of cases) {
    it(title, () => assert.deepEqual(bases(rooms, line), expected));
  }
});

describe('remainingMinutes', () => {
  it('is the whole at the beginning, and never nothing for who is still inside', () => {
    assert.equal(remainingMinutes(10, 0), 10);
    assert.ok(remainingMinutes(10, 10) > 3);
    assert.ok(remainingMinutes(10, 60) > 3);
    assert.ok(Number.isFinite(remainingMinutes(10, 10_000)));
  });
});

describe('expectedMinutes', () => {
  it('is the usual before anything was seen', () => {
    assert.equal(
      expectedMinutes(noServiceTimes(), { ...doctor, kind: 'return' }),
      usualMinutes.return,
    );
  });

  it('leans on the department, and goes over to the doctor', () => {
    const times = tenMinutes();
    const other = { doctor: 'li', department: 'medicine' };
    assert.ok(Math.abs(expectedMinutes(times, { ...other, kind: 'first' }) - 10) < 0.5);
    for (let n = 0; n < 20; n += 1) learnService(times, { ...other, kind: 'first', minutes: 5 });
    const li = expectedMinutes(times, { ...other, kind: 'first' });
    assert.ok(li < 7 && li > 5, String(li));
  });

  it('does not believe a service without length, or of a day', () => {
    const times = noServiceTimes();
    for (const minutes of [0, 0.01, 600, Number.NaN]) {
      learnService(times, { ...doctor, kind: 'first', minutes });
    }
    assert.equal(expectedMinutes(times, { ...doctor, kind: 'first' }), usualMinutes.first);
  });
});

describe('rangeOf', () => {
  const outcome = (actual: number): Outcome => ({
    department: 'medicine',
    ahead: 2,
    isOpen: true,
    forecast: 20,
    actual,
  });

  it('is what came of earlier forecasts', () => {
    const residuals: Residuals = new Map();
    for (let n = 0; n < 1050; n += 1) learnOutcome(residuals, outcome(20 + (n % 21)));
    const range = rangeOf(residuals, outcome(0));
    assert.deepEqual([range.soonest, range.p50, range.p90].map(Math.round), [22, 30, 38]);
  });

  it('is learned by itself of forecasts before the first call', () => {
    const residuals: Residuals = new Map();
    for (let n = 0; n < 300; n += 1) learnOutcome(residuals, outcome(20 + (n % 21)));
    const before = rangeOf(residuals, { ...outcome(0), isOpen: false });
    assert.equal(before.p50, 20);
  });

  it('goes over from what is known of all to what is known of a department', () => {
    const residuals: Residuals = new Map();
    for (let n = 0; n < 1000; n += 1) learnOutcome(residuals, outcome(20));
    const other = { ...outcome(42), department: 'surgery' };
    const p50 = () => rangeOf(residuals, other).p50;
    const told = [p50()];
    for (const count of [50, 950]) {
      for (let n = 0; n < count; n += 1) learnOutcome(residuals, other);
      told.push(p50());
    }
    assert.ok(told[0]! < 21 && told[1]! > 24 && told[1]! < 32 && told[2]! > 38, String(told));
  });

  it('is in order and not below nothing before anything is known', () => {
    const range = rangeOf(new Map(), { ...outcome(0), forecast: 0 });
    assert.ok(range.soonest >= 0 && range.soonest <= range.p50 && range.p50 < range.p90);
  });
});

describe('roomsOf', () => {
  const known: RoomsKnown = {
    now: now - 20 * minute,
    starts: now,
    doctor: 'medicine',
    seen: [],
    begins: [],
  };
  const seen = (doctor: string, since: number) => ({ doctor, since, busy: undefined });
  const cases: [string, Partial<RoomsKnown>, [string, number][]][] = [
    ['is one room soon after the begin, of a line that is new', {}, [['medicine', 5]]],
    [
      'is as many as usual, each when it usually begins',
      { begins: [2, 9] },
      [
        ['medicine', 2],
        ['medicine', 9],
      ],
    ],
    [
      'is who called, and those who usually begin after them',
      { now: now + 5 * minute, begins: [2, 9], seen: [seen('wang', now)] },
      [
        ['wang', 5],
        ['medicine', 9],
      ],
    ],
    ['expects soon who is late', { now: now + 6 * minute, begins: [5] }, [['medicine', 8]]],
    [
      'expects ever less surely who is very late',
      { now: now + 45 * minute, begins: [5] },
      [['medicine', 65]],
    ],
    [
      'waits after an hour for nobody who has not called',
      { now: now + 60 * minute, begins: [2, 9], seen: [seen('wang', now)] },
      [['wang', 60]],
    ],
    [
      'leaves out a room that has not called for long, unless it is the only one',
      { now: now + 60 * minute, seen: [seen('wang', now), seen('li', now + 50 * minute)] },
      [['li', 60]],
    ],
  ];
  for (const [title, more, expected] of cases) {
    it(title, () =>
      assert.deepEqual(
        roomsOf({ ...known, ...more }).map(({ doctor, freeFrom }) => [
          doctor,
          (freeFrom - now) / minute,
        ]),
        expected,
      ),
    );
  }
});

describe('awaitedOf', () => {
  const one = { id: 'a', kind: 'first', slot: now, ends: now + 30 * minute } as const;
  it('expects somebody a little before their slot, and not once it has ended', () => {
    assert.equal(awaitedOf(one, now - 60 * minute)[0]?.notBefore, now - 15 * minute);
    assert.equal(awaitedOf(one, now + minute)[0]?.notBefore, now + minute);
    assert.deepEqual(awaitedOf(one, one.ends), []);
  });
});

describe('quantileOfSorted', () => {
  it('lies between neighbours', () => {
    assert.equal(quantileOfSorted([1, 2, 3, 4], 0.5), 2.5);
    assert.equal(quantileOfSorted([], 0.5), 0);
  });
});
