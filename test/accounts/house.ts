/**
 * A house of accounts for a test: a fresh database, a clock that is set by hand, a browser with
 * cookies.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, randomUUID } from 'node:crypto';
import fastify from 'fastify';
import { Secret, TOTP } from 'otpauth';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { type Accounts, type Secrets, openAccounts } from '#server/accounts/accounts.ts';
import { authenticateSession } from '#server/accounts/authenticate.ts';
import { createSmsSimulator } from '#server/accounts/factors/sms.ts';
import { type Inbox } from '#server/accounts/routes/inbox.ts';
import { accountRoutes } from '#server/accounts/routes/account-routes.ts';
import type { PlainEvent } from '#server/http/plain-event.ts';
import type { PlainRoute } from '#server/http/plain-route.ts';
import { mountPlainRoutes } from '#server/http/plain-routes.ts';
import { testDatabase } from '#test/database.ts';

/** What a browser gets. */
export interface Answer {
  status: number;
  /** The parsed body; undefined where there is none. */
  body: Record<string, unknown>;
  /** Code of the refusal. */
  refusal: string | undefined;
  setCookies: string[];
}

/** A browser: it keeps cookies, and sends what the pages of the house send. */
export interface Browser {
  cookies: Map<string, string>;
  get: (path: string) => Promise<Answer>;
  post: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  delete: (path: string) => Promise<Answer>;
}

/** A running house. */
export interface House {
  accounts: Accounts;
  clock: { now: number };
  events: PlainEvent[];
  /** Bugs; a story expects none. */
  failures: unknown[];
  ended: string[];
  sms: ReturnType<typeof createSmsSimulator>;
  browser(given?: { address?: string; agent?: string }): Browser;
  stop(): Promise<void>;
}

/** Sealing with AES-GCM and hashing with HMAC, in the place of the room of cryptography. */
export function testSecrets(): Secrets {
  const key = randomBytes(32);
  return {
    seal(text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open(text) {
      const bytes = Buffer.from(text, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8');
    },
    keyedHash: (text) => createHmac('sha256', key).update(text).digest('hex'),
  };
}

/** Opens a house. */
export async function openHouse(
  given: {
    publicAddress?: string;
    routes?: (accounts: Accounts) => PlainRoute[];
    inbox?: (sms: House['sms']) => Inbox;
  } = {},
): Promise<House> {
  const { publicAddress = 'http://localhost:8080' } = given;
  const database = await testDatabase();
  // All connections are open: what races in a story really races.
  await Promise.all(Array.from({ length: 8 }, () => database.sql`select pg_sleep(0.02)`));
  const clock = { now: Date.UTC(2026, 0, 5, 1, 0, 10) };
  const now = () => clock.now;
  const events: PlainEvent[] = [];
  const failures: unknown[] = [];
  const ended: string[] = [];
  const sms = createSmsSimulator({ now, keep: 20 });
  const audit = async (event: PlainEvent) => {
    events.push(event);
  };
  const accounts = openAccounts({
    database: postgresDatabase(() => database.sql),
    secrets: testSecrets(),
    now,
    randomBytes,
    audit,
    publicAddress,
    passwordDays: 90,
    idleMinutes: { staff: 15, resident: 30 },
    sms,
    report: (error) => failures.push(error),
    sessionRenewed: () => undefined,
    sessionsEnded: async (ids) => {
      ended.push(...ids);
    },
  });
  const server = fastify({ trustProxy: true, genReqId: () => randomUUID() });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  mountPlainRoutes(server, {
    routes: given.routes?.(accounts) ?? accountRoutes({ accounts, inbox: given.inbox?.(sms) }),
    authenticate: ({ cookies, address }) => authenticateSession(accounts, cookies, address),
    publicAddress,
    audit,
    report: (_id, error) => failures.push(error),
  });
  await server.ready();
  return {
    accounts,
    clock,
    events,
    failures,
    ended,
    sms,
    browser: (who = {}) => openBrowser(server, publicAddress, who),
    async stop() {
      await server.close();
      await database.drop();
    },
  };
}

type Server = ReturnType<typeof fastify>;

function openBrowser(
  server: Server,
  origin: string,
  who: { address?: string; agent?: string },
): Browser {
  const cookies = new Map<string, string>();
  const send = async (
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    more: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> => {
    const { body } = more;
    const response = await server.inject({
      method,
      url,
      headers: {
        'x-forwarded-for': who.address ?? '10.1.1.1',
        'user-agent': who.agent ?? 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(method === 'GET' ? {} : { 'x-yishu': '1', origin }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more.headers,
      },
      ...(body === undefined
        ? {}
        : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const setCookies = [response.headers['set-cookie'] ?? []].flat();
    for (const cookie of setCookies) keepCookie(cookies, cookie);
    const parsed = response.body === '' ? {} : (JSON.parse(response.body) as Answer['body']);
    return { status: response.statusCode, body: parsed, refusal: refusalOf(parsed), setCookies };
  };
  return {
    cookies,
    get: (path) => send('GET', path),
    post: (path, body, headers = {}) => send('POST', path, { body, headers }),
    delete: (path) => send('DELETE', path),
  };
}

function keepCookie(cookies: Map<string, string>, setCookie: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? [];
  if (/Max-Age=0\b/.test(setCookie)) cookies.delete(name);
  else cookies.set(name, value);
}

function refusalOf(body: Record<string, unknown>): string | undefined {
  const [issue] = (body['issue'] ?? []) as { details?: { coding?: { code: string }[] } }[];
  return issue?.details?.coding?.[0]?.code;
}

/** The code that an authenticator with this secret shows. */
export function codeOf(secret: string, at: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });
}
