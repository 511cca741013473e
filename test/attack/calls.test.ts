/** Addresses in what is written, which the house must not call: hooks, keys, references. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { newClient, putClient } from '#server/oauth/clients/registry.ts';
import type { Send } from '#test/fhir-client.ts';
import { bundle, heartRate } from '#test/people.ts';
import { settle, withToken } from './cast.ts';
import { type House, openAttackedHouse } from './house.ts';

let house: House;
let system: Send;
before(async () => {
  house = await openAttackedHouse();
  await settle(house);
  system = withToken(house, house.westSystem);
});
after(async () => {
  await house.stop();
  assert.deepEqual(house.failures, []);
});

describe('An address in what is written', () => {
  let listener: Server;
  let heard: string[] = [];
  let address = '';
  before(async () => {
    listener = createServer((request, response) => {
      heard.push(request.url ?? '');
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end('{"keys":[]}');
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    address = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    heard = [];
  });
  after(() => listener.close());

  it('is called by nobody', async () => {
    for (const path of [
      '$graphql',
      '$import',
      '$export',
      'Patient/$export',
      'Patient/own/$graphql',
    ]) {
      for (const method of ['GET', 'POST']) {
        const given = method === 'GET' ? {} : { body: { resourceType: 'Parameters' } };
        const answer = await system(method, path, given);
        assert.ok([404, 405].includes(answer.status), `${method} ${path}: ${answer.text}`);
      }
    }
    const subscription = {
      resourceType: 'Subscription',
      status: 'requested',
      reason: 'x',
      criteria: 'Observation?',
      channel: { type: 'rest-hook', endpoint: `${address}/hook`, payload: 'application/fhir+json' },
    };
    for (const token of [house.platform, house.westSystem]) {
      await withToken(house, token)('POST', 'Subscription', { body: subscription });
    }
    const value = `${address}/x`;
    const rate = heartRate('Patient/own', 70, {
      meta: { profile: [value] },
      implicitRules: value,
      focus: [{ reference: `${value}/Patient/1` }],
    } as object);
    await system('POST', 'Observation', { body: rate });
    await system('POST', 'DocumentReference', {
      body: {
        resourceType: 'DocumentReference',
        status: 'current',
        subject: { reference: 'Patient/own' },
        content: [{ attachment: { contentType: 'text/html', url: value } }],
      },
    });
    await system('GET', `Observation?focus=${encodeURIComponent(`${value}/Patient/1`)}&_include=*`);
    await system('POST', '', {
      body: bundle('batch', [{ request: { method: 'GET', url: `${address}/Patient/1` } }]),
    });
    const path = `'${address}/Patient/1'.resolve().name`;
    await system('PATCH', 'Patient/own', {
      body: {
        resourceType: 'Parameters',
        parameter: [
          {
            name: 'operation',
            part: [
              { name: 'type', valueCode: 'delete' },
              { name: 'path', valueString: path },
            ],
          },
        ],
      },
    });
    await new Promise((done) => setTimeout(done, 100));
    assert.deepEqual(heard, []);
  });

  it('of keys is not called where it leads inside, nor without TLS', async () => {
    const port = new URL(address).port;
    for (const [n, uri] of [
      `${address}/jwks`,
      `https://127.0.0.1:${port}/jwks`,
      `https://localhost:${port}/jwks`,
      'https://169.254.169.254/latest/meta-data',
      'https://[::ffff:127.0.0.1]/jwks',
    ].entries()) {
      const id = `inside-${n}`;
      await putClient(
        house.hub.house.database,
        newClient({
          id,
          name: id,
          kind: 'system',
          role: 'system',
          organization: 'west',
          method: 'private_key_jwt',
          scopes: 'system/*.cruds',
          status: 'active',
          jwksUri: uri,
        }),
      );
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const exp = Math.floor(Date.now() / 1000) + 60;
      const claims = { iss: id, sub: id, aud: `${house.url}/oauth/token`, exp, jti: `${n}` };
      const assertion = `${part({ alg: 'ES384', kid: 'x' })}.${part(claims)}.${'A'.repeat(128)}`;
      const answer = await fetch(`${house.url}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: id,
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion,
          scope: 'system/*.cruds',
        }),
      });
      assert.ok(answer.status >= 400 && answer.status < 500, `${uri}: ${await answer.text()}`);
    }
    assert.deepEqual(heard, []);
  });
});
