/**
 * Who sees to differences of the books, over HTTP: the desk to those of its own institution, who
 * keeps the house to all, nobody else to any. PAY-01.
 * https://hl7.org/fhir/R4/paymentreconciliation.html
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createOrder } from '#server/payment/orders/create-order.ts';
import { type Found, noteDifference } from '#server/payment/reconciliation/difference.ts';
import { takingBy } from '#server/start/payments/payment-providers.ts';
import { startSimulators } from '#server/payment/simulators/start-simulators.ts';
import { readSettings } from '#server/config.ts';
import { callerOf } from '#test/callers.ts';
import { type TestServer, startTestServer } from '#test/server.ts';
import { randomBytes } from 'node:crypto';

let server: TestServer;
let stopSimulators: () => Promise<void>;
before(async () => {
  const parts = { fetch, now: Date.now, randomBytes, timeoutMs: 1000 };
  const simulators = await startSimulators({ ...parts, notify: 'http://localhost' });
  stopSimulators = () => simulators.stop();
  const settings = readSettings({});
  const report = (error: unknown) => assert.fail(String(error));
  const given = { settings, publicAddress: 'http://localhost', report };
  server = await startTestServer({
    guarded: true,
    payment: takingBy(simulators.providers, given),
  });
  const { callers } = server;
  callers.set('county', callerOf('registrar', { organization: 'county' }));
  callers.set('other', callerOf('registrar', { organization: 'elsewhere' }));
  callers.set('keeper', callerOf('system-administrator'));
  callers.set('doctor', callerOf('doctor', { organization: 'county' }));
  callers.set('resident', callerOf('resident'));
  await differ('county', { kind: 'status', ours: 1500n, theirs: 1500n });
  await differ(undefined, { kind: 'missing-here', ours: undefined, theirs: 900n });
});
after(async () => {
  await server.stop();
  await stopSimulators();
  assert.deepEqual(server.failures, []);
});

/** Notes a difference of an order of an institution, or of no order of ours. */
async function differ(
  organization: string | undefined,
  found: Pick<Found, 'kind' | 'ours' | 'theirs'>,
): Promise<void> {
  const { payment } = server;
  assert.ok(payment !== undefined);
  await payment.database.transaction(async (tx) => {
    const order =
      organization === undefined
        ? undefined
        : await createOrder(payment, tx, {
            request: 'story',
            subject: 'Invoice/story',
            patient: { key: '4711', bucket: 12345 },
            organization,
            amount: 1500n,
            channel: 'wechat',
            openMs: 900_000,
          });
    await noteDifference(payment, tx, {
      ...found,
      day: '2026-11-26',
      channel: 'wechat',
      source: 'bill',
      number: order?.number ?? '0123456789abcdef',
      refund: '',
      oursSays: undefined,
      theirsSays: 'done',
    });
  });
}

interface Listed {
  differences: {
    id: string;
    kind: string;
    ours: number | null;
    resolved: { how: string } | null;
  }[];
}

const path = '/api/payment/differences';
async function ask(name: string | undefined, url: string, body?: object) {
  const answer = await fetch(server.url + url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'x-yishu': '1',
      ...(name === undefined ? {} : { authorization: `Bearer ${name}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: (await answer.json()) as Listed };
}
const kindsOf = async (name: string, query = '') => {
  const { status, json } = await ask(name, path + query);
  assert.equal(status, 200);
  return json.differences.map(({ kind }) => kind);
};

test('the desk sees those of its own orders, who keeps the house all of them', async () => {
  assert.deepEqual(await kindsOf('county'), ['status']);
  assert.deepEqual(await kindsOf('other'), []);
  assert.deepEqual((await kindsOf('keeper')).toSorted(), ['missing-here', 'status']);
});

test('nobody is let in, and who has no part in money finds no such address', async () => {
  const [one] = (await ask('keeper', path)).json.differences;
  const resolve = `${path}/${one?.id}/resolve`;
  for (const [name, status] of [
    [undefined, 401],
    ['doctor', 404],
    ['resident', 404],
  ] as const) {
    assert.equal((await ask(name, path)).status, status);
    assert.equal((await ask(name, resolve, { reason: '已核对流水' })).status, status);
  }
});

test('a difference is resolved once, with a reason, by the own institution (PAY-01)', async () => {
  const [one] = (await ask('county', path)).json.differences;
  const resolve = `${path}/${one?.id}/resolve`;
  assert.equal((await ask('county', resolve, { reason: ' 好 ' })).status, 400);
  assert.equal((await ask('county', resolve, {})).status, 400);
  assert.equal((await ask('other', resolve, { reason: '已核对流水' })).status, 404);
  assert.equal((await ask('county', resolve, { reason: '已核对流水' })).status, 200);
  assert.equal((await ask('county', resolve, { reason: '已核对流水' })).status, 409);
  assert.deepEqual(await kindsOf('county'), []);
  const { json } = await ask('county', `${path}?state=resolved`);
  assert.equal(json.differences[0]?.resolved?.how, '已核对流水');
  const told = server.told.filter(({ event }) => event === 'payment-difference-resolve');
  assert.ok(told.some(({ outcome }) => outcome === 0));
  // What was found is for whoever keeps the books, not for the log.
  assert.ok(!JSON.stringify(told).includes('流水'));
});
