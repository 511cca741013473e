/** What a hospital and the hub say is told in words; lists are found by their session. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactText } from '../../../../design/moment.ts';
import type { Fact } from '../../../../fhir/shapes.ts';
import { zhNumbers } from '../../../../i18n/clinic/zh-numbers.ts';
import { differencesOf, hasMoved, listOf, saidText } from './hospital.ts';

const moment = '2026-11-30T01:00:00.000Z';
const rows: [string, string][] = [
  [`living ${moment} #3`, `有号 · ${exactText(moment)} · 3 号`],
  ['noshow', '未到诊'],
  ['S12', '通知：新预约'],
  ['AE no number is left here', '拒收：no number is left here'],
  ['room for 2', '容纳 2 人'],
  ['more numbers are taken', '有号的居民更多'],
  [`book ${moment}`, `窗口售出 · ${exactText(moment)}`],
  ['something-new', 'something-new'],
];
for (const [said, told] of rows) {
  test(`“${said}” is told in words`, () => {
    assert.equal(saidText(said, zhNumbers), told);
  });
}

test('what is shown beside it is not said again', () => {
  const booking = { start: '2026-11-30T09:00:00+08:00', number: 3 };
  assert.equal(saidText(`here ${moment} #3`, zhNumbers, booking), '已到诊');
  assert.equal(saidText(`here ${moment} #4`, zhNumbers, booking), '已到诊 · 4 号');
});

test('a booking that became something else is told of', () => {
  const booking = {
    status: 'cancelled' as const,
    start: moment,
    number: 3,
    person: { id: '', name: '', isMasked: true },
  };
  assert.equal(hasMoved({ ours: 'living', booking }), true);
  assert.equal(hasMoved({ ours: 'S12', booking }), true);
  assert.equal(hasMoved({ ours: `cancelled ${moment}`, booking }), false);
  assert.equal(hasMoved({ ours: '', booking: undefined }), false);
});

test('a difference without a booking has no person, and what may be done is a list', () => {
  const part = [
    { name: 'id', valueString: '1' },
    { name: 'kind', valueCode: 'refused-here' },
    { name: 'may', valueCode: 'keep-ours' },
    { name: 'may', valueCode: 'take-theirs' },
  ];
  const answer = { resourceType: 'Parameters', parameter: [{ name: 'difference', part }] };
  const [one] = differencesOf(answer as object as Fact);
  assert.deepEqual([one?.booking, one?.may], [undefined, ['keep-ours', 'take-theirs']]);
});

test('a list is that of its session, and of no other', () => {
  const list = { schedule: 'a', start: moment, compared: '', agreed: 1, settled: 0, open: 0 };
  assert.equal(listOf([list], { schedule: 'a', start: '2026-11-30T09:00:00+08:00' }), list);
  assert.equal(listOf([list], { schedule: 'b', start: moment }), undefined);
});
