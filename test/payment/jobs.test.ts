/**
 * The jobs of the room as the house runs them: they find what was lost, also after falling over.
 */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import type { Sql } from '#fhir/store/sql.ts';
import { readOrder } from '#server/payment/orders/order.ts';
import { openPayment } from '#server/payment/open-payment.ts';
import { settled } from '#server/payment/payment.ts';
import { openDifferences } from '#server/payment/reconciliation/difference.ts';
import { type PaymentHouse, askAfterMs, morning, startPaymentHouse } from './house.ts';

/** Waits until something is so, while timers come round; fails where it never is. */
async function until(isSo: () => Promise<boolean>, comeRound = () => {}): Promise<void> {
  for (let left = 500; !(await isSo()); left -= 1) {
    assert.ok(left > 0, 'it never came to be');
    comeRound();
    await pause(10);
  }
}

describe('The jobs', () => {
  let house: PaymentHouse;
  before(async () => {
    house = await startPaymentHouse();
  });
  after(() => house.stop());

  test('Run by their timers, they book what was lost and find what differs', async (t) => {
    const order = await house.offered({ channel: 'wechat' });
    const { wechat } = house.simulators;
    wechat.mood.notices = 'lost';
    await wechat.pay(order.number);
    const hooks = { Appointment: house.payment.hooks };
    const providers = [...house.payment.providers.values()];
    const { timers } = t.mock;
    timers.enable({ apis: ['setInterval'] });
    const settle = () => timers.tick(5000);
    const stop = openPayment({ ...house.payment, hooks, providers }).start();
    house.clock.at = morning + askAfterMs;
    house.faults.commits = 1;
    await until(async () => house.failures.length > 0, settle);
    assert.match(String(house.failures.pop()), /power/);
    house.clock.at += 60_000;
    const isPaid = async () => (await readOrder(house.sql, order.id)).status === 'paid';
    // Again and again: a round that has told what it threw may still be at its end.
    await until(isPaid, settle);
    wechat.alterBill = () => [];
    house.clock.at = morning + 86_400_000;
    timers.tick(3_600_000);
    await until(async () => (await openDifferences(house.sql, 1)).length > 0);
    await stop();
    const [found] = await openDifferences(house.sql, 2);
    assert.deepEqual([found?.kind, found?.day], ['missing-there', '2026-11-26']);
    assert.deepEqual(house.failures, []);
  });

  test('A transaction that collides is made anew, and not for ever', async () => {
    const collide = (times: number) => {
      let left = times;
      const database = {
        ...house.sql,
        transaction: <T>(work: (tx: Sql) => Promise<T>): Promise<T> => {
          left -= 1;
          if (left < 0) return house.sql.transaction(work);
          return Promise.reject(Object.assign(new Error('deadlock'), { code: '40P01' }));
        },
      };
      return settled({ database }, async () => 'done');
    };
    assert.equal(await collide(3), 'done');
    await assert.rejects(collide(4), /deadlock/);
  });
});
