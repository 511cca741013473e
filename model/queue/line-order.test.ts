/**
 * Who is called before whom.
 * https://hl7.org/fhir/R4/encounter-definitions.html#Encounter.priority
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Turn, callingOrder, rankBehind, rankOf, rankOfReturn } from './line-order.ts';

const eight = Date.parse('2026-12-01T00:00:00Z');
const minute = 60_000;

interface Named extends Turn {
  name: string;
}

const turn = (name: string, rank: number, more: Partial<Turn> = {}): Named => ({
  name,
  class: 'usual',
  kind: 'first',
  rank,
  ...more,
});
const names = (order: readonly Named[]) => order.map(({ name }) => name).join(' ');

describe('callingOrder', () => {
  const cases: [string, Named[], number, string][] = [
    ['goes by rank', [turn('b', 2), turn('a', 1)], 0, 'a b'],
    [
      'calls emergencies first, whenever they came',
      [turn('a', 1), turn('e', 9, { class: 'emergency' })],
      0,
      'e a',
    ],
    [
      'calls who has priority before the others, behind emergencies',
      [turn('a', 1), turn('p', 5, { class: 'priority' }), turn('e', 9, { class: 'emergency' })],
      0,
      'e p a',
    ],
    [
      'takes a return after each first visit',
      [
        turn('a', 1),
        turn('b', 2),
        turn('r', 8, { kind: 'return' }),
        turn('s', 9, { kind: 'return' }),
      ],
      0,
      'a r b s',
    ],
    [
      'takes the return at once where a first visit was called since the last one',
      [turn('a', 1), turn('r', 8, { kind: 'return' })],
      1,
      'r a',
    ],
    ['takes returns alone', [turn('r', 8, { kind: 'return' })], 0, 'r'],
    ['has nobody where nobody waits', [], 3, ''],
  ];
  for (const [title, waiting, since, expected] of cases) {
    it(title, () => assert.equal(names(callingOrder(waiting, since)), expected));
  }
});

describe('rankOf', () => {
  const slot = { starts: eight, ends: eight + 30 * minute };

  it('goes by slot and number for who comes in time, however early', () => {
    const early = rankOf({ ...slot, came: eight - 60 * minute, n: 2 });
    const first = rankOf({ ...slot, came: eight + 10 * minute, n: 1 });
    assert.ok(first < early);
    const next = { starts: slot.ends, ends: slot.ends + 30 * minute };
    assert.ok(early < rankOf({ ...next, came: eight - 90 * minute, n: 3 }));
  });

  it('goes by the moment for who comes when the slot is over', () => {
    const late = rankOf({ ...slot, came: slot.ends + 5 * minute, n: 1 });
    assert.ok(late > rankOf({ starts: slot.ends, ends: slot.ends + 30 * minute, came: 0, n: 9 }));
  });

  it('stays a whole number that JavaScript holds exactly', () => {
    assert.ok(Number.isSafeInteger(rankOf({ ...slot, came: eight, n: 4999 })));
    assert.ok(Number.isSafeInteger(rankOfReturn({ now: eight, n: 4999 })));
  });
});

describe('rankBehind', () => {
  const line = [1, 2, 3, 4].map((n) => turn(String(n), n * 2));

  it('puts who was passed behind the next three', () => {
    const own = turn('passed', 0);
    const back = { ...own, ...rankBehind(line, own) };
    assert.equal(names(callingOrder([...line, back], 0)), '1 2 3 passed 4');
  });

  it('puts them at the end of a shorter line, and keeps them alone where nobody waits', () => {
    const own = turn('passed', 0);
    const back = { ...own, ...rankBehind(line.slice(0, 2), own) };
    assert.equal(names(callingOrder([...line.slice(0, 2), back], 0)), '1 2 passed');
    assert.deepEqual(rankBehind([], own), own);
  });

  it('takes away the priority of who was called and did not come', () => {
    const own = turn('passed', 0, { class: 'priority' });
    assert.equal(rankBehind(line, own).class, 'usual');
  });

  it('does not count emergencies among the three', () => {
    const urgent = turn('e', 0, { class: 'emergency' });
    const own = turn('passed', 0);
    const back = { ...own, ...rankBehind([urgent, ...line], own) };
    assert.equal(names(callingOrder([urgent, ...line, back], 0)), 'e 1 2 3 passed 4');
  });
});
