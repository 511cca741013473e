/**
 * The registry of clients: registered by one administrator, let in by another, shut out by either.
 * https://datatracker.ietf.org/doc/html/rfc7591
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type JWK, exportJWK, generateKeyPair } from 'jose';
import { isSafeAddress } from '#server/oauth/clients/registration.ts';
import { type House, askToken, bearer, signInAt, startHouse } from './house.ts';

describe('isSafeAddress', () => {
  for (const [address, safe] of [
    ['https://app.example/callback', true],
    ['https://app.example:8443/callback?x=1', true],
    ['http://localhost:3000/callback', true],
    ['http://127.0.0.1/callback', true],
    ['http://app.example/callback', false],
    ['https://app.example/#here', false],
    ['https://*.example/callback', false],
    ['https://user@app.example/', false],
    ['https://app.example\\@evil.example/', false],
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['//app.example/', false],
    ['/callback', false],
    ['myapp://callback', false],
    ['', false],
  ] as const) {
    it(`${address} is ${safe ? 'safe' : 'not'}`, () => assert.equal(isSafeAddress(address), safe));
  }
});

describe('the registry of clients', () => {
  let house: House;
  let jwk: JWK;
  const headers: Record<string, string> = {};
  before(async () => {
    house = await startHouse();
    const { publicKey, privateKey } = await generateKeyPair('ES384', { extractable: true });
    jwk = { ...(await exportJWK(publicKey)), kid: 'one' };
    secretJwk = { ...(await exportJWK(privateKey)), kid: 'one' };
    for (const account of ['system-admin', 'security-admin', 'doctor']) {
      headers[account] = bearer((await signInAt(house, { account })).tokens);
    }
  });
  let secretJwk: JWK;
  after(async () => {
    assert.deepEqual(house.failures, []);
    await house.stop();
  });

  async function post(who: string, path: string, body: object = {}) {
    const response = await fetch(`${house.url}/api/clients${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', authorization: headers[who] ?? '' },
    });
    const text = await response.text();
    const read = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    return { status: response.status, body: read };
  }

  const hospital = () => ({
    id: 'county-his',
    name: '县医院信息系统',
    kind: 'system',
    organization: 'hospital',
    jwks: { keys: [jwk] },
    scopes: 'system/Observation.rs system/Patient.rs',
  });
  const app = () => ({
    id: 'pain-diary',
    name: '疼痛日记',
    kind: 'app',
    method: 'none',
    redirectUris: ['https://diary.example/callback'],
    scopes: 'openid launch/patient patient/Observation.cruds',
  });

  it('takes a system, which can do nothing until another person lets it in (SEC-06)', async () => {
    const registered = await post('system-admin', '', hospital());
    assert.equal(registered.status, 201);
    assert.equal(registered.body['status'], 'pending');
    assert.equal(registered.body['registeredBy'], 'Person/system-admin');
    const early = await askToken(house, {
      grant_type: 'client_credentials',
      client_id: 'county-his',
    });
    assert.equal(early.body['error'], 'invalid_client');
    assert.equal((await post('system-admin', '/county-his/approve')).status, 404);
    const approved = await post('security-admin', '/county-his/approve', {
      scopes: 'system/Observation.cruds system/Condition.rs',
    });
    assert.equal(approved.status, 200);
    assert.equal(approved.body['status'], 'active');
    assert.equal(approved.body['scopes'], 'system/Observation.rs');
    const again = await post('security-admin', '/county-his/approve');
    assert.equal(again.body['code'], 'client-not-pending');
  });

  it('shows the secret of an app once, and keeps it sealed', async () => {
    const given = { ...app(), id: 'with-secret', method: 'client_secret_basic' };
    const { body } = await post('system-admin', '', given);
    const secret = String(body['secret']);
    assert.equal(secret.length, 43);
    const list = await fetch(`${house.url}/api/clients`, {
      headers: { authorization: headers['security-admin'] ?? '' },
    });
    assert.equal((await list.text()).includes(secret), false);
    const rows = await house.oauth.parts.database.run('select secret from oauth_client', []);
    assert.equal(JSON.stringify(rows).includes(secret), false);
  });

  it('lets nobody take the id of another client, nor that of the house', async () => {
    await post('system-admin', '', app());
    for (const id of ['pain-diary', 'workstation', 'demo-platform']) {
      const { status, body } = await post('system-admin', '', { ...app(), id });
      assert.equal(status, 409);
      assert.equal(body['code'], 'client-exists');
    }
  });

  for (const [why, change, member] of [
    ['an address that is not exact', { redirectUris: ['https://*.example/'] }, 'redirectUris.0'],
    ['an address without TLS', { redirectUris: ['http://diary.example/'] }, 'redirectUris.0'],
    ['no address', { redirectUris: [] }, 'redirectUris'],
    [
      'an address for logout on a host that is not named',
      { logoutCallUri: 'https://diary.example/x' },
      'logoutCallUri',
    ],
    ['scopes that mean nothing', { scopes: 'openid everything' }, 'scopes'],
    ['scopes of systems', { scopes: 'openid system/*.cruds' }, 'scopes'],
    ['no scopes', { scopes: ' ' }, 'scopes'],
    ['an id with other letters', { id: '../admin' }, 'id'],
    ['a kind that only the house has', { kind: 'first-party' }, 'kind'],
    ['keys it proves itself by, and none given', { method: 'private_key_jwt' }, 'jwks'],
  ] as const) {
    it(`does not take an app with ${why}`, async () => {
      const { status, body } = await post('system-admin', '', { ...app(), id: 'wrong', ...change });
      assert.equal(status, 400);
      assert.equal(body['text'], `The value of "${member}" is not valid`);
    });
  }

  for (const [why, change] of [
    ['a private key', () => ({ jwks: { keys: [secretJwk] } })],
    ['a shared key', () => ({ jwks: { keys: [{ kty: 'oct', k: 'AAAA', kid: 'x' }] } })],
    [
      'keys on a host that is not named',
      () => ({ jwks: undefined, jwksUri: 'https://a.example/k', hosts: ['b.example'] }),
    ],
    [
      'keys and an address of keys',
      () => ({ jwksUri: 'https://a.example/k', hosts: ['a.example'] }),
    ],
    ['scopes of persons', () => ({ scopes: 'system/*.rs user/*.rs' })],
    ['no organization', () => ({ organization: undefined })],
  ] as const) {
    it(`does not take a system with ${why}`, async () => {
      const { status } = await post('system-admin', '', {
        ...hospital(),
        id: 'wrong',
        ...change(),
      });
      assert.equal(status, 400);
    });
  }

  it('does not take a role that was slipped in', async () => {
    const given = { ...hospital(), id: 'sly', role: 'platform', status: 'active' };
    const { body } = await post('system-admin', '', given);
    assert.equal(body['role'], 'system');
    assert.equal(body['status'], 'pending');
  });

  it('is closed to who is no administrator for it', async () => {
    assert.equal((await post('doctor', '', app())).status, 404);
    assert.equal((await post('security-admin', '', app())).status, 404);
    assert.equal((await post('nobody', '', app())).status, 401);
  });

  it('shuts a client out for good', async () => {
    assert.equal((await post('security-admin', '/pain-diary/disable')).status, 204);
    assert.equal((await post('security-admin', '/pain-diary/disable')).status, 404);
    assert.equal((await post('security-admin', '/pain-diary/approve')).status, 409);
  });
});
