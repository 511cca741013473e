/** The accounts of the demonstration and its inbox. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createDemonstrationAccounts } from '#server/accounts/demonstration.ts';
import type { DemonstrationAccount } from '#server/accounts/demonstration.ts';
import { type House, openHouse } from './house.ts';
import { doctor, resident } from './people.ts';

async function open(
  t: TestContext,
): Promise<{ house: House; folder: string; list: DemonstrationAccount[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-accounts-'));
  const list: DemonstrationAccount[] = [];
  const house = await openHouse({ inbox: (simulator) => ({ simulator, accounts: list }) });
  t.after(async () => {
    await house.stop();
    rmSync(folder, { recursive: true });
    assert.deepEqual(house.failures, []);
  });
  list.push(...(await createDemonstrationAccounts(house.accounts, [doctor, resident], folder)));
  return { house, folder, list };
}

interface Told {
  notice: string;
  messages: { to: string; text: string; at: string }[];
  codes: { login: string; code: string; secondsLeft: number }[];
}

async function inboxOf(house: House): Promise<Told> {
  return (await house.browser().get('/api/development/inbox')).body as unknown as Told;
}

test('A demonstration login signs in with the printed password and the shown code', async (t) => {
  const { house, list } = await open(t);
  const [login = ''] = list.map((account) => account.login ?? '');
  const browser = house.browser();
  const password = list[0]?.password;
  assert.match(password ?? '', /^[a-z]{4}-[a-z]{4}-\d{4}$/);
  await browser.post('/api/sign-in/password', { login, password });
  const { codes } = await inboxOf(house);
  assert.deepEqual(
    codes.map(({ login: name, secondsLeft }) => [name, secondsLeft]),
    [['li.wei', 20]],
  );
  const done = await browser.post('/api/sign-in/totp', { code: codes[0]?.code });
  assert.deepEqual(done.body, { next: 'done' });
  assert.equal((await browser.get('/api/session')).body['demonstration'], true);
});

test('The inbox shows the code of a resident and says that nothing was sent', async (t) => {
  const { house } = await open(t);
  const browser = house.browser();
  const { phone } = resident;
  await browser.post('/api/sign-in/phone', { phone });
  const { notice, messages } = await inboxOf(house);
  assert.equal(notice, '模拟短信，并未真实发送');
  assert.equal(messages[0]?.to, '1234');
  assert.equal(messages[0]?.at, '2026-01-05T01:00:10.000Z');
  const code = /\d{6}/.exec(messages[0]?.text ?? '')?.[0];
  const done = await browser.post('/api/sign-in/phone/code', { phone, code });
  assert.deepEqual(done.body, { next: 'done' });
});

test('The passwords are kept in a file of their owner alone, and stay the same', async (t) => {
  const { house, folder, list } = await open(t);
  const path = join(folder, 'demonstration-accounts.json');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.match(readFileSync(path, 'utf8'), new RegExp(list[0]?.password ?? '-'));
  house.clock.now += 200 * 86_400_000;
  await house.accounts.database.run(`update account set status = 'disabled', password = null`, []);
  const again = await createDemonstrationAccounts(house.accounts, [doctor, resident], folder);
  assert.deepEqual(again, list);
  const { login, password } = again[0] ?? {};
  const asked = await house.browser().post('/api/sign-in/password', { login, password });
  assert.deepEqual(asked.body, { next: 'second-factor', ways: ['totp'] });
});

test('Two installations have different passwords (SEC-05)', async (t) => {
  const [one, other] = [await open(t), await open(t)];
  assert.notEqual(one.list[0]?.password, other.list[0]?.password);
  assert.notEqual(one.list[0]?.totpSecret, other.list[0]?.totpSecret);
});

test('Outside demonstration mode there is no inbox', async (t) => {
  const house = await openHouse();
  t.after(() => house.stop());
  assert.equal((await house.browser().get('/api/development/inbox')).status, 404);
});
