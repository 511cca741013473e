/** Requests that no client library would send: paths of files, other hosts, lines of headers. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { Send } from '#test/fhir-client.ts';
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

/** What comes back to bytes that no client library would send. */
async function raw(lines: readonly string[], body = ''): Promise<string> {
  const { port } = new URL(house.url);
  const socket = connect(Number(port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('utf8');
}

describe('A request that is no usual one', () => {
  const host = () => new URL(house.url).host;

  it('reaches no file outside of the pages', async () => {
    for (const path of [
      '/../package.json',
      '/..%2f..%2f..%2fetc/passwd',
      '/%2e%2e/%2e%2e/package.json',
      '/assets/..%2f..%2f..%2fpackage.json',
      '/assets/..\\..\\..\\package.json',
      '/%00',
      '/index.html%00.js',
      '//etc/passwd',
      '/.git/config',
      '/....//....//package.json',
      '/%c0%ae%c0%ae/package.json',
    ]) {
      const answer = await raw([`GET ${path} HTTP/1.1`, `host: ${host()}`, 'connection: close']);
      assert.match(answer, /^HTTP\/1\.1 4\d\d/, `${path}: ${answer.slice(0, 200)}`);
      assert.ok(!/root:x|"dependencies"|\[core\]/.test(answer), path);
    }
  });

  it('is not another method than it says, nor for another host', async () => {
    const token = `authorization: Bearer ${house.westSystem}`;
    for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      const headers = { [name]: 'DELETE' };
      assert.equal((await system('GET', 'Patient/own', { headers })).status, 200);
      const posted = await system('POST', 'Patient/own?_method=DELETE', { headers, body: {} });
      assert.equal(posted.status, 405);
    }
    assert.equal((await system('GET', 'Patient/own')).status, 200);
    for (const line of [
      'host: evil.example',
      `host: ${host()}.evil.example`,
      'host: evil@x',
      'host:',
    ]) {
      const answer = await raw(['GET /fhir/R4/Patient HTTP/1.1', line, token, 'connection: close']);
      assert.match(answer, /^HTTP\/1\.1 4\d\d/, `${line}: ${answer}`);
      assert.ok(!answer.includes('evil'), answer);
    }
    for (const more of [
      'x-forwarded-host: evil.example',
      'forwarded: host=evil.example',
      'x-forwarded-proto: evil',
    ]) {
      const answer = await raw([
        'GET /fhir/R4/Patient?_count=1 HTTP/1.1',
        `host: ${host()}`,
        more,
        token,
        'connection: close',
      ]);
      assert.match(answer, /^HTTP\/1\.1 200/);
      assert.ok(!answer.includes('evil'), answer);
    }
  });

  it('adds no header to the answer, and hides no second request', async () => {
    for (const path of [
      '/fhir/R4/Patient/own%0d%0aset-cookie:%20a=b',
      '/fhir/R4/Patient?name=%0d%0aset-cookie:%20a=b',
      '/fhir/R4/x%0d%0aset-cookie:%20a=b/y',
      '/sign-in?return=%0d%0aset-cookie:%20a=b',
      '/oauth/auth?client_id=x%0d%0aset-cookie:%20a=b',
    ]) {
      const answer = await fetch(house.url + path, { redirect: 'manual' });
      assert.ok(!(answer.headers.get('set-cookie') ?? '').startsWith('a=b'), path);
      assert.ok(answer.status < 500, path);
    }
    const smuggled = await raw(
      [
        'POST /fhir/R4/Patient HTTP/1.1',
        `host: ${host()}`,
        'content-length: 4',
        'transfer-encoding: chunked',
        'connection: close',
      ],
      `0\r\n\r\nGET /fhir/R4/metadata HTTP/1.1\r\nhost: ${host()}\r\n\r\n`,
    );
    assert.ok(!smuggled.includes('CapabilityStatement'), smuggled.slice(0, 300));
  });
});
