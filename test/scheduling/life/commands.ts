/**
 * What can happen in a life: people act, alone or all at once; time passes; providers change their
 * mood; the house or its database is killed in the midst of it and comes back. After each, what
 * must hold is looked at.
 * https://fast-check.dev/docs/advanced/model-based-testing/
 */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import type { Mood } from '#server/payment/simulators/simulator.ts';
import { type Act, type Booker, ask, lostWith, perform } from './acts.ts';
import { alone } from './foretell.ts';
import { type Asked, type Model, count } from './model.ts';
import { wrongNumbers } from './numbers.ts';
import { type System, crashPostgres, killHouse, pass, restartHouse } from './system.ts';

/** A command of a life. */
export type Command = fc.AsyncCommand<Model, System>;

const second = 1000;
const minute = 60 * second;

/** A command that can always happen. @param told what it is, so that a failure can be read. */
function command(
  name: string,
  told: unknown,
  run: (model: Model, system: System) => Promise<void>,
): Command {
  return {
    check: () => true,
    async run(model, system) {
      await pass(system, second);
      await run(model, system);
      await assertWell(model, system, name);
    },
    toString: () => `${name} ${JSON.stringify(told)}`,
  };
}

/** What must hold once nothing is under way. */
export async function assertWell(model: Model, system: System, after: string): Promise<void> {
  for (const booth of Object.values(system.booths)) await booth.quiet();
  // A house whose database went away may still find so some seconds later.
  const isBug = (text: string) => !model.counts.has('crash') || !brokenConnection.test(text);
  const bugs = [...system.bugs, ...system.house.bugs].filter(isBug);
  assert.deepEqual([...(await wrongNumbers(system, model)), ...bugs], [], `after ${after}`);
}

/** People act, all of them at the same time. */
const together = (acts: readonly Act[]): Command =>
  command('together', acts, async (model, system) => {
    await Promise.all(acts.map((act) => perform(act, model, system)));
  });

/** Somebody acts, and nobody else does. */
const one = (act: Act): Command =>
  command('alone', act, async (model, system) => {
    const wrong = await alone(act, { model, system }, () => perform(act, model, system));
    assert.deepEqual(wrong, [], 'what was foretold');
  });

/** The house dies while people act, and what happens until it is back. */
interface Death {
  acts: readonly Act[];
  /** Milliseconds after which it is killed. */
  after: number;
  /** What happens at the providers while it is dead. */
  meanwhile: readonly Act[];
  /** Minutes for which it is dead. */
  minutes: number;
}

const death = (given: Death): Command =>
  command('death', given, async (model, system) => {
    const acting = given.acts.map((act) => perform(act, model, system));
    await pause(given.after);
    await killHouse(system);
    await Promise.all(acting);
    system.clock.at += given.minutes * minute + second;
    for (const act of given.meanwhile) await perform(act, model, system);
    await restartHouse(system);
    count(model, 'death');
    await assertWell(model, system, 'death');
    await askAgain(model, system);
  });

/** PostgreSQL dies while people act; the house stays, and finds it again. */
const crash = (given: Pick<Death, 'acts' | 'after'>): Command =>
  command('crash', given, async (model, system) => {
    const acting = given.acts.map((act) => perform(act, model, system));
    await pause(given.after);
    await crashPostgres(system);
    await Promise.all(acting);
    await untilFound(system);
    count(model, 'crash');
    await assertWell(model, system, 'crash');
    await askAgain(model, system);
  });

/** What it says of a database that went away; anything else is a bug. */
const brokenConnection = new RegExp(
  [
    'CONNECTION_|CONNECT_TIMEOUT|ECONNRE|57P0[123]|terminating connection|recovery mode',
    'nextWrite|shutting down|starting up|not yet accepting',
  ].join('|'),
);

/** Waits until the house can work again. */
async function untilFound({ house }: System): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const found = await house.ask({ ask: 'refresh' }).then(
      () => true,
      () => false,
    );
    if (found) return;
    assert.ok(tries < 200, 'the house finds its database again');
    await pause(25);
  }
}

/** Who never heard what became of a wish asks again under the same key, and hears it now. */
async function askAgain(model: Model, system: System): Promise<void> {
  const lost = lostWith(model);
  await Promise.all(lost.map((one) => again(one, model, system)));
}

async function again(lost: Asked, model: Model, system: System): Promise<void> {
  const { appointment: _unknown, ...rest } = lost;
  const told = await ask({ ...rest, status: undefined, text: '' }, model, system);
  count(model, 'asked again');
  // By then it is known what became of the first, too: the same, or nothing.
  const { status, text, appointment } = told;
  if (status === undefined || (status >= 300 && status !== 409)) return;
  Object.assign(lost, { status, text });
  if (appointment !== undefined) Object.assign(lost, { appointment });
}

const time = (minutes: number): Command =>
  command('time', minutes, async (model, system) => {
    await pass(system, minutes * minute);
    await perform({ do: 'tick' }, model, system);
  });

const mood = (channel: 'wechat' | 'alipay', next: Mood): Command =>
  command('mood', { channel, ...next }, async (_model, system) => {
    system.booths[channel].mood = next;
  });

const number = fc.nat(99);
const channel = fc.constantFrom('wechat' as const, 'alipay' as const);
const booker: fc.Arbitrary<Booker> = fc.constantFrom('self', 'self', 'village', 'desk');
const key = fc.nat(4);

const booking = fc.record({
  do: fc.constantFrom('book' as const, 'book' as const, 'hold' as const),
  who: number,
  slot: number,
  key,
  by: booker,
});
const visiting = fc.record({
  do: fc.constant('visit' as const),
  who: number,
  slot: number,
  channel,
});
const waiting = fc.record({ do: fc.constant('wait' as const), who: number, slot: number });
const changing: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constant('cancel' as const), which: number, by: booker }),
  fc.record({ do: fc.constantFrom('confirm' as const, 'check-in' as const), which: number }),
  fc.record({ do: fc.constant('reschedule' as const), which: number, slot: number, key }),
);
const money: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('begin-payment' as const), which: number, channel }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pay' as const), which: number, channel }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('tell' as const), channel, turn: fc.nat(7) }),
  },
);
const planning: fc.Arbitrary<Act> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const), slot: number }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      slot: number,
      count: fc.integer({ min: 1, max: 2 }),
      pool: fc.nat(5),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('substitute' as const), slot: number, role: fc.nat(2) }),
  },
);
const chores: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('tick' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('reconcile' as const),
      back: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('finish-refunds' as const), channel }) },
);

/** Any act. */
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 7, arbitrary: booking },
  { weight: 5, arbitrary: visiting },
  { weight: 5, arbitrary: waiting },
  { weight: 8, arbitrary: changing },
  { weight: 8, arbitrary: money },
  { weight: 1, arbitrary: planning },
  { weight: 4, arbitrary: chores },
);
const acts = fc.array(act, { minLength: 1, maxLength: 12, size: 'max' });
const atProviders: fc.Arbitrary<Act> = fc.record({
  do: fc.constant('pay' as const),
  which: number,
  channel,
});
const moods: fc.Arbitrary<Mood> = fc.record({
  answers: fc.constantFrom('well', 'well', 'well', 'well', 'broken', 'loses-answers', 'unsigned'),
  notices: fc.constantFrom('prompt', 'lost', 'twice', 'held'),
  refunds: fc.constantFrom('prompt', 'pending'),
});

/** Everything that can happen, for `fc.commands`; what stands here more often comes more often. */
export const commandArbitraries: fc.Arbitrary<Command>[] = [
  ...Array.from({ length: 8 }, () => acts.map(together)),
  ...Array.from({ length: 3 }, () => act.map(one)),
  ...Array.from({ length: 2 }, () =>
    fc
      .record({
        acts,
        after: fc.nat(30),
        meanwhile: fc.array(atProviders, { maxLength: 3 }),
        minutes: fc.constantFrom(0, 0, 1, 12, 40),
      })
      .map(death),
  ),
  fc.record({ acts, after: fc.nat(20) }).map(crash),
  ...Array.from({ length: 2 }, () =>
    fc.constantFrom(1, 1, 4, 4, 6, 6, 11, 16, 31, 60, 360, 720).map(time),
  ),
  fc.tuple(channel, moods).map(([at, next]) => mood(at, next)),
];

/** How every life begins, so that each is one: people pay, a clinic is stopped, the house dies. */
export const prologue: readonly Command[] = [
  together([0, 1, 2, 3].map((n) => ({ do: 'visit', who: n, slot: n, channel: 'wechat' }))),
  one({ do: 'cancel', which: 0, by: 'desk' }),
  death({
    acts: [
      { do: 'book', who: 4, slot: 0, key: 1, by: 'self' },
      { do: 'book', who: 5, slot: 1, key: 1, by: 'village' },
      { do: 'visit', who: 0, slot: 4, channel: 'alipay' },
    ],
    after: 15,
    meanwhile: [{ do: 'pay', which: 0, channel: 'alipay' }],
    minutes: 1,
  }),
  // The afternoon clinic: who has a number of it is kept another, once, whenever the house dies.
  together([1, 2].map((n) => ({ do: 'visit', who: n, slot: 4, channel: 'wechat' }))),
  death({ acts: [{ do: 'stop', slot: 4 }], after: 45, meanwhile: [], minutes: 0 }),
  one({ do: 'stop', slot: 4 }),
  one({ do: 'confirm', which: 0 }),
];
