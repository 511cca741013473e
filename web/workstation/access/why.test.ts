/** The reasons for seeing a record, and what is specially protected. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProtected, timeLeft, whyOf } from './why.ts';

const answer = (...parameter: object[]) => ({ resourceType: 'Parameters', parameter });

test('a reason is read with its end', () => {
  assert.deepEqual(whyOf(answer({ name: 'why', valueCode: 'own-organization' })), {
    reason: 'own-organization',
  });
  assert.deepEqual(
    whyOf(
      answer(
        { name: 'why', valueCode: 'break-glass' },
        { name: 'until', valueInstant: '2026-11-20T14:00:00+08:00' },
      ),
    ),
    { reason: 'break-glass', until: Date.parse('2026-11-20T06:00:00Z') },
  );
});

test('no reason is made up where the server gives none', () => {
  for (const given of [
    answer(),
    answer({ name: 'why', valueCode: 'none' }),
    answer({ name: 'why', valueCode: 'because' }),
    { resourceType: 'OperationOutcome' },
  ])
    assert.equal(whyOf(given), undefined);
});

test('the time left is counted in hours and minutes, and ends at nothing', () => {
  const until = Date.parse('2026-11-20T14:00:00Z');
  for (const [now, hours, minutes] of [
    ['2026-11-20T10:10:00Z', 3, 50],
    ['2026-11-20T10:10:30Z', 3, 50],
    ['2026-11-20T13:59:59Z', 0, 1],
    ['2026-11-20T14:00:00Z', 0, 0],
    ['2026-11-20T15:00:00Z', 0, 0],
  ] as const)
    assert.deepEqual(timeLeft(until, Date.parse(now)), { hours, minutes }, now);
});

test('only level 5 of the house is specially protected', () => {
  const system = 'https://yishu.example/CodeSystem/data-level';
  for (const [security, expected] of [
    [[{ system, code: '5' }], true],
    [[{ system, code: '4' }], false],
    [[{ system: 'https://other.example', code: '5' }], false],
    [undefined, false],
  ] as const) {
    const meta = security === undefined ? {} : { security: [...security] };
    assert.equal(isProtected({ resourceType: 'Condition', meta }), expected);
  }
});
