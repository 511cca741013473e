/** Signing in with a password and an authenticator, and every way in which it must not work. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createAccount, disableAccount } from '#server/accounts/administer.ts';
import { type House, codeOf, openHouse } from './house.ts';
import { doctor, settle, signIn } from './people.ts';

async function open(t: TestContext): Promise<House> {
  const house = await openHouse();
  t.after(async () => {
    await house.stop();
    assert.deepEqual(house.failures, []);
  });
  return house;
}

const wrong = 'Winter-snow-8';

test('A doctor signs in with password and code (SEC-04)', async (t) => {
  const house = await open(t);
  const person = await settle(house, doctor);
  const browser = house.browser();
  const { login, password } = person;
  const asked = await browser.post('/api/sign-in/password', {
    login: login.toUpperCase(),
    password,
  });
  assert.deepEqual(asked.body, { next: 'second-factor', ways: ['totp'] });
  assert.equal((await browser.get('/api/session')).refusal, 'unauthenticated');
  const code = codeOf(person.secret, house.clock.now);
  const done = await browser.post('/api/sign-in/totp', { code });
  assert.deepEqual(done.body, { next: 'done' });
  const session = await browser.get('/api/session');
  const { ends, ...told } = session.body;
  assert.equal(ends, house.clock.now + 15 * 60_000);
  assert.deepEqual(told, {
    who: 'Practitioner/p1',
    name: '李伟',
    role: 'doctor',
    kind: 'staff',
    organization: 'o1',
    practitionerRoles: ['r1', 'r2'],
    idleMinutes: 15,
    strongAt: house.clock.now,
    demonstration: false,
  });
  const event = house.events.find(({ event: name }) => name === 'sign-in');
  assert.equal(event?.caller?.who, 'Practitioner/p1');
  assert.deepEqual(event?.caller?.practitionerRoles, ['r1', 'r2']);
  assert.deepEqual(event?.entities, [`Person/${person.account.id}`, 'Practitioner/p1']);
});

test('A first sign-in enrols an authenticator with secret, address and picture', async (t) => {
  const house = await open(t);
  const person = await settle(house, doctor);
  await house.accounts.database.run('delete from account_totp', []);
  const browser = house.browser();
  const { login, password } = person;
  const asked = await browser.post('/api/sign-in/password', { login, password });
  assert.equal(asked.body['next'], 'enrol');
  assert.match(String(asked.body['uri']), /^otpauth:\/\/totp\/.+secret=[A-Z2-7]{32}/);
  assert.match(String(asked.body['qr']), /^<svg /);
  const secret = String(asked.body['secret']);
  const refused = await browser.post('/api/sign-in/enrol', { code: '000000' });
  assert.equal(refused.refusal, 'bad-code');
  const [row] = await house.accounts.database.run('select secret from account_pending', []);
  assert.doesNotMatch(String(row?.['secret']), new RegExp(secret), 'kept sealed');
  const code = codeOf(secret, house.clock.now);
  assert.deepEqual((await browser.post('/api/sign-in/enrol', { code })).body, { next: 'done' });
  const again = house.browser();
  await again.post('/api/sign-in/password', { login, password });
  const replayed = await again.post('/api/sign-in/totp', { code });
  assert.equal(replayed.refusal, 'bad-code', 'the code of enrolment is used up');
});

test('A wrong password and an unknown login are refused alike', async (t) => {
  const house = await open(t);
  const { login } = await settle(house, doctor);
  const answers = await Promise.all(
    [login, 'nobody'].map((name) =>
      house.browser().post('/api/sign-in/password', { login: name, password: wrong }),
    ),
  );
  assert.deepEqual(answers[0]?.body, answers[1]?.body);
  assert.equal(answers[0]?.status, 401);
  assert.equal(answers[0]?.refusal, 'bad-credentials');
});

test('An unknown login takes as long as a known one', async (t) => {
  const house = await open(t);
  const { login } = await settle(house, doctor);
  const timed = async (name: string) => {
    const started = process.cpuUsage();
    await house.browser().post('/api/sign-in/password', { login: name, password: wrong });
    const { user } = process.cpuUsage(started);
    return user / 1000;
  };
  const known: number[] = [];
  const unknown: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    known.push(await timed(login));
    unknown.push(await timed(`nobody${round}`));
  }
  const [a, b] = [Math.min(...known), Math.min(...unknown)];
  assert.ok(b > a / 2 && b < a * 2, `${a} ms of processor known, ${b} ms unknown`);
});

test('Five wrong passwords lock the account for 15 minutes (SEC-02)', async (t) => {
  const house = await open(t);
  const person = await settle(house, doctor);
  const { login } = person;
  const browser = house.browser();
  const tries: (string | undefined)[] = [];
  for (let round = 0; round < 5; round += 1) {
    tries.push((await browser.post('/api/sign-in/password', { login, password: wrong })).refusal);
  }
  assert.deepEqual(tries, [
    ...Array.from({ length: 4 }, () => 'bad-credentials'),
    'account-locked',
  ]);
  const right = { login, password: person.password };
  house.clock.now += 14 * 60_000;
  const locked = await house.browser({ address: '10.2.2.2' }).post('/api/sign-in/password', right);
  assert.equal(locked.status, 429);
  assert.match(JSON.stringify(locked.body), /请 1 分钟后再试（SEC-02）/);
  const names = house.events.map(({ event, refusal }) => `${event} ${refusal}`);
  assert.ok(names.includes('account-lock account-locked'));
  house.clock.now += 61_000;
  await signIn(house, person, house.browser());
});

test('Many guesses at once are no way round the lock (SEC-02)', async (t) => {
  const house = await open(t);
  const { login } = await settle(house, doctor);
  const guesses = Array.from({ length: 20 }, (_, n) =>
    house.browser().post('/api/sign-in/password', { login, password: `${wrong}${n}` }),
  );
  const refusals = (await Promise.all(guesses)).map(({ refusal }) => refusal);
  const looked = refusals.filter((refusal) => refusal === 'bad-credentials').length;
  assert.ok(looked <= 5, `${looked} of 20 were looked at`);
  assert.ok(refusals.includes('account-locked'));
});

test('An unknown login locks as a known one does', async (t) => {
  const house = await open(t);
  const body = { login: 'nobody', password: wrong };
  let last: string | undefined;
  for (let round = 0; round < 5; round += 1) {
    last = (await house.browser().post('/api/sign-in/password', body)).refusal;
  }
  assert.equal(last, 'account-locked');
});

test('An address that is wrong fifty times is locked, others are not (SEC-02)', async (t) => {
  const house = await open(t);
  const person = await settle(house, doctor);
  for (let round = 0; round < 50; round += 1) {
    const body = { login: `guess${round}`, password: wrong };
    await house.browser({ address: '10.9.9.9' }).post('/api/sign-in/password', body);
  }
  const right = { login: person.login, password: person.password };
  const there = await house.browser({ address: '10.9.9.9' }).post('/api/sign-in/password', right);
  assert.equal(there.refusal, 'account-locked');
  assert.equal((await house.browser().post('/api/sign-in/password', right)).status, 200);
});

test('Wrong codes count towards the lock, and a right password does not clear them', async (t) => {
  const house = await open(t);
  const { login, password } = await settle(house, doctor);
  const refusals: (string | undefined)[] = [];
  for (let round = 0; round < 5; round += 1) {
    const browser = house.browser();
    await browser.post('/api/sign-in/password', { login, password });
    refusals.push((await browser.post('/api/sign-in/totp', { code: '123456' })).refusal);
  }
  assert.equal(refusals.at(-1), 'account-locked');
});

test('A code is never accepted twice, nor an earlier one after it', async (t) => {
  const house = await open(t);
  const { login, password, secret } = await settle(house, doctor);
  const earlier = codeOf(secret, house.clock.now);
  house.clock.now += 30_000;
  const code = codeOf(secret, house.clock.now);
  const outcomes: (string | undefined)[] = [];
  for (const shown of [code, code, earlier]) {
    const browser = house.browser();
    await browser.post('/api/sign-in/password', { login, password });
    outcomes.push((await browser.post('/api/sign-in/totp', { code: shown })).refusal);
  }
  assert.deepEqual(outcomes, [undefined, 'bad-code', 'bad-code']);
});

test('A code one step off is taken, two steps off it is not', async (t) => {
  const house = await open(t);
  const { login, password, secret } = await settle(house, doctor);
  house.clock.now += 300_000;
  const outcomes: (string | undefined)[] = [];
  for (const offset of [-60_000, 60_000, -30_000, 30_000]) {
    const browser = house.browser();
    await browser.post('/api/sign-in/password', { login, password });
    const code = codeOf(secret, house.clock.now + offset);
    outcomes.push((await browser.post('/api/sign-in/totp', { code })).refusal);
  }
  assert.deepEqual(outcomes, ['bad-code', 'bad-code', undefined, undefined]);
});

test('Of two who show one code at once, one comes in', async (t) => {
  const house = await open(t);
  const { login, password, secret } = await settle(house, doctor);
  const browsers = Array.from({ length: 4 }, () => house.browser());
  for (const browser of browsers) await browser.post('/api/sign-in/password', { login, password });
  const code = codeOf(secret, house.clock.now);
  const answers = await Promise.all(
    browsers.map((browser) => browser.post('/api/sign-in/totp', { code })),
  );
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 401, 401, 401],
  );
});

test('Of two requests with one sign-in under way, one comes in', async (t) => {
  const house = await open(t);
  const { login, password, secret } = await settle(house, doctor);
  const browser = house.browser();
  await browser.post('/api/sign-in/password', { login, password });
  const code = codeOf(secret, house.clock.now);
  const answers = await Promise.all([0, 1].map(() => browser.post('/api/sign-in/totp', { code })));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
});

test('A sign-in under way expires after ten minutes', async (t) => {
  const house = await open(t);
  const { login, password, secret } = await settle(house, doctor);
  const browser = house.browser();
  await browser.post('/api/sign-in/password', { login, password });
  house.clock.now += 600_000;
  const code = codeOf(secret, house.clock.now);
  assert.equal((await browser.post('/api/sign-in/totp', { code })).refusal, 'sign-in-expired');
});

test('No step can be left out', async (t) => {
  const house = await open(t);
  const { login, password } = await settle(house, doctor);
  const browser = house.browser();
  const early = await browser.post('/api/sign-in/totp', { code: '123456' });
  assert.equal(early.refusal, 'sign-in-expired');
  await browser.post('/api/sign-in/password', { login, password });
  const enrol = await browser.post('/api/sign-in/enrol', { code: '123456' });
  assert.equal(enrol.refusal, 'sign-in-expired');
  const change = await browser.post('/api/sign-in/new-password', { password: 'Autumn-leaf-9' });
  assert.equal(change.refusal, 'sign-in-expired');
});

test('A password older than 90 days is changed after the second factor (SEC-01)', async (t) => {
  const house = await open(t);
  const person = await settle(house, doctor);
  const { login, password, secret } = person;
  house.clock.now += 90 * 86_400_000;
  const browser = house.browser();
  await browser.post('/api/sign-in/password', { login, password });
  const code = codeOf(secret, house.clock.now);
  const asked = await browser.post('/api/sign-in/totp', { code });
  assert.deepEqual(asked.body, { next: 'change-password' });
  assert.equal((await browser.get('/api/session')).refusal, 'unauthenticated');
  const same = await browser.post('/api/sign-in/new-password', { password });
  assert.equal(same.refusal, 'weak-password');
  const done = await browser.post('/api/sign-in/new-password', { password: 'Autumn-leaf-9' });
  assert.deepEqual(done.body, { next: 'done' });
  const { body } = await browser.get('/api/session');
  assert.equal(body['strongAt'], house.clock.now);
});

test('None of the last five passwords comes back, the sixth may (SEC-01)', async (t) => {
  const house = await open(t);
  const { browser, password } = await settle(house, doctor);
  const names = ['One-tree-1', 'Two-trees-2', 'Three-trees-3', 'Four-trees-4'];
  let old = password;
  const change = async (next: string) => {
    house.clock.now += 1000;
    const answer = await browser.post('/api/account/password', { old, password: next });
    if (answer.status === 204) old = next;
    return answer;
  };
  for (const name of names) assert.equal((await change(name)).status, 204);
  const refused = await change(password);
  assert.equal(refused.refusal, 'weak-password');
  assert.match(JSON.stringify(refused.body), /最近 5 次.*（SEC-01）/);
  assert.equal((await change('Five-trees-5')).status, 204);
  assert.equal((await change(password)).status, 204);
  const rows = await house.accounts.database.run('select 1 as one from account_password', []);
  assert.equal(rows.length, 5);
});

test('Who is disabled is told so only after the right password (SEC-05)', async (t) => {
  const house = await open(t);
  const person = await settle(house, doctor);
  await disableAccount(house.accounts, person.account);
  const { login, password } = person;
  const post = (given: string) =>
    house.browser().post('/api/sign-in/password', { login, password: given });
  assert.equal((await post(wrong)).refusal, 'bad-credentials');
  const told = await post(password);
  assert.equal(told.refusal, 'account-disabled');
  assert.match(JSON.stringify(told.body), /账户已停用，请联系系统管理员（SEC-05）/);
  assert.equal((await person.browser.get('/api/session')).refusal, 'unauthenticated');
});

test('Who has no password yet cannot sign in with any', async (t) => {
  const house = await open(t);
  await createAccount(house.accounts, doctor);
  for (const password of ['', 'x', 'AAAAAAAAAAAAAAAAAAAAAA']) {
    const answer = await house.browser().post('/api/sign-in/password', {
      login: doctor.login,
      password,
    });
    assert.ok([400, 401].includes(answer.status));
  }
});

test('No secret stands in the database, and none in an event (SEC-03)', async (t) => {
  const house = await open(t);
  const person = await settle(house, doctor);
  const tables = ['account', 'account_password', 'account_totp', 'account_session', 'account_code'];
  const texts = await Promise.all(
    tables.map((table) => house.accounts.database.run(`select * from ${table}`, [])),
  );
  const all = JSON.stringify([texts, house.events]);
  const cookie = person.browser.cookies.get('yishu') ?? '';
  assert.ok(cookie.length === 43);
  for (const secret of [person.password, person.secret, cookie]) assert.ok(!all.includes(secret));
  assert.match(all, /\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});
