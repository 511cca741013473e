/** The end of a session that nobody uses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secondsLeft } from './idle.ts';

test('the last minute of an idle session is counted down to 0 and not below (SEC-02)', () => {
  const started = 1_000_000;
  for (const [after, expected] of [
    [0, undefined],
    [13.9, undefined],
    [14, 60],
    [14.5, 30],
    [15, 0],
    [500, 0],
  ] as const)
    assert.equal(secondsLeft(started + after * 60_000, started, 15), expected, `${after} min`);
});
