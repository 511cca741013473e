/** `kill -9` between what was written and what was told: it is told after the start, once. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { readSettings } from '#server/config.ts';
import { openPool } from '#server/database/connect.ts';
import { keepSubscription } from '#server/notices/channels/push-subscriptions.ts';
import { openKeys } from '#server/start/keys.ts';
import { createSealer } from '#server/start/sealer.ts';
import { type Send, fhirClient } from '#test/fhir-client.ts';
import { databaseUrl, platformHeaders } from '#test/process/token.ts';
import { type Yishu, freePort, startYishu, untilReady } from '#test/process/yishu.ts';
import { type PushSimulator, type SimulatedBrowser, startPushSimulator } from './push-simulator.ts';

const folder = mkdtempSync(join(tmpdir(), 'yishu-notices-'));
const account = '00000000-0000-4000-8000-00000000abcd';

describe('A crash', () => {
  let settings: Record<string, string>;
  let yishu: Yishu;
  let send: Send;
  let pushes: PushSimulator;
  let browser: SimulatedBrowser;

  const start = async () => {
    yishu = startYishu(settings);
    await untilReady(yishu);
  };

  before(async () => {
    pushes = await startPushSimulator();
    browser = pushes.browser();
    settings = {
      PORT: String(await freePort()),
      YISHU_DATA: folder,
      YISHU_PUSH_SERVICES: pushes.origin,
      YISHU_PUSH_CONTACT: 'mailto:story@house.example',
    };
    await start();
    const headers = await platformHeaders(folder, `http://localhost:${settings['PORT']}`);
    const client = fhirClient(yishu.url);
    send = (method, path, given = {}) => client(method, path, { ...given, headers });
    await put({ resourceType: 'Patient', id: 'ann', name: [{ text: '测试安' }] });
    await subscribe();
  });
  after(async () => {
    yishu.process.kill('SIGTERM');
    await yishu.exit;
    await pushes.stop();
    assert.deepEqual(pushes.faults, []);
    rmSync(folder, { recursive: true, force: true });
  });

  async function put(body: { resourceType: string; id: string; [name: string]: unknown }) {
    const answer = await send('PUT', `${body.resourceType}/${body.id}`, { body });
    assert.ok(answer.status < 300, answer.text);
  }

  /** Gives Ann an account with a browser, as the routes would. */
  async function subscribe(): Promise<void> {
    const pool = openPool(databaseUrl(folder), 1);
    try {
      const keys = await openKeys(
        postgresDatabase(() => pool),
        readSettings({ YISHU_DATA: folder }),
      );
      const database = postgresDatabase(() => pool, createSealer(keys.keyring).open);
      await database.run(
        `insert into account (id, kind, role, name, who, status, created, enabled)
         values ($1::uuid, 'resident', 'resident', '安', 'Patient/ann', 'active', 0, 0)`,
        [account],
      );
      const house = { database, sql: database, now: Date.now, randomBytes };
      const parts = { house, secrets: keys.keyring };
      await keepSubscription(parts as never, account, browser.subscription);
    } finally {
      await pool.end({ timeout: 1 });
    }
  }

  const report = (id: string) => ({
    resourceType: 'DiagnosticReport',
    id,
    status: 'final',
    code: { text: '血常规' },
    subject: { reference: 'Patient/ann' },
  });

  /** Waits until so many pushes came, and a while longer for one too many. */
  async function untilReceived(count: number): Promise<void> {
    for (let n = 0; n < 1200 && browser.received.length < count; n += 1) {
      await new Promise((resume) => setTimeout(resume, 100));
    }
    await new Promise((resume) => setTimeout(resume, 2000));
    const ids = browser.received.map(({ text }) => (JSON.parse(text) as { id: string }).id);
    assert.equal(ids.length, count);
    assert.equal(new Set(ids).size, count);
  }

  test('right after a report was acknowledged takes no notice away', async () => {
    await put(report('before'));
    yishu.process.kill('SIGKILL');
    await yishu.exit;
    await start();
    await untilReceived(1);
  });

  test('after a notice was sent sends it no second time', async () => {
    yishu.process.kill('SIGKILL');
    await yishu.exit;
    await start();
    await put(report('after'));
    await untilReceived(2);
  });
});
