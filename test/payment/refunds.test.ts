/**
 * Stories of giving money back: once, never more than was paid, and never half, whatever falls
 * over.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791862
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { balanceOf, entriesOf } from '#server/payment/orders/entries.ts';
import { queryOrder } from '#server/payment/orders/close-order.ts';
import { type Channel, readOrder } from '#server/payment/orders/order.ts';
import { openDifferences } from '#server/payment/reconciliation/difference.ts';
import { refundsOf } from '#server/payment/refunds/refund.ts';
import { requestRefund } from '#server/payment/refunds/request-refund.ts';
import { refund } from '#server/payment/refunds/send-refund.ts';
import { settleDue } from '#server/payment/settle-due.ts';
import { type PaymentHouse, hookedOf, morning, startPaymentHouse } from './house.ts';

const channels: Channel[] = ['wechat', 'alipay'];

for (const channel of channels) {
  describe(`Refunds by ${channel}`, () => {
    let house: PaymentHouse;
    before(async () => {
      house = await startPaymentHouse();
    });
    after(async () => {
      await house.simulator(channel).quiet();
      assert.deepEqual(house.failures, []);
      await house.stop();
    });
    const simulator = () => house.simulator(channel);
    const statusOf = async (id: string) => (await readOrder(house.sql, id)).status;
    const paid = async () => {
      const order = await house.offered({ channel });
      await simulator().pay(order.number);
      return order;
    };
    const back = (id: string, amount: bigint, request = 'r') =>
      refund(house.payment, { id, amount, reason: 'cancelled', request });

    test('Parts go back until nothing is left, and the hook hears of each (PAY-01)', async () => {
      const order = await paid();
      assert.equal((await back(order.id, 500n, 'one')).status, 'done');
      assert.equal(await statusOf(order.id), 'partly-refunded');
      assert.equal((await back(order.id, 750n, 'two')).status, 'done');
      assert.equal(await statusOf(order.id), 'refunded');
      assert.equal(await balanceOf(house.sql, order), 0n);
      assert.equal(await hookedOf(house, order.subject), 0n);
      const amounts = (await entriesOf(house.sql, order)).map(({ amount }) => amount);
      assert.deepEqual(amounts, [1250n, -500n, -750n]);
      const there = simulator()
        .trades.get(order.number)!
        .refunds.map(({ amount }) => amount);
      assert.deepEqual(there, [500n, 750n]);
      // Once all went back, Alipay calls the trade closed: it was paid all the same.
      assert.equal((await queryOrder(house.payment, order.id)).status, 'refunded');
    });

    test('A refund asked for twice, and ten times at once, is made once', async () => {
      const order = await paid();
      const refunds = await Promise.all(Array.from({ length: 10 }, () => back(order.id, 300n)));
      assert.deepEqual(
        new Set(refunds.map(({ number }) => number)),
        new Set([`${order.number}R1`]),
      );
      assert.equal((await back(order.id, 300n)).status, 'done');
      assert.equal(await balanceOf(house.sql, order), 950n);
      assert.equal(simulator().trades.get(order.number)!.refunds.length, 1);
      await assert.rejects(back(order.id, 301n), { code: 'payment-key-reused' });
    });

    test('Never more goes back than was paid, also when many ask at once', async () => {
      const order = await paid();
      const asked = Array.from({ length: 8 }, (_, n) => back(order.id, 400n, `many ${n}`));
      const results = await Promise.allSettled(asked);
      assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 3);
      for (const result of results) {
        if (result.status === 'rejected') assert.equal(result.reason.code, 'refund-too-much');
      }
      assert.equal(await balanceOf(house.sql, order), 50n);
      const unpaid = await house.order({ channel });
      await assert.rejects(back(unpaid.id, 1n), { code: 'refund-too-much' });
    });

    test('What is pending is reserved, and done when the provider is done', async () => {
      const order = await paid();
      simulator().mood.refunds = 'pending';
      assert.equal((await back(order.id, 1000n, 'one')).status, 'asked');
      assert.equal(await statusOf(order.id), 'refunding');
      await assert.rejects(back(order.id, 251n, 'two'), { code: 'refund-too-much' });
      assert.equal(await balanceOf(house.sql, order), 1250n);
      simulator().mood.refunds = 'prompt';
      await simulator().finishRefunds();
      assert.equal(await statusOf(order.id), 'partly-refunded');
      assert.equal(await balanceOf(house.sql, order), 250n);
    });

    test('The notice of a pending refund is lost: the job asks', async () => {
      const order = await paid();
      simulator().mood.refunds = 'pending';
      await back(order.id, 1250n);
      simulator().mood.refunds = 'prompt';
      simulator().mood.notices = 'lost';
      await simulator().finishRefunds();
      simulator().mood.notices = 'prompt';
      house.clock.at += 60_000;
      await settleDue(house.payment);
      house.clock.at = morning;
      assert.equal(await statusOf(order.id), 'refunded');
    });

    test('The provider gives back and its answer is lost: the job finds out, once', async () => {
      const order = await paid();
      simulator().mood.notices = 'lost';
      simulator().mood.answers = 'loses-answers';
      assert.equal((await back(order.id, 1250n)).status, 'asked');
      simulator().mood.answers = 'well';
      simulator().mood.notices = 'prompt';
      assert.equal(simulator().trades.get(order.number)!.refunds.length, 1);
      house.clock.at += 60_000;
      await settleDue(house.payment);
      house.clock.at = morning;
      assert.equal(await statusOf(order.id), 'refunded');
      assert.equal(simulator().trades.get(order.number)!.refunds.length, 1);
      assert.equal(await hookedOf(house, order.subject), 0n);
    });

    test('The power goes between the answer and our commit: given back once', async () => {
      const order = await paid();
      const asked = { id: order.id, amount: 1250n, reason: 'stopped', request: 'r' } as const;
      await house.sql.transaction((tx) => requestRefund(house.payment, tx, asked));
      simulator().mood.notices = 'lost';
      house.faults.commits = 1;
      await settleDue(house.payment);
      simulator().mood.notices = 'prompt';
      assert.match(String(house.failures.pop()), /power/);
      assert.equal(await balanceOf(house.sql, order), 1250n);
      assert.equal(simulator().trades.get(order.number)!.refunds.length, 1);
      house.clock.at += 60_000;
      await settleDue(house.payment);
      house.clock.at = morning;
      assert.equal(await balanceOf(house.sql, order), 0n);
      assert.equal(simulator().trades.get(order.number)!.refunds.length, 1);
      assert.equal(await hookedOf(house, order.subject), 0n);
    });

    test('A cancelled transaction asks nothing back', async () => {
      const order = await paid();
      const asked = { id: order.id, amount: 1n, reason: 'cancelled', request: 'r' } as const;
      const work = house.sql.transaction(async (tx) => {
        await requestRefund(house.payment, tx, asked);
        throw new Error('The appointment could not be cancelled');
      });
      await assert.rejects(work, /appointment/);
      assert.deepEqual(await refundsOf(house.sql, order), []);
      assert.equal(await statusOf(order.id), 'paid');
    });

    test('What the provider will not do is for a person, and can be asked anew', async () => {
      const order = await paid();
      simulator().mood.refunds = 'failing';
      assert.equal((await back(order.id, 1250n, 'one')).status, 'failed');
      simulator().mood.refunds = 'prompt';
      assert.equal(await statusOf(order.id), 'paid');
      const found = await openDifferences(house.sql, 1000);
      const [one] = found.filter(({ number }) => number === order.number);
      assert.deepEqual(
        [one?.source, one?.kind, one?.refund],
        ['refund', 'status', `${order.number}R1`],
      );
      assert.match(one?.theirsSays ?? '', /ENOUGH/);
      assert.equal((await back(order.id, 1250n, 'two')).status, 'done');
      assert.equal(await balanceOf(house.sql, order), 0n);
    });

    test('A signed notice of a refund that we never asked for is noted', async () => {
      const order = await paid();
      const trade = simulator().trades.get(order.number)!;
      const strange = { number: `${order.number}R9`, id: 'x', amount: 1n, at: morning } as const;
      await simulator().notify(trade, { ...strange, state: 'done' });
      simulator().held.length = 0;
      assert.equal(simulator().sent.at(-1)?.status, 422);
      const found = await openDifferences(house.sql, 1000);
      const [one] = found.filter(({ refund: number }) => number === strange.number);
      assert.equal(one?.kind, 'missing-here');
      assert.equal(await balanceOf(house.sql, order), 1250n);
    });
  });
}
