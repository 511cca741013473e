/** `npm run token`: a token of a system in the demonstration, and of nobody anywhere else. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { createAuthenticator } from '#server/oauth/tokens/authenticate.ts';
import { seedClients } from '#server/oauth/clients/seeds.ts';
import { type TestDatabase, testDatabase } from '#test/database.ts';

const tool = join(import.meta.dirname, '../../tools/token.ts');

describe('npm run token', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
    await seedClients(
      postgresDatabase(() => database.sql),
      {
        publicAddress: 'http://localhost:8080',
        now: Date.now,
        demonstration: { hospital: 'hospital' },
      },
    );
  });
  after(() => database.drop());

  const run = (args: string[], environment: Record<string, string> = {}) =>
    spawnSync(process.execPath, ['--no-warnings', tool, ...args], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], DATABASE_URL: database.url, ...environment },
    });

  it('prints a token that stands for the system', async () => {
    const { stdout, stderr, status } = run(['demo-hospital']);
    assert.equal(status, 0, stderr);
    const { authenticate } = createAuthenticator({
      database: postgresDatabase(() => database.sql),
      accounts: {
        readSession: async () => undefined,
        find: async () => undefined,
        sessionAlive: async () => undefined,
        endSession: async () => undefined,
        openSession: async () => undefined,
      },
      now: () => Date.now() + 11 * 3_600_000,
    });
    const caller = await authenticate(`Bearer ${stdout.trim()}`, '127.0.0.1');
    assert.equal(caller?.who, 'Device/demo-hospital');
    assert.equal(caller?.role, 'system');
    assert.equal(caller?.organization, 'hospital');
    assert.deepEqual(caller?.scopes, ['system/*.cruds']);
  });

  it('says which systems there are for one that is none, and prints nothing', () => {
    for (const client of ['workstation', randomBytes(4).toString('hex')]) {
      const { stdout, stderr, status } = run([client]);
      assert.equal(status, 1);
      assert.equal(stdout, '');
      assert.match(stderr, /there are: demo-hospital, demo-platform/);
    }
  });

  it('prints nothing outside demonstration mode', () => {
    const { stdout, stderr, status } = run(['demo-platform'], { YISHU_DEMO: 'off' });
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /demonstration mode only/);
  });

  it('says that nothing is running where nothing is', () => {
    const given = { DATABASE_URL: '', YISHU_DATA: '/nowhere/at/all' };
    const { stderr, status } = run(['demo-platform'], given);
    assert.equal(status, 1);
    assert.match(stderr, /npm start/);
  });
});
