/** Quotas: a village behind one address is served, a hall of programs is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#fhir/refusals.ts';
import { createQuotas } from './quotas.ts';

function stage() {
  const counted: string[] = [];
  let at = 1_000_000;
  const quotas = createQuotas({
    now: () => at,
    rules: { person: 30, own: 6, address: 120 },
    holdMs: 0,
    counted: (what) => counted.push(what),
  });
  /** Asks; the seconds for which one is refused, 0 where not. */
  const ask = (who: string, address = 'a'): { seconds: number; isLogged: boolean } => {
    try {
      quotas.take(who, address);
      return { seconds: 0, isLogged: false };
    } catch (error) {
      assert.ok(error instanceof Refusal);
      assert.equal(error.code, 'rate-limited');
      return { seconds: error.seconds ?? -1, isLogged: error.isLogged };
    }
  };
  const times = (count: number, who: string, address?: string) =>
    Array.from({ length: count }, () => ask(who, address));
  return { counted, ask, times, pass: (ms: number) => (at += ms) };
}

const served = (answers: { seconds: number }[]) =>
  answers.filter(({ seconds }) => seconds === 0).length;

test('Five hundred people of a village behind one address ask six times each in a minute', () => {
  const { times } = stage();
  for (let at = 0; at < 500; at += 1) assert.equal(served(times(6, `villager ${at}`)), 6);
});

test('Two hundred programs behind one address share what is beyond their own six', () => {
  const { times, counted } = stage();
  let all = 0;
  for (let at = 0; at < 200; at += 1) all += served(times(30, `bot ${at}`));
  assert.equal(all, 200 * 6 + 120);
  assert.ok(counted.includes('address'));
});

test('A neighbour of programs has their own six all the same', () => {
  const { times } = stage();
  for (let at = 0; at < 50; at += 1) times(30, `bot ${at}`);
  assert.equal(served(times(6, 'neighbour')), 6);
});

test('Who goes on is shut out for longer each time, up to ten minutes, and logged once', () => {
  const { times, ask, pass } = stage();
  assert.equal(served(times(30, 'bot')), 30);
  assert.deepEqual(ask('bot'), { seconds: 5, isLogged: true });
  const lengths = [];
  for (const asked of [10, 20, 40, 80, 160, 320, 640, 1200, 1200]) {
    const answers = times(asked, 'bot');
    assert.equal(served(answers), 0);
    assert.equal(answers.filter(({ isLogged }) => isLogged).length, 1);
    lengths.push(answers.at(-1)!.seconds);
  }
  assert.deepEqual(lengths, [10, 20, 40, 80, 160, 320, 600, 600, 600]);
  pass(599_000);
  assert.equal(ask('bot').seconds, 1);
  pass(1_000);
  assert.equal(ask('bot').seconds, 0);
});

test('Who waits as told is served again, and is as good as new after ten quiet minutes', () => {
  const { times, ask, pass } = stage();
  times(30, 'hasty');
  pass(ask('hasty').seconds * 1000 + 60_000);
  assert.equal(served(times(30, 'hasty')), 30);
  assert.equal(ask('hasty').seconds, 10);
  pass(10_000 + 600_000);
  times(30, 'hasty');
  assert.equal(ask('hasty').seconds, 5);
});

test('Quotas of one person are of one person', () => {
  const { times, ask } = stage();
  times(31, 'bot', 'somewhere');
  assert.equal(ask('other', 'somewhere').seconds, 0);
});
