/** Administrators: three offices apart, accounts made by invitation, reset, disabled. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  type NewAccount,
  createAccount,
  disableAccount,
  disableStaleAccounts,
  enableAccount,
} from '#server/accounts/administer.ts';
import { accountById } from '#server/accounts/account.ts';
import { ensureFirstAdministrator } from '#server/accounts/invitations.ts';
import { type House, codeOf, openHouse } from './house.ts';
import { doctor, resident, settle, signIn, tokenOf } from './people.ts';

async function open(t: TestContext): Promise<House> {
  const house = await openHouse();
  t.after(async () => {
    await house.stop();
    assert.deepEqual(house.failures, []);
  });
  return house;
}

const system: NewAccount = { role: 'system-administrator', login: 'sys.one', name: '系统甲' };
const security: NewAccount = { role: 'security-administrator', login: 'sec.one', name: '安全甲' };

const code = (expected: string) => (error: unknown) =>
  (error as { code?: unknown }).code === expected;

test('The first administrator comes in by a link that works once (SEC-05)', async (t) => {
  const house = await open(t);
  const link = (await ensureFirstAdministrator(house.accounts)) ?? '';
  assert.match(link, /^http:\/\/localhost:8080\/sign-in#invite=[\w-]{43}$/);
  const browser = house.browser();
  const token = tokenOf(link);
  const told = await browser.post('/api/sign-in/invitation', { token });
  assert.match(String(told.body['login']), /^admin-[0-9a-f]{6}$/, 'no login to guess at');
  assert.equal(told.body['role'], 'system-administrator');
  const weak = { token, password: 'short' };
  assert.equal(
    (await browser.post('/api/sign-in/invitation/password', weak)).refusal,
    'weak-password',
  );
  const strong = { token, password: 'Spring-rain-7' };
  const asked = await browser.post('/api/sign-in/invitation/password', strong);
  assert.equal(asked.body['next'], 'enrol');
  assert.equal((await browser.get('/api/session')).status, 401, 'not without a second factor');
  const shown = { code: codeOf(String(asked.body['secret']), house.clock.now) };
  assert.deepEqual((await browser.post('/api/sign-in/enrol', shown)).body, { next: 'done' });
  const again = await browser.post('/api/sign-in/invitation/password', strong);
  assert.equal(again.refusal, 'invitation-invalid');
  assert.equal(await ensureFirstAdministrator(house.accounts), undefined);
});

test('Two servers that start at once make one first administrator', async (t) => {
  const house = await open(t);
  await Promise.all([0, 1, 2].map(() => ensureFirstAdministrator(house.accounts)));
  const rows = await house.accounts.database.run('select id from account', []);
  assert.equal(rows.length, 1);
});

test('A link expires after a day; the next start prints another', async (t) => {
  const house = await open(t);
  const first = tokenOf((await ensureFirstAdministrator(house.accounts)) ?? '');
  house.clock.now += 24 * 3_600_000;
  const post = (token: string) => house.browser().post('/api/sign-in/invitation', { token });
  assert.equal((await post(first)).refusal, 'invitation-invalid');
  const second = tokenOf((await ensureFirstAdministrator(house.accounts)) ?? '');
  assert.equal((await post(second)).status, 200);
  const third = tokenOf((await ensureFirstAdministrator(house.accounts)) ?? '');
  assert.equal((await post(second)).refusal, 'invitation-invalid', 'a later link ends it');
  assert.equal((await post(third)).status, 200);
});

test('Of two who use one invitation at once, one sets the password', async (t) => {
  const house = await open(t);
  const token = tokenOf((await ensureFirstAdministrator(house.accounts)) ?? '');
  const answers = await Promise.all(
    ['Spring-rain-7', 'Winter-snow-8'].map((password) =>
      house.browser().post('/api/sign-in/invitation/password', { token, password }),
    ),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
});

test('A system administrator makes accounts; their owners are invited', async (t) => {
  const house = await open(t);
  const { browser } = await settle(house, system);
  const made = await browser.post('/api/accounts', doctor);
  assert.equal(made.status, 201);
  const token = tokenOf(String(made.body['invitation']));
  const told = await house.browser().post('/api/sign-in/invitation', { token });
  assert.deepEqual(told.body, { login: 'li.wei', name: '李伟', role: 'doctor' });
  const patient = await browser.post('/api/accounts', resident);
  assert.deepEqual([patient.status, patient.body['invitation']], [201, null]);
  assert.equal((await browser.post('/api/accounts', doctor)).refusal, 'account-exists');
  assert.equal((await browser.post('/api/accounts', resident)).refusal, 'account-exists');
  const event = house.events.find((each) => each.event === 'account-create');
  assert.deepEqual(event?.entities, [`Person/${String(made.body['id'])}`, 'Practitioner/p1']);
  const { body } = await browser.get('/api/accounts?text=1');
  assert.deepEqual(body['accounts'], [], 'a part of a phone finds nobody');
  const { body: found } = await browser.get('/api/accounts?text=13800001234');
  const [row] = found['accounts'] as Record<string, unknown>[];
  assert.deepEqual([row?.['name'], row?.['phone']], ['王芳', '1234']);
});

const badAccounts: [field: string, given: object][] = [
  ['role', { ...doctor, role: 'emperor' }],
  ['role', { ...doctor, role: 'platform' }],
  ['login', { ...doctor, login: 'a b' }],
  ['login', { ...doctor, login: undefined }],
  ['who', { ...doctor, who: 'Patient/p1' }],
  ['who', { ...doctor, who: undefined }],
  ['who', { ...resident, who: 'Practitioner/p1' }],
  ['phone', { ...resident, phone: '123' }],
  ['name', { ...doctor, name: ' ' }],
  ['organization', { ...doctor, organization: 'a b' }],
];
test('An account that cannot be is refused by the name of the field', async (t) => {
  const house = await open(t);
  const { browser } = await settle(house, system);
  for (const [field, given] of badAccounts) {
    const answer = await browser.post('/api/accounts', given);
    assert.equal(answer.refusal, 'bad-field');
    assert.match(JSON.stringify(answer.body), new RegExp(`“${field}”`));
  }
});

test('One person holds one office, and none beside a role of staff (SEC-06)', async (t) => {
  const house = await open(t);
  const { accounts } = house;
  const who = 'Practitioner/p1';
  const first = await createAccount(accounts, doctor);
  await createAccount(accounts, { ...doctor, login: 'li.wei.2', organization: 'o2' });
  const office: NewAccount = { ...security, who };
  await assert.rejects(createAccount(accounts, office), code('office-conflict'));
  await createAccount(accounts, { ...system, who: 'Practitioner/p9' });
  const second: NewAccount = { ...security, who: 'Practitioner/p9' };
  await assert.rejects(createAccount(accounts, second), code('office-conflict'));
  const staff = { ...doctor, login: 'x.y', who: 'Practitioner/p9' };
  await assert.rejects(createAccount(accounts, staff), code('office-conflict'));
  const others = await accounts.database.run(`select id from account where who = $1`, [who]);
  for (const row of others) {
    const account = await accountById(accounts, String(row['id']));
    if (account !== undefined) await disableAccount(accounts, account);
  }
  await createAccount(accounts, office);
  await assert.rejects(enableAccount(accounts, first), code('office-conflict'));
});

test('Of two offices given to one person at once, one is (SEC-06)', async (t) => {
  const house = await open(t);
  const who = 'Practitioner/p1';
  const outcomes = await Promise.allSettled(
    [system, security].map((given) => createAccount(house.accounts, { ...given, who })),
  );
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('Each office does its own and no more (SEC-06)', async (t) => {
  const house = await open(t);
  const target = await settle(house, doctor);
  const path = `/api/accounts/${target.account.id}`;
  const tried: [NewAccount, Record<string, number>][] = [
    [system, { list: 200, disable: 204, enable: 204, reset: 404 }],
    [security, { list: 200, disable: 404, enable: 404, reset: 204 }],
    [
      { role: 'audit-administrator', login: 'aud.one', name: '审计甲' },
      { list: 404, disable: 404, enable: 404, reset: 404 },
    ],
  ];
  for (const [given, expected] of tried) {
    const { browser } = await settle(house, given);
    const got = {
      list: (await browser.get('/api/accounts')).status,
      disable: (await browser.post(`${path}/disable`)).status,
      enable: (await browser.post(`${path}/enable`)).status,
      reset: (await browser.post(`${path}/reset`)).status,
    };
    assert.deepEqual(got, expected, given.role);
  }
});

test('Nobody disables or resets the own account', async (t) => {
  const house = await open(t);
  const one = await settle(house, system);
  const own = await one.browser.post(`/api/accounts/${one.account.id}/disable`);
  assert.deepEqual([own.status, own.refusal], [409, 'own-account']);
  const other = await settle(house, security);
  const reset = await other.browser.post(`/api/accounts/${other.account.id}/reset`);
  assert.equal(reset.refusal, 'own-account');
});

test('Disabling ends the sessions at once, enabling lets in again', async (t) => {
  const house = await open(t);
  const target = await settle(house, doctor);
  const { browser } = await settle(house, system);
  const path = `/api/accounts/${target.account.id}`;
  await browser.post(`${path}/disable`);
  assert.equal((await target.browser.get('/api/account/devices')).status, 401);
  assert.ok(house.ended.length >= 1);
  await browser.post(`${path}/enable`);
  await signIn(house, target, house.browser());
});

test('A reset second factor is enrolled anew, and the old one is of no use', async (t) => {
  const house = await open(t);
  const target = await settle(house, doctor);
  const { browser } = await settle(house, security);
  await browser.post(`/api/accounts/${target.account.id}/reset`, { what: 'second-factor' });
  assert.equal((await target.browser.get('/api/session')).status, 401);
  const again = house.browser();
  const { login, password } = target;
  const asked = await again.post('/api/sign-in/password', { login, password });
  assert.equal(asked.body['next'], 'enrol');
  assert.notEqual(asked.body['secret'], target.secret);
});

test('A security administrator unlocks early, and invites to a new password', async (t) => {
  const house = await open(t);
  const target = await settle(house, doctor);
  const { browser } = await settle(house, security);
  const { login, password } = target;
  for (let round = 0; round < 5; round += 1) {
    await house.browser().post('/api/sign-in/password', { login, password: 'Winter-snow-8' });
  }
  const { body } = await browser.get('/api/accounts?text=LI.W');
  const [row] = body['accounts'] as Record<string, unknown>[];
  assert.equal(row?.['status'], 'locked');
  await browser.post(`/api/accounts/${target.account.id}/reset`, { what: 'lock' });
  await signIn(house, target, house.browser());
  const reset = await browser.post(`/api/accounts/${target.account.id}/reset`, {
    what: 'password',
  });
  const token = tokenOf(String(reset.body['invitation']));
  const early = await house.browser().post('/api/sign-in/password', { login, password });
  assert.equal(early.refusal, 'bad-credentials', 'the old one ends with the reset');
  assert.equal((await target.browser.get('/api/session')).status, 401);
  const next = await house
    .browser()
    .post('/api/sign-in/invitation/password', { token, password: 'Autumn-leaf-9' });
  assert.deepEqual(next.body, { next: 'second-factor', ways: ['totp'] });
  const old = await house.browser().post('/api/sign-in/password', { login, password });
  assert.equal(old.refusal, 'bad-credentials');
});

test('Staff unused for 90 days are disabled, residents are not (SEC-05)', async (t) => {
  const house = await open(t);
  const { accounts } = house;
  const idle = await settle(house, doctor);
  const patient = await createAccount(accounts, resident);
  house.clock.now += 80 * 86_400_000;
  const fresh = await settle(house, { ...doctor, login: 'zhang.min', who: 'Practitioner/p2' });
  house.clock.now += 10 * 86_400_000;
  assert.deepEqual(await disableStaleAccounts(accounts), [idle.account.id]);
  assert.equal(house.events.at(-1)?.event, 'account-disable');
  const statuses = await Promise.all(
    [idle.account, fresh.account, patient].map(
      async ({ id }) => (await accountById(accounts, id))?.status,
    ),
  );
  assert.deepEqual(statuses, ['disabled', 'active', 'active']);
  await enableAccount(accounts, idle.account);
  assert.deepEqual(await disableStaleAccounts(accounts), [], 'enabled anew counts as new');
});

test('A search of accounts takes signs as signs', async (t) => {
  const house = await open(t);
  const { browser } = await settle(house, system);
  const count = async (text: string) => {
    const { body } = await browser.get(`/api/accounts?text=${encodeURIComponent(text)}`);
    return (body['accounts'] as unknown[]).length;
  };
  assert.deepEqual([await count('系统'), await count('%'), await count("' or 1=1 --")], [1, 0, 0]);
});
