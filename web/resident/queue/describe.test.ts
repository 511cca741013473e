/** Places in a line, in words. Times are local to the machine that runs the test. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Place } from '#model/queue/place.ts';
import { zhQueue } from '../../i18n/resident/zh-queue.ts';
import { describePlace, rangeShares, shortPrediction, spokenPlace } from './describe.ts';

const { queue, step } = zhQueue;
const local = (hour: number, minute: number) => new Date(2026, 10, 27, hour, minute).toISOString();

const place = (given: Partial<Place>): Place => ({
  appointment: 'a',
  state: 'waiting',
  number: 12,
  ahead: 3,
  room: null,
  soonest: local(10, 15),
  p50: local(10, 30),
  p90: local(10, 50),
  leave: null,
  at: local(10, 0),
  ...given,
});

test('Who waits is told how many are before, about when, and between which times', () => {
  const told = describePlace(place({}), queue);
  assert.deepEqual(told, {
    tone: 'calm',
    title: '3 人',
    room: undefined,
    help: undefined,
    about: '10:30 前后',
    range: '十次里有九次在 10:15 到 10:50 之间',
  });
  assert.equal(describePlace(place({ ahead: 0 }), queue).title, '下一个就是您');
});

test('What is not known is not made up', () => {
  const told = describePlace(place({ soonest: null, p50: null, p90: null }), queue);
  assert.match(told.about ?? '', /算不出/);
  assert.equal(told.range, undefined);
  assert.equal(shortPrediction(place({ p50: null }), step), undefined);
  assert.equal(shortPrediction(undefined, step), undefined);
});

test('Who is called is told the room, loudly', () => {
  const told = describePlace(place({ state: 'called', room: '眼科 3 诊室' }), queue);
  assert.equal(told.tone, 'loud');
  assert.equal(told.room, '眼科 3 诊室');
  assert.match(spokenPlace(told, 'zh'), /^叫到您了。眼科 3 诊室。/);
});

test('Every state is told, and none promises a time once it is past', () => {
  for (const [state, title] of [
    ['serving', '正在就诊'],
    ['away', '去做检查了'],
    ['passed', '您的号已过'],
    ['done', '已看完'],
    ['left', '已离开'],
  ] as const) {
    const told = describePlace(place({ state }), queue);
    assert.equal(told.title, title);
    assert.equal(told.about, undefined);
  }
  assert.equal(describePlace(place({ state: 'expected' }), queue).about, '10:30 前后');
});

test('The range is drawn from now to its end', () => {
  const now = Date.parse(local(10, 10));
  assert.deepEqual(rangeShares(place({}), now), { from: 5 / 40, middle: 0.5, to: 1 });
  assert.equal(rangeShares(place({ p90: null }), now), undefined);
  assert.equal(rangeShares(place({}), Date.parse(local(11, 0))), undefined);
});

test('The card of the first page says it in a few words', () => {
  assert.equal(shortPrediction(place({}), step), '预计 10:15–10:50 叫到');
});
