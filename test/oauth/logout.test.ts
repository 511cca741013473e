/**
 * Signing out: at an app, at the house, told to the apps that want to know, leading nowhere else.
 * https://openid.net/specs/openid-connect-rpinitiated-1_0.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import {
  type Browser,
  type House,
  askToken,
  authorizationUrl,
  bearer,
  createPkce,
  openBrowser,
  signInAt,
  startHouse,
} from './house.ts';

describe('signing out', () => {
  let house: House;
  let told: { url: string; token: string }[] = [];
  before(async () => {
    house = await startHouse({
      fetchOutside: async (url, { body }) => {
        told.push({ url, token: new URLSearchParams(String(body)).get('logout_token') ?? '' });
        return new Response(null, { status: 204 });
      },
    });
    await house.register({
      id: 'portal',
      kind: 'first-party',
      redirectUris: [`${house.url}/signed-in`],
      logoutUris: ['https://portal.example/bye'],
      logoutCallUri: 'https://portal.example/logout',
      hosts: ['portal.example'],
      scopes: 'openid online_access user/*.rs',
    });
  });
  after(async () => {
    assert.deepEqual(house.failures, []);
    await house.stop();
  });

  const begin = () =>
    signInAt(house, {
      account: 'doctor',
      client: 'portal',
      scope: 'openid online_access user/*.rs',
    });

  async function signOut(browser: Browser, query: Record<string, string>): Promise<Response> {
    const page = await browser.get(`${house.url}/oauth/session/end?${new URLSearchParams(query)}`);
    if (page.status !== 200) return page;
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
    return browser.post(
      `${house.url}/oauth/session/end/confirm`,
      new URLSearchParams({ xsrf, logout: 'yes' }),
    );
  }

  it('at an app ends its tokens and the sign-in of the house, and returns to the app', async () => {
    const { browser, tokens, session } = await begin();
    assert.ok(await house.oauth.authenticate(bearer(tokens), '10.0.0.1'));
    const response = await signOut(browser, {
      id_token_hint: String(tokens['id_token']),
      post_logout_redirect_uri: 'https://portal.example/bye',
      state: 'some-state',
    });
    assert.equal(response.headers.get('location'), 'https://portal.example/bye?state=some-state');
    assert.equal(house.accounts.sessions.has(session), false);
    await assert.rejects(house.oauth.authenticate(bearer(tokens), '10.0.0.1'), {
      code: 'unauthenticated',
    });
    const { body } = await askToken(house, {
      grant_type: 'refresh_token',
      client_id: 'portal',
      refresh_token: String(tokens['refresh_token']),
    });
    assert.equal(body['error'], 'invalid_grant');
  });

  it('is told to the app that wants to know, in a signed note about this sign-in', async () => {
    for (const end of ['at the app', 'at the house']) {
      told = [];
      const { browser, session } = await begin();
      if (end === 'at the house') await house.oauth.endSession(session);
      else await signOut(browser, { client_id: 'portal' });
      assert.equal(told.length, 1, end);
      assert.equal(told[0]?.url, 'https://portal.example/logout');
      const keys = createRemoteJWKSet(new URL(`${house.url}/oauth/jwks`));
      const { payload } = await jwtVerify(told[0]?.token ?? '', keys, {
        issuer: `${house.url}/oauth`,
        audience: 'portal',
      });
      assert.equal(payload.sub, 'doctor');
      assert.equal(typeof payload['sid'], 'string');
      assert.deepEqual(Object.keys(payload['events'] as object), [
        'http://schemas.openid.net/event/backchannel-logout',
      ]);
    }
  });

  for (const uri of [
    'https://evil.example/',
    'https://portal.example/bye/../evil',
    'https://portal.example/bye?x=1',
    'https://portal.example.evil.example/bye',
    '//evil.example/bye',
    'javascript:alert(1)',
  ]) {
    it(`does not lead to ${uri}`, async () => {
      const { browser } = await begin();
      const query = { client_id: 'portal', post_logout_redirect_uri: uri };
      const response = await signOut(browser, query);
      assert.equal(response.status, 400);
      assert.equal(response.headers.get('location'), null);
    });
  }

  it('without an app leads to a page of the house, whatever address is asked for', async () => {
    const { browser } = await begin();
    const response = await signOut(browser, { post_logout_redirect_uri: 'https://evil.example/' });
    assert.equal(response.headers.get('location'), `${house.url}/oauth/session/end/success`);
  });

  it('cannot be done by a page elsewhere: the form has a secret', async () => {
    const { browser, session } = await begin();
    await browser.get(`${house.url}/oauth/session/end?client_id=portal`);
    const forged = await browser.post(
      `${house.url}/oauth/session/end/confirm`,
      new URLSearchParams({ xsrf: 'guess', logout: 'yes' }),
    );
    assert.equal(forged.status, 400);
    assert.equal(house.accounts.sessions.has(session), true);
  });

  it('of an old session leaves the one who signed in since', async () => {
    const { browser } = await begin();
    const nurse = house.accounts.signIn('nurse');
    browser.cookies.set('session', { value: nurse, path: '/' });
    const { challenge } = createPkce();
    const { location, response } = await browser.follow(
      authorizationUrl(house, { code_challenge: challenge }),
    );
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(await response.text())?.[1] ?? '';
    const ended = await browser.post(
      `${house.url}/oauth/session/end/confirm`,
      new URLSearchParams({ xsrf, logout: 'yes' }),
    );
    assert.equal(house.accounts.sessions.has(nurse), true, location);
    const done = await browser.follow(ended.headers.get('location') ?? '');
    assert.match(done.location, /\/signed-in\?code=/);
  });

  it('of a planted session is not needed: its cookie is not taken (fixation)', async () => {
    const attacker = openBrowser(house, house.accounts.signIn('nurse'));
    const { challenge } = createPkce();
    await attacker.follow(authorizationUrl(house, { code_challenge: challenge }));
    const planted = attacker.cookies.get('yishu_oauth');
    assert.ok(planted);
    // Without the signature the cookie is none.
    const victim = openBrowser(house, house.accounts.signIn('doctor'));
    victim.cookies.set('yishu_oauth', planted);
    const { location } = await victim.follow(
      authorizationUrl(house, { code_challenge: challenge }),
    );
    assert.match(location, /\/signed-in\?code=/);
    assert.notEqual(victim.cookies.get('yishu_oauth')?.value, planted.value);
  });
});
