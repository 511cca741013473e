/**
 * Stories of starting and stopping: what goes wrong is told in one line, what runs stops cleanly.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { freePort, startYishu, untilReady } from './yishu.ts';

describe('Starting and stopping', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-start-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Starts with these settings and asserts that it ends with code 1 and one line. */
  async function assertRefuses(settings: Record<string, string>, line: RegExp): Promise<void> {
    const yishu = startYishu({ YISHU_DATA: folder, ...settings });
    assert.equal(await yishu.exit, 1, yishu.said());
    assert.match(yishu.said(), line);
    assert.equal(yishu.said().trim().split('\n').length, 1, yishu.said());
  }

  test('It starts on new data, is ready, and SIGTERM stops it within 10 s', async () => {
    const yishu = startYishu({ YISHU_DATA: folder, PORT: String(await freePort()) });
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
    await assertRefuses({ HOST: '0.0.0.0' }, /HOST/);
    await assertRefuses({ YISHU_DATTA: 'x' }, /YISHU_DATTA/);
  });

  test('A second server on the same folder is one line that names the folder', async () => {
    const first = startYishu({ YISHU_DATA: folder, PORT: String(await freePort()) });
    await untilReady(first);
    await assertRefuses({ PORT: String(await freePort()) }, /YISHU_DATA/);
    first.process.kill('SIGTERM');
    assert.equal(await first.exit, 0);
  });
});
