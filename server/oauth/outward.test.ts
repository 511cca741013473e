/** Calls to servers of others: where they may go, how long, how much. */
import assert from 'node:assert/strict';
import { type Server, createServer, request as httpRequest } from 'node:http';
import type { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createFetchOutside, isPublicAddress, outward } from './outward.ts';

describe('isPublicAddress', () => {
  for (const address of [
    '8.8.8.8',
    '114.114.114.114',
    '1.0.0.1',
    '2400:3200::1',
    '2606:4700::1111',
  ]) {
    it(`allows ${address}`, () => assert.equal(isPublicAddress(address), true));
  }
  for (const address of [
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '198.18.0.1',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    'fd00::1',
    'fe80::1',
    'ff02::1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    'localhost',
    '',
  ]) {
    it(`does not allow "${address}"`, () => assert.equal(isPublicAddress(address), false));
  }
});

describe('a call outside', () => {
  let server: Server;
  let port = 0;
  let seen: { url: string | undefined; host: string | undefined }[] = [];
  before(async () => {
    server = createServer((request, response) => {
      seen.push({ url: request.url, host: request.headers.host });
      if (request.url === '/moved')
        response.writeHead(302, { location: 'http://127.0.0.1/' }).end();
      else if (request.url === '/long') response.end('x'.repeat(70_000));
      else if (request.url === '/slow') response.write('x');
      else response.writeHead(200, { 'cache-control': 'max-age=99999' }).end('{"keys":[]}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    ({ port } = server.address() as AddressInfo);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  /** The network as it is, but for the name `keys.example`, and without TLS. */
  const call = createFetchOutside({
    resolve: async (host) =>
      host === 'keys.example' ? [{ address: '127.0.0.1', family: 4 }] : outward.resolve(host),
    allowed: (address) => address === '127.0.0.1',
    request: httpRequest as typeof httpsRequest,
  });

  it('goes to the address that was checked, under the name', async () => {
    seen = [];
    const response = await call(`https://keys.example:${port}/jwks`, {});
    assert.deepEqual(await response.json(), { keys: [] });
    assert.deepEqual(seen, [{ url: '/jwks', host: `keys.example:${port}` }]);
  });

  it('takes an answer as fresh for a minute, whatever its server says', async () => {
    const response = await call(`https://keys.example:${port}/jwks`, {});
    assert.equal(response.headers.get('cache-control'), 'max-age=60');
  });

  it('posts a form', async () => {
    const form = { method: 'POST', body: new URLSearchParams({ logout_token: 'x' }) };
    assert.equal((await call(`https://keys.example:${port}/out`, form)).status, 200);
  });

  for (const [why, path, message] of [
    ['leads elsewhere', '/moved', /redirections/],
    ['is too long', '/long', /too long/],
    ['does not end', '/slow', /abort|timeout/i],
  ] as const) {
    it(`fails where the answer ${why}`, async () => {
      await assert.rejects(call(`https://keys.example:${port}${path}`, {}), message);
    });
  }

  for (const [why, url] of [
    ['an address without TLS', 'http://example.org/jwks'],
    ['a file', 'file:///etc/passwd'],
    ['an address with a password', 'https://a:b@example.org/'],
  ] as const) {
    it(`is not made to ${why}`, async () => {
      await assert.rejects(createFetchOutside(outward)(url, {}), /only https/);
    });
  }

  for (const [why, host, found] of [
    ['this machine', '127.0.0.1', []],
    ['this machine by a short number', '127.1', []],
    ['this machine by one number', '2130706433', []],
    ['this machine in IPv6', '[::1]', []],
    ['the metadata of a cloud', '169.254.169.254', []],
    ['a name that means an address inside', 'inside.example', ['10.0.0.5']],
    ['a name of which one address is inside', 'both.example', ['8.8.8.8', '192.168.0.1']],
    ['a name that means nothing', 'nothing.example', []],
  ] as const) {
    it(`is not made to ${why}`, async () => {
      let called = false;
      const guarded = createFetchOutside({
        resolve: async () => found.map((address) => ({ address, family: 4 })),
        allowed: isPublicAddress,
        request: ((...given: Parameters<typeof httpsRequest>) => {
          called = true;
          return outward.request(...given);
        }) as typeof httpsRequest,
      });
      await assert.rejects(guarded(`https://${host}/jwks`, {}), /may be called/);
      assert.equal(called, false);
    });
  }
});
