/**
 * What is shown to the API as a token and is none. How codes, refresh tokens and assertions are
 * refused or end their grant stands in test/oauth: code.test.ts (replay, PKCE, another address),
 * tokens.test.ts (refresh replay, running out), systems.test.ts (jti, aud, none, HS256).
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { Bundle } from '@medplum/fhirtypes';
import { SignJWT, UnsecuredJWT, generateKeyPair } from 'jose';
import { type Answer, type Send, fhirClient } from '#test/fhir-client.ts';
import { heartRate } from '#test/people.ts';
import { createPkce } from '#test/oauth/house.ts';
import { type Browser, type Tokens, signIn, takeTokens, tokenOf } from './browser.ts';
import { fromEast, settle, store, withToken } from './cast.ts';
import { type House, openAttackedHouse } from './house.ts';

describe('A token that is none', () => {
  let house: House;
  let nobody: Send;
  let wang: Browser;
  before(async () => {
    house = await openAttackedHouse({ requestsPerMinute: 100_000 });
    nobody = fhirClient(house.url);
    await settle(house);
    wang = await signIn(house, 'wang');
    await store(house, { ...heartRate('Patient/victim', 70), ...fromEast, id: 'pulse' });
  });
  after(async () => {
    await house.stop();
    assert.deepEqual(house.failures, []);
  });

  const show = (authorization: string, send = nobody) =>
    send('GET', 'Patient/victim', { headers: { authorization } });

  async function assertRefusedToken(token: string, title: string): Promise<void> {
    const answer = await show(`Bearer ${token}`);
    assert.equal(answer.status, 401, `${title}: ${answer.text}`);
    assert.match(answer.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
    assert.ok(!answer.text.includes('密名'), title);
  }

  const idOf = (token: string) => createHash('sha256').update(token).digest('base64url');

  /** Tokens of the doctor who treats the victim, all of one sign-in. */
  const take = (scope = 'online_access user/*.cruds'): Promise<Tokens> =>
    takeTokens(house, wang, { scope });

  it('is not that of who treats the victim: it opens the record', async () => {
    const { access_token: token } = await take();
    assert.equal((await show(`Bearer ${token}`)).status, 200);
    assert.equal((await show(`bearer ${token}`)).status, 200);
  });

  it('is a JWT, whoever signed it, with claims as they should be', async () => {
    const { access_token: real } = await take();
    const { privateKey } = await generateKeyPair('ES256');
    const shared = new TextEncoder().encode(await (await fetch(`${house.url}/oauth/jwks`)).text());
    const right = {
      iss: `${house.url}/oauth`,
      aud: `${house.url}/fhir/R4`,
      sub: house.accounts.get('wang')?.login ?? '',
      jti: real,
      scope: 'user/*.cruds',
      client_id: 'workstation',
      exp: Math.floor(Date.now() / 1000) + 600,
    };
    const changes: [title: string, claims: object][] = [
      ['right claims', right],
      ['another issuer', { ...right, iss: 'https://evil.example' }],
      ['another audience', { ...right, aud: 'https://evil.example' }],
      ['an end that has passed', { ...right, exp: 1 }],
    ];
    for (const [title, claims] of changes) {
      const jwt = () => new SignJWT({ ...claims });
      const strange = await jwt().setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
      const confused = await jwt().setProtectedHeader({ alg: 'HS256' }).sign(shared);
      await assertRefusedToken(strange, `${title}, the key of a stranger`);
      await assertRefusedToken(confused, `${title}, the public keys as a secret`);
      await assertRefusedToken(new UnsecuredJWT({ ...claims }).encode(), `${title}, alg none`);
    }
  });

  it('is another thing that the house gave: an id_token, a refresh token, a cookie', async () => {
    const tokens = await take();
    assert.ok(tokens.id_token !== undefined && tokens.refresh_token !== undefined);
    await assertRefusedToken(tokens.id_token, 'an id_token');
    await assertRefusedToken(tokens.refresh_token, 'a refresh token');
    for (const [name, { value }] of wang.cookies) await assertRefusedToken(value, name);
    await assertRefusedToken(idOf(tokens.access_token), 'what the database keeps of a token');
    const cookie = [...wang.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
    const byCookie = await nobody('GET', 'Patient/victim', { headers: { cookie } });
    assert.equal(byCookie.status, 401, 'the API takes no cookie');
  });

  /** The address of a request of the workstation for a code. */
  function authorization(redirect: string): string {
    const asked = new URLSearchParams({
      client_id: 'workstation',
      response_type: 'code',
      redirect_uri: redirect,
      scope: 'openid user/*.cruds',
      nonce: 'nonce',
      code_challenge: createPkce().challenge,
      code_challenge_method: 'S256',
    });
    return `${house.url}/oauth/auth?${asked}`;
  }

  it('is a code that was not exchanged yet', async () => {
    const { location } = await wang.follow(authorization(`${house.url}/signed-in`));
    const code = new URL(location).searchParams.get('code') ?? '';
    assert.ok(code.length > 16);
    await assertRefusedToken(code, 'a code');
  });

  it('is a real one that ran out', async () => {
    const { access_token: token } = await take();
    await house.database
      .sql`update oauth_state set expires = ${Date.now() - 1} where id = ${idOf(token)}`;
    await assertRefusedToken(token, 'a token that ran out');
  });

  it('is one that was given back, whose grant then ends as well', async () => {
    const tokens = await take();
    assert.equal((await show(`Bearer ${tokens.access_token}`)).status, 200);
    const form = { client_id: 'workstation', token: tokens.access_token };
    const body = new URLSearchParams(form);
    const revoked = await fetch(`${house.url}/oauth/token/revocation`, { method: 'POST', body });
    assert.equal(revoked.status, 200);
    await assertRefusedToken(tokens.access_token, 'a revoked token');
    assert.equal((await refresh(tokens)).status, 400);
  });

  const refresh = ({ refresh_token: token = '' }: Tokens) =>
    fetch(`${house.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'workstation',
        refresh_token: token,
      }),
    });

  it('is one whose person signed out', async () => {
    const browser = await signIn(house, 'wang');
    const tokens = await takeTokens(house, browser, { scope: 'online_access user/*.cruds' });
    assert.equal((await show(`Bearer ${tokens.access_token}`)).status, 200);
    assert.equal((await browser.api('POST', '/api/sign-out')).status, 204);
    await assertRefusedToken(tokens.access_token, 'a token after the sign-out');
    assert.equal((await refresh(tokens)).status, 400);
  });

  it('is garbage, or a real one with something added, left out or said otherwise', async () => {
    const { access_token: token } = await take();
    const garbage = [
      '',
      'Bearer',
      'Bearer ',
      `Bearer${token}`,
      `Bearer  ${token}`,
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
      `Bearer ${token.slice(0, -1)}`,
      `Bearer ${token}=`,
      `Bearer ${token}, Bearer ${token}`,
      `Bearer ${token} ${token}`,
      `Bearer "${token}"`,
      `Bearer ' or 1=1 --`,
      `Bearer ${'%00'.repeat(20)}`,
      `Basic ${Buffer.from(`wang:${token}`).toString('base64')}`,
      `DPoP ${token}`,
      `Token ${token}`,
      token,
    ];
    for (const header of garbage) assert.equal((await show(header)).status, 401, header);
    assert.equal((await show(`Bearer ${token}`)).status, 200);
  });

  it('is one in the address or in a form', async () => {
    const { access_token: token } = await take();
    for (const name of ['access_token', 'token', 'authorization', 'bearer_token']) {
      const answer = await nobody('GET', `Patient/victim?${name}=${token}`);
      assert.equal(answer.status, 401, answer.text);
    }
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = `access_token=${token}&_id=victim`;
    const posted = await nobody('POST', 'Patient/_search', { headers, body });
    assert.equal(posted.status, 401, posted.text);
    assert.ok(!house.log.some((line) => line.includes(token)), 'the log keeps no token');
  });

  /** Sends the header twice, which fetch would not. */
  const showTwice = (first: string, second: string): Promise<number | undefined> =>
    new Promise((done, fail) => {
      const { port } = new URL(house.url);
      const asked = request({ host: 'localhost', port, path: '/fhir/R4/Patient/victim' });
      asked.setHeader('host', `localhost:${port}`);
      asked.setHeader('authorization', [first, second]);
      asked.once('response', (response) => done(response.resume().statusCode));
      asked.once('error', fail);
      asked.end();
    });

  it('is the second of two headers', async () => {
    const { access_token: token } = await take();
    const lina = await tokenOf(house, 'lina');
    assert.equal(await showTwice(`Bearer ${'A'.repeat(43)}`, `Bearer ${token}`), 401);
    assert.equal(await showTwice(`Bearer ${lina}`, `Bearer ${token}`), 404);
  });

  it('is one of a narrower scope, for anything else than the scope says', async () => {
    const { access_token: token } = await take('user/Observation.rs');
    const send = withToken(house, token);
    assert.equal((await send('GET', 'Observation/pulse')).status, 200);
    const refused = async (method: string, path: string, body?: unknown) => {
      const answer = await send(method, path, { body });
      assert.ok([403, 404].includes(answer.status), `${method} ${path}: ${answer.text}`);
      assert.ok(!answer.text.includes('密名'), answer.text);
    };
    const pulse = { ...heartRate('Patient/victim', 10), id: 'pulse' };
    await refused('GET', 'Patient/victim');
    await refused('GET', 'Patient/victim/_history/1');
    await refused('GET', 'Condition/condition-victim');
    await refused('GET', 'Patient/victim/$why');
    await refused('POST', 'Observation', heartRate('Patient/victim', 10));
    await refused('PUT', 'Observation/pulse', pulse);
    await refused('PATCH', 'Observation/pulse', [{ op: 'add', path: '/language', value: 'zh' }]);
    await refused('DELETE', 'Observation/pulse');
    await refused('POST', 'Observation/pulse/$sign', { resourceType: 'Parameters' });
    for (const path of ['Patient', 'Condition', 'Encounter?patient=Patient/victim', '']) {
      await assertOnly(await send('GET', path), 'Observation', path);
    }
    const include = 'Observation?_id=pulse&_include=*&_revinclude=*';
    await assertOnly(await send('GET', include), 'Observation', include);
    const left = await withToken(house, house.platform)('GET', 'Observation/pulse');
    assert.equal(left.headers.get('etag'), 'W/"1"');
  });

  async function assertOnly(answer: Answer, type: string, title: string): Promise<void> {
    assert.ok([200, 404].includes(answer.status), `${title}: ${answer.text}`);
    const { entry = [] } = answer.as<Bundle>();
    const types = new Set(entry.map(({ resource }) => resource?.resourceType));
    types.delete(type as 'Observation');
    assert.deepEqual([...types], [], title);
  }

  it('learns by no chain what its scope keeps from it', async () => {
    const { access_token: whole } = await take();
    const chained = 'Observation?subject:Patient.name=密名victim';
    const reversed = 'Observation?_has:Provenance:target:agent=Practitioner/wang';
    const total = async (token: string, path: string) => {
      const answer = await withToken(house, token)('GET', `${path}&_total=accurate`);
      return answer.as<Bundle>().total;
    };
    await store(house, {
      ...fromEast,
      resourceType: 'Provenance',
      id: 'made',
      target: [{ reference: 'Observation/pulse' }, { reference: 'Patient/victim' }],
      recorded: new Date().toISOString(),
      agent: [{ who: { reference: 'Practitioner/wang' } }],
    });
    const { access_token: narrow } = await take('user/Observation.rs');
    for (const path of [chained, reversed]) {
      assert.equal(await total(whole, path), 1, path);
      assert.equal((await total(narrow, path)) ?? 0, 0, path);
    }
  });

  it('is a code that an address asks for which differs by one letter', async () => {
    const right = new URL(`${house.url}/signed-in`);
    const altered = [
      `${house.url}/signed-im`,
      `${house.url}/signed-i`,
      `${house.url}/signed-in/`,
      `${house.url}/Signed-in`,
      `${house.url}//signed-in`,
      `${house.url}/./signed-in`,
      `${house.url}/%73igned-in`,
      `${house.url}/signed-in%00`,
      `${house.url}/signed-in#x`,
      `${house.url}/signed-in?`,
      `https://${right.host}/signed-in`,
      `http://LOCALHOST:${right.port}/signed-in`,
      `http://127.0.0.1:${right.port}/signed-in`,
      `http://localhost:1${right.port}/signed-in`,
      `http://localhost:${right.port}@evil.example/signed-in`,
      `http://evil.example\\@${right.host}/signed-in`,
    ];
    for (const address of altered) {
      const response = await wang.get(authorization(address));
      assert.equal(response.status, 400, address);
      assert.equal(response.headers.get('location'), null, address);
    }
  });

  it('is one whose account was shut, until a new sign-in after it was opened again', async () => {
    const tokens = await take();
    assert.equal((await show(`Bearer ${tokens.access_token}`)).status, 200);
    const root = await signIn(house, 'root');
    const listed = await root.api('GET', '/api/accounts?text=wang');
    const { accounts } = (await listed.json()) as { accounts: { id: string }[] };
    const path = `/api/accounts/${accounts[0]?.id}`;
    assert.equal((await root.api('POST', `${path}/disable`)).status, 204);
    await assertRefusedToken(tokens.access_token, 'a token of an account that is shut');
    assert.equal((await refresh(tokens)).status, 400);
    assert.equal((await root.api('POST', `${path}/enable`)).status, 204);
    await assertRefusedToken(tokens.access_token, 'the old token of an account opened again');
  });
});
