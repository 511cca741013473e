/**
 * A booking that is paid first, at both simulated providers, over HTTP: what is paid is booked,
 * what is given back is paid back, and no money stays with whoever has no number (PAY-01).
 * https://hl7.org/fhir/R4/financial-module.html
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Appointment, Bundle, Parameters as Told, Slot } from '@medplum/fhirtypes';
import { entriesOf } from '#server/payment/orders/entries.ts';
import { readOrder } from '#server/payment/orders/order.ts';
import { settleDue } from '#server/payment/settle-due.ts';
import { type Simulators, startSimulators } from '#server/payment/simulators/start-simulators.ts';
import { assertRefused } from '#test/fhir-client.ts';
import { type Stage, appointmentOf, book, openStage, resident, tuesdays, opened } from './stage.ts';

const minute = 60_000;
const placeholder = 'http://house.test';

let stage: Stage;
let simulators: Simulators;
let slots: Slot[];
before(async () => {
  const found = { url: '' };
  stage = await openStage({
    payment: async (now) => {
      simulators = await startSimulators({
        notify: placeholder,
        fetch: (url, init) => fetch((url as string).replace(placeholder, found.url), init),
        now,
        randomBytes,
        timeoutMs: 1000,
      });
      const report = (error: unknown) => assert.fail(String(error));
      const { providers } = simulators;
      return { providers, askAfterMs: 30_000, report, returnTo: `${placeholder}/record` };
    },
  });
  found.url = stage.server.url;
  slots = await opened(stage, 'paid', {
    clinics: [{ ...tuesdays, seats: 20 }],
    rules: { fee: 1550, payMinutes: 15 },
  });
});
after(async () => {
  await simulators.stop();
  await stage.stop();
});

const database = () => stage.server.store.database;
const statusOf = async (id: string | undefined) =>
  (await stage.as('platform')('GET', `Appointment/${id}`)).as<Appointment>().status;

/** Books, asks where to pay, and looks at that page, as a browser does. */
async function begun(channel: 'wechat' | 'alipay') {
  const who = await resident(stage);
  const made = appointmentOf(await book(stage, { patient: who, slot: slots[0]?.id }));
  assert.equal(made.status, 'pending');
  const answer = await stage.ask(who, `Appointment/${made.id}/$pay`, [
    { name: 'channel', valueString: channel },
  ]);
  assert.equal(answer.status, 200, answer.text);
  const { parameter = [] } = answer.as<Told>();
  const order = parameter.find(({ name }) => name === 'order')?.valueString ?? '';
  const url = parameter.find(({ name }) => name === 'url')?.valueUrl ?? '';
  await (await fetch(url)).text();
  const { number } = await readOrder(database(), order);
  return { who, id: made.id, order, number };
}

for (const channel of ['wechat', 'alipay'] as const) {
  describe(`A fee by ${channel}`, () => {
    const pay = (number: string) => simulators[channel].pay(number);
    const amounts = async (order: string) => {
      const entries = await entriesOf(database(), await readOrder(database(), order));
      return entries.map(({ amount }) => amount);
    };

    it('that is paid makes the booking sure', async () => {
      const { who, id, order, number } = await begun(channel);
      assert.equal(await pay(number), true);
      assert.equal(await statusOf(id), 'booked');
      assert.deepEqual(await amounts(order), [1550n]);
      stage.pass(16 * minute);
      await stage.tick();
      assert.equal(await statusOf(id), 'booked');
      assertRefused(
        await stage.ask(who, `Appointment/${id}/$pay`, [{ name: 'channel', valueString: channel }]),
        409,
      );
    });

    it('goes back when the number is given back', async () => {
      const { who, id, order, number } = await begun(channel);
      await pay(number);
      appointmentOf(await stage.ask(who, `Appointment/${id}/$cancel`, []));
      await settleDue(stage.server.payment!);
      assert.deepEqual(await amounts(order), [1550n, -1550n]);
      assert.equal((await readOrder(database(), order)).status, 'refunded');
    });

    it('that comes when the number has lapsed goes back', async () => {
      const { id, order, number } = await begun(channel);
      const lapse = database().run('update booking set until = 1 where appointment = $1', [id!]);
      await lapse;
      await stage.tick();
      assert.equal(await statusOf(id), 'cancelled');
      await pay(number);
      await settleDue(stage.server.payment!);
      assert.deepEqual(await amounts(order), [1550n, -1550n]);
    });

    it('that is asked for again is the same', async () => {
      const { who, id, order } = await begun(channel);
      const answer = await stage.ask(who, `Appointment/${id}/$pay`, [
        { name: 'channel', valueString: channel },
      ]);
      assert.equal(answer.as<Told>().parameter?.[0]?.valueString, order);
      const other = await resident(stage);
      assertRefused(await stage.ask(other, `Appointment/${id}/$pay`, []), 404);
    });
  });
}

describe('Whoever turns to another channel', () => {
  const ask = async (who: string, id: string | undefined, channel: string) =>
    stage.ask(who, `Appointment/${id}/$pay`, [{ name: 'channel', valueString: channel }]);
  const orderIn = async (answer: Awaited<ReturnType<typeof ask>>) => {
    assert.equal(answer.status, 200, answer.text);
    const { parameter = [] } = answer.as<Told>();
    const url = parameter.find(({ name }) => name === 'url')?.valueUrl ?? '';
    await (await fetch(url)).text();
    const id = parameter.find(({ name }) => name === 'order')?.valueString ?? '';
    return readOrder(database(), id);
  };

  it('pays by that one, and back again, and once', async () => {
    const { who, id, number: first } = await begun('wechat');
    assertRefused(await ask(who, id, 'paypal'), 404);
    const second = await orderIn(await ask(who, id, 'alipay'));
    assert.equal(await simulators.wechat.pay(first), false);
    const third = await orderIn(await ask(who, id, 'wechat'));
    assert.notEqual(third.number, first);
    assert.equal((await readOrder(database(), second.id)).status, 'closed');
    assert.equal(await simulators.wechat.pay(third.number), true);
    assert.equal(await statusOf(id), 'booked');
  });

  it('has paid where the first was paid meanwhile, and nobody had told', async () => {
    const { who, id, number } = await begun('alipay');
    simulators.alipay.mood.notices = 'lost';
    assert.equal(await simulators.alipay.pay(number), true);
    simulators.alipay.mood.notices = 'prompt';
    assertRefused(await ask(who, id, 'wechat'), 409);
    assert.equal(await statusOf(id), 'booked');
  });
});

describe('A clinic that is stopped', () => {
  it('pays everybody back; what is kept instead is paid anew', async () => {
    const clinics = [{ ...tuesdays, weekday: 4, seats: 20 }];
    await opened(stage, 'instead', { clinics, rules: { fee: 1550, payMinutes: 15 } });
    const paid = [await begun('wechat'), await begun('alipay')];
    await simulators.wechat.pay(paid[0]!.number);
    await simulators.alipay.pay(paid[1]!.number);
    await stage.ask('registrar', 'Schedule/paid/$stop', [
      { name: 'slot', valueReference: { reference: `Slot/${slots[0]?.id}` } },
    ]);
    await settleDue(stage.server.payment!);
    for (const { order, id } of paid) {
      assert.equal(await statusOf(id), 'cancelled');
      assert.equal((await readOrder(database(), order)).status, 'refunded');
    }
    const { who } = paid[0]!;
    const about = `Appointment?patient=Patient/${who}&status=proposed`;
    const found = (await stage.as(who)('GET', about)).as<Bundle<Appointment>>();
    const kept = found.entry?.[0]?.resource?.id;
    const reference = { reference: `Appointment/${kept}` };
    const confirmed = await stage.ask(who, 'Appointment/$book', [
      { name: 'appointment', valueReference: reference },
    ]);
    assert.equal(appointmentOf(confirmed).status, 'pending');
    const due = await stage.ask(who, `Appointment/${kept}/$pay`, [
      { name: 'channel', valueString: 'wechat' },
    ]);
    const order = due.as<Told>().parameter?.[0]?.valueString ?? '';
    assert.notEqual(order, paid[0]!.order);
    await fetch(due.as<Told>().parameter?.find(({ name }) => name === 'url')?.valueUrl ?? '');
    await simulators.wechat.pay((await readOrder(database(), order)).number);
    assert.equal(await statusOf(kept), 'booked');
  });
});
