/**
 * Signing in by an identity provider of somebody else: a second oidc-provider on this machine
 * stands for it.
 * https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type Server, createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { Provider } from 'oidc-provider';
import { exportJWK, generateKeyPair } from 'jose';
import fastify, { type FastifyInstance } from 'fastify';
import { createOutsideProvider } from '#server/oauth/outside/outside-provider.ts';
import { outsideCallback, outsideRoutes } from '#server/oauth/outside/outside-routes.ts';
import {
  type House,
  authorizationUrl,
  createPkce,
  freePort,
  mountPlain,
  openBrowser,
  startHouse,
} from './house.ts';

/** A simulator of an identity provider: a real one, at which whoever comes is `subject`. */
async function startElsewhere(callback: string): Promise<{
  issuer: string;
  be(subject: string): void;
  stop(): void;
}> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  let subject = 'nobody';
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig' }] },
    clients: [
      {
        client_id: 'yishu',
        client_secret: 'a secret: with & signs',
        redirect_uris: [callback],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    cookies: { keys: ['for the test'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    loadExistingGrant: async (ctx) => {
      const grant = new provider.Grant({
        accountId: ctx.oidc.session?.accountId,
        clientId: ctx.oidc.client?.clientId,
      });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
  const handle = provider.callback();
  const server: Server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/') === true) {
      const result = { login: { accountId: subject } };
      provider.interactionFinished(request, response, result).catch(() => response.end());
    } else {
      void handle(request, response);
    }
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return {
    issuer,
    be(who) {
      subject = who;
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('signing in by an outside identity provider', () => {
  let house: House;
  let elsewhere: Awaited<ReturnType<typeof startElsewhere>>;
  let door: FastifyInstance;
  let url = '';
  before(async () => {
    house = await startHouse();
    // The routes stand on a server of their own here: which provider it is, is a setting.
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    elsewhere = await startElsewhere(url + outsideCallback);
    const outside = createOutsideProvider({
      issuer: elsewhere.issuer,
      client: 'yishu',
      secret: 'a secret: with & signs',
      callback: url + outsideCallback,
      randomBytes,
      now: Date.now,
      fetch,
    });
    door = fastify({ logger: false });
    mountPlain(door, house.oauth, outsideRoutes({ ...house.oauth, outside }));
    await door.listen({ host: '127.0.0.1', port });
    await house.oauth.parts.database.run(
      `insert into outside_identity (issuer, subject, account, made_by, created)
       values ($1, 'employee-7', 'doctor', 'Person/security-admin', 0)`,
      [elsewhere.issuer],
    );
  });
  after(async () => {
    assert.deepEqual(house.failures, []);
    elsewhere.stop();
    await door.close();
    await house.stop();
  });

  /** To the provider and back, up to our callback's address. */
  async function goThere(subject: string, uid = '') {
    elsewhere.be(subject);
    const browser = openBrowser(house);
    const first = await browser.get(`${url}/api/oauth/outside?uid=${uid}`);
    assert.equal(first.status, 303);
    const there = openBrowser(house);
    let location = first.headers.get('location') ?? '';
    for (let hops = 0; hops < 6 && location.startsWith(elsewhere.issuer); hops += 1) {
      const response = await there.get(location);
      location = new URL(response.headers.get('location') ?? '', location).href;
    }
    assert.ok(location.startsWith(url + outsideCallback), location);
    return { browser, location };
  }

  it('signs in the account of the subject, and goes on with the app that asked', async () => {
    const asking = openBrowser(house);
    const { challenge } = createPkce();
    const page = await asking.follow(authorizationUrl(house, { code_challenge: challenge }));
    const uid = new URL(page.location).searchParams.get('uid') ?? '';
    const { browser, location } = await goThere('employee-7', uid);
    const done = await browser.get(location);
    assert.equal(done.headers.get('location'), `/oauth/interaction/${uid}`);
    const session = browser.cookies.get('session')?.value ?? '';
    assert.equal(house.accounts.sessions.get(session)?.account, 'doctor');
    asking.cookies.set('session', { value: session, path: '/' });
    const back = await asking.follow(`${house.url}/oauth/interaction/${uid}`);
    assert.match(back.location, /\/signed-in\?code=/);
  });

  it('leads a subject without an account back to the sign-in page', async () => {
    const { browser, location } = await goThere('employee-8');
    const done = await browser.get(location);
    assert.equal(done.headers.get('location'), '/sign-in?uid=&outside=unknown');
    assert.equal(browser.cookies.has('session'), false);
  });

  it('takes no address to return to but an interaction of its own', async () => {
    const { browser, location } = await goThere('employee-7', '..%2F..%2F%2Fevil.example');
    const done = await browser.get(location);
    assert.equal(done.headers.get('location'), '/');
  });

  for (const [why, change] of [
    ['another state', (answer: URL) => answer.searchParams.set('state', 'guess')],
    ['no state', (answer: URL) => answer.searchParams.delete('state')],
  ] as const) {
    it(`takes no answer with ${why}`, async () => {
      const { browser, location } = await goThere('employee-7');
      const answer = new URL(location);
      change(answer);
      assert.equal((await browser.get(answer.href)).status, 404);
      assert.equal(browser.cookies.has('session'), false);
    });
  }

  for (const [why, change] of [
    ['another issuer', (answer: URL) => answer.searchParams.set('iss', 'https://evil.example')],
    ['no issuer where it names itself', (answer: URL) => answer.searchParams.delete('iss')],
    ['another code', (answer: URL) => answer.searchParams.set('code', 'guess')],
    ['no code', (answer: URL) => answer.searchParams.delete('code')],
  ] as const) {
    it(`signs nobody in for an answer with ${why}`, async () => {
      const { browser, location } = await goThere('employee-7');
      const answer = new URL(location);
      change(answer);
      const done = await browser.get(answer.href);
      assert.match(done.headers.get('location') ?? '', /outside=unknown/);
      assert.equal(browser.cookies.has('session'), false);
    });
  }

  it('takes an answer once, and only from the browser that left', async () => {
    const { browser, location } = await goThere('employee-7');
    assert.equal((await openBrowser(house).get(location)).status, 404);
    assert.equal((await browser.get(location)).status, 303);
    browser.cookies.set('yishu_outside', { value: 'x', path: '/' });
    assert.equal((await browser.get(location)).status, 404);
  });

  it('takes no id_token of another question', async () => {
    elsewhere.be('employee-7');
    const outside = createOutsideProvider({
      issuer: elsewhere.issuer,
      client: 'yishu',
      secret: 'a secret: with & signs',
      callback: url + outsideCallback,
      randomBytes,
      now: Date.now,
      fetch,
    });
    const { url: start, question } = await outside.ask();
    const there = openBrowser(house);
    let location = start;
    while (location.startsWith(elsewhere.issuer)) {
      const response = await there.get(location);
      location = new URL(response.headers.get('location') ?? '', location).href;
    }
    const answer = new URL(location).searchParams;
    await assert.rejects(outside.hear(answer, { ...question, nonce: 'other' }), /another question/);
  });
});
