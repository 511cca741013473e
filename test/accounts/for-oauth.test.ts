/** What the room of OAuth is told of accounts and their sessions. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { disableAccount } from '#server/accounts/administer.ts';
import { accountsForOAuth } from '#server/accounts/for-oauth.ts';
import { type House, openHouse } from './house.ts';
import { type Person, doctor, settle } from './people.ts';

async function open(t: TestContext): Promise<{ house: House; person: Person }> {
  const house = await openHouse();
  t.after(() => house.stop());
  return { house, person: await settle(house, doctor) };
}

test('A token keeps a sign-in alive while it is used, and dies with it', async (t) => {
  const { house, person } = await open(t);
  const oauth = accountsForOAuth(house.accounts);
  const cookies = Object.fromEntries(person.browser.cookies);
  const found = await oauth.readSession(cookies);
  assert.equal(found?.account.who, 'Practitioner/p1');
  const id = found?.session.id ?? '';
  for (let used = 0; used < 3; used += 1) {
    house.clock.now += 14 * 60_000;
    assert.deepEqual(await oauth.sessionAlive(id), { strongAt: found?.session.strongAt });
  }
  await oauth.endSession(id);
  assert.equal(await oauth.sessionAlive(id), undefined);
  assert.equal(await oauth.readSession(cookies), undefined);
  assert.deepEqual(house.ended, [id]);
});

test('An idle sign-in is over for its tokens too (SEC-02)', async (t) => {
  const { house, person } = await open(t);
  const oauth = accountsForOAuth(house.accounts);
  const found = await oauth.readSession(Object.fromEntries(person.browser.cookies));
  house.clock.now += 15 * 60_000;
  assert.equal(await oauth.sessionAlive(found?.session.id ?? ''), undefined);
  assert.deepEqual(house.ended, [found?.session.id]);
});

test('Who comes from an outside provider is signed in without a strong factor', async (t) => {
  const { house, person } = await open(t);
  const oauth = accountsForOAuth(house.accounts);
  const cookies = await oauth.openSession(person.account.id, '10.6.6.6');
  const value = /^yishu=([\w-]{43});/.exec(cookies?.[0] ?? '')?.[1];
  const found = await oauth.readSession({ yishu: value });
  assert.equal(found?.session.strongAt, 0);
  assert.equal(found?.session.address, '10.6.6.6');
  await disableAccount(house.accounts, person.account);
  assert.equal(await oauth.openSession(person.account.id, '10.6.6.6'), undefined);
  assert.equal(await oauth.find(person.account.id), undefined);
  assert.equal(await oauth.readSession({ yishu: value }), undefined);
  assert.equal(await oauth.find('not-an-id'), undefined);
});
