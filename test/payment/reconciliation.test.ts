/**
 * Stories of the daily reconciliation: each planted difference is found, by its right name, and
 * nothing else.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Channel } from '#server/payment/orders/order.ts';
import {
  type Found,
  openDifferences,
  resolveDifference,
} from '#server/payment/reconciliation/difference.ts';
import { type Reconciled, reconcile } from '#server/payment/reconciliation/reconcile.ts';
import { refund } from '#server/payment/refunds/send-refund.ts';
import type { SimulatedTrade } from '#server/payment/simulators/simulator.ts';
import { type PaymentHouse, morning, startPaymentHouse } from './house.ts';

const channels: Channel[] = ['wechat', 'alipay'];
const day = '2026-11-26';
const dayMs = 86_400_000;

for (const channel of channels) {
  describe(`Reconciling with ${channel}`, () => {
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
    const paid = async () => {
      const order = await house.offered({ channel });
      await simulator().pay(order.number);
      return order;
    };
    const back = (id: string, amount: bigint) =>
      refund(house.payment, { id, amount, reason: 'by-staff', request: `${amount}` });
    const compare = async (): Promise<Reconciled> => {
      const results = await reconcile(house.payment, day);
      return results.find((one) => one.channel === channel)!;
    };

    test('As long as the bill is not made nothing is compared', async () => {
      const { bill, differences } = await compare();
      assert.equal(bill, undefined);
      assert.deepEqual(differences, []);
      await assert.rejects(reconcile(house.payment, '2026-11-31x'), { code: 'bad-request' });
    });

    test('Books that agree show no difference, and the same sums (PAY-01)', async () => {
      const [one, two] = [await paid(), await paid()];
      await house.offered({ channel });
      await back(one.id, 250n);
      await back(two.id, 1250n);
      house.clock.at = morning + dayMs;
      const { bill, ours, differences } = await compare();
      assert.deepEqual(differences, []);
      assert.deepEqual(bill, { lines: 4, paid: 2500n, refunded: 1500n });
      assert.deepEqual(ours, bill);
      house.clock.at = morning;
    });

    test('Every planted difference is found, once, and nothing else', async () => {
      const there = (number: string) => simulator().trades.get(number)!;
      // Both sides have it, and each in another way.
      const amount = await paid();
      const transaction = await paid();
      const refundAmount = await paid();
      await back(refundAmount.id, 100n);
      // We have it, they do not.
      const lost = await paid();
      const refundLost = await paid();
      await back(refundLost.id, 200n);
      // They have it, we have not booked it.
      simulator().mood.notices = 'lost';
      const unheard = await house.offered({ channel });
      await simulator().pay(unheard.number);
      const refundStranger = await paid();
      simulator().mood.notices = 'prompt';
      await simulator().notify(there(refundStranger.number));
      // They have it, and we know no such order.
      const stranger = 'e'.repeat(32);
      const pending = await paid();
      simulator().mood.refunds = 'pending';
      await back(pending.id, 300n);
      simulator().mood.refunds = 'prompt';
      await simulator().quiet();

      simulator().alterBill = (trades) => {
        const copies: SimulatedTrade[] = trades.map((trade) => ({
          ...trade,
          refunds: trade.refunds.map((one) => ({ ...one })),
        }));
        const copy = (number: string) => copies.find((one) => one.number === number)!;
        copy(amount.number).amount = 1251n;
        copy(transaction.number).transaction = 'another';
        copy(refundAmount.number).refunds[0]!.amount = 99n;
        copy(refundLost.number).refunds = [];
        const strange = { number: `${refundStranger.number}R7`, id: 'x', amount: 5n, at: morning };
        copy(refundStranger.number).refunds.push({ ...strange, state: 'done' });
        copy(pending.number).refunds[0]!.state = 'done';
        return [
          ...copies.filter(({ number }) => number !== lost.number),
          { ...copy(amount.number), number: stranger, transaction: 's', refunds: [] },
        ];
      };
      house.clock.at = morning + dayMs;
      const { differences, fresh } = await compare();
      const seen = differences.map((one) => line(one)).toSorted();
      const planted = [
        [amount.number, '', 'amount', 1250n, 1251n],
        [transaction.number, '', 'transaction', 1250n, 1250n],
        [refundAmount.number, 'R1', 'amount', 100n, 99n],
        [lost.number, '', 'missing-there', 1250n, undefined],
        [refundLost.number, 'R1', 'missing-there', 200n, undefined],
        [unheard.number, '', 'status', 1250n, 1250n],
        [refundStranger.number, 'R7', 'missing-here', undefined, 5n],
        [stranger, '', 'missing-here', undefined, 1251n],
        [pending.number, 'R1', 'status', 300n, 300n],
      ] as const;
      const expected = planted.map(([number, end, kind, ours, theirs]) =>
        line({ number, refund: end === '' ? '' : number + end, kind, ours, theirs }),
      );
      assert.deepEqual(seen, expected.toSorted());
      assert.equal(fresh, planted.length);
      assert.equal((await openDifferences(house.sql, 100)).length, planted.length);
      const again = await compare();
      assert.equal(again.fresh, 0, 'done again it notes nothing twice');
      house.clock.at = morning;
    });

    test('A person resolves a difference once, and says how', async () => {
      const [first, ...others] = await openDifferences(house.sql, 100);
      const given = { id: first!.id, by: 'Practitioner/cashier', how: '已与银行流水核对' };
      const resolve = () =>
        house.sql.transaction((tx) => resolveDifference(house.payment, tx, given));
      const { resolved } = await resolve();
      assert.deepEqual(resolved, { at: morning, by: given.by, how: given.how });
      await assert.rejects(resolve(), { code: 'difference-resolved' });
      const unknown = { ...given, id: '00000000-0000-8000-8000-000000000000' };
      const missing = house.sql.transaction((tx) => resolveDifference(house.payment, tx, unknown));
      await assert.rejects(missing, { code: 'not-found' });
      assert.deepEqual(
        (await openDifferences(house.sql, 100)).map(({ id }) => id),
        others.map(({ id }) => id),
      );
    });

    test('A bill that is not there three days later is an empty one', async () => {
      const provider = house.payment.providers.get(channel)!;
      const silent = { ...provider, bill: () => Promise.resolve(undefined) };
      const payment = { ...house.payment, providers: new Map([[channel, silent]]) };
      house.clock.at = morning + dayMs;
      const [early] = await reconcile(payment, day);
      assert.deepEqual([early?.bill, early?.differences], [undefined, []]);
      house.clock.at = morning + 3 * dayMs;
      const [late] = await reconcile(payment, day);
      assert.ok(late!.ours.lines > 0);
      assert.equal(late!.differences.length, late!.ours.lines);
      assert.ok(late!.differences.every(({ kind }) => kind === 'missing-there'));
      house.clock.at = morning;
    });

    test('A provider that is away or does not sign is no agreement', async () => {
      house.clock.at = morning + dayMs;
      for (const answers of ['broken', 'unsigned'] as const) {
        simulator().mood.answers = answers;
        await assert.rejects(reconcile(house.payment, day), { code: 'payment-provider-away' });
      }
      simulator().mood.answers = 'well';
      house.clock.at = morning;
    });
  });
}

function line(one: Pick<Found, 'number' | 'refund' | 'kind' | 'ours' | 'theirs'>): string {
  const { number, refund: back, kind, ours, theirs } = one;
  return `${number} ${back} ${kind} ${ours ?? '-'} ${theirs ?? '-'}`;
}
