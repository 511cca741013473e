/** Residents sign in with their phone and a code; a stranger learns nothing from it. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createAccount } from '#server/accounts/administer.ts';
import { takePhoneCode } from '#server/accounts/factors/phone-code.ts';
import { type House, openHouse } from './house.ts';
import { resident } from './people.ts';

async function open(t: TestContext): Promise<House> {
  const house = await openHouse();
  t.after(async () => {
    await house.stop();
    assert.deepEqual(house.failures, []);
  });
  await createAccount(house.accounts, resident);
  return house;
}

const phone = resident.phone ?? '';
const stranger = '13900005678';
const lastCode = (house: House) => /\d{6}/.exec(house.sms.messages()[0]?.text ?? '')?.[0] ?? '';
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

test('A resident signs in with a code by message, however the phone is written', async (t) => {
  const house = await open(t);
  const browser = house.browser();
  const sent = await browser.post('/api/sign-in/phone', { phone: '+86 138-0000 1234' });
  assert.equal(sent.status, 204);
  assert.deepEqual(
    house.sms.messages().map(({ to }) => to),
    [phone],
  );
  const done = await browser.post('/api/sign-in/phone/code', { phone, code: lastCode(house) });
  assert.deepEqual(done.body, { next: 'done' });
  const { body } = await browser.get('/api/session');
  assert.deepEqual(
    [body['who'], body['role'], body['idleMinutes'], body['strongAt'], body['organization']],
    ['Patient/pt1', 'resident', 30, 0, null],
  );
});

test('A phone that nobody has is answered alike, and gets no message', async (t) => {
  const house = await open(t);
  const answers = await Promise.all(
    [phone, stranger].map((to) => house.browser().post('/api/sign-in/phone', { phone: to })),
  );
  assert.deepEqual(answers[0], answers[1]);
  assert.equal(house.sms.messages().length, 1);
  const tries = await Promise.all(
    [phone, stranger].map((to) =>
      house.browser().post('/api/sign-in/phone/code', { phone: to, code: other(lastCode(house)) }),
    ),
  );
  assert.deepEqual(tries[0]?.body, tries[1]?.body);
  assert.equal(tries[0]?.refusal, 'bad-code');
});

test('A code is taken once, also when two bring it at once', async (t) => {
  const house = await open(t);
  await house.browser().post('/api/sign-in/phone', { phone });
  const body = { phone, code: lastCode(house) };
  const answers = await Promise.all(
    [0, 1, 2].map(() => house.browser().post('/api/sign-in/phone/code', body)),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  const later = await house.browser().post('/api/sign-in/phone/code', body);
  assert.equal(later.refusal, 'bad-code');
});

test('Below the lock, a code itself has five tries and is taken once', async (t) => {
  const house = await open(t);
  await house.browser().post('/api/sign-in/phone', { phone });
  const code = lastCode(house);
  const take = (shown: string) => takePhoneCode(house.accounts, phone, shown);
  const taken = await Promise.all(Array.from({ length: 5 }, () => take(code)));
  assert.equal(taken.filter((account) => account !== undefined).length, 1);
  house.clock.now += 60_000;
  await house.browser().post('/api/sign-in/phone', { phone });
  const next = lastCode(house);
  for (let round = 0; round < 5; round += 1) await take(other(next));
  assert.equal(await take(next), undefined);
});

test('A code expires after five minutes', async (t) => {
  const house = await open(t);
  await house.browser().post('/api/sign-in/phone', { phone });
  house.clock.now += 5 * 60_000;
  const answer = await house
    .browser()
    .post('/api/sign-in/phone/code', { phone, code: lastCode(house) });
  assert.equal(answer.refusal, 'bad-code');
});

test('After five wrong codes the right one is of no use any more (SEC-02)', async (t) => {
  const house = await open(t);
  await house.browser().post('/api/sign-in/phone', { phone });
  const code = lastCode(house);
  const refusals: (string | undefined)[] = [];
  for (let round = 0; round < 6; round += 1) {
    const shown = round < 5 ? other(code) : code;
    const answer = await house.browser().post('/api/sign-in/phone/code', { phone, code: shown });
    refusals.push(answer.refusal);
  }
  assert.deepEqual(refusals.slice(3), ['bad-code', 'account-locked', 'account-locked']);
  house.clock.now += 15 * 60_000;
  await house.browser().post('/api/sign-in/phone', { phone });
  const body = { phone, code: lastCode(house) };
  assert.equal((await house.browser().post('/api/sign-in/phone/code', body)).status, 200);
});

test('Codes are sent at most once a minute and ten times a day', async (t) => {
  const house = await open(t);
  const send = (address: string) =>
    house.browser({ address }).post('/api/sign-in/phone', { phone });
  await send('10.5.0.1');
  house.clock.now += 59_000;
  assert.equal((await send('10.5.0.1')).status, 204);
  assert.equal(house.sms.messages().length, 1);
  for (let round = 2; round < 15; round += 1) {
    house.clock.now += 60_000;
    assert.equal((await send(`10.5.0.${round}`)).status, 204);
  }
  assert.equal(house.sms.messages().length, 10);
  house.clock.now += 86_400_000;
  await send('10.5.0.1');
  assert.equal(house.sms.messages().length, 11);
});

test('One address may ask for twenty codes in ten minutes, not more', async (t) => {
  const house = await open(t);
  const statuses: number[] = [];
  for (let round = 0; round < 21; round += 1) {
    const to = `1370000${String(1000 + round)}`;
    statuses.push((await house.browser().post('/api/sign-in/phone', { phone: to })).status);
  }
  assert.deepEqual(statuses.slice(19), [204, 429]);
});

test('What is no mobile phone is refused by name', async (t) => {
  const house = await open(t);
  const answer = await house.browser().post('/api/sign-in/phone', { phone: '010-62000000' });
  assert.equal(answer.status, 400);
  assert.match(JSON.stringify(answer.body), /“phone”/);
});

test('Neither phone nor code stands in the database or in an event', async (t) => {
  const house = await open(t);
  await house.browser().post('/api/sign-in/phone', { phone });
  const code = lastCode(house);
  const rows = await Promise.all(
    ['account', 'account_code'].map((table) =>
      house.accounts.database.run(`select * from ${table}`, []),
    ),
  );
  const all = JSON.stringify([rows, house.events]);
  assert.ok(!all.includes(phone));
  const kept = String(rows[1]?.[0]?.['code']);
  assert.match(kept, /^[0-9a-f]{64}$/);
  assert.ok(!kept.includes(code));
});

test('A gateway that fails is reported, and the answer stays the same', async (t) => {
  const house = await openHouse();
  t.after(() => house.stop());
  await createAccount(house.accounts, resident);
  house.accounts.sms = { send: () => Promise.reject(new Error('The SMS gateway answered 500')) };
  assert.equal((await house.browser().post('/api/sign-in/phone', { phone })).status, 204);
  await new Promise((done) => setImmediate(done));
  assert.equal(house.failures.length, 1);
});

test('A resident shows a further code before what needs it (SEC-04)', async (t) => {
  const house = await open(t);
  const browser = house.browser();
  await browser.post('/api/sign-in/phone', { phone });
  await browser.post('/api/sign-in/phone/code', { phone, code: lastCode(house) });
  const refused = await browser.post('/api/account/passkeys/options');
  assert.equal(refused.refusal, 'step-up-needed');
  house.clock.now += 60_000;
  await browser.post('/api/sign-in/phone', { phone });
  const answer = await browser.post('/api/account/step-up', { code: lastCode(house) });
  assert.equal(answer.status, 204);
  assert.equal((await browser.get('/api/session')).body['strongAt'], house.clock.now);
  assert.equal((await browser.post('/api/account/passkeys/options')).status, 200);
});
