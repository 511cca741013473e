/**
 * Attacks by a page elsewhere on whoever is signed in: planted sessions, forged requests, answers
 * read across origins, and addresses to return to. What else there is stands in test/oauth
 * (logout.test.ts, outside.test.ts, code.test.ts) and test/accounts (sessions.test.ts).
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RoleCode } from '#model/roles.ts';
import { type Browser, freshBrowser, signIn } from './browser.ts';
import { people, phones, settle } from './cast.ts';
import { plainPathOf } from './doors.ts';
import { type House, openAttackedHouse } from './house.ts';

const evil = 'https://evil.example';

/** Whether an address leads out of the house, as a browser would understand it. */
function leadsAway(location: string | null, from: string): boolean {
  return location !== null && new URL(location, from).origin !== new URL(from).origin;
}

describe('A page elsewhere', () => {
  let house: House;
  const browsers = new Map<RoleCode, Browser>();
  before(async () => {
    house = await openAttackedHouse({ requestsPerMinute: 100_000 });
    await settle(house);
    for (const { role, login, phone } of people) {
      if (login === 'wang' || phone === phones.victim) continue;
      browsers.set(role, await signIn(house, login ?? phone ?? ''));
    }
  });
  after(async () => {
    await house.stop();
    assert.deepEqual(house.failures, []);
  });

  const plain = () => house.served.plain?.routes ?? [];
  const cookiesOf = (browser: Browser) =>
    [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');

  it('cannot make anybody change anything: each such route asks where it came from', async () => {
    const forgeries: Record<string, string>[] = [
      {},
      { 'x-yishu': '0' },
      { origin: house.url },
      { 'x-yishu': '1', origin: evil },
      { 'x-yishu': '1', origin: 'null' },
      { 'x-yishu': '1', origin: `${house.url}.evil.example` },
      { 'x-yishu': '1', origin: house.url.replace('http:', 'https:') },
    ];
    // Providers send their notices signed, and no session counts there.
    const changing = plain().filter(
      ({ method, path }) => method !== 'GET' && !path.startsWith('/payment/callback/'),
    );
    assert.ok(changing.length > 25);
    for (const { method, path, access, credential } of changing) {
      const role = Array.isArray(access) ? (access as RoleCode[])[0]! : 'doctor';
      const cookie = cookiesOf(browsers.get(role) ?? browsers.get('doctor')!);
      for (const forgery of forgeries) {
        const response = await fetch(house.url + plainPathOf(path), {
          method,
          headers: { cookie, 'content-type': 'text/plain', ...forgery },
          ...(method === 'DELETE' ? {} : { body: '{}' }),
        });
        const title = `${method} ${path} ${JSON.stringify(forgery)}`;
        // Where a token is asked for, a session is nobody's.
        const refused = credential === 'token' ? 401 : 403;
        assert.equal(response.status, refused, `${title}: ${await response.text()}`);
        assert.deepEqual(response.headers.getSetCookie(), [], title);
      }
    }
    for (const [role, browser] of browsers) {
      assert.equal((await browser.api('GET', '/api/session')).status, 200, role);
    }
  });

  it('reads no answer, whatever it calls itself', async () => {
    const cookie = cookiesOf(browsers.get('doctor')!);
    const paths = ['/fhir/R4/metadata', '/fhir/R4/Patient', '/api/session', '/api/clients'];
    const asked: [method: string, path: string][] = [
      ...paths.flatMap((path): [string, string][] => [
        ['GET', path],
        ['OPTIONS', path],
      ]),
      ['POST', '/oauth/token'],
      ['OPTIONS', '/oauth/token'],
      ['GET', '/oauth/auth'],
      ['POST', '/oauth/token/introspection'],
    ];
    const { host } = new URL(house.url);
    const origins = [evil, 'null', `${house.url}.evil.example`, `http://evil.${host}`];
    for (const origin of [...origins, `http://evil.example#${house.url}`]) {
      for (const [method, path] of asked) {
        const headers = { origin, cookie, 'access-control-request-method': 'POST' };
        const response = await fetch(house.url + path, { method, headers, redirect: 'manual' });
        const title = `${origin}: ${method} ${path}`;
        const allowed = response.headers.get('access-control-allow-origin');
        assert.equal(allowed, null, title);
        assert.equal(response.headers.get('access-control-allow-credentials'), null, title);
      }
    }
    const own = await fetch(`${house.url}/fhir/R4/metadata`, { headers: { origin: house.url } });
    assert.equal(own.headers.get('access-control-allow-origin'), house.url);
    assert.equal(own.headers.get('access-control-allow-credentials'), null);
  });

  it('plants no session: who signs in gets a new one, and nobody has the planted one', async () => {
    const attacker = browsers.get('resident')!;
    const stolen = attacker.cookies.get('yishu')?.value ?? '';
    assert.ok(stolen.length > 20);
    for (const planted of [stolen, 'A'.repeat(43)]) {
      const victim = freshBrowser(house);
      for (const name of ['yishu', 'yishu_pending', 'yishu_device']) {
        victim.cookies.set(name, { value: planted, path: '/' });
      }
      const { login, password } = house.accounts.get('wang')!;
      const first = await victim.api('POST', '/api/sign-in/password', { login, password });
      assert.equal(first.status, 200, await first.text());
      assert.notEqual(victim.cookies.get('yishu_pending')?.value, planted);
      const thief = freshBrowser(house);
      thief.cookies.set('yishu', { value: planted, path: '/' });
      thief.cookies.set('yishu_pending', { value: planted, path: '/' });
      const code = await thief.api('POST', '/api/sign-in/totp', { code: '000000' });
      assert.equal(code.status, 401, await code.text());
    }
    const before = freshBrowser(house);
    before.cookies.set('yishu', { value: stolen, path: '/' });
    const whose = (await (await before.api('GET', '/api/session')).json()) as { who: string };
    assert.equal(whose.who, 'Patient/stranger');
    const victim = await signIn(house, 'wang');
    assert.notEqual(victim.cookies.get('yishu')?.value, stolen);
    const unknown = freshBrowser(house);
    unknown.cookies.set('yishu', { value: 'A'.repeat(43), path: '/' });
    assert.equal((await unknown.api('GET', '/api/session')).status, 401);
  });

  /** Everywhere where a browser is given an address, and one of a page elsewhere. */
  const traps = [
    '//evil.example',
    '//evil.example/%2e%2e',
    '/%2f%2fevil.example',
    '/\\evil.example',
    '/%5cevil.example/',
    '///evil.example/assets/..',
    '/oauth//evil.example',
    '/oauth/interaction/%2f%2fevil.example',
    '/sign-in?uid=//evil.example',
    '/sign-in?next=https://evil.example&return=https://evil.example',
    '/signed-in?code=x&state=https://evil.example',
    '/sign-out?to=https://evil.example',
    '/oauth/auth?client_id=workstation&redirect_uri=https://evil.example',
    '/oauth/auth?client_id=nobody&redirect_uri=https://evil.example',
    '/oauth/session/end?post_logout_redirect_uri=https://evil.example',
    '/oauth/session/end?client_id=workstation&post_logout_redirect_uri=https://evil.example',
    '/oauth/session/end/success?client_id=https://evil.example',
    '/api/oauth/outside/callback?state=https://evil.example',
    '/api/oauth/interaction/https:%2f%2fevil.example',
  ];

  it('is led to by no address of the house', async () => {
    for (const browser of [freshBrowser(house), browsers.get('doctor')!]) {
      for (const trap of traps) {
        const response = await fetch(house.url + trap, {
          redirect: 'manual',
          headers: { accept: 'text/html', cookie: cookiesOf(browser) },
        });
        assert.ok(response.status < 500, `${trap}: ${response.status}`);
        const location = response.headers.get('location');
        assert.ok(!leadsAway(location, house.url + '/'), `${trap} leads to ${location}`);
        assert.equal(response.headers.get('refresh'), null, trap);
      }
    }
    const posted = await fetch(`${house.url}/oauth/auth`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ redirect_uri: evil, client_id: 'workstation' }),
    });
    assert.ok(!leadsAway(posted.headers.get('location'), house.url), 'a posted request');
  });

  it('is named by no header: answers are addressed as the house is', async () => {
    for (const [name, value] of [
      ['host', 'evil.example'],
      ['x-forwarded-host', 'evil.example'],
      ['forwarded', 'host=evil.example;proto=https'],
      ['x-original-url', '/evil'],
    ] as const) {
      for (const path of ['/oauth/.well-known/openid-configuration', '/oauth/auth?client_id=x']) {
        const { url, server } = house;
        const answer = await server.inject({ url: path, headers: { [name]: value } });
        assert.ok(!answer.body.includes('evil.example'), `${name} ${path}: ${answer.body}`);
        assert.ok(!leadsAway(String(answer.headers['location'] ?? '/'), url), `${name} ${path}`);
      }
    }
  });
});

describe('Every cookie of the house', () => {
  /** The cookies that are set on the way to a sign-in. */
  async function cookiesSet(house: House): Promise<string[]> {
    const address = `http://localhost:${house.settings.port}`;
    const { login, password } = house.accounts.get('lina')!;
    const origin = new URL(house.url).origin;
    const pending = await fetch(`${address}/api/sign-in/password`, {
      method: 'POST',
      headers: { 'x-yishu': '1', 'content-type': 'application/json', origin },
      body: JSON.stringify({ login, password }),
    });
    assert.equal(pending.status, 200, await pending.text());
    const asked = new URLSearchParams({
      client_id: 'workstation',
      response_type: 'code',
      redirect_uri: `${house.url}/signed-in`,
      scope: 'openid',
      nonce: 'nonce',
      code_challenge: 'A'.repeat(43),
      code_challenge_method: 'S256',
    });
    const interaction = await fetch(`${address}/oauth/auth?${asked}`, { redirect: 'manual' });
    assert.equal(interaction.status, 303);
    const out = await fetch(`${address}/api/sign-out`, {
      method: 'POST',
      headers: { 'x-yishu': '1', origin },
    });
    return [pending, interaction, out].flatMap(({ headers }) => headers.getSetCookie());
  }

  for (const publicAddress of [undefined, 'https://hub.example']) {
    const title = publicAddress === undefined ? 'on this machine' : 'over TLS';
    it(`is kept from scripts and from pages elsewhere, ${title}`, async () => {
      const house = await openAttackedHouse(publicAddress === undefined ? {} : { publicAddress });
      try {
        const lines = await cookiesSet(house);
        assert.ok(lines.length >= 4, lines.join('\n'));
        for (const line of lines) {
          assert.match(line, /; ?httponly/i);
          assert.match(line, /; ?samesite=(?:lax|strict)/i);
          assert.doesNotMatch(line, /; ?domain=/i);
          if (publicAddress === undefined) continue;
          assert.match(line, /; ?secure/i);
          if (/^yishu|^__Host-/.test(line) && !line.includes('oauth')) {
            assert.match(line, /^__Host-.*; Path=\//);
          }
        }
      } finally {
        await house.stop();
      }
      assert.deepEqual(house.failures, []);
    });
  }
});
