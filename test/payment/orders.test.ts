/**
 * Stories of asking for money: keys, one order for one thing at a time, and the door of the
 * notices.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { closeOrder } from '#server/payment/orders/close-order.ts';
import { type PaymentHouse, startPaymentHouse } from './house.ts';

describe('An order', () => {
  let house: PaymentHouse;
  before(async () => {
    house = await startPaymentHouse();
  });
  after(async () => {
    assert.deepEqual(house.failures, []);
    await house.stop();
  });

  test('The same key gives the same order, also twenty times at once', async () => {
    const asked = { channel: 'wechat', subject: 'Appointment/a', request: 'a' } as const;
    const orders = await Promise.all(Array.from({ length: 20 }, () => house.order(asked)));
    assert.equal(new Set(orders.map(({ id }) => id)).size, 1);
    assert.equal(orders[0]!.number, orders[0]!.id.replaceAll('-', ''));
  });

  test('A key that was used for something else is refused', async () => {
    const asked = { channel: 'wechat', subject: 'Appointment/b', request: 'b' } as const;
    await house.order(asked);
    const others = [
      { amount: 1251n },
      { subject: 'Appointment/c' },
      { channel: 'alipay' as const },
    ];
    for (const other of others) {
      await assert.rejects(house.order({ ...asked, ...other }), { code: 'payment-key-reused' });
    }
  });

  test('One thing is offered once at a time, and not at all when it is paid', async () => {
    const subject = 'Appointment/d';
    const first = await house.offered({ channel: 'wechat', subject });
    await assert.rejects(house.order({ channel: 'alipay', subject }), { code: 'payment-open' });
    await closeOrder(house.payment, first.id);
    const second = await house.offered({ channel: 'alipay', subject });
    await house.simulator('alipay').pay(second.number);
    await assert.rejects(house.order({ channel: 'wechat', subject }), { code: 'payment-done' });
    const rows = await house.sql.run('select status from payment_order where subject = $1', [
      subject,
    ]);
    assert.deepEqual(
      rows.map(({ status }) => String(status)).toSorted((a, b) => a.localeCompare(b)),
      ['closed', 'paid'],
    );
  });

  test('Nothing, less than nothing and an unknown channel are refused', async () => {
    for (const amount of [0n, -5n, 10n ** 12n]) {
      await assert.rejects(house.order({ channel: 'wechat', amount }), { code: 'payment-amount' });
    }
    const channel = 'cheque' as 'wechat';
    await assert.rejects(house.order({ channel }), { code: 'payment-channel' });
  });

  test('The database itself refuses a balance below nothing', async () => {
    const order = await house.order({ channel: 'wechat' });
    const insert = (kind: string, amount: number, balance: number) =>
      house.sql.run(
        `insert into payment_entry values ($1, $2, 1, $3, $4, $5, 'r', 'answer', 0, 0)`,
        [order.bucket, order.id, kind, amount, balance],
      );
    await assert.rejects(insert('refund', -1, -1), { code: '23514' });
    await assert.rejects(insert('payment', -1, 1), { code: '23514' });
    await assert.rejects(insert('refund', 1, 1), { code: '23514' });
  });

  test('A notice for a channel that is not open is 404, and so is a GET', async () => {
    const there = `${house.url}/payment/callback`;
    const post = await fetch(`${there}/cheque`, { method: 'POST', body: '{}' });
    assert.equal(post.status, 404);
    assert.equal((await fetch(`${there}/wechat`)).status, 404);
    assert.equal(house.told.at(-1)?.refusal, 'payment-channel');
  });

  test('What the provider reads of an order is nothing of the patient', async () => {
    const order = await house.offered({ channel: 'wechat', subject: 'Appointment/oncology' });
    const trade = house.simulator('wechat').trades.get(order.number)!;
    assert.equal(trade.text, '医疗服务费');
    assert.doesNotMatch(JSON.stringify({ ...trade, amount: '' }), /oncology|4711/);
  });
});
