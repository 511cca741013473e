/** People who have come in to a house of accounts, for tests. */
import assert from 'node:assert/strict';
import type { Account } from '#server/accounts/account.ts';
import { type NewAccount, createAccount } from '#server/accounts/administer.ts';
import { invite } from '#server/accounts/invitations.ts';
import { type Browser, type House, codeOf } from './house.ts';

/** A person who has a password and an authenticator. */
export interface Person {
  account: Account;
  login: string;
  password: string;
  secret: string;
  /** The session right after the invitation. */
  browser: Browser;
}

/** Makes an account, invites its owner, who sets a password and enrols, and is signed in. */
export async function settle(house: House, given: NewAccount): Promise<Person> {
  const account = await createAccount(house.accounts, given);
  const link = await invite(house.accounts, account);
  const browser = house.browser();
  const password = 'Spring-rain-7';
  const token = tokenOf(link);
  const asked = await browser.post('/api/sign-in/invitation/password', { token, password });
  const secret = String(asked.body['secret']);
  const code = codeOf(secret, house.clock.now);
  const done = await browser.post('/api/sign-in/enrol', { code });
  assert.deepEqual(done.body, { next: 'done' });
  // The code of this step is used up.
  house.clock.now += 30_000;
  return { account, login: account.login ?? '', password, secret, browser };
}

/** The token of a link. */
export function tokenOf(link: string): string {
  return /#invite=([\w-]{43})$/.exec(link)?.[1] ?? '';
}

/** A doctor. */
export const doctor: NewAccount = {
  role: 'doctor',
  login: 'li.wei',
  name: '李伟',
  who: 'Practitioner/p1',
  organization: 'o1',
  practitionerRoles: ['r1', 'r2'],
};

/** A resident. */
export const resident: NewAccount = {
  role: 'resident',
  phone: '13800001234',
  name: '王芳',
  who: 'Patient/pt1',
};

/** Signs in with password and code in a fresh browser. */
export async function signIn(house: House, person: Person, browser: Browser): Promise<void> {
  const { login, password, secret } = person;
  await browser.post('/api/sign-in/password', { login, password });
  const code = codeOf(secret, house.clock.now);
  const done = await browser.post('/api/sign-in/totp', { code });
  assert.deepEqual(done.body, { next: 'done' });
  house.clock.now += 30_000;
}
