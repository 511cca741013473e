/** The routes beside FHIR: who may, what is forged, what cannot be read, what is told. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { PlainRoute } from '#server/http/plain-route.ts';
import { accountRoutes } from '#server/accounts/routes/account-routes.ts';
import { type House, openHouse } from './house.ts';
import { doctor, settle } from './people.ts';

const echo: PlainRoute = {
  method: 'POST',
  path: '/api/echo/:id',
  access: 'anyone',
  audit: 'echo',
  summary: 'Says what it was asked',
  handler: async ({ names, body, text, query, caller }) => ({
    status: 200,
    body: { names, body, text, query: query.get('q'), caller: caller?.who ?? null },
    entities: ['Patient/1'],
  }),
};
const broken: PlainRoute = {
  ...echo,
  path: '/api/broken',
  handler: () => Promise.reject(new Error('张三 13800001234')),
};

async function open(t: TestContext): Promise<House> {
  const house = await openHouse({
    routes: (accounts) => [...accountRoutes({ accounts, inbox: undefined }), echo, broken],
  });
  t.after(() => house.stop());
  return house;
}

const forgeries: [title: string, headers: Record<string, string>][] = [
  ['without the header of our pages', { 'x-yishu': '' }],
  ['from another origin', { origin: 'https://evil.example' }],
  ['from another port', { origin: 'http://localhost:8081' }],
  ['from a hidden origin', { origin: 'null' }],
];
for (const [title, headers] of forgeries) {
  test(`A request that changes something is refused ${title}`, async (t) => {
    const house = await open(t);
    const { browser } = await settle(house, doctor);
    const forged = await browser.post('/api/sign-out', undefined, headers);
    assert.equal(forged.status, 403);
    assert.equal(forged.refusal, 'forged-request');
    assert.equal(house.events.at(-1)?.refusal, 'forged-request');
    assert.equal((await browser.get('/api/session')).status, 200);
  });
}

test('A form of a foreign page, which cannot set the header, reaches no handler', async (t) => {
  const house = await open(t);
  const headers = { 'x-yishu': '', 'content-type': 'text/plain' };
  const answer = await house.browser().post('/api/echo/1', '{"a":1}', headers);
  assert.equal(answer.refusal, 'forged-request');
});

test('A route gets names, query, body and text; the event names what it touched', async (t) => {
  const house = await open(t);
  const { body } = await house.browser().post('/api/echo/a%2Fb?q=1', { a: [1.5] });
  assert.deepEqual(body, {
    names: { id: 'a/b' },
    body: { a: [1.5] },
    text: '{"a":[1.5]}',
    query: '1',
    caller: null,
  });
  const { request, ...event } = house.events.at(-1) ?? {};
  assert.match(request ?? '', /^[0-9a-f-]{36}$/);
  assert.deepEqual(event, {
    event: 'echo',
    action: 'E',
    outcome: 0,
    caller: undefined,
    address: '10.1.1.1',
    refusal: undefined,
    entities: ['Patient/1'],
  });
});

test('A body that is no JSON is refused with the place; CSV stays text', async (t) => {
  const house = await open(t);
  const browser = house.browser();
  const bad = await browser.post('/api/echo/1', '{"a":', { 'content-type': 'application/json' });
  assert.equal(bad.status, 400);
  assert.equal(bad.refusal, 'malformed-json');
  assert.equal(house.events.at(-1)?.refusal, 'malformed-json');
  const csv = await browser.post('/api/echo/1', 'a,b', { 'content-type': 'text/csv' });
  assert.deepEqual([csv.body['body'], csv.body['text']], [undefined, 'a,b']);
});

test('A stranger may send sixty-four kilobytes, not more', async (t) => {
  const house = await open(t);
  const body = { login: 'x', password: 'p'.repeat(70_000) };
  const answer = await house.browser().post('/api/sign-in/password', body);
  assert.equal(answer.status, 413);
});

test('A missing field is named, what was sent is not', async (t) => {
  const house = await open(t);
  const answer = await house.browser().post('/api/sign-in/password', { login: 'x', passwort: 'p' });
  assert.equal(answer.status, 400);
  assert.match(JSON.stringify(answer.body), /字段“password”缺失或不合法/);
});

test('A bug is answered with a number, and nothing of its message', async (t) => {
  const house = await open(t);
  const answer = await house.browser().post('/api/broken', {});
  assert.equal(answer.status, 500);
  assert.doesNotMatch(JSON.stringify(answer.body), /张三|1380/);
  assert.equal(house.failures.length, 1);
});

test('Without a session own routes answer 401, with the wrong role 404', async (t) => {
  const house = await open(t);
  const nobody = await house.browser().get('/api/accounts');
  assert.deepEqual([nobody.status, nobody.refusal], [401, 'unauthenticated']);
  const { browser } = await settle(house, doctor);
  const wrong = await browser.get('/api/accounts');
  assert.deepEqual([wrong.status, wrong.refusal], [404, 'unknown-route']);
  const event = house.events.at(-1);
  assert.deepEqual(
    [event?.event, event?.outcome, event?.refusal, event?.caller?.who],
    ['account-list', 4, 'unknown-route', 'Practitioner/p1'],
  );
});

const guarded = accountRoutesOf().filter(({ access }) => access !== 'anyone');
for (const { method, path } of guarded) {
  test(`Nobody reaches ${method} ${path} without a session`, async (t) => {
    const house = await open(t);
    const browser = house.browser();
    browser.cookies.set('yishu', 'B'.repeat(43));
    const send = {
      GET: browser.get,
      POST: browser.post,
      DELETE: browser.delete,
      PUT: browser.post,
    };
    const answer = await send[method](path.replace(':id', '00000000-0000-4000-8000-000000000000'));
    assert.equal(answer.refusal, 'unauthenticated');
  });
}

/** The routes as they are served, without a house: handlers are not called. */
function accountRoutesOf(): PlainRoute[] {
  return accountRoutes({ accounts: {} as never, inbox: undefined });
}

test('One address may ask three hundred times a minute, not more', async (t) => {
  const house = await open(t);
  const browser = house.browser();
  const body = { token: 'C'.repeat(43) };
  let last = await browser.post('/api/sign-in/invitation', body);
  for (let count = 1; count < 301; count += 1) {
    last = await browser.post('/api/sign-in/invitation', body);
  }
  assert.equal(last.status, 429);
  assert.equal(last.refusal, 'rate-limited');
  const other = house.browser({ address: '10.4.4.4' });
  assert.equal((await other.post('/api/sign-in/invitation', body)).status, 404);
  house.clock.now += 60_000;
  assert.equal((await browser.post('/api/sign-in/invitation', body)).status, 404);
});
