/**
 * The authorization code flow of the house's own apps, from the first redirection to the caller
 * that a token stands for. https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import {
  type House,
  askToken,
  authorizationUrl,
  bearer,
  createPkce,
  openBrowser,
  signInAt,
  startHouse,
} from './house.ts';

describe('the authorization code flow', () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(async () => {
    assert.deepEqual(house.failures, []);
    await house.stop();
  });

  it('leads who is not signed in to the sign-in page, and from there back to the app', async () => {
    const browser = openBrowser(house);
    const { verifier, challenge } = createPkce();
    const first = await browser.follow(authorizationUrl(house, { code_challenge: challenge }));
    const page = new URL(first.location);
    assert.equal(page.pathname, '/sign-in');
    browser.cookies.set('session', { value: house.accounts.signIn('doctor'), path: '/' });
    const uid = page.searchParams.get('uid');
    const second = await browser.follow(`${house.url}/oauth/interaction/${uid}`);
    const back = new URL(second.location);
    assert.equal(back.origin + back.pathname, `${house.url}/signed-in`);
    assert.equal(back.searchParams.get('state'), 'some-state');
    assert.equal(back.searchParams.get('iss'), `${house.url}/oauth`);
    const { status, body } = await askToken(house, {
      grant_type: 'authorization_code',
      client_id: 'workstation',
      redirect_uri: `${house.url}/signed-in`,
      code: back.searchParams.get('code') ?? '',
      code_verifier: verifier,
    });
    assert.equal(status, 200);
    assert.equal(body['token_type'], 'Bearer');
    assert.equal(body['expires_in'], 600);
    assert.equal(body['scope'], 'openid profile fhirUser online_access user/*.cruds');
  });

  it('makes an opaque token that stands for the person who signed in', async () => {
    const { tokens, session } = await signInAt(house, { account: 'doctor' });
    assert.equal(String(tokens['access_token']).includes('.'), false);
    const caller = await house.oauth.authenticate(bearer(tokens), '10.0.0.1');
    assert.deepEqual(caller, {
      kind: 'staff',
      role: 'doctor',
      who: 'Practitioner/doctor',
      name: 'Test doctor',
      organization: 'hospital',
      practitionerRoles: ['role-1'],
      scopes: ['openid', 'profile', 'fhirUser', 'online_access', 'user/*.cruds'],
      launchPatient: undefined,
      client: 'workstation',
      session,
      address: '10.0.0.1',
      strongAt: house.accounts.sessions.get(session)?.strongAt,
    });
  });

  it('signs an id_token with ES256 that says who, in words and as a resource', async () => {
    const { tokens } = await signInAt(house, { account: 'doctor' });
    const jwks = await (await fetch(`${house.url}/oauth/jwks`)).json();
    assert.equal(JSON.stringify(jwks).includes('"d"'), false);
    const { payload, protectedHeader } = await jwtVerify(
      String(tokens['id_token']),
      createLocalJWKSet(jwks as Parameters<typeof createLocalJWKSet>[0]),
      { issuer: `${house.url}/oauth`, audience: 'workstation' },
    );
    assert.equal(protectedHeader.alg, 'ES256');
    assert.equal(payload.sub, 'doctor');
    assert.equal(payload['name'], 'Test doctor');
    assert.equal(payload['nonce'], 'some-nonce');
    assert.equal(payload['fhirUser'], `${house.fhirBase}/Practitioner/doctor`);
  });

  it('gives residents 15 minutes, and binds their patient scopes to themselves', async () => {
    const scope = 'openid fhirUser online_access launch/patient patient/*.cruds user/*.cruds';
    const given = { account: 'resident', client: 'resident', scope };
    const { tokens } = await signInAt(house, given);
    assert.equal(tokens['expires_in'], 900);
    assert.equal(tokens['patient'], 'resident');
    const caller = await house.oauth.authenticate(bearer(tokens), '10.0.0.1');
    assert.equal(caller?.launchPatient, 'resident');
  });

  for (const [why, change, error] of [
    [
      'without PKCE',
      { code_challenge: undefined, code_challenge_method: undefined },
      'invalid_request',
    ],
    ['with plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['for a token in the address', { response_type: 'token' }, 'unsupported_response_type'],
    ['for an id_token in the address', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['for another server', { aud: 'https://elsewhere.example/fhir' }, 'invalid_request'],
    ['for another resource', { resource: 'https://elsewhere.example/' }, 'invalid_target'],
    [
      'for scopes of which none is allowed',
      { scope: 'system/*.cruds', nonce: undefined },
      'invalid_scope',
    ],
    ['for a silent sign-in of nobody', { prompt: 'none' }, 'login_required'],
    [
      'with a request by reference',
      { request_uri: 'https://evil.example/r' },
      'request_uri_not_supported',
    ],
  ] as const) {
    it(`refuses a request ${why}, and tells the app`, async () => {
      const { challenge } = createPkce();
      const url = authorizationUrl(house, { code_challenge: challenge, ...change });
      const { location } = await openBrowser(house).follow(url);
      const back = new URL(location);
      assert.equal(back.origin + back.pathname, `${house.url}/signed-in`);
      const answer = new URLSearchParams(back.search || back.hash.slice(1));
      assert.equal(answer.get('error'), error);
      assert.equal(answer.get('state'), 'some-state');
    });
  }

  for (const [why, change] of [
    [
      'an address that is not registered',
      (url: string) => ({ redirect_uri: `${url}/signed-in/x` }),
    ],
    [
      'a registered address with a query',
      (url: string) => ({ redirect_uri: `${url}/signed-in?a=b` }),
    ],
    ['an address elsewhere', () => ({ redirect_uri: 'https://evil.example/signed-in' })],
    ['no address', () => ({ redirect_uri: undefined })],
    ['a client that is not registered', () => ({ client_id: 'nobody' })],
  ] as const) {
    it(`shows a page, and leads nowhere, for ${why}`, async () => {
      const { challenge } = createPkce();
      const given = { code_challenge: challenge, ...change(house.url) };
      const response = await openBrowser(house).get(authorizationUrl(house, given));
      assert.equal(response.status, 400);
      assert.equal(response.headers.get('location'), null);
      assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
      assert.match(await response.text(), /无法继续登录/);
    });
  }

  describe('the exchange of a code', () => {
    const begin = async () => {
      const { verifier, challenge } = createPkce();
      const browser = openBrowser(house, house.accounts.signIn('doctor'));
      const { location } = await browser.follow(
        authorizationUrl(house, { code_challenge: challenge }),
      );
      return {
        grant_type: 'authorization_code',
        client_id: 'workstation',
        redirect_uri: `${house.url}/signed-in`,
        code: new URL(location).searchParams.get('code') ?? '',
        code_verifier: verifier,
      };
    };

    for (const [why, change] of [
      ['another verifier', { code_verifier: createPkce().verifier }],
      ['no verifier', { code_verifier: '' }],
      ['another address', { redirect_uri: 'https://evil.example/' }],
      ['another client', { client_id: 'resident' }],
      ['another code', { code: 'A'.repeat(43) }],
    ] as const) {
      it(`is refused with ${why}`, async () => {
        const { status, body } = await askToken(house, { ...(await begin()), ...change });
        assert.equal(status, 400);
        assert.equal(body['error'], 'invalid_grant');
        assert.equal(body['access_token'], undefined);
      });
    }

    it('works once: the second time ends what the first one gave', async () => {
      const form = await begin();
      const first = await askToken(house, form);
      assert.equal(first.status, 200);
      assert.ok(await house.oauth.authenticate(bearer(first.body), '10.0.0.1'));
      const second = await askToken(house, form);
      assert.equal(second.body['error'], 'invalid_grant');
      await assert.rejects(house.oauth.authenticate(bearer(first.body), '10.0.0.1'), {
        code: 'unauthenticated',
      });
    });

    it('works for one of many that come at once, and leaves none of them a token', async () => {
      const form = await begin();
      const answers = await Promise.all([1, 2, 3, 4].map(() => askToken(house, form)));
      const given = answers.filter(({ status }) => status === 200);
      assert.ok(given.length <= 1);
      for (const { body } of given) {
        await assert.rejects(house.oauth.authenticate(bearer(body), '10.0.0.1'));
      }
    });

    it('is refused where the password is sent instead', async () => {
      const { body } = await askToken(house, {
        grant_type: 'password',
        client_id: 'workstation',
        username: 'doctor',
        password: 'x',
      });
      assert.equal(body['error'], 'unsupported_grant_type');
    });
  });

  it('takes a posted request and begins it as one that the browser came with', async () => {
    const { challenge } = createPkce();
    const url = new URL(authorizationUrl(house, { code_challenge: challenge }));
    const browser = openBrowser(house, house.accounts.signIn('doctor'));
    const response = await browser.post(`${house.url}/oauth/auth`, url.searchParams);
    assert.equal(response.status, 303);
    const next = new URL(response.headers.get('location') ?? '', house.url).href;
    const { location } = await browser.follow(next);
    assert.match(location, /\/signed-in\?code=/);
  });

  it('asks again where the house signed somebody else in meanwhile (SEC-01)', async () => {
    const { browser } = await signInAt(house, { account: 'doctor' });
    browser.cookies.set('session', { value: house.accounts.signIn('nurse'), path: '/' });
    const { challenge } = createPkce();
    const { location, response } = await browser.follow(
      authorizationUrl(house, { code_challenge: challenge }),
    );
    // The old session is ended by a form of its own before the new one begins.
    assert.equal(response.status, 200, location);
    assert.match(await response.text(), /session\/end\/confirm/);
  });

  it('asks an app for a new sign-in when the app wants one', async () => {
    const { challenge } = createPkce();
    const session = house.accounts.signIn('doctor');
    house.accounts.sessions.set(session, { account: 'doctor', strongAt: 1000 });
    const browser = openBrowser(house, session);
    const url = authorizationUrl(house, { code_challenge: challenge, prompt: 'login' });
    const first = await browser.follow(url);
    assert.match(first.location, /\/sign-in\?uid=[^&]+&again=1$/);
    const uid = new URL(first.location).searchParams.get('uid');
    const stubborn = await browser.follow(`${house.url}/oauth/interaction/${uid}`);
    assert.match(stubborn.location, /&again=1$/);
    house.accounts.sessions.set(session, { account: 'doctor', strongAt: Date.now() + 1000 });
    const done = await browser.follow(`${house.url}/oauth/interaction/${uid}`);
    assert.match(done.location, /\/signed-in\?code=/);
  });
});
