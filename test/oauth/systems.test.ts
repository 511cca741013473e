/**
 * Systems of hospitals: a token for a signed assertion, and every forgery of one refused.
 * https://hl7.org/fhir/smart-app-launch/backend-services.html
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type JWK, SignJWT, exportJWK, generateKeyPair } from 'jose';
import { type House, askToken, bearer, startHouse } from './house.ts';

interface KeyPair {
  privateKey: CryptoKey;
  jwk: JWK;
  alg: string;
}

async function createKey(alg: string, kid: string): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }, alg };
}

describe('a system of a hospital', () => {
  let house: House;
  let keys: Record<string, KeyPair>;
  let stranger: KeyPair;
  /** What the address of keys answers. */
  let served: { keys: JWK[] } | undefined;
  let calls: string[] = [];

  before(async () => {
    const algorithms = ['RS384', 'ES384', 'EdDSA'];
    const pairs = await Promise.all(algorithms.map((alg) => createKey(alg, `key-${alg}`)));
    keys = Object.fromEntries(pairs.map((pair) => [pair.alg, pair]));
    stranger = await createKey('ES384', 'key-ES384');
    house = await startHouse({
      fetchOutside: async (url) => {
        calls.push(url);
        if (served === undefined) throw new Error('no answer');
        return Response.json(served);
      },
    });
    const system = {
      kind: 'system',
      role: 'system',
      method: 'private_key_jwt',
      organization: 'hospital',
      scopes: 'system/Observation.rs system/Patient.cruds',
    } as const;
    const jwks = { keys: pairs.map(({ jwk }) => jwk) };
    await house.register({ ...system, id: 'his', name: '县医院信息系统', jwks });
    await house.register({ ...system, id: 'lis', jwks });
    const remote = { jwksUri: 'https://keys.example/jwks', hosts: ['keys.example'] };
    await house.register({ ...system, ...remote, id: 'pacs' });
    await house.register({ ...system, ...remote, id: 'elsewhere', hosts: ['other.example'] });
    await house.register({ ...system, id: 'out', jwks, status: 'disabled' });
    await house.register({ ...system, id: 'waiting', jwks, status: 'pending' });
  });
  after(async () => {
    assert.deepEqual(house.failures, []);
    await house.stop();
  });

  interface Change {
    claims?: Record<string, unknown>;
    header?: Record<string, unknown>;
    key?: KeyPair;
    id?: string;
  }

  async function sign(change: Change = {}): Promise<string> {
    const key = change.key ?? keys['ES384'];
    assert.ok(key);
    const id = change.id ?? 'his';
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: id,
      sub: id,
      aud: `${house.url}/oauth/token`,
      exp: now + 120,
      jti: randomUUID(),
      ...change.claims,
    };
    return new SignJWT(claims)
      .setProtectedHeader({ typ: 'JWT', alg: key.alg, kid: `key-${key.alg}`, ...change.header })
      .sign(key.privateKey);
  }

  const ask = (assertion: string, change: Record<string, string> = {}) =>
    askToken(house, {
      grant_type: 'client_credentials',
      scope: 'system/Observation.rs',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      ...change,
    });

  for (const alg of ['RS384', 'ES384', 'EdDSA']) {
    it(`gets a token of five minutes for an assertion signed with ${alg}`, async () => {
      const key = keys[alg];
      assert.ok(key);
      const { status, body } = await ask(await sign({ key }));
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(body['expires_in'], 300);
      assert.equal(body['refresh_token'], undefined);
      const caller = await house.oauth.authenticate(bearer(body), '10.0.0.1');
      assert.deepEqual(caller, {
        kind: 'system',
        role: 'system',
        who: 'Device/his',
        name: '县医院信息系统',
        organization: 'hospital',
        practitionerRoles: [],
        scopes: ['system/Observation.rs'],
        launchPatient: undefined,
        client: 'his',
        session: undefined,
        address: '10.0.0.1',
        strongAt: 0,
      });
    });
  }

  it('may name the issuer as the audience', async () => {
    const { status } = await ask(await sign({ claims: { aud: `${house.url}/oauth` } }));
    assert.equal(status, 200);
  });

  it('gets of the scopes it asks for those of its registration', async () => {
    const { body } = await ask(await sign(), { scope: 'system/*.cruds user/*.r openid' });
    assert.equal(body['scope'], 'system/Observation.rs system/Patient.cruds');
  });

  for (const scope of ['system/Condition.rs', 'user/Observation.rs', '']) {
    it(`gets nothing for the scope "${scope}"`, async () => {
      const { status, body } = await ask(await sign(), { scope });
      assert.equal(status, 400);
      assert.equal(body['error'], 'invalid_scope');
    });
  }

  it('may use an assertion once', async () => {
    const assertion = await sign();
    assert.equal((await ask(assertion)).status, 200);
    const again = await ask(assertion);
    assert.equal(again.status, 401);
    assert.equal(again.body['error'], 'invalid_client');
  });

  it('may use an assertion once, of many times that come at once', async () => {
    const assertion = await sign();
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => ask(assertion)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });

  const seconds = () => Math.floor(Date.now() / 1000);
  const forgeries: [why: string, make: () => Promise<string>][] = [
    ['the key of a stranger under the right name', () => sign({ key: stranger })],
    ['a key of a name that is not registered', () => sign({ header: { kid: 'key-unknown' } })],
    ['no name of a key', () => sign({ header: { kid: undefined } })],
    ['an audience elsewhere', () => sign({ claims: { aud: 'https://elsewhere.example/token' } })],
    ['no audience', () => sign({ claims: { aud: undefined } })],
    ['an end that has passed', () => sign({ claims: { exp: seconds() - 60 } })],
    ['an end that is further than five minutes', () => sign({ claims: { exp: seconds() + 400 } })],
    ['no end', () => sign({ claims: { exp: undefined } })],
    ['an end that is no number', () => sign({ claims: { exp: `${seconds() + 60}` } })],
    ['a beginning in the future', () => sign({ claims: { nbf: seconds() + 100 } })],
    ['no number of its own', () => sign({ claims: { jti: undefined } })],
    ['another issuer', () => sign({ claims: { iss: 'lis' } })],
    ['another subject', () => sign({ claims: { sub: 'lis' } })],
    ['an address of keys in its header', () => sign({ header: { jku: 'https://evil.example/k' } })],
    ['a client that was shut out', () => sign({ id: 'out' })],
    ['a client that waits for approval', () => sign({ id: 'waiting' })],
    ['a client that nobody registered', () => sign({ id: 'nobody' })],
    ['the algorithm none', () => unsigned({ alg: 'none' })],
    ['the algorithm none in other letters', () => unsigned({ alg: 'nOnE' })],
    ['the public key as a shared secret', () => signedByPublicKey()],
    ['a signature cut off', async () => (await sign()).replace(/\.[^.]*$/, '.')],
    ['claims changed after signing', async () => altered(await sign())],
    ['no form of a JWT', async () => 'not.a-jwt'],
  ];

  async function unsigned(header: Record<string, unknown>): Promise<string> {
    const [, payload] = (await sign()).split('.');
    const first = Buffer.from(JSON.stringify({ typ: 'JWT', kid: 'key-ES384', ...header }));
    return `${first.toString('base64url')}.${payload}.`;
  }

  /** What a verifier would take that lets the header choose HMAC and the key be public text. */
  async function signedByPublicKey(): Promise<string> {
    const now = seconds();
    const secret = new TextEncoder().encode(JSON.stringify(keys['RS384']?.jwk));
    return new SignJWT({
      iss: 'his',
      sub: 'his',
      aud: `${house.url}/oauth`,
      exp: now + 60,
      jti: 'x',
    })
      .setProtectedHeader({ alg: 'HS256', kid: 'key-RS384' })
      .sign(secret);
  }

  function altered(assertion: string): string {
    const [header, payload = '', signature] = assertion.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const changed = Buffer.from(JSON.stringify({ ...claims, exp: seconds() + 200 }));
    return [header, changed.toString('base64url'), signature].join('.');
  }

  for (const [why, make] of forgeries) {
    it(`gets nothing for an assertion with ${why}`, async () => {
      const { status, body } = await ask(await make());
      assert.ok(status === 400 || status === 401, `${status}`);
      assert.ok(['invalid_client', 'invalid_request'].includes(String(body['error'])));
      assert.equal(body['access_token'], undefined);
    });
  }

  it('gets nothing without an assertion, nor by the code of a person', async () => {
    const { status } = await askToken(house, {
      grant_type: 'client_credentials',
      client_id: 'his',
      scope: 'system/Observation.rs',
    });
    assert.equal(status, 401);
    const other = await ask(await sign(), { grant_type: 'authorization_code', code: 'x' });
    assert.equal(other.status, 400);
    assert.equal(other.body['access_token'], undefined);
  });

  it('may ask about its own token', async () => {
    const { body } = await ask(await sign());
    const response = await fetch(`${house.url}/oauth/token/introspection`, {
      method: 'POST',
      body: new URLSearchParams({
        token: String(body['access_token']),
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await sign(),
      }),
    });
    const told = (await response.json()) as Record<string, unknown>;
    assert.equal(told['active'], true);
    assert.equal(told['client_id'], 'his');
    assert.equal(told['scope'], 'system/Observation.rs');
  });

  it('is shut out at once, with the token that it has', async () => {
    const { body } = await ask(await sign({ id: 'lis' }));
    assert.ok(await house.oauth.authenticate(bearer(body), '10.0.0.1'));
    assert.equal(await house.oauth.endClient('lis'), true);
    await assert.rejects(house.oauth.authenticate(bearer(body), '10.0.0.1'), {
      code: 'unauthenticated',
    });
    assert.equal((await ask(await sign({ id: 'lis' }))).status, 401);
  });

  describe('whose keys are at an address', () => {
    it('gets a token by them; they are read once a minute at most', async () => {
      calls = [];
      served = { keys: Object.values(keys).map(({ jwk }) => jwk) };
      assert.equal((await ask(await sign({ id: 'pacs' }))).status, 200);
      assert.equal((await ask(await sign({ id: 'pacs' }))).status, 200);
      const unknown = await ask(await sign({ id: 'pacs', header: { kid: 'key-new' } }));
      assert.equal(unknown.status, 401);
      assert.deepEqual(calls, ['https://keys.example/jwks']);
    });

    it('gets nothing where the host of the address was not registered', async () => {
      calls = [];
      const { status } = await ask(await sign({ id: 'elsewhere' }));
      assert.ok(status === 400 || status === 401);
      assert.deepEqual(calls, []);
    });
  });
});
