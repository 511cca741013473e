/**
 * Whoever knocks at every door: each route of both tables without a user, with a user of a wrong
 * role, and with a stranger who asks about the victim. The doors are read from the tables, so a
 * route that is added later is tried as well.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { AuditEvent, Bundle } from '@medplum/fhirtypes';
import type { Route } from '#fhir/router.ts';
import type { RoleCode } from '#model/roles.ts';
import type { PlainRoute } from '#server/http/plain-route.ts';
import { type Answer, type Send, fhirClient } from '#test/fhir-client.ts';
import { interactionsPage, routesPage } from '#tools/docs/api.ts';
import { type Browser, freshBrowser, signIn, takeTokens } from './browser.ts';
import { people, phones, settle, victimNumber, withToken } from './cast.ts';
import { type Knock, knocksOf, plainPathOf } from './doors.ts';
import { type House, openAttackedHouse } from './house.ts';

/** What nobody must sign in for: a new line here is a decision. */
const openToAnyone = [
  'GET /api/development/inbox',
  'GET /api/oauth/interaction/:uid',
  'GET /api/oauth/outside',
  'GET /api/oauth/outside/callback',
  'GET /api/session',
  'GET metadata',
  'POST /api/oauth/interaction/:uid',
  'POST /api/sign-in/enrol',
  'POST /api/sign-in/invitation',
  'POST /api/sign-in/invitation/password',
  'POST /api/sign-in/new-password',
  'POST /api/sign-in/passkey',
  'POST /api/sign-in/passkey/options',
  'POST /api/sign-in/password',
  'POST /api/sign-in/phone',
  'POST /api/sign-in/phone/code',
  'POST /api/sign-in/totp',
  'POST /api/sign-out',
  'POST /payment/callback/:channel',
];

/** What tells nothing of anybody: who knocks there without a user is not logged. */
const silent = [
  'GET /api/account/devices',
  'GET /api/account/passkeys',
  'GET /api/notices/preferences',
  'GET /api/notices/push',
  'GET /api/registry/templates/alliances',
  'GET /api/registry/templates/institutions',
  'GET /api/registry/templates/people',
  'GET /api/registry/templates/roles',
  'POST /api/account/passkeys/options',
  'POST /api/account/step-up/passkey/options',
  'POST /api/session',
];

/** What the server answers beside the tables; the files of the web app left aside. */
const besideTheTables = [
  '/.well-known/oauth-authorization-server/oauth',
  '/.well-known/openid-configuration/oauth',
  '/fhir/R4',
  '/fhir/R4/*',
  '/fhir/R4/.well-known/smart-configuration',
  '/healthz',
  '/metrics',
  '/oauth/*',
  '/oauth/auth',
  '/oauth/interaction/:uid',
  // A socket: who opens it says in the first message who they are (queue-socket.test.ts).
  '/queue',
  '/readyz',
];

/** What only the victim's record says. */
const secrets = ['密名victim', victimNumber, '"id":"victim"', '"id":"condition-victim"'];

const nameOf = ({ method, path }: Pick<Route | PlainRoute, 'method' | 'path'>) =>
  `${method} ${path}`;

/** The paths of a server's routes, out of the tree that fastify prints. */
function printedPaths(tree: string): string[] {
  const stack: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', segment = '', methods = ''] =
      /^((?:│ {3}| {4})*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (segment === '') return [];
    stack.length = indent.length / 4;
    stack.push(segment);
    return methods === '' ? [] : [stack.join('')];
  });
}

describe('Every door', () => {
  let house: House;
  let routes: readonly Route[];
  let plain: readonly PlainRoute[];
  let auditor: Send;
  const folder = mkdtempSync(join(tmpdir(), 'yishu-doors-'));
  const browsers = new Map<RoleCode, Browser>();
  const tokens = new Map<RoleCode, string>();
  const senders = new Map<RoleCode, Send>();
  const strangers = new Map<string, Send>();

  before(async () => {
    const outsideSecretFile = join(folder, 'secret');
    writeFileSync(outsideSecretFile, 'secret');
    house = await openAttackedHouse({
      requestsPerMinute: 100_000,
      outsideIssuer: 'http://127.0.0.1:9',
      outsideClient: 'yishu',
      outsideSecretFile,
    });
    routes = house.served.api.router.routes;
    plain = house.served.plain?.routes ?? [];
    await settle(house);
    for (const { role, login, phone } of people) {
      const name = login ?? phone ?? '';
      if (name === 'wang' || phone === phones.victim) continue;
      const browser = await signIn(house, name);
      browsers.set(role, browser);
      const { access_token: token } = await takeTokens(house, browser);
      tokens.set(role, token);
      senders.set(role, withToken(house, token));
    }
    senders.set('system', withToken(house, house.westSystem));
    auditor = senders.get('audit-administrator')!;
    for (const role of ['doctor', 'nurse', 'registrar', 'resident', 'system'] as const) {
      strangers.set(role, senders.get(role)!);
    }
  });
  after(async () => {
    await house.stop();
    rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(house.failures, []);
  });

  /** How many events the log holds: an answer goes out once its event is written. */
  const logged = async () => {
    const [row] = await house.database.sql`select sum(count)::integer as n from audit_block`;
    return Number(row?.['n']);
  };

  /** Asks, and asserts that one refusal was logged for it. */
  async function refused(title: string, ask: () => Promise<Answer | Response>, why: string) {
    const earlier = await logged();
    const answer = await ask();
    assert.equal((await logged()) - earlier, 1, `${title} is logged: ${answer.status}`);
    const newest = await auditor('GET', 'AuditEvent?_sort=-date&_count=1');
    const event = newest.as<Bundle>().entry?.[0]?.resource as AuditEvent | undefined;
    assert.equal(event?.outcome, '4', `${title}: ${newest.text}`);
    assert.ok(newest.text.includes(why), `${title} is logged as ${why}: ${newest.text}`);
    return answer;
  }

  const restricted = <R extends { access: unknown }>(all: readonly R[]) =>
    all.filter((route): route is R & { access: readonly RoleCode[] } =>
      Array.isArray(route.access),
    );

  it('stands in a table, but for those of the list', () => {
    const printed = printedPaths(house.server.printRoutes());
    const tabled = new Set(plain.map(({ path }) => path));
    const other = printed.filter((path) => !tabled.has(path));
    const isFile = (path: string) =>
      path === '/' || /\.(?:html|js|css|svg|png|webmanifest|gz|br)$/.test(path);
    const doors = new Set(other.filter((path) => !isFile(path)));
    assert.deepEqual([...doors].toSorted(), besideTheTables);
    assert.ok(tabled.size > 30 && [...tabled].every((path) => printed.includes(path)));
  });

  it('is described in docs/api', () => {
    const pages = interactionsPage() + routesPage();
    const missing = [
      ...routes.map(({ method, path }) => `\`${method} /${path}\``),
      ...plain.map((route) => `\`${nameOf(route)}\``),
    ].filter((door) => !pages.includes(door));
    assert.deepEqual(missing, []);
  });

  it('is open to anyone only where the list says so', () => {
    const open = [...routes, ...plain].filter(({ access }) => access === 'anyone').map(nameOf);
    assert.deepEqual(open.toSorted(), openToAnyone);
  });

  it('of the API says 401 to nobody, and logs it', async () => {
    const send = fhirClient(house.url);
    for (const route of routes.filter(({ access }) => access !== 'anyone')) {
      for (const { method, path, body } of knocksOf(route)) {
        const title = `${method} ${path}`;
        const answer = await refused(title, () => send(method, path, { body }), 'unauthenticated');
        assert.equal((answer as Answer).status, 401, `${title}: ${(answer as Answer).text}`);
      }
    }
  });

  it('beside the API says 401 to nobody, and logs it where it tells of somebody', async () => {
    const quiet: string[] = [];
    for (const route of plain.filter(({ access }) => access !== 'anyone')) {
      const ask = () => freshBrowser(house).api(route.method, plainPathOf(route.path));
      const earlier = await logged();
      if (route.audit === undefined) {
        assert.equal((await ask()).status, 401, nameOf(route));
        assert.equal(await logged(), earlier);
        quiet.push(nameOf(route));
      } else {
        const answer = await refused(nameOf(route), ask, 'unauthenticated');
        assert.equal(answer.status, 401, nameOf(route));
      }
    }
    assert.deepEqual(quiet.toSorted(), silent);
  });

  it('of the API that is for some roles is not there for the others', async () => {
    for (const route of restricted(routes)) {
      for (const [role, send] of senders) {
        if (route.access.includes(role)) continue;
        for (const { method, path, body } of knocksOf(route)) {
          const title = `${role} ${method} ${path}`;
          const answer = await refused(title, () => send(method, path, { body }), 'unknown-route');
          const { status, text } = answer as Answer;
          assert.equal(status, 404, `${title}: ${text}`);
          assert.equal(text, (await send(method, 'Patient/victim/$no-such')).text, title);
        }
      }
    }
  });

  const withBearer = ({ method, path }: PlainRoute, token: string) =>
    fetch(house.url + plainPathOf(path), {
      method,
      headers: { authorization: `Bearer ${token}` },
    });

  it('beside the API that is for some roles is not there for the others', async () => {
    for (const route of restricted(plain)) {
      for (const [role, browser] of browsers) {
        if (route.access.includes(role)) continue;
        const title = `${role} ${nameOf(route)}`;
        const ask = () =>
          route.credential === 'token'
            ? withBearer(route, tokens.get(role)!)
            : browser.api(route.method, plainPathOf(route.path));
        const answer = (await refused(title, ask, 'unknown-route')) as Response;
        assert.equal(answer.status, 404, title);
        const absent = await browser.api(route.method, '/api/no-such-route');
        assert.equal(await answer.text(), await absent.text(), title);
      }
    }
  });

  /** What may be said to a stranger: no, or nothing. */
  function assertVain({ method, path }: Knock, answer: Answer, title: string): void {
    const { status, text } = answer;
    assert.ok(status < 500, `${title}: ${text}`);
    for (const secret of secrets) assert.ok(!text.includes(secret), `${title} tells: ${text}`);
    if (method === 'GET') assert.ok([200, 404, 405].includes(status), `${title}: ${text}`);
    if (/^(?:Patient|Condition)\/(?!_)[\w-]+(?:$|\/(?:_history|\$(?!break-glass)))/.test(path)) {
      // To delete what is not there is no error; 409 says that an id is another's.
      const refusals = /GET|HEAD/.test(method) ? [404] : [204, 400, 403, 404, 405, 409, 422];
      assert.ok(refusals.includes(status), `${title}: ${status} ${text}`);
    }
    if (!text.includes('"Bundle"')) return;
    const { entry = [], total = 0 } = answer.as<Bundle>();
    if (/victim/.test(path)) assert.equal(total, 0, `${title}: ${text}`);
    for (const { resource } of entry) {
      assert.ok(!JSON.stringify(resource ?? {}).includes('Patient/victim'), `${title}: ${text}`);
    }
  }

  it('to the victim’s record shows a stranger nothing, and lets nobody change it', async () => {
    const platform = withToken(house, house.platform);
    const before = await platform('GET', 'Patient/victim/_history');
    const condition = await platform('GET', 'Condition/condition-victim/_history');
    const versions = (answer: Answer) => answer.as<Bundle>().entry?.map((one) => one.resource);
    for (const route of routes.filter(({ access }) => access === 'record')) {
      for (const [role, send] of strangers) {
        for (const knock of knocksOf(route)) {
          const title = `${role} ${knock.method} ${knock.path}`;
          const earlier = await logged();
          const answer = await send(knock.method, knock.path, { body: knock.body });
          assert.ok((await logged()) > earlier, `${title} is logged`);
          assertVain(knock, answer, title);
        }
      }
    }
    const later = await platform('GET', 'Patient/victim/_history');
    assert.deepEqual(versions(later), versions(before));
    const changed = await platform('GET', 'Condition/condition-victim/_history');
    assert.deepEqual(versions(changed), versions(condition));
  });
});
