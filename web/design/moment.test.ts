/** Dates and ages as people say them. Times are local to the machine that runs the test. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageOn, clockText, dayText, exactText, monthText, saidDate } from './moment.ts';

const now = new Date(2026, 10, 24, 15, 0);

const said: [string, string, string][] = [
  ['2026-11-24', '今天', 'today'],
  ['2026-11-23', '昨天', 'yesterday'],
  ['2026-11-21', '3天前', '3 days ago'],
  ['2026-11-16', '2026-11-16', '2026-11-16'],
  ['2026-05', '2026-05', '2026-05'],
  ['2019', '2019', '2019'],
];
for (const [date, zh, en] of said) {
  test(`${date} is said as ${zh}`, () => {
    assert.equal(saidDate(date, now, 'zh'), zh);
    assert.equal(saidDate(date, now, 'en'), en);
  });
}

test('an instant has a day and a time, a date only a day', () => {
  const instant = new Date(2026, 4, 6, 7, 8).toISOString();
  assert.equal(dayText(instant), '2026-05-06');
  assert.equal(clockText(instant), '07:08');
  assert.equal(exactText(instant), '2026-05-06 07:08');
  assert.equal(clockText('2026-05-06'), undefined);
  assert.equal(dayText('2026-05-06Tnonsense'), '2026-05-06Tnonsense');
});

test('a month is headed in the language of the page', () => {
  assert.equal(monthText('2019-05', 'zh'), '2019年5月');
  assert.equal(monthText('2019-05', 'en'), 'May 2019');
});

const ages: [string | undefined, string | undefined][] = [
  ['1958-03-12', '68 years'],
  ['1958-11-24', '68 years'],
  ['1958-11-25', '67 years'],
  ['2024-06-01', '29 months'],
  ['2023-11-24', '3 years'],
  ['2026-11-01', '23 days'],
  ['2026-11-24', '0 days'],
  ['1958', '68 years'],
  ['2027-01-01', undefined],
  [undefined, undefined],
];
for (const [birth, expected] of ages) {
  test(`someone born ${birth ?? 'nobody knows when'} is ${expected ?? 'of unknown age'}`, () => {
    const age = ageOn(birth, now);
    assert.equal(age && `${age.count} ${age.unit}`, expected);
  });
}
