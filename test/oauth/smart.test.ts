/**
 * SMART apps of others: what they ask for is shown, reduced, bound to a Patient, or refused.
 * https://hl7.org/fhir/smart-app-launch/app-launch.html
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it, mock } from 'node:test';
import { decodeJwt } from 'jose';
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

const callback = 'https://app.example/callback';

describe('a SMART app', () => {
  let house: House;
  before(async () => {
    house = await startHouse();
    const app = {
      kind: 'app',
      redirectUris: [callback],
      launchUri: 'https://app.example/launch?from=yishu',
      homeUri: 'https://app.example/',
      scopes:
        'openid fhirUser launch launch/patient offline_access online_access ' +
        'patient/Observation.rs patient/Condition.rs user/Patient.r',
    } as const;
    await house.register({ ...app, id: 'growth', name: '生长曲线' });
    await house.register({ ...app, id: 'other' });
  });
  afterEach(() => mock.timers.reset());
  after(async () => {
    assert.deepEqual(house.failures, []);
    await house.stop();
  });

  interface Asked {
    browser: Browser;
    verifier: string;
    api: string;
    uid: string;
  }

  /** Up to the consent page. */
  async function begin(
    account: string,
    scope: string,
    change: Record<string, string | undefined> = {},
  ): Promise<Asked> {
    const browser = openBrowser(house, house.accounts.signIn(account));
    const { verifier, challenge } = createPkce();
    const { location } = await browser.follow(
      authorizationUrl(house, {
        client_id: 'growth',
        redirect_uri: callback,
        scope,
        code_challenge: challenge,
        ...change,
      }),
    );
    assert.match(location, /\/sign-in\/consent\?uid=/);
    const uid = new URL(location).searchParams.get('uid') ?? '';
    return { browser, verifier, api: `${house.url}/api/oauth/interaction/${uid}`, uid };
  }

  async function decide({ browser, api }: Asked, decision: object): Promise<URL> {
    const response = await browser.post(api, decision);
    assert.equal(response.status, 200, await response.clone().text());
    const { location } = (await response.json()) as { location: string };
    return new URL((await browser.follow(location)).location);
  }

  async function exchange({ verifier }: Asked, back: URL, client = 'growth') {
    const { body } = await askToken(house, {
      grant_type: 'authorization_code',
      client_id: client,
      redirect_uri: callback,
      code: back.searchParams.get('code') ?? '',
      code_verifier: verifier,
    });
    return body;
  }

  const standalone = 'openid fhirUser launch/patient offline_access patient/Observation.rs';

  it('finds out where to go at the FHIR base and at the issuer', async () => {
    const read = async (path: string) =>
      (await (await fetch(house.url + path)).json()) as Record<string, unknown>;
    const smart = await read('/fhir/R4/.well-known/smart-configuration');
    const openid = await read('/oauth/.well-known/openid-configuration');
    const oauth = await read('/.well-known/oauth-authorization-server/oauth');
    assert.deepEqual(openid, oauth);
    for (const name of [
      'issuer',
      'authorization_endpoint',
      'token_endpoint',
      'revocation_endpoint',
      'introspection_endpoint',
      'end_session_endpoint',
      'jwks_uri',
      'code_challenge_methods_supported',
      'response_types_supported',
    ]) {
      assert.deepEqual(smart[name], openid[name], name);
    }
    const sorted = (list: unknown) => (list as string[]).toSorted();
    for (const name of ['grant_types_supported', 'token_endpoint_auth_methods_supported']) {
      assert.deepEqual(sorted(smart[name]), sorted(openid[name]), name);
    }
    assert.equal(smart['issuer'], `${house.url}/oauth`);
  });

  it('is told the public address, whatever Host or a proxy header says', async () => {
    const response = await fetch(`${house.url}/oauth/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    });
    assert.equal((await response.text()).includes('evil.example'), false);
  });

  it('launched by itself gets the patient that staff choose', async () => {
    const asked = await begin('doctor', standalone);
    const shown = await (await asked.browser.get(asked.api)).json();
    assert.deepEqual(shown, {
      client: { id: 'growth', name: '生长曲线', uri: 'https://app.example/' },
      scopes: ['fhirUser', 'offline_access', 'patient/Observation.rs'],
      needsPatient: true,
    });
    const back = await decide(asked, { decision: 'allow', patient: 'patient-1' });
    assert.equal(back.origin + back.pathname, callback);
    const tokens = await exchange(asked, back);
    assert.equal(tokens['patient'], 'patient-1');
    assert.equal(tokens['need_patient_banner'], true);
    assert.equal(tokens['scope'], standalone);
    assert.equal(
      decodeJwt(String(tokens['id_token']))['fhirUser'],
      `${house.fhirBase}/Practitioner/doctor`,
    );
    const caller = await house.oauth.authenticate(bearer(tokens), '10.0.0.1');
    assert.equal(caller?.launchPatient, 'patient-1');
    assert.equal(caller?.client, 'growth');
  });

  it('is not given a patient whom the person may not see', async () => {
    house.closed.add('secret');
    const asked = await begin('doctor', standalone);
    const response = await asked.browser.post(asked.api, { decision: 'allow', patient: 'secret' });
    assert.equal(response.status, 404);
    const none = await asked.browser.post(asked.api, { decision: 'allow' });
    assert.equal(((await none.json()) as { code: string }).code, 'patient-needed');
  });

  it('gets of a resident the own record or one that is acted for, no other', async () => {
    const asked = await begin('resident', standalone);
    const shown = (await (await asked.browser.get(asked.api)).json()) as { patients: object[] };
    assert.deepEqual(shown.patients, [
      { id: 'resident', name: 'Test resident' },
      { id: 'child', name: 'Test child' },
    ]);
    const other = await asked.browser.post(asked.api, { decision: 'allow', patient: 'patient-1' });
    assert.equal(other.status, 404);
    const tokens = await exchange(
      asked,
      await decide(asked, { decision: 'allow', patient: 'child' }),
    );
    assert.equal(tokens['patient'], 'child');
    assert.equal(tokens['expires_in'], 900);
  });

  it('gets only what the person leaves it', async () => {
    const scope = 'openid fhirUser user/Patient.r patient/Observation.rs';
    const asked = await begin('doctor', scope);
    const back = await decide(asked, { decision: 'allow', scopes: ['user/Patient.r'] });
    const tokens = await exchange(asked, back);
    assert.equal(tokens['scope'], 'openid user/Patient.r');
    assert.equal(tokens['patient'], undefined);
    assert.equal(decodeJwt(String(tokens['id_token']))['fhirUser'], undefined);
  });

  it('cannot be given more than it asked for', async () => {
    const asked = await begin('doctor', 'openid user/Patient.r');
    const scopes = ['user/Patient.r', 'patient/Condition.rs', 'offline_access'];
    const tokens = await exchange(asked, await decide(asked, { decision: 'allow', scopes }));
    assert.equal(tokens['scope'], 'openid user/Patient.r');
    assert.equal(tokens['refresh_token'], undefined);
  });

  it('that asks for more than it is registered for is shown to ask for less', async () => {
    const asked = await begin('doctor', 'openid patient/*.cruds user/*.* system/*.cruds');
    const shown = (await (await asked.browser.get(asked.api)).json()) as { scopes: string[] };
    assert.deepEqual(shown.scopes, [
      'patient/Observation.rs',
      'patient/Condition.rs',
      'user/Patient.r',
    ]);
  });

  it('is told that the person did not allow it', async () => {
    const asked = await begin('doctor', standalone);
    const back = await decide(asked, { decision: 'deny' });
    assert.equal(back.origin + back.pathname, callback);
    assert.equal(back.searchParams.get('error'), 'access_denied');
    assert.equal(back.searchParams.get('code'), null);
  });

  it('is told so too where the person left it nothing', async () => {
    const asked = await begin('doctor', 'user/Patient.r', { nonce: undefined });
    const back = await decide(asked, { decision: 'allow', scopes: [] });
    assert.equal(back.searchParams.get('error'), 'access_denied');
  });

  it('is asked about each time, and by nobody but who began', async () => {
    const asked = await begin('doctor', standalone);
    const someone = openBrowser(house, house.accounts.signIn('nurse'));
    for (const browser of [someone, openBrowser(house)]) {
      const status = browser === someone ? 404 : 401;
      assert.equal((await browser.get(asked.api)).status, status);
      assert.equal((await browser.post(asked.api, { decision: 'allow' })).status, status);
    }
    const stolen = await someone.follow(`${house.url}/oauth/interaction/${asked.uid}`);
    assert.equal(stolen.response.status, 400);
  });

  it('cannot decide for the person by a page of its own', async () => {
    const asked = await begin('doctor', standalone);
    const session = asked.browser.cookies.get('session')?.value;
    for (const headers of [{ origin: 'https://app.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      const response = await fetch(asked.api, {
        method: 'POST',
        body: JSON.stringify({ decision: 'allow', patient: 'patient-1' }),
        headers: {
          'content-type': 'application/json',
          cookie: `session=${session}`,
          ...(headers as Record<string, string>),
        },
      });
      assert.equal(response.status, 404);
    }
  });

  it('must say for which server it asks', async () => {
    const { challenge } = createPkce();
    const change = { client_id: 'growth', redirect_uri: callback, aud: undefined };
    const url = authorizationUrl(house, { ...change, code_challenge: challenge });
    const { location } = await openBrowser(house).follow(url);
    assert.equal(new URL(location).searchParams.get('error'), 'invalid_request');
  });

  it('goes on without the person where that was allowed, and not otherwise (SEC-02)', async () => {
    for (const [scope, goesOn] of [
      ['openid offline_access user/Patient.r', true],
      ['openid online_access user/Patient.r', false],
    ] as const) {
      const asked = await begin('doctor', scope);
      const tokens = await exchange(asked, await decide(asked, { decision: 'allow' }));
      const session = asked.browser.cookies.get('session')?.value ?? '';
      house.accounts.sessions.delete(session);
      await house.oauth.endSession(session);
      const { status, body } = await askToken(house, {
        grant_type: 'refresh_token',
        client_id: 'growth',
        refresh_token: String(tokens['refresh_token']),
      });
      assert.equal(status === 200, goesOn, scope);
      if (goesOn) {
        const caller = await house.oauth.authenticate(bearer(body), '10.0.0.1');
        assert.equal(caller?.session, undefined);
        assert.equal(caller?.strongAt, 0);
      }
    }
  });

  it('keeps two patients in two windows apart', async () => {
    const tokensFor = async (patient: string) => {
      const asked = await begin('doctor', standalone);
      return exchange(asked, await decide(asked, { decision: 'allow', patient }));
    };
    const [one, two] = [await tokensFor('patient-1'), await tokensFor('patient-2')];
    for (const [tokens, patient] of [
      [one, 'patient-1'],
      [two, 'patient-2'],
    ] as const) {
      const { body } = await askToken(house, {
        grant_type: 'refresh_token',
        client_id: 'growth',
        refresh_token: String(tokens['refresh_token']),
      });
      assert.equal(body['patient'], patient);
    }
  });

  describe('opened from the workstation', () => {
    const scope = 'openid launch patient/Observation.rs';
    let tokens: Record<string, unknown>;
    before(async () => {
      ({ tokens } = await signInAt(house, { account: 'doctor' }));
    });
    const launch = async (patient: string, as = tokens, client = 'growth') =>
      fetch(`${house.url}/api/oauth/launch`, {
        method: 'POST',
        body: JSON.stringify({ client, patient }),
        headers: { 'content-type': 'application/json', authorization: bearer(as) },
      });
    const tokenOf = async (response: Response) => {
      const { url } = (await response.json()) as { url: string };
      return new URL(url).searchParams.get('launch') ?? '';
    };

    it('is sent to its own launch address with this server and the launch', async () => {
      const { url } = (await (await launch('patient-1')).json()) as { url: string };
      const address = new URL(url);
      assert.equal(address.origin + address.pathname, 'https://app.example/launch');
      assert.equal(address.searchParams.get('from'), 'yishu');
      assert.equal(address.searchParams.get('iss'), house.fhirBase);
    });

    it('gets the patient at hand, once', async () => {
      const token = await tokenOf(await launch('patient-7'));
      const asked = await begin('doctor', scope, { launch: token });
      const shown = (await (await asked.browser.get(asked.api)).json()) as object;
      assert.deepEqual(shown, {
        client: { id: 'growth', name: '生长曲线', uri: 'https://app.example/' },
        scopes: ['patient/Observation.rs'],
        needsPatient: false,
      });
      const got = await exchange(asked, await decide(asked, { decision: 'allow' }));
      assert.equal(got['patient'], 'patient-7');
      const again = await begin('doctor', scope, { launch: token });
      const back = await decide(again, { decision: 'allow', patient: 'patient-1' });
      assert.equal(back.searchParams.get('error'), 'access_denied');
    });

    it('gets nothing by a launch of somebody else, of another app, of earlier', async () => {
      for (const [who, client, later] of [
        ['nurse', 'growth', 0],
        ['doctor', 'other', 0],
        ['doctor', 'growth', 6 * 60_000],
      ] as const) {
        const token = await tokenOf(await launch('patient-7'));
        if (later > 0) mock.timers.enable({ apis: ['Date'], now: Date.now() + later });
        const asked = await begin(who, scope, { launch: token, client_id: client });
        const back = await decide(asked, { decision: 'allow' });
        assert.equal(back.searchParams.get('error'), 'access_denied', `${who} ${client}`);
      }
    });

    it('is not opened on a patient whom the person may not see', async () => {
      house.closed.add('secret');
      assert.equal((await launch('secret')).status, 404);
      assert.equal((await launch('patient-1', tokens, 'nobody')).status, 404);
      assert.equal((await launch('patient-1', tokens, 'demo-platform')).status, 404);
      const resident = await signInAt(house, { account: 'resident' });
      assert.equal((await launch('patient-1', resident.tokens)).status, 404);
    });
  });

  it('may be called from its own pages and no others', async () => {
    const preflight = (origin: string) =>
      fetch(`${house.url}/oauth/token`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const own = await preflight('https://app.example');
    assert.equal(own.headers.get('access-control-allow-origin'), 'https://app.example');
    const other = await preflight('https://evil.example');
    assert.equal(other.headers.get('access-control-allow-origin'), null);
    for (const origin of ['https://evil.example', 'null']) {
      const keys = await fetch(`${house.url}/oauth/jwks`, { headers: { origin } });
      assert.equal(keys.headers.get('access-control-allow-origin'), null);
    }
    assert.equal(await house.oauth.allowsOrigin('https://app.example'), true);
    assert.equal(await house.oauth.allowsOrigin('https://evil.example'), false);
  });
});
