/**
 * Stories of paying, over HTTP with both simulated providers: notices that come twice, late, never,
 * in another order, forged, or with a wrong amount.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791861
 */
import assert from 'node:assert/strict';
import { type KeyObject, generateKeyPairSync } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { balanceOf, entriesOf } from '#server/payment/orders/entries.ts';
import { closeOrder, queryOrder } from '#server/payment/orders/close-order.ts';
import { type Channel, readOrder } from '#server/payment/orders/order.ts';
import { prepay } from '#server/payment/orders/prepay.ts';
import { signNotice } from '#server/payment/providers/alipay/signature.ts';
import { signedHeaders } from '#server/payment/providers/wechat/signature.ts';
import { openDifferences } from '#server/payment/reconciliation/difference.ts';
import { refundsOf } from '#server/payment/refunds/refund.ts';
import { settleDue } from '#server/payment/settle-due.ts';
import {
  type PaymentHouse,
  askAfterMs,
  hookedOf,
  morning,
  openMs,
  startPaymentHouse,
  browser,
} from './house.ts';

const channels: Channel[] = ['wechat', 'alipay'];

type Altered = [headers: Record<string, string>, body: string];

/** The same notice, signed well by somebody else. */
function forgedBy(key: KeyObject, given: { body: string; channel: Channel }): Altered[] {
  if (given.channel === 'alipay') {
    const { sign: _sign, ...rest } = Object.fromEntries(new URLSearchParams(given.body));
    const body = new URLSearchParams(signNotice(rest as Record<string, string>, key)).toString();
    return [[{ 'content-type': 'application/x-www-form-urlencoded' }, body]];
  }
  const signature = { seconds: morning / 1000, nonce: 'nonce', serial: 'mine', key };
  const headers = signedHeaders({ body: given.body, ...signature });
  return [[{ 'content-type': 'application/json', ...headers }, given.body]];
}

for (const channel of channels) {
  describe(`Paying by ${channel}`, () => {
    let house: PaymentHouse;
    before(async () => {
      house = await startPaymentHouse();
    });
    after(async () => {
      assert.deepEqual(house.failures, []);
      await house.stop();
    });
    const simulator = () => house.simulator(channel);
    const statusOf = async (id: string) => (await readOrder(house.sql, id)).status;
    const differencesOf = async (number: string) =>
      (await openDifferences(house.sql, 1000)).filter((one) => one.number === number);

    test('A notice books the payment and calls the hook, in one transaction (PAY-01)', async () => {
      const order = await house.offered({ channel });
      assert.equal(await simulator().pay(order.number), true);
      const paid = await readOrder(house.sql, order.id);
      assert.equal(paid.status, 'paid');
      assert.equal(paid.paid, morning);
      assert.equal(paid.transaction, simulator().trades.get(order.number)?.transaction);
      assert.equal(await balanceOf(house.sql, order), 1250n);
      assert.equal(await hookedOf(house, order.subject), 1250n);
      assert.equal(simulator().sent.at(-1)?.taken, true);
      assert.deepEqual(house.told.at(-1)?.entities, [order.subject]);
    });

    test('The page of the simulator says what it is, and pays by its button', async () => {
      const order = await house.order({ channel });
      const { url } = await prepay(house.payment, { id: order.id, ...browser });
      const page = await fetch(url);
      assert.match(await page.text(), /模拟支付平台.*no money moves/s);
      assert.match(page.headers.get('x-simulator') ?? '', /no money moves/);
      const paid = await fetch(page.url, { method: 'POST', redirect: 'manual' });
      assert.equal(paid.headers.get('location'), browser.returnTo, 'and back to our own page');
      assert.equal(await statusOf(order.id), 'paid');
    });

    test('A notice that comes twice at once and again later changes nothing more', async () => {
      const order = await house.offered({ channel });
      simulator().mood.notices = 'twice';
      await simulator().pay(order.number);
      simulator().mood.notices = 'prompt';
      const trade = simulator().trades.get(order.number)!;
      await simulator().notify(trade);
      assert.equal((await entriesOf(house.sql, order)).length, 1);
      assert.equal(await hookedOf(house, order.subject), 1250n);
      assert.ok(
        simulator()
          .sent.slice(-3)
          .every(({ taken }) => taken),
      );
    });

    test('The very bytes of a notice, sent again, change nothing', async () => {
      const order = await house.offered({ channel });
      await simulator().pay(order.number);
      const { url, headers, body } = simulator().sent.at(-1)!;
      const there = url.replace('http://house.test', house.url);
      const again = await fetch(there, { method: 'POST', headers, body });
      assert.equal(again.status, 200);
      house.clock.at += 3_600_000;
      const late = await fetch(there, { method: 'POST', headers, body });
      house.clock.at = morning;
      // WeChat signs the instant: what was caught an hour ago is none of its own any more.
      assert.equal(late.status, channel === 'wechat' ? 401 : 200);
      assert.equal((await entriesOf(house.sql, order)).length, 1);
      assert.equal(await hookedOf(house, order.subject), 1250n);
    });

    test('A notice that never comes: the job asks once the order is old', async () => {
      const order = await house.offered({ channel });
      simulator().mood.notices = 'lost';
      await simulator().pay(order.number);
      simulator().mood.notices = 'prompt';
      await settleDue(house.payment);
      assert.equal(await statusOf(order.id), 'created');
      house.clock.at += askAfterMs;
      const settled = await settleDue(house.payment);
      assert.ok(settled.paid >= 1);
      assert.equal(await statusOf(order.id), 'paid');
      assert.equal((await entriesOf(house.sql, order))[0]?.source, 'query');
      assert.equal(await hookedOf(house, order.subject), 1250n);
      house.clock.at = morning;
    });

    test('A notice and a question at the same time book one payment', async () => {
      const order = await house.offered({ channel });
      simulator().mood.notices = 'held';
      await simulator().pay(order.number);
      simulator().mood.notices = 'prompt';
      await Promise.all([
        simulator().release(),
        queryOrder(house.payment, order.id),
        queryOrder(house.payment, order.id),
      ]);
      assert.equal((await entriesOf(house.sql, order)).length, 1);
      assert.equal(await hookedOf(house, order.subject), 1250n);
    });

    test('A payment made while the order was being closed counts', async () => {
      const order = await house.offered({ channel });
      simulator().mood.notices = 'lost';
      await simulator().pay(order.number);
      simulator().mood.notices = 'prompt';
      const after = await closeOrder(house.payment, order.id);
      assert.equal(after.status, 'paid');
      assert.equal(await hookedOf(house, order.subject), 1250n);
    });

    test('An order that ran out is closed there and here, and takes no payment', async () => {
      const [offered, untouched] = [
        await house.offered({ channel }),
        await house.order({ channel }),
      ];
      house.clock.at += openMs;
      await settleDue(house.payment);
      assert.equal(await statusOf(offered.id), 'closed');
      assert.equal(await statusOf(untouched.id), 'closed');
      assert.equal(simulator().trades.get(offered.number)?.state, 'closed');
      assert.equal(await simulator().pay(offered.number), false);
      house.clock.at = morning;
      const address = { id: offered.id, ...browser };
      await assert.rejects(prepay(house.payment, address), { code: 'payment-not-open' });
    });

    test('A late payment of a closed order is booked, and goes back', async () => {
      const order = await house.offered({ channel });
      await closeOrder(house.payment, order.id);
      house.gone.add(order.subject);
      const trade = simulator().trades.get(order.number)!;
      Object.assign(trade, { state: 'paid', transaction: simulator().nextId(), paidAt: morning });
      await simulator().notify(trade);
      assert.equal(await statusOf(order.id), 'refunding');
      await settleDue(house.payment);
      assert.equal(await statusOf(order.id), 'refunded');
      assert.equal(await balanceOf(house.sql, order), 0n);
      const [back] = await refundsOf(house.sql, order);
      assert.equal(back?.reason, 'not-available');
      assert.equal(trade.refunds[0]?.amount, 1250n);
    });

    test('Two orders for one thing, both paid: the second goes back by itself', async () => {
      const subject = 'Appointment/twice';
      const first = await house.offered({ channel, subject });
      await closeOrder(house.payment, first.id);
      const second = await house.offered({ channel, subject });
      await simulator().pay(second.number);
      const trade = simulator().trades.get(first.number)!;
      Object.assign(trade, { state: 'paid', transaction: simulator().nextId(), paidAt: morning });
      await simulator().notify(trade);
      await settleDue(house.payment);
      assert.equal(await statusOf(second.id), 'paid');
      assert.equal(await statusOf(first.id), 'refunded');
      assert.equal((await refundsOf(house.sql, first))[0]?.reason, 'paid-twice');
      assert.equal(await hookedOf(house, subject), 0n, 'paid once and one refund told');
    });

    test('A wrong amount is refused, not booked, and noted for a person', async () => {
      const order = await house.offered({ channel });
      const trade = simulator().trades.get(order.number)!;
      Object.assign(trade, { amount: 1n, state: 'paid', transaction: 'wrong', paidAt: morning });
      await simulator().notify(trade);
      await simulator().release();
      simulator().held.length = 0;
      assert.equal(simulator().sent.at(-1)?.status, 422);
      assert.equal(await statusOf(order.id), 'created');
      assert.equal(await hookedOf(house, order.subject), undefined);
      const found = await differencesOf(order.number);
      assert.equal(found.length, 1, 'sent twice, noted once');
      const [{ kind, ours, theirs, source } = assert.fail('noted')] = found;
      assert.deepEqual([kind, ours, theirs, source], ['amount', 1250n, 1n, 'callback']);
      assert.equal(house.told.at(-1)?.refusal, 'payment-callback-refused');
    });

    test('A second payment of one order under another transaction is noted', async () => {
      const order = await house.offered({ channel });
      await simulator().pay(order.number);
      const trade = simulator().trades.get(order.number)!;
      const { transaction } = trade;
      trade.transaction = 'another';
      await simulator().notify(trade);
      simulator().held.length = 0;
      trade.transaction = transaction;
      assert.equal(await balanceOf(house.sql, order), 1250n);
      const [found] = await differencesOf(order.number);
      assert.deepEqual(
        [found?.kind, found?.oursSays, found?.theirsSays],
        ['transaction', transaction, 'another'],
      );
    });

    test('A signed notice of an order that we do not know is refused and noted', async () => {
      const order = await house.offered({ channel });
      await simulator().pay(order.number);
      const number = 'f'.repeat(32);
      await simulator().notify({ ...simulator().trades.get(order.number)!, number });
      simulator().held.length = 0;
      assert.equal(simulator().sent.at(-1)?.status, 422);
      const [found] = await differencesOf(number);
      assert.deepEqual(
        [found?.kind, found?.ours, found?.theirs],
        ['missing-here', undefined, 1250n],
      );
    });

    test('A notice that anybody altered is forged, and leaves a line of the log', async () => {
      const order = await house.offered({ channel });
      // It came, and was lost as the power went: what is altered are its very bytes.
      house.faults.commits = 1;
      await simulator().pay(order.number);
      assert.match(String(house.failures.pop()), /power/);
      const before = await openDifferences(house.sql, 1000);
      const [{ headers, body } = assert.fail('sent')] = simulator().sent.slice(-1);
      const there = `${house.url}/payment/callback/${channel}`;
      const altered: [Record<string, string>, string][] = [
        ...Object.keys(headers)
          .filter((name) => name.startsWith('wechatpay-'))
          .map((name) => [{ ...headers, [name]: `${headers[name]}1` }, body] as Altered),
        [{ 'content-type': headers['content-type']! }, `${body}&total_amount=0.01`],
        [
          headers,
          body.replace('total_amount=12.50', 'total_amount=12.51').replace('"id":"', '"id":"0'),
        ],
        [headers, body.replace('sign=', 'sign=A').replace('"ciphertext":"', '"ciphertext":"A')],
        [headers, `${body} `],
        [headers, ''],
        [headers, 'null'],
        ...forgedBy(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, {
          body,
          channel,
        }),
      ];
      for (const [given, text] of altered) {
        const answer = await fetch(there, { method: 'POST', headers: given, body: text });
        assert.ok([400, 401].includes(answer.status), `${answer.status}`);
        assert.notEqual(await answer.text(), 'success');
      }
      assert.equal(house.told.at(-1)?.refusal, 'payment-callback-forged');
      assert.equal(await statusOf(order.id), 'created');
      assert.deepEqual(await openDifferences(house.sql, 1000), before);
      await simulator().release();
      assert.equal(await statusOf(order.id), 'paid');
    });

    test('A hook that falls over undoes the booking; the provider sends again', async () => {
      const order = await house.offered({ channel });
      house.faults.hooks = 1;
      await simulator().pay(order.number);
      assert.equal(simulator().sent.at(-1)?.status, 500);
      assert.equal(await statusOf(order.id), 'created');
      assert.equal(await hookedOf(house, order.subject), undefined);
      assert.match(String(house.failures.pop()), /A hook that fell over/);
      await simulator().release();
      assert.equal(await statusOf(order.id), 'paid');
      assert.equal(await hookedOf(house, order.subject), 1250n);
    });

    test('The power goes between the notice and our commit: nothing is half done', async () => {
      const order = await house.offered({ channel });
      house.faults.commits = 1;
      await simulator().pay(order.number);
      assert.equal(await statusOf(order.id), 'created');
      assert.equal(await hookedOf(house, order.subject), undefined);
      assert.match(String(house.failures.pop()), /power/);
      simulator().held.length = 0;
      house.clock.at += askAfterMs;
      await settleDue(house.payment);
      house.clock.at = morning;
      assert.equal(await statusOf(order.id), 'paid');
      assert.equal(await hookedOf(house, order.subject), 1250n);
    });

    test('A provider that is silent, broken or unsigned is away: nothing is given up', async () => {
      const order = await house.offered({ channel });
      for (const answers of ['silent', 'broken', 'unsigned'] as const) {
        simulator().mood.answers = answers;
        await assert.rejects(closeOrder(house.payment, order.id), {
          code: 'payment-provider-away',
        });
      }
      house.clock.at += openMs;
      await settleDue(house.payment);
      assert.equal(await statusOf(order.id), 'created');
      simulator().mood.answers = 'well';
      house.clock.at += openMs;
      await settleDue(house.payment);
      assert.equal(await statusOf(order.id), 'closed');
      house.clock.at = morning;
    });

    test('A close whose answer is lost is found closed when it is asked again', async () => {
      const order = await house.offered({ channel });
      simulator().mood.answers = 'loses-answers';
      await assert.rejects(closeOrder(house.payment, order.id), { code: 'payment-provider-away' });
      simulator().mood.answers = 'well';
      simulator().trades.get(order.number)!.state = 'closed';
      assert.equal((await queryOrder(house.payment, order.id)).status, 'closed');
    });
  });
}
