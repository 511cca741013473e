/** Passkeys: made in a session, used alone or after a password, shown again for what needs it. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Authenticator, createAuthenticator } from './authenticator.ts';
import { type Answer, type Browser, type House, codeOf, openHouse } from './house.ts';
import { type Person, doctor, settle } from './people.ts';

const origin = 'http://localhost:8080';

async function open(t: TestContext): Promise<{ house: House; person: Person }> {
  const house = await openHouse();
  t.after(async () => {
    await house.stop();
    assert.deepEqual(house.failures, []);
  });
  return { house, person: await settle(house, doctor) };
}

async function enrol(browser: Browser, device: Authenticator): Promise<Answer> {
  const options = await browser.post('/api/account/passkeys/options');
  assert.equal(options.status, 200);
  const response = device.create(options.body as unknown as Parameters<typeof device.create>[0]);
  return browser.post('/api/account/passkeys', { response, name: '工作手机' });
}

async function show(browser: Browser, device: Authenticator): Promise<Answer> {
  const options = await browser.post('/api/sign-in/passkey/options', {});
  const response = device.get(options.body as { challenge: string });
  return browser.post('/api/sign-in/passkey', { response });
}

test('A passkey alone signs in, as two factors at once (SEC-04)', async (t) => {
  const { house, person } = await open(t);
  const device = createAuthenticator({ origin });
  const added = await enrol(person.browser, device);
  assert.equal(added.status, 201);
  assert.equal(house.events.at(-1)?.event, 'passkey-add');
  const browser = house.browser();
  assert.deepEqual((await show(browser, device)).body, { next: 'done' });
  const { body } = await browser.get('/api/session');
  assert.deepEqual([body['who'], body['strongAt']], ['Practitioner/p1', house.clock.now]);
  const { body: list } = await browser.get('/api/account/passkeys');
  const lastUsed = new Date(house.clock.now).toISOString();
  assert.deepEqual(list, [{ ...added.body, lastUsed }]);
});

test('A passkey is the second factor after a password', async (t) => {
  const { house, person } = await open(t);
  const device = createAuthenticator({ origin });
  await enrol(person.browser, device);
  const browser = house.browser();
  const { login, password } = person;
  const asked = await browser.post('/api/sign-in/password', { login, password });
  assert.deepEqual(asked.body, { next: 'second-factor', ways: ['totp', 'passkey'] });
  assert.deepEqual((await show(browser, device)).body, { next: 'done' });
});

test("Another's passkey is no second factor after a password", async (t) => {
  const { house, person } = await open(t);
  const other = await settle(house, { ...doctor, login: 'zhang.min', who: 'Practitioner/p2' });
  const device = createAuthenticator({ origin });
  await enrol(other.browser, device);
  const browser = house.browser();
  const { login, password } = person;
  await browser.post('/api/sign-in/password', { login, password });
  assert.equal((await show(browser, device)).refusal, 'bad-passkey');
  assert.equal((await browser.get('/api/session')).status, 401);
});

const refusedDevices: [title: string, given: Parameters<typeof createAuthenticator>[0]][] = [
  ['made on another page', { origin: 'http://localhost:9999' }],
  ['made on a page of another host', { origin: 'https://evil.example' }],
  ['without its owner verified', { origin, verified: false }],
];
for (const [title, given] of refusedDevices) {
  test(`A passkey ${title} is refused`, async (t) => {
    const { person } = await open(t);
    const added = await enrol(person.browser, createAuthenticator(given));
    assert.equal(added.refusal, 'bad-passkey');
  });
}

test('What a passkey has signed is taken once, also of one that does not count', async (t) => {
  const { house, person } = await open(t);
  const device = createAuthenticator({ origin, counts: false });
  await enrol(person.browser, device);
  const browser = house.browser();
  const options = await browser.post('/api/sign-in/passkey/options', {});
  const response = device.get(options.body as { challenge: string });
  const pending = browser.cookies.get('yishu_pending') ?? '';
  const answers = await Promise.all(
    [0, 1].map(() => browser.post('/api/sign-in/passkey', { response })),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  const thief = house.browser();
  thief.cookies.set('yishu_pending', pending);
  const replayed = await thief.post('/api/sign-in/passkey', { response });
  assert.equal(replayed.refusal, 'sign-in-expired');
});

test('A challenge of one browser is of no use in another', async (t) => {
  const { house, person } = await open(t);
  const device = createAuthenticator({ origin });
  await enrol(person.browser, device);
  const options = await house.browser().post('/api/sign-in/passkey/options', {});
  const response = device.get(options.body as { challenge: string });
  const other = house.browser();
  await other.post('/api/sign-in/passkey/options', {});
  const refused = await other.post('/api/sign-in/passkey', { response });
  assert.equal(refused.refusal, 'bad-passkey');
  assert.equal(house.events.at(-1)?.refusal, 'bad-passkey');
});

test('Guessing passwords locks no one out who has a passkey', async (t) => {
  const { house, person } = await open(t);
  const device = createAuthenticator({ origin });
  await enrol(person.browser, device);
  const guess = { login: person.login, password: 'Winter-snow-8' };
  for (let round = 0; round < 5; round += 1) {
    await house.browser({ address: '10.7.7.7' }).post('/api/sign-in/password', guess);
  }
  assert.equal((await show(house.browser(), device)).status, 200);
});

test('A passkey whose counter goes back is a copy and is refused', async (t) => {
  const { house, person } = await open(t);
  const device = createAuthenticator({ origin });
  await enrol(person.browser, device);
  device.counter = 10;
  assert.equal((await show(house.browser(), device)).status, 200);
  device.counter = 3;
  assert.equal((await show(house.browser(), device)).refusal, 'bad-passkey');
});

test('A signature that was changed is refused, and so is what is no passkey at all', async (t) => {
  const { house, person } = await open(t);
  const device = createAuthenticator({ origin });
  await enrol(person.browser, device);
  const browser = house.browser();
  const options = await browser.post('/api/sign-in/passkey/options', {});
  const good = device.get(options.body as { challenge: string }) as { response: object };
  const response = { ...good, response: { ...good.response, signature: 'AAAA' } };
  const refused = await browser.post('/api/sign-in/passkey', { response });
  assert.equal(refused.refusal, 'bad-passkey');
  for (const odd of [{ id: 'x' }, { id: 'x', response: 7 }, { ...good, response: null }]) {
    await browser.post('/api/sign-in/passkey/options', {});
    const answer = await browser.post('/api/sign-in/passkey', { response: odd });
    assert.equal(answer.refusal, 'bad-passkey');
  }
});

test('Without a strong factor lately no passkey is made or removed', async (t) => {
  const { house, person } = await open(t);
  const { browser, secret } = person;
  const device = createAuthenticator({ origin });
  const added = await enrol(browser, device);
  house.clock.now += 11 * 60_000;
  const refused = await browser.post('/api/account/passkeys/options');
  assert.deepEqual([refused.status, refused.refusal], [403, 'step-up-needed']);
  const path = `/api/account/passkeys/${String(added.body['id'])}`;
  assert.equal((await browser.delete(path)).refusal, 'step-up-needed');
  await browser.post('/api/account/step-up', { code: codeOf(secret, house.clock.now) });
  assert.equal((await browser.delete(path)).status, 204);
  assert.equal((await show(house.browser(), device)).refusal, 'bad-passkey');
});

test('A passkey shown again makes the session strong under a new value (ONL-08)', async (t) => {
  const { house, person } = await open(t);
  const { browser } = person;
  const device = createAuthenticator({ origin });
  await enrol(browser, device);
  house.clock.now += 12 * 60_000;
  const before = browser.cookies.get('yishu');
  const options = await browser.post('/api/account/step-up/passkey/options');
  const response = device.get(options.body as { challenge: string });
  assert.equal((await browser.post('/api/account/step-up/passkey', { response })).status, 204);
  assert.notEqual(browser.cookies.get('yishu'), before);
  assert.equal((await browser.get('/api/session')).body['strongAt'], house.clock.now);
  const again = await browser.post('/api/account/step-up/passkey', { response });
  assert.equal(again.refusal, 'bad-passkey');
});

test("Another's passkey does not make a session strong (ONL-08)", async (t) => {
  const { house, person } = await open(t);
  const other = await settle(house, { ...doctor, login: 'zhang.min', who: 'Practitioner/p2' });
  const device = createAuthenticator({ origin });
  await enrol(other.browser, device);
  const options = await person.browser.post('/api/account/step-up/passkey/options');
  const response = device.get(options.body as { challenge: string });
  const refused = await person.browser.post('/api/account/step-up/passkey', { response });
  assert.equal(refused.refusal, 'bad-passkey');
});
