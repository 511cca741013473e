/** What dates of each precision cover. https://hl7.org/fhir/R4/search.html#date */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dateInterval, periodInterval, timingInterval } from './date.ts';
import { timeMax } from './interval.ts';
import { createZoneOffset } from './time-zone.ts';

const shanghai = createZoneOffset('Asia/Shanghai');
const berlin = createZoneOffset('Europe/Berlin');

describe('A date covers', () => {
  const rows: [text: string, low: string, high: string][] = [
    ['2013', '2012-12-31T16:00:00.000Z', '2013-12-31T15:59:59.999Z'],
    ['2013-02', '2013-01-31T16:00:00.000Z', '2013-02-28T15:59:59.999Z'],
    ['2012-02', '2012-01-31T16:00:00.000Z', '2012-02-29T15:59:59.999Z'],
    ['2013-12-31', '2013-12-30T16:00:00.000Z', '2013-12-31T15:59:59.999Z'],
    ['2013-01-14T10:00', '2013-01-14T02:00:00.000Z', '2013-01-14T02:00:59.999Z'],
    ['2013-01-14T10:00:05', '2013-01-14T02:00:05.000Z', '2013-01-14T02:00:05.999Z'],
    ['2013-01-14T10:00:05Z', '2013-01-14T10:00:05.000Z', '2013-01-14T10:00:05.999Z'],
    ['2013-01-14T10:00:05-05:30', '2013-01-14T15:30:05.000Z', '2013-01-14T15:30:05.999Z'],
    ['2013-01-14T10:00:05.1Z', '2013-01-14T10:00:05.100Z', '2013-01-14T10:00:05.199Z'],
    ['2013-01-14T10:00:05.123Z', '2013-01-14T10:00:05.123Z', '2013-01-14T10:00:05.123Z'],
    ['2013-01-14T10:00:05.123456Z', '2013-01-14T10:00:05.123Z', '2013-01-14T10:00:05.123Z'],
    ['0099-01-01', '0098-12-31T15:54:17.000Z', '0099-01-01T15:54:16.999Z'],
  ];
  for (const [text, low, high] of rows) {
    test(`${text} is ${low} to ${high}`, () => {
      const found = dateInterval(text, shanghai);
      assert.deepEqual(
        [found?.low, found?.high].map((ms) => new Date(ms ?? Number.NaN).toISOString()),
        [low, high],
      );
    });
  }

  test('A day on which the clocks change has 23 or 25 hours', () => {
    const spring = dateInterval('2026-03-29', berlin);
    const autumn = dateInterval('2026-10-25', berlin);
    const hours = [spring, autumn].map(
      (day) => ((day?.high ?? 0) + 1 - (day?.low ?? 0)) / 3_600_000,
    );
    assert.deepEqual(hours, [23, 25]);
  });
});

describe('No date is', () => {
  for (const text of ['', '13', '2013-13', '2013-02-29', '2013-1-1', '2013-01-01T25:00', 'today']) {
    test(`"${text}"`, () => assert.equal(dateInterval(text, shanghai), undefined));
  }
});

test('A Period without an end is open', () => {
  const found = periodInterval({ start: '2013-01-01T00:00:00Z' }, shanghai);
  assert.deepEqual(found, { low: Date.UTC(2013, 0, 1), high: timeMax });
  assert.equal(periodInterval({}, shanghai), undefined);
});

test('A Timing reaches from its first to its last event', () => {
  const event = ['2013-01-05T00:00:00.000Z', '2013-01-01T00:00:00.000Z'];
  assert.deepEqual(timingInterval({ event }, shanghai), {
    low: Date.UTC(2013, 0, 1),
    high: Date.UTC(2013, 0, 5),
  });
});
