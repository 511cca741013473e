/**
 * Random lives of a town against a plain model: people book, hold, wait, pay, change and give back,
 * all at once; the house and its database are killed in the midst of it. No number is sold twice,
 * the ledger balances, what was acknowledged stays, no money is lost. APT-02, PAY-01.
 *
 * YISHU_SEED lives the lives of a seed again, YISHU_RUNS so many of them; YISHU_TEST_PATH the one
 * that a failure names, YISHU_TEST_LENGTH at most so many commands, YISHU_TEST_SHRINK for so many
 * seconds makes a failure shorter, YISHU_TEST_TELL tells what happened. The commands are the same
 * for a seed; which request the house serves first, and how far it is when it dies, is not.
 */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { comeToRest, openDifferences, wrongDays, wrongMoney } from './books.ts';
import { type Command, assertWell, commandArbitraries, prologue } from './commands.ts';
import { type Model, count, newModel } from './model.ts';
import { type Bench, type System, beginLife, endLife, openBench, pass } from './system.ts';

const seed = Number(process.env['YISHU_SEED'] ?? randomInt(2 ** 31));
const runs = Number(process.env['YISHU_RUNS'] ?? 4);
const path = process.env['YISHU_TEST_PATH'];
/** Commands of a life. */
const length = Number(process.env['YISHU_TEST_LENGTH'] ?? 20);
/** Where nobody says how many, no life begins after so long: a slow machine lives fewer. */
const enoughMs = process.env['YISHU_RUNS'] === undefined ? 35_000 : Infinity;
/** So long a failure is made shorter, in milliseconds. */
const shrinkMs = Number(process.env['YISHU_TEST_SHRINK'] ?? 30) * 1000;

const dayMs = 86_400_000;

let bench: Bench;
const counts = new Map<string, number>();
before(async () => {
  bench = await openBench();
});
after(() => bench.stop());

/** Everything ends, and both books are closed. */
async function assertEnds(model: Model, system: System): Promise<void> {
  await comeToRest(system);
  await assertWell(model, system, 'coming to rest');
  assert.deepEqual(await wrongMoney(system, model), [], 'money, at rest');
  await pass(system, 3 * dayMs);
  await system.house.ask({ ask: 'tick' });
  await system.house.ask({ ask: 'tick' });
  await assertWell(model, system, 'every clinic is over');
  assert.deepEqual(await wrongMoney(system, model), [], 'money, in the end');
  assert.deepEqual(await wrongDays(system), [], 'the bills of every day');
  assert.deepEqual(await openDifferences(system), [], 'differences that nothing explains');
}

async function live(commands: Iterable<Command>): Promise<void> {
  const system = await beginLife(bench);
  const model = newModel(bench.town);
  try {
    await fc.asyncModelRun(async () => ({ model, real: system }), [...prologue, ...commands]);
    await assertEnds(model, system);
    for (const [what, times] of model.counts) counts.set(what, (counts.get(what) ?? 0) + times);
    count({ counts }, 'life');
  } finally {
    await endLife(system);
  }
}

describe('Whatever people do and whenever the house dies', () => {
  it(`numbers, promises and money hold (YISHU_SEED=${seed})`, async () => {
    const lives = fc.commands(commandArbitraries, { maxCommands: length, size: 'max' });
    let failedAt: number | undefined;
    const begun = Date.now();
    await fc.assert(
      fc.asyncProperty(lives, async (commands) => {
        const isOver =
          failedAt === undefined ? Date.now() - begun > enoughMs : Date.now() - failedAt > shrinkMs;
        if (isOver) return;
        try {
          await live(commands);
        } catch (error) {
          failedAt ??= Date.now();
          throw error;
        }
      }),
      { seed, numRuns: runs, unbiased: true, ...(path === undefined ? {} : { path }) },
    );
  });

  it('something happened in these lives', () => {
    if (process.env['YISHU_TEST_TELL'] !== undefined) process.stdout.write(`${told()}\n`);
    for (const what of ['book 201', 'cancel 200', 'paid', 'kept', 'death']) {
      assert.ok((counts.get(what) ?? 0) > 0, `${what}: ${told()}`);
    }
  });
});

const told = () =>
  [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, n]) => `${what}: ${n}`)
    .join(', ');
