/**
 * What is foretold of a line: the rooms take the next as they become free.
 * https://doi.org/10.2196/77297
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Awaited, type Room, beginsAt, predictCalls } from './predict.ts';
import { type Outcome, type Residuals, learnOutcome, rangeOf } from './residuals.ts';
import {
  expectedMinutes,
  learnService,
  noServiceTimes,
  quantile,
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
    forecast: 20,
    actual,
  });

  it('is what came of earlier forecasts', () => {
    const residuals: Residuals = new Map();
    for (let n = 0; n < 300; n += 1) learnOutcome(residuals, outcome(20 + (n % 21)));
    const range = rangeOf(residuals, outcome(0), new Map());
    assert.deepEqual([range.soonest, range.p50, range.p90].map(Math.round), [22, 30, 38]);
  });

  it('is in order and not below nothing before anything is known', () => {
    const range = rangeOf(new Map(), { department: '', ahead: 0, forecast: 0 }, new Map());
    assert.ok(range.soonest >= 0 && range.soonest <= range.p50 && range.p50 < range.p90);
  });
});

describe('beginsAt', () => {
  it('is the session and the usual lateness, and later for who is later still', () => {
    assert.equal(beginsAt({ starts: now, late: 5, now: now - minute }), now + 5 * minute);
    assert.equal(beginsAt({ starts: now, late: 5, now: now + 6 * minute }), now + 8 * minute);
    assert.ok(beginsAt({ starts: now, late: 5, now: now + 45 * minute }) >= now + 65 * minute);
  });
});

describe('quantile', () => {
  it('lies between neighbours', () => {
    assert.equal(quantile([4, 1, 3, 2], 0.5), 2.5);
    assert.equal(quantile([], 0.5), 0);
  });
});
