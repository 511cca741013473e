/**
 * Random lives of payments against the provider's own books as the model: whatever is paid, given
 * back, lost, doubled, shuffled and broken, in the end both books are the same and no fen is gone.
 * The runs are seeded: a failure names the seed that makes it again.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#fhir/refusals.ts';
import { closeOrder, queryOrder } from '#server/payment/orders/close-order.ts';
import { balanceOf, entriesOf } from '#server/payment/orders/entries.ts';
import { prepay } from '#server/payment/orders/prepay.ts';
import { type PaymentOrder, readOrder } from '#server/payment/orders/order.ts';
import { openDifferences } from '#server/payment/reconciliation/difference.ts';
import { reconcile } from '#server/payment/reconciliation/reconcile.ts';
import { refundsOf } from '#server/payment/refunds/refund.ts';
import { refund } from '#server/payment/refunds/send-refund.ts';
import { settleDue } from '#server/payment/settle-due.ts';
import type { Mood } from '#server/payment/simulators/simulator.ts';
import { type PaymentHouse, hookedOf, morning, startPaymentHouse, browser } from './house.ts';

const steps = 250;
const day = '2026-11-26';

/** A generator of numbers from 0 to below 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Run {
  house: PaymentHouse;
  orders: PaymentOrder[];
  random: () => number;
  pick: <T>(list: readonly T[]) => T;
  some: (most: number) => number;
}

/** What can happen, each as often as its weight says. */
const events: [weight: number, happen: (run: Run) => Promise<unknown>][] = [
  [4, newOrder],
  [6, ({ house, orders, pick }) => pay(house, pick(orders))],
  [4, askBack],
  [2, ({ house, orders, pick }) => closeOrder(house.payment, pick(orders).id)],
  [2, ({ house, orders, pick }) => queryOrder(house.payment, pick(orders).id)],
  [2, ({ house }) => settleDue(house.payment)],
  [2, ({ house, some }) => Promise.resolve((house.clock.at += some(200_000)))],
  [3, changeMood],
  [1, ({ house }) => Promise.resolve((house.faults.commits += 1))],
  [1, ({ house }) => Promise.resolve((house.faults.hooks += 1))],
  [1, ({ house, orders, pick }) => Promise.resolve(house.gone.add(pick(orders).subject))],
  [1, shuffleNotices],
  [1, ({ house, pick }) => house.simulator(pick(['wechat', 'alipay'])).finishRefunds()],
];

async function newOrder({ house, orders, pick, some }: Run): Promise<void> {
  const amount = BigInt(1 + some(5000));
  const channel = pick(['wechat', 'alipay'] as const);
  // Now and then for a thing that has an order already.
  const subject = some(4) === 0 && orders.length > 0 ? { subject: pick(orders).subject } : {};
  orders.push(await house.order({ channel, amount, ...subject }));
  await offer(house, orders.at(-1)!);
}

async function offer(house: PaymentHouse, { id }: PaymentOrder): Promise<void> {
  const { url } = await prepay(house.payment, { id, ...browser });
  await fetch(url).then((page) => page.text());
}

const pay = (house: PaymentHouse, { channel, number }: PaymentOrder) =>
  house.simulator(channel).pay(number);

async function askBack({ house, orders, pick, some }: Run): Promise<void> {
  const order = pick(orders);
  // Few keys: many are asked for twice.
  const asked = {
    id: order.id,
    amount: BigInt(1 + some(Number(order.amount))),
    reason: 'by-staff',
    request: `${some(3)}`,
  } as const;
  const twice = [refund(house.payment, asked), refund(house.payment, asked)];
  const results = await Promise.allSettled(twice);
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

async function changeMood({ house, pick }: Run): Promise<void> {
  const { mood } = house.simulator(pick(['wechat', 'alipay']));
  const next: Mood = {
    answers: pick(['well', 'well', 'broken', 'unsigned', 'loses-answers']),
    notices: pick(['prompt', 'prompt', 'lost', 'twice', 'held']),
    refunds: pick(['prompt', 'pending']),
  };
  Object.assign(mood, next);
}

async function shuffleNotices({ house, pick, random }: Run): Promise<void> {
  const simulator = house.simulator(pick(['wechat', 'alipay']));
  await simulator.release((held) =>
    held
      .map((one) => ({ one, at: random() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ one }) => one),
  );
}

/** Lets one thing happen. What may go wrong is a refusal, or what the run itself broke. */
async function step(run: Run): Promise<void> {
  const sum = events.reduce((all, [weight]) => all + weight, 0);
  let left = run.random() * sum;
  const [, happen] = events.find(([weight]) => (left -= weight) < 0)!;
  if (run.orders.length === 0 && happen !== newOrder) return;
  try {
    await happen(run);
  } catch (error) {
    const planted = error instanceof Error && /power|hook that fell/.test(error.message);
    const hungUp = error instanceof TypeError && error.message === 'fetch failed';
    if (!(error instanceof Refusal) && !planted && !hungUp) throw error;
  }
}

/** All is well again, and time passes until nothing is open. */
async function comeToRest({ house, orders }: Run): Promise<void> {
  Object.assign(house.faults, { commits: 0, hooks: 0 });
  for (const channel of ['wechat', 'alipay'] as const) {
    const simulator = house.simulator(channel);
    simulator.mood = { answers: 'well', notices: 'prompt', refunds: 'prompt' };
    await simulator.finishRefunds();
    await simulator.release();
    await simulator.quiet();
  }
  for (let round = 0; round < 8; round += 1) {
    house.clock.at += 1_200_000;
    await settleDue(house.payment, 1000);
  }
  // A late payment of a closed order, whose notice was lost, is found by asking (or by the bill).
  for (const { id } of orders) await queryOrder(house.payment, id);
  house.clock.at += 1_200_000;
  await settleDue(house.payment, 1000);
  for (const channel of ['wechat', 'alipay'] as const) await house.simulator(channel).quiet();
}

/** Both books are the same, and each of ours adds up. */
async function checkBooks({ house, orders }: Run): Promise<{ paid: bigint; kept: bigint }> {
  let [paid, kept] = [0n, 0n];
  const hooked = new Map<string, bigint>();
  for (const { id } of orders) {
    const order = await readOrder(house.sql, id);
    const trade = house.simulator(order.channel).trades.get(order.number);
    const entries = await entriesOf(house.sql, order);
    const sum = entries.reduce((all, { amount }) => all + amount, 0n);
    const back = (trade?.refunds ?? []).reduce((all, { amount }) => all + amount, 0n);
    const theirs = trade?.state === 'paid' ? trade.amount - back : 0n;
    assert.equal(sum, theirs, `${order.status}: what we hold is what they hold for us`);
    assert.equal(await balanceOf(house.sql, order), sum);
    assert.ok(sum >= 0n && sum <= order.amount);
    const refunds = await refundsOf(house.sql, order);
    assert.ok(refunds.every(({ status }) => status === 'done'));
    const expected =
      entries.length === 0
        ? 'closed'
        : sum === order.amount
          ? 'paid'
          : sum === 0n
            ? 'refunded'
            : 'partly-refunded';
    assert.equal(order.status, expected);
    paid += entries.length === 0 ? 0n : order.amount;
    kept += sum;
    const told = refunds.some(({ request }) => request.startsWith('house ')) ? 0n : order.amount;
    const change =
      entries.length === 0 ? 0n : told - refunds.reduce((all, one) => all + one.amount, 0n);
    hooked.set(order.subject, (hooked.get(order.subject) ?? 0n) + change);
  }
  for (const [subject, fen] of hooked) {
    assert.equal((await hookedOf(house, subject)) ?? 0n, fen, 'the hooks heard of every fen');
  }
  return { paid, kept };
}

for (const seed of [1, 20261126, 777]) {
  test(`No fen is lost in a random life of ${steps} events (seed ${seed})`, async (t) => {
    const house = await startPaymentHouse();
    t.after(() => house.stop());
    const random = seeded(seed);
    const some = (most: number) => Math.floor(random() * most);
    const run: Run = { house, orders: [], random, some, pick: (list) => list[some(list.length)]! };
    for (let n = 0; n < steps; n += 1) {
      // Now and then two things happen at once.
      await Promise.all([step(run), ...(some(3) === 0 ? [step(run)] : [])]);
    }
    await comeToRest(run);
    const { paid } = await checkBooks(run);
    assert.ok(paid > 0n && run.orders.length > 10, 'something happened');
    house.clock.at = morning + 86_400_000;
    const results = await reconcile(house.payment, day);
    assert.deepEqual(
      results.flatMap(({ differences }) => differences),
      [],
    );
    assert.deepEqual(await openDifferences(house.sql, 10), []);
    const strange = house.failures.filter((one) => !/power|hook that fell/.test(String(one)));
    assert.deepEqual(strange, []);
  });
}
