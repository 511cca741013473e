/** Sessions: their cookies, their end by time and by hand, their devices. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createAccount } from '#server/accounts/administer.ts';
import { readSession, sessionById, sessionsOf } from '#server/accounts/sessions/session.ts';
import { sweepAccounts } from '#server/accounts/sweep.ts';
import { type House, codeOf, openHouse } from './house.ts';
import { doctor, resident, settle, signIn } from './people.ts';

async function open(t: TestContext, publicAddress?: string): Promise<House> {
  const house = await openHouse(publicAddress === undefined ? {} : { publicAddress });
  t.after(async () => {
    await house.stop();
    assert.deepEqual(house.failures, []);
  });
  return house;
}

const minute = 60_000;

test('Staff are signed out after 15 idle minutes, in the words of SEC-02', async (t) => {
  const house = await open(t);
  const { browser } = await settle(house, doctor);
  house.clock.now += 14 * minute;
  assert.equal((await browser.get('/api/account/devices')).status, 200);
  house.clock.now += 14 * minute + 59_000;
  assert.equal((await browser.get('/api/account/devices')).status, 200);
  house.clock.now += 15 * minute;
  const over = await browser.get('/api/account/devices');
  assert.equal(over.status, 401);
  assert.equal(over.refusal, 'session-expired');
  assert.match(JSON.stringify(over.body), /登录已超时，请重新登录（SEC-02）/);
  assert.equal((await browser.get('/api/account/devices')).refusal, 'unauthenticated');
  assert.equal(house.events.filter(({ event }) => event === 'session-timeout').length, 1);
  assert.equal(house.ended.length, 1);
});

test('Residents are signed out after 30 idle minutes (SEC-02)', async (t) => {
  const house = await open(t);
  await createAccount(house.accounts, resident);
  const browser = house.browser();
  const { phone } = resident;
  await browser.post('/api/sign-in/phone', { phone });
  const code = /\d{6}/.exec(house.sms.messages()[0]?.text ?? '')?.[0];
  await browser.post('/api/sign-in/phone/code', { phone, code });
  house.clock.now += 29 * minute;
  assert.equal((await browser.get('/api/account/devices')).status, 200);
  house.clock.now += 30 * minute;
  assert.equal((await browser.get('/api/account/devices')).refusal, 'session-expired');
});

test('A page says that somebody is still there', async (t) => {
  const house = await open(t);
  const { browser } = await settle(house, doctor);
  for (let said = 0; said < 3; said += 1) {
    house.clock.now += 14 * minute;
    assert.equal((await browser.post('/api/session')).status, 204);
  }
  house.clock.now += 15 * minute;
  assert.equal((await browser.post('/api/session')).refusal, 'session-expired');
});

test('Asking for the own session does not prolong it', async (t) => {
  const house = await open(t);
  const { browser } = await settle(house, doctor);
  for (let asked = 0; asked < 14; asked += 1) {
    house.clock.now += minute;
    assert.equal((await browser.get('/api/session')).status, 200);
  }
  house.clock.now += minute;
  assert.equal((await browser.get('/api/session')).refusal, 'session-expired');
});

test('No session lasts longer than twelve hours, however busy', async (t) => {
  const house = await open(t);
  const { browser } = await settle(house, doctor);
  const began = house.clock.now - 30_000;
  while (house.clock.now < began + 12 * 60 * minute - 10 * minute) {
    house.clock.now += 10 * minute;
    assert.equal((await browser.get('/api/account/devices')).status, 200);
  }
  house.clock.now = began + 12 * 60 * minute;
  assert.equal((await browser.get('/api/account/devices')).refusal, 'session-expired');
});

test('What was seen is written down at most every 20 seconds, and at a stop', async (t) => {
  const house = await open(t);
  const { browser, account } = await settle(house, doctor);
  const [session] = await sessionsOf(house.accounts, account.id);
  const written = async () => {
    const rows = await house.accounts.database.run('select seen from account_session', []);
    return Number(rows[0]?.['seen']);
  };
  await browser.get('/api/account/devices');
  const first = await written();
  house.clock.now += 5000;
  await browser.get('/api/account/devices');
  assert.equal(await written(), first);
  const found = await sessionById(house.accounts, session?.id ?? '');
  assert.equal(found?.session.seen, house.clock.now, 'though it counts at once');
  await house.accounts.touches.flush();
  assert.equal(await written(), house.clock.now);
  house.clock.now += 20_000;
  await browser.get('/api/account/devices');
  assert.equal(await written(), house.clock.now);
});

test('A session value that was there before signing in is never kept', async (t) => {
  const house = await open(t);
  const person = await settle(house, doctor);
  const planted = 'A'.repeat(43);
  const browser = house.browser();
  browser.cookies.set('yishu', planted);
  await signIn(house, person, browser);
  assert.notEqual(browser.cookies.get('yishu'), planted);
  assert.equal(await readSession(house.accounts, planted), undefined);
  const earlier = browser.cookies.get('yishu');
  await signIn(house, person, browser);
  assert.notEqual(browser.cookies.get('yishu'), earlier);
  assert.equal(await readSession(house.accounts, earlier), undefined, 'the earlier one ends');
});

test('Stepping up and a new password give the session a new value', async (t) => {
  const house = await open(t);
  const person = await settle(house, doctor);
  const { browser, secret, password } = person;
  const first = browser.cookies.get('yishu');
  const code = codeOf(secret, house.clock.now);
  assert.equal((await browser.post('/api/account/step-up', { code })).status, 204);
  const second = browser.cookies.get('yishu');
  assert.notEqual(second, first);
  assert.equal(await readSession(house.accounts, first), undefined);
  assert.equal((await browser.get('/api/session')).body['strongAt'], house.clock.now);
  const body = { old: password, password: 'Autumn-leaf-9' };
  assert.equal((await browser.post('/api/account/password', body)).status, 204);
  assert.notEqual(browser.cookies.get('yishu'), second);
  assert.equal(await readSession(house.accounts, second), undefined);
  assert.equal((await browser.get('/api/session')).status, 200);
});

test('A new password ends all other sessions, and needs the old one', async (t) => {
  const house = await open(t);
  const person = await settle(house, doctor);
  const other = house.browser();
  await signIn(house, person, other);
  const { browser } = person;
  const next = 'Autumn-leaf-9';
  const wrong = await browser.post('/api/account/password', { old: 'no', password: next });
  assert.equal(wrong.refusal, 'bad-credentials');
  const right = { old: person.password, password: next };
  assert.equal((await browser.post('/api/account/password', right)).status, 204);
  assert.equal((await other.get('/api/session')).refusal, 'unauthenticated');
  assert.equal((await browser.get('/api/session')).status, 200);
});

test('Wrong codes inside a session lock the account as well (SEC-02)', async (t) => {
  const house = await open(t);
  const { browser } = await settle(house, doctor);
  const refusals: (string | undefined)[] = [];
  for (let round = 0; round < 5; round += 1) {
    refusals.push((await browser.post('/api/account/step-up', { code: '123456' })).refusal);
  }
  assert.deepEqual(refusals.slice(3), ['bad-code', 'account-locked']);
});

test('Signing out ends the session for good', async (t) => {
  const house = await open(t);
  const { browser } = await settle(house, doctor);
  const value = browser.cookies.get('yishu') ?? '';
  const out = await browser.post('/api/sign-out');
  assert.equal(out.status, 204);
  assert.equal(browser.cookies.has('yishu'), false);
  browser.cookies.set('yishu', value);
  assert.equal((await browser.get('/api/session')).refusal, 'unauthenticated');
  assert.equal(house.events.at(-1)?.event, 'sign-out');
  assert.equal((await house.browser().post('/api/sign-out')).status, 204);
});

test('Over TLS the cookies are of this host alone, and no script sees them', async (t) => {
  const house = await open(t, 'https://hub.example');
  const { browser } = await settle(house, doctor);
  assert.deepEqual([...browser.cookies.keys()], ['__Host-yishu', '__Host-yishu_device']);
  const { setCookies } = await browser.post('/api/sign-out');
  const form = /^__Host-yishu=; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=0$/;
  assert.match(setCookies[0] ?? '', form);
});

test('A person sees the own devices and ends one from afar', async (t) => {
  const house = await open(t);
  const person = await settle(house, doctor);
  const agent = 'Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0 Chrome/120.0';
  const phone = house.browser({ agent, address: '10.3.3.3' });
  await signIn(house, person, phone);
  const { body } = await person.browser.get('/api/account/devices');
  const devices = body as unknown as Record<string, unknown>[];
  assert.deepEqual(
    devices.map(({ name: family, address, current, signedIn }) => [
      family,
      address,
      current,
      signedIn,
    ]),
    [
      ['Chrome · Windows', '10.1.1.1', true, true],
      ['微信 · Android', '10.3.3.3', false, true],
    ],
  );
  const ended = await person.browser.delete(`/api/account/devices/${String(devices[1]?.['id'])}`);
  assert.equal(ended.status, 204);
  assert.equal((await phone.get('/api/session')).refusal, 'unauthenticated');
  assert.equal((await person.browser.get('/api/session')).status, 200);
  assert.equal(house.events.at(-1)?.event, 'device-end');
});

test("Nobody ends another's device", async (t) => {
  const house = await open(t);
  const one = await settle(house, doctor);
  const other = await settle(house, { ...doctor, login: 'zhang.min', who: 'Practitioner/p2' });
  const { body } = await one.browser.get('/api/account/devices');
  const [device] = body as unknown as { id: string }[];
  const refused = await other.browser.delete(`/api/account/devices/${device?.id}`);
  assert.equal(refused.status, 404);
  assert.equal((await one.browser.get('/api/session')).status, 200);
});

test('A browser that is known is not told as a new device', async (t) => {
  const house = await open(t);
  const person = await settle(house, doctor);
  await person.browser.post('/api/sign-out');
  assert.equal(house.events.filter(({ event }) => event === 'device-new').length, 1);
  await signIn(house, person, person.browser);
  assert.equal(house.events.at(-1)?.event, 'sign-in');
  const { body } = await person.browser.get('/api/account/devices');
  assert.equal((body as unknown as unknown[]).length, 1);
});

test('What has ended by time is cleared away (SEC-13)', async (t) => {
  const house = await open(t);
  const person = await settle(house, doctor);
  const { login, password } = person;
  await house.browser().post('/api/sign-in/password', { login, password });
  await house.browser().post('/api/sign-in/password', { login: 'nobody', password });
  house.clock.now += 2 * 86_400_000;
  await sweepAccounts(house.accounts);
  for (const table of ['account_pending', 'account_code', 'account_tries', 'account_session']) {
    const rows = await house.accounts.database.run(`select 1 as one from ${table}`, []);
    assert.equal(rows.length, 0, table);
  }
});
