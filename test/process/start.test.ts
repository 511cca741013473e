/**
 * Stories of starting and stopping: what goes wrong is told in one line, what runs stops cleanly.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { after, describe, test } from 'node:test';
import { command } from './log.ts';
import { platformHeaders } from './token.ts';
import { type Yishu, freePort, startYishu, untilReady, untilSaid } from './yishu.ts';

const certificate = join(import.meta.dirname, 'data/localhost-test.crt');

/** A request over https that trusts the certificate of the test alone. */
async function getSecurely(port: string, path: string) {
  const ca = readFileSync(certificate);
  const asked = get({ host: 'localhost', port, path, ca });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  const { authorized } = answer.socket as TLSSocket;
  const hsts = answer.headers['strict-transport-security'];
  return { status: answer.statusCode, hsts, secure: authorized };
}

describe('Starting and stopping', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-start-'));
  const running: Yishu[] = [];
  const start = (settings: Record<string, string>): Yishu => {
    const yishu = startYishu({ YISHU_DATA: folder, ...settings });
    running.push(yishu);
    return yishu;
  };
  after(async () => {
    for (const { process } of running) process.kill('SIGKILL');
    await Promise.all(running.map(({ exit }) => exit));
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts with these settings and asserts that it ends with code 1 and one line. */
  async function assertRefuses(settings: Record<string, string>, line: RegExp): Promise<void> {
    const yishu = start(settings);
    assert.equal(await yishu.exit, 1, yishu.said());
    assert.match(yishu.said(), line);
    assert.equal(yishu.said().trim().split('\n').length, 1, yishu.said());
  }

  test('It starts on new data, is ready, and SIGTERM stops it within 10 s', async () => {
    const yishu = start({ PORT: String(await freePort()) });
    await untilReady(yishu);
    const live = await fetch(`${yishu.url}/healthz`);
    assert.equal(live.status, 200);
    const metrics = await (await fetch(`${yishu.url}/metrics`)).text();
    assert.match(metrics, /yishu_request_seconds/);
    const asked = performance.now();
    yishu.process.kill('SIGTERM');
    assert.equal(await yishu.exit, 0);
    assert.ok(performance.now() - asked < 10_000);
  });

  test('A taken port is one line that says what to do', async () => {
    const taker = createServer().listen(0, '127.0.0.1');
    await once(taker, 'listening');
    const address = taker.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await assertRefuses({ PORT: String(port) }, /PORT/);
    taker.close();
  });

  test('A database that cannot be reached is one line, without the password', async () => {
    const url = `postgres://someone:secret@127.0.0.1:${await freePort()}/yishu`;
    await assertRefuses(
      { DATABASE_URL: url, PORT: String(await freePort()) },
      /^(?!.*secret).*DATABASE_URL/,
    );
  });

  test('A bad setting is one line that names it', async () => {
    await assertRefuses({ PORT: 'eighty' }, /PORT/);
    await assertRefuses({ HOST: '0.0.0.0' }, /HOST=0\.0\.0\.0 .*YISHU_PUBLIC_ADDRESS/);
    const address = { HOST: '0.0.0.0', YISHU_PUBLIC_ADDRESS: 'https://yishu.example' };
    await assertRefuses({ ...address, YISHU_DEMO: 'on' }, /YISHU_DEMO=off/);
    await assertRefuses({ YISHU_TLS_CERTIFICATE: certificate }, /YISHU_TLS_KEY/);
    await assertRefuses({ YISHU_DATTA: 'x' }, /YISHU_DATTA/);
  });

  test('SEC-01: production prints one link of a first administrator, and it works', async () => {
    const port = String(await freePort());
    const yishu = start({ PORT: port });
    await untilReady(yishu);
    const link = await untilSaid(yishu, /http:\/\/localhost:\d+\/sign-in#invite=([\w-]+)/);
    assert.doesNotMatch(yishu.said(), /演示账号|demo-doctor|development\/inbox/);
    assert.doesNotMatch(yishu.said(), /oidc-provider/, 'its library has nothing to say here');
    const answer = await fetch(`${yishu.url}/api/sign-in/invitation`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-yishu': '1' },
      body: JSON.stringify({ token: link[1] }),
    });
    assert.equal(answer.status, 200, await answer.text());
    const inbox = await fetch(`${yishu.url}/api/development/inbox`);
    assert.equal(inbox.status, 404);
    yishu.process.kill('SIGTERM');
    assert.equal(await yishu.exit, 0);
  });

  test('SEC-11: without its master key it is one line that names the file', async () => {
    const file = join(folder, 'keys/master.key');
    renameSync(file, `${file}.away`);
    const port = String(await freePort());
    await assertRefuses({ PORT: port }, /^The master key \S*master\.key is missing/);
    renameSync(`${file}.away`, file);
  });

  test('SEC-11: with a certificate it serves https, and nothing else', async () => {
    const port = String(await freePort());
    const yishu = start({
      PORT: port,
      YISHU_PUBLIC_ADDRESS: `https://localhost:${port}`,
      YISHU_TLS_CERTIFICATE: certificate,
      YISHU_TLS_KEY: join(import.meta.dirname, 'data/localhost-test.key'),
    });
    await untilSaid(yishu, /is ready/);
    const { status, hsts, secure } = await getSecurely(port, '/readyz');
    assert.deepEqual({ status, secure }, { status: 200, secure: true });
    assert.match(hsts ?? '', /max-age=\d+/);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/readyz`));
    yishu.process.kill('SIGTERM');
    assert.equal(await yishu.exit, 0);
  });

  test('SEC-09: SIGTERM seals the audit log to its last event', async () => {
    const port = String(await freePort());
    const yishu = start({ PORT: port, YISHU_AUDIT_SEAL_SECONDS: '3600' });
    await untilReady(yishu);
    const headers = await platformHeaders(folder, `http://localhost:${port}`);
    for (let n = 0; n < 5; n += 1) await fetch(`${yishu.url}/fhir/R4/Patient`, { headers });
    yishu.process.kill('SIGTERM');
    assert.equal(await yishu.exit, 0);
    const { code, said } = await command('tools/verify-audit.ts', { YISHU_DATA: folder });
    assert.equal(code, 0, said);
    const [, links, head, sealed] =
      /and (\d+) links; 0 blocks wait\. Head (\d+):.*of link (\d+),/.exec(said) ?? [];
    assert.ok(Number(links) > 0, said);
    assert.equal(sealed, head, 'the seal is of the last link');
  });

  test('A second server on the same folder is one line that names the folder', async () => {
    const first = start({ PORT: String(await freePort()) });
    await untilReady(first);
    await assertRefuses({ PORT: String(await freePort()) }, /YISHU_DATA/);
    first.process.kill('SIGTERM');
    assert.equal(await first.exit, 0);
  });
});
