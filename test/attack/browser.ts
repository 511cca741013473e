/** A browser of an attacker: it signs in as the pages do, and takes tokens by the code flow. */
import assert from 'node:assert/strict';
import { codeOf } from '#test/accounts/house.ts';
import { type Browser as CookieBrowser, createPkce, openBrowser } from '#test/oauth/house.ts';
import type { House } from './house.ts';

/** A browser that is signed in. */
export interface Browser extends CookieBrowser {
  /** Sends JSON to a route beside FHIR, as the pages of the house do. */
  api(method: string, path: string, body?: unknown): Promise<Response>;
}

/** A browser of nobody. */
export function freshBrowser(house: House): Browser {
  const browser = openBrowser(house);
  return {
    ...browser,
    async api(method, path, body) {
      const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
      const response = await fetch(house.url + path, {
        method,
        redirect: 'manual',
        headers: {
          cookie,
          'x-yishu': '1',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (/Max-Age=0\b/.test(line)) browser.cookies.delete(name);
        else browser.cookies.set(name, { value, path: '/' });
      }
      return response;
    },
  };
}

/** A sign-in takes less than this, on a busy machine too. */
const leftMs = 15_000;

/** Steps of the authenticator that were shown already: a code is good once. */
const shownSteps = new WeakMap<House, Map<string, number>>();

/** Signs in by login and authenticator, or by phone and message. */
export async function signIn(house: House, name: string): Promise<Browser> {
  const account = house.accounts.get(name);
  assert.ok(account, `${name} has an account`);
  const browser = freshBrowser(house);
  if (account.password === undefined) return signInByPhone(house, browser, name);
  const { password, login, totpSecret = '' } = account;
  const asked = await browser.api('POST', '/api/sign-in/password', { login, password });
  assert.equal(asked.status, 200, await asked.text());
  const steps = shownSteps.get(house) ?? new Map<string, number>();
  shownSteps.set(house, steps);
  // The codes of the steps before and after this one are taken as well: three sign-ins in one half
  // minute. The step before is shown only while some of this one is left: it may end on the way.
  const step = Math.max((steps.get(name) ?? 0) + 1, Math.floor((Date.now() + leftMs) / 30_000) - 1);
  steps.set(name, step);
  const code = codeOf(totpSecret, step * 30_000);
  const done = await browser.api('POST', '/api/sign-in/totp', { code });
  assert.equal(done.status, 200, await done.text());
  return browser;
}

async function signInByPhone(house: House, browser: Browser, phone: string): Promise<Browser> {
  await browser.api('POST', '/api/sign-in/phone', { phone });
  const text = house.signIn.simulator?.messages().find(({ to }) => to.endsWith(phone))?.text ?? '';
  const code = /\d{6}/.exec(text)?.[0];
  const done = await browser.api('POST', '/api/sign-in/phone/code', { phone, code });
  assert.equal(done.status, 200, await done.text());
  return browser;
}

/** What the code flow gives. */
export interface Tokens {
  access_token: string;
  refresh_token?: string;
  id_token?: string;
  scope: string;
  patient?: string;
}

/** Takes tokens as an app of the house, by the code flow with PKCE. */
export async function takeTokens(
  house: House,
  browser: Browser,
  given: { client?: string; scope?: string } = {},
): Promise<Tokens> {
  const { client = 'workstation', scope = 'user/*.cruds' } = given;
  const path = client === 'resident' ? '/record/signed-in' : '/signed-in';
  const { verifier, challenge } = createPkce();
  const asked = new URLSearchParams({
    client_id: client,
    response_type: 'code',
    redirect_uri: house.url + path,
    scope: `openid ${scope}`,
    state: 'state',
    nonce: 'nonce',
    aud: `${house.url}/fhir/R4`,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  const { location } = await browser.follow(`${house.url}/oauth/auth?${asked}`);
  const code = new URL(location).searchParams.get('code');
  assert.ok(code, location);
  const answer = await fetch(`${house.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: client,
      redirect_uri: house.url + path,
      code,
      code_verifier: verifier,
    }),
  });
  const tokens = (await answer.json()) as Tokens;
  assert.equal(answer.status, 200, JSON.stringify(tokens));
  return tokens;
}

const known = new WeakMap<House, Map<string, Promise<Browser>>>();

/** The browser in which somebody is signed in already, or signs in now. */
export function browserOf(house: House, name: string): Promise<Browser> {
  const browsers = known.get(house) ?? new Map<string, Promise<Browser>>();
  known.set(house, browsers);
  const browser = browsers.get(name) ?? signIn(house, name);
  browsers.set(name, browser);
  return browser;
}

/** An access token of somebody who is signed in, for this scope. */
export async function tokenOf(house: House, name: string, scope?: string): Promise<string> {
  const given = scope === undefined ? {} : { scope };
  return (await takeTokens(house, await browserOf(house, name), given)).access_token;
}
