/**
 * A house for the stories of OAuth: the authorization server on a real fastify and a real
 * PostgreSQL, with a sign-in that believes a cookie, and a browser that keeps cookies.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer as createNetServer } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Caller } from '#fhir/handling/caller.ts';
import { Refusal } from '#fhir/refusals.ts';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import type { Database } from '#fhir/store/sql.ts';
import { type RoleCode, roles } from '#model/roles.ts';
import type { PlainRoute } from '#server/http/plain-route.ts';
import { type Client, newClient, putClient } from '#server/oauth/clients/registry.ts';
import { seedClients } from '#server/oauth/clients/seeds.ts';
import { cookiesOf } from '#server/oauth/cookies.ts';
import { mountOAuth } from '#server/oauth/mount.ts';
import { type OAuth, oauthRoutes, openOAuth } from '#server/oauth/open-oauth.ts';
import { type Account, type Accounts, type OAuthParts, addressesOf } from '#server/oauth/parts.ts';
import { testDatabase } from '#test/database.ts';

/** A running house. */
export interface House {
  url: string;
  fhirBase: string;
  oauth: OAuth;
  accounts: TestAccounts;
  database: Database;
  /** What the room reported as its own bugs; a story expects none. */
  failures: unknown[];
  /** Patients that staff may not open. */
  closed: Set<string>;
  /** Registers a client and lets it in. */
  register(client: Partial<Client> & Pick<Client, 'id' | 'kind'>): Promise<void>;
  stop(): Promise<void>;
}

/** A sign-in that believes whatever the cookie `session` says. */
export interface TestAccounts extends Accounts {
  people: Map<string, Account>;
  sessions: Map<string, { account: string; strongAt: number }>;
  /** Signs somebody in: the id of the session, for the cookie. */
  signIn(account: string): string;
}

const person = (id: string, role: RoleCode, who: string): Account => ({
  id,
  kind: roles[role].kind,
  role,
  name: `Test ${id}`,
  who,
  organization: role === 'doctor' ? 'hospital' : undefined,
  practitionerRoles: role === 'doctor' ? ['role-1'] : [],
});

function createAccounts(): TestAccounts {
  const people = new Map(
    [
      person('doctor', 'doctor', 'Practitioner/doctor'),
      person('nurse', 'nurse', 'Practitioner/nurse'),
      person('resident', 'resident', 'Patient/resident'),
      person('system-admin', 'system-administrator', 'Person/system-admin'),
      person('security-admin', 'security-administrator', 'Person/security-admin'),
    ].map((account) => [account.id, account]),
  );
  const sessions: TestAccounts['sessions'] = new Map();
  const signIn = (account: string) => {
    const id = randomBytes(8).toString('hex');
    sessions.set(id, { account, strongAt: Date.now() });
    return id;
  };
  return {
    people,
    sessions,
    signIn,
    async readSession(cookies) {
      const id = cookies['session'] ?? '';
      const session = sessions.get(id);
      const account = people.get(session?.account ?? '');
      if (session === undefined || account === undefined) return undefined;
      return { account, session: { id, strongAt: session.strongAt } };
    },
    find: async (id) => people.get(id),
    sessionAlive: async (id) => sessions.get(id),
    endSession: async (id) => void sessions.delete(id),
    openSession: async (account) => [`session=${signIn(account)}; Path=/; HttpOnly`],
  };
}

/** Starts a house on an empty database. */
export async function startHouse(given: Partial<OAuthParts> = {}): Promise<House> {
  const database = await testDatabase();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const accounts = createAccounts();
  const failures: unknown[] = [];
  const closed = new Set<string>();
  const sql = postgresDatabase(() => database.sql);
  const oauth = await openOAuth({
    database: sql,
    secrets: {
      seal: (text) => Buffer.from(text).toString('base64'),
      open: (sealed) => Buffer.from(sealed, 'base64').toString(),
    },
    accounts,
    addresses: addressesOf(url, '/fhir/R4'),
    now: () => Date.now(),
    randomBytes,
    mayOpen: async (_caller, patient) => !closed.has(patient),
    recordsOf: async (account) => [
      { id: account.who.slice('Patient/'.length), name: account.name },
      { id: 'child', name: 'Test child' },
    ],
    report: (error) => failures.push(error),
    fetchOutside: async () => {
      throw new Error('nothing outside is called here');
    },
    ...given,
  });
  await seedClients(sql, {
    publicAddress: url,
    now: Date.now,
    demonstration: { hospital: 'hospital' },
  });
  const server = fastify({ logger: false });
  await mountOAuth(server, oauth);
  mountPlain(server, oauth, oauthRoutes(oauth));
  await server.listen({ host: '127.0.0.1', port });
  return {
    url,
    fhirBase: `${url}/fhir/R4`,
    oauth,
    accounts,
    database: sql,
    failures,
    closed,
    register: (client) =>
      putClient(sql, newClient({ name: client.id, status: 'active', ...client })),
    async stop() {
      await server.close();
      await database.drop();
    },
  };
}

/** Routes of the table, as the house's HTTP room serves them. */
export function mountPlain(
  server: FastifyInstance,
  oauth: OAuth,
  routes: readonly PlainRoute[],
): void {
  for (const route of routes) {
    server.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) => answerPlain(oauth, route, { request, reply }),
    });
  }
}

async function answerPlain(
  oauth: OAuth,
  route: PlainRoute,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<unknown> {
  try {
    const caller = await oauth.authenticate(request.headers.authorization, request.ip);
    if (caller === undefined && route.access !== 'anyone') return reply.code(401).send({});
    if (!mayUse(route, caller)) return reply.code(404).send({});
    const answer = await route.handler({
      caller,
      names: request.params as Record<string, string>,
      query: new URL(request.url, 'http://house').searchParams,
      body: request.body,
      text: '',
      cookies: cookiesOf(request.raw),
      headers: request.headers as Record<string, string | undefined>,
      address: request.ip,
      id: request.id,
    });
    if (answer.location !== undefined) reply.header('location', answer.location);
    if (answer.setCookies !== undefined) reply.header('set-cookie', answer.setCookies);
    return await reply.code(answer.status).send(answer.body);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const text = error.issues[0]?.text.en;
    return reply.code(error.status).send({ code: error.code, text });
  }
}

function mayUse({ access }: PlainRoute, caller: Caller | undefined): boolean {
  if (access === 'anyone' || access === 'signed-in') return true;
  return caller !== undefined && access.includes(caller.role);
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createNetServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

/** A browser: it keeps cookies by path, and follows redirections only when told. */
export interface Browser {
  cookies: Map<string, { value: string; path: string }>;
  get(url: string, headers?: Record<string, string>): Promise<Response>;
  post(url: string, body: URLSearchParams | object): Promise<Response>;
  /** Follows redirections inside the house, up to the first that leads out of it or to a page. */
  follow(url: string): Promise<{ location: string; response: Response }>;
}

/** A new browser, signed in by a cookie where a session is given. */
export function openBrowser(house: { url: string }, session?: string): Browser {
  const cookies: Browser['cookies'] = new Map();
  if (session !== undefined) cookies.set('session', { value: session, path: '/' });
  const send = async (url: string, options: RequestInit) => {
    const { pathname } = new URL(url);
    const sent = [...cookies].filter(([, cookie]) => pathname.startsWith(cookie.path));
    const cookie = sent.map(([name, { value }]) => `${name}=${value}`).join('; ');
    const headers = { ...(options.headers as Record<string, string>), cookie };
    const response = await fetch(url, { ...options, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    return response;
  };
  const browser: Browser = {
    cookies,
    get: (url, headers = {}) => send(url, { headers: { accept: 'text/html', ...headers } }),
    post: (url, body) =>
      body instanceof URLSearchParams
        ? send(url, { method: 'POST', body, headers: { accept: 'text/html' } })
        : send(url, {
            method: 'POST',
            body: JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          }),
    async follow(start) {
      let location = start;
      for (let hops = 0; hops < 12; hops += 1) {
        const response = await browser.get(location);
        const next = response.headers.get('location');
        if (next === null) return { location, response };
        location = new URL(next, location).href;
        const inside = location.startsWith(`${house.url}/oauth/`);
        if (!inside) return { location, response };
      }
      throw new Error('redirected for ever');
    },
  };
  return browser;
}

function keep(cookies: Browser['cookies'], line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  const path = /;\s*path=([^;]*)/i.exec(line)?.[1] ?? '/';
  if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
  else cookies.set(name, { value, path });
}

/** A code verifier and its challenge. */
export function createPkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** The address of a request for authorization by the workstation, changed as given. */
export function authorizationUrl(house: House, given: Record<string, string | undefined>): string {
  const parameters = {
    client_id: 'workstation',
    response_type: 'code',
    redirect_uri: `${house.url}/signed-in`,
    scope: 'openid profile fhirUser online_access user/*.cruds',
    state: 'some-state',
    nonce: 'some-nonce',
    aud: house.fhirBase,
    code_challenge_method: 'S256',
    ...given,
  };
  const given2 = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return `${house.url}/oauth/auth?${new URLSearchParams(given2 as [string, string][])}`;
}

/** Asks for tokens. */
export async function askToken(
  house: House,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${house.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { accept: 'application/json', ...headers },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** What a signed-in person gets at the workstation: the whole flow. */
export async function signInAt(
  house: House,
  given: { account: string; client?: string; scope?: string; browser?: Browser },
): Promise<{ browser: Browser; session: string; tokens: Record<string, unknown> }> {
  const session = house.accounts.signIn(given.account);
  const browser = given.browser ?? openBrowser(house, session);
  browser.cookies.set('session', { value: session, path: '/' });
  const { verifier, challenge } = createPkce();
  const url = authorizationUrl(house, {
    code_challenge: challenge,
    ...(given.client === undefined ? {} : { client_id: given.client }),
    ...(given.scope === undefined ? {} : { scope: given.scope }),
  });
  const { location } = await browser.follow(url);
  const code = new URL(location).searchParams.get('code') ?? '';
  const { body } = await askToken(house, {
    grant_type: 'authorization_code',
    client_id: given.client ?? 'workstation',
    redirect_uri: `${house.url}/signed-in`,
    code,
    code_verifier: verifier,
  });
  return { browser, session, tokens: body };
}

/** The header of an access token. */
export function bearer(tokens: Record<string, unknown>): string {
  return `Bearer ${String(tokens['access_token'])}`;
}
