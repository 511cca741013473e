/**
 * A house as `npm start` opens it, on a test database and at an origin of its own: what the pages
 * meet when people use them.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer as createListener } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Cookie } from 'playwright-core';
import { accountByLogin } from '#server/accounts/account.ts';
import type { NewAccount } from '#server/accounts/administer.ts';
import {
  type DemonstrationAccount,
  createDemonstrationAccounts,
} from '#server/accounts/demonstration.ts';
import { currentCode } from '#server/accounts/factors/totp.ts';
import { endSessionsOf } from '#server/accounts/sessions/session.ts';
import { readSettings } from '#server/config.ts';
import { fhirBase } from '#server/http/fhir-api.ts';
import { createServer } from '#server/http/server.ts';
import { issueSystemToken } from '#server/oauth/tokens/issue-token.ts';
import { placeClients } from '#server/start/first-logins.ts';
import { type House, openHouse } from '#server/start/open-house.ts';
import { testDatabase } from '#test/database.ts';

/** A bundle that is loaded: of whatever institution, by the platform. */
interface Loaded {
  resourceType: 'Bundle';
  entry: readonly object[];
}

/** A running house, and the ways of a test into it. */
export interface BrowserHouse extends AsyncDisposable {
  /** `http://localhost:PORT`: passkeys work at this name alone. */
  url: string;
  house: House;
  /** What the server reported as its own bugs; a story expects none. */
  failures: unknown[];
  /** Stores a transaction with a token of the platform. */
  load: (bundle: Loaded) => Promise<void>;
  /** Asks an operation, with the same token. */
  ask: (path: string, parameter: readonly object[]) => Promise<void>;
  /** Makes accounts with passwords and authenticators; their codes are in the inbox. */
  invite: (list: readonly NewAccount[]) => Promise<DemonstrationAccount[]>;
  /** Signs in by the routes of the sign-in page, into a session of its own. */
  signIn: (account: DemonstrationAccount) => Promise<Cookie[]>;
  /** A code of an authenticator that counts, though one of this half minute was shown already. */
  codeOf: (account: DemonstrationAccount) => Promise<string>;
  /** Lets the strong factors of all sessions grow old. */
  ageFactors: () => Promise<void>;
  /** Ends the sessions of an account, as an administrator does. */
  endSessions: (account: DemonstrationAccount) => Promise<void>;
  /** Lets the time of an account's sessions run out. */
  timeOut: (account: DemonstrationAccount) => Promise<void>;
}

/**
 * Opens a house.
 * @param settings by the names of the environment, as YISHU_DEMO; the demonstration is on, but no
 *   region is made.
 */
export async function openBrowserHouse(
  settings: Record<string, string> = {},
): Promise<BrowserHouse> {
  const database = await testDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'yishu-house-'));
  const port = await freePort();
  const failures: unknown[] = [];
  const demonstration: DemonstrationAccount[] = [];
  const read = readSettings({ PORT: String(port), YISHU_DATA: folder, ...settings });
  const log = pino({ level: 'error' }, { write: (line) => void failures.push(line) });
  const house = await openHouse({
    pool: () => database.sql,
    settings: read,
    log,
    stream: process.stdout,
    demonstration,
  });
  await placeClients(house, read);
  const server = await createServer({
    ...house.served,
    observer: {
      handled: () => undefined,
      failed: (_request, error) => failures.push(error),
      metrics: async () => ({ contentType: 'text/plain', text: '' }),
    },
    ready: async () => true,
    webFolder: join(import.meta.dirname, '../../web/dist'),
  });
  await server.listen({ host: '127.0.0.1', port });
  const url = house.served.publicAddress;
  const post = createPost(house, url);
  return {
    url,
    house,
    failures,
    load: (bundle) => post('', bundle),
    ask: (path, parameter) => post(`/${path}`, { resourceType: 'Parameters', parameter }),
    async invite(list) {
      const made = await createDemonstrationAccounts(house.signIn.accounts, list, folder);
      demonstration.push(...made);
      return made;
    },
    signIn: (account) => signIn(house, url, account),
    codeOf: (account) => codeOf(house, account),
    async ageFactors() {
      await house.hub.house.database.run('update account_session set strong_at = 0', []);
    },
    async endSessions({ login = '' }) {
      const { accounts } = house.signIn;
      const account = await accountByLogin(accounts, login);
      await endSessionsOf(accounts, account?.id ?? '');
    },
    async timeOut({ login = '' }) {
      const text = `update account_session s set seen = 0, created = 0 from account a
        where a.id = s.account and a.login = $1`;
      await house.hub.house.database.run(text, [login]);
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await house.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port that nobody listens on; the address of a house is known before it listens. */
async function freePort(): Promise<number> {
  const listener = createListener().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}

function createPost(house: House, url: string): (path: string, body: object) => Promise<void> {
  const { database } = house.hub.house;
  const parts = { database, now: Date.now, randomBytes, fhirBase: url + fhirBase };
  let token: string | undefined;
  return async (path, body) => {
    token ??= await issueSystemToken(parts, { client: 'demo-platform', seconds: 3600 });
    const response = await fetch(url + fhirBase + path, {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    assert.equal(response.status, 200, await response.text());
  };
}

/** For the list of devices. */
const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/147.0.0.0';

/** The steps of the sign-in page, without the page. */
async function signIn(house: House, url: string, account: DemonstrationAccount): Promise<Cookie[]> {
  const { hub, signIn: rooms } = house;
  const jar = new Map<string, string>();
  const post = async (path: string, body: object) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${url}/api/sign-in/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-yishu': '1', 'user-agent': agent, cookie },
      body: JSON.stringify(body),
    });
    assert.ok(response.ok, await response.text());
    for (const text of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
  };
  const { login, phone = '', password } = account;
  if (login === undefined) {
    // A code goes to a phone once a minute; a test does not wait for it.
    await hub.house.database.run(`update account_code set sent = 0 where purpose = 'phone'`, []);
    await post('phone', { phone });
    const message = rooms.simulator?.messages().find(({ to }) => to.endsWith(phone.slice(-4)));
    await post('phone/code', { phone, code: /\d{6}/.exec(message?.text ?? '')?.[0] });
  } else {
    await post('password', { login, password });
    await post('totp', { code: await codeOf(house, account) });
  }
  return [...jar].map(([name, value]) => ({
    name,
    value,
    domain: 'localhost',
    path: '/',
    expires: -1,
    httpOnly: true,
    secure: false,
    sameSite: 'Lax',
  }));
}

/** A code counts once; a test does not wait for the next one. */
async function codeOf(
  { hub, signIn: { accounts } }: House,
  { totpSecret = '' }: DemonstrationAccount,
): Promise<string> {
  await hub.house.database.run('update account_totp set last_step = 0', []);
  return currentCode(totpSecret, accounts.now()).code;
}
