/** Counting in a window of time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLimiter } from './limiter.ts';

test('So many are let through a window, then the seconds left are told', () => {
  let at = 1000;
  const limiter = createLimiter({ now: () => at, limit: 2, windowMs: 10_000 });
  limiter.take('a');
  limiter.take('a');
  limiter.take('b');
  at += 4500;
  assert.throws(
    () => limiter.take('a'),
    (error) => JSON.stringify((error as { issues: unknown }).issues).includes('请 6 秒后再试'),
  );
  at += 5500;
  limiter.take('a');
});

test('A flood of addresses does not fill the memory, nor free who is at the limit', () => {
  let at = 0;
  const limiter = createLimiter({ now: () => at, limit: 1, windowMs: 1000 });
  for (let n = 0; n < 30_000; n += 1) limiter.take(`a${n}`);
  limiter.take('b');
  assert.throws(() => limiter.take('b'));
  at = 2000;
  limiter.take('b');
});
