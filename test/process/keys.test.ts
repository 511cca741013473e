/**
 * The commands on keys and backups, as an administrator runs them, on a real database.
 * docs/guides/keys-and-backup.md
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { writeMasterKeys } from '#server/crypto/master-key.ts';
import { testDatabase } from '#test/database.ts';
import { type TestKeys, testKeys } from '#test/keys.ts';
import { sealedTextAt } from '#test/sealed-rows.ts';

const root = join(import.meta.dirname, '../..');

describe('The commands on keys', () => {
  let keys: TestKeys;
  let folder: string;
  let passphrase: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'yishu-commands-'));
    passphrase = join(folder, 'passphrase');
    writeFileSync(passphrase, 'a long passphrase\n');
    keys = await testKeys();
    keys.clock.ms = Date.now();
    writeMasterKeys(join(folder, 'a.key'), keys.masterKeys);
    for (let n = 1; n <= 20; n += 1) await sealedTextAt(keys, n);
    // Secrets of the other rooms.
    await keys.sql.run(
      `insert into oauth_key (kid, use, sealed, created) values ('cookie', 'cookie', $1, 1)`,
      [keys.keyring.seal('a secret')],
    );
    await keys.sql.run(
      `insert into account (id, kind, role, phone, name, who, status, created, enabled)
        values (gen_random_uuid(), 'resident', 'resident', $1, '', 'Patient/1', 'active', 1, 1)`,
      [keys.keyring.seal('13800000001')],
    );
  });
  after(async () => {
    await keys.database.drop();
    rmSync(folder, { recursive: true });
  });

  /** Runs a command on a database with the master key in a file of the folder. */
  async function command(line: string, url: string, key = 'a.key') {
    const child = spawn(process.execPath, line.split(' '), {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: url,
        YISHU_DATA: folder,
        YISHU_KEY_FILE: join(folder, key),
      },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
      });
    }
    const [code] = (await once(child, 'close')) as [number];
    return { code, said };
  }

  async function succeeds(line: string, url: string, key?: string): Promise<string> {
    const { code, said } = await command(line, url, key);
    assert.equal(code, 0, said);
    return said;
  }

  test('SEC-11: keys are rotated and wrapped anew, and everything still opens', async () => {
    const { url } = keys.database;
    const before = readFileSync(join(folder, 'a.key'), 'utf8');
    assert.match(
      await succeeds('tools/keys.ts rotate --wait 1', url),
      /account: 1 rows\n(?:.*\n)*oauth_key: 1 rows/,
    );
    const sealed = await keys.sql.run(
      `select sealed as text from oauth_key union all select phone from account
        union all select right(body, 40) from resource where body not like '%"_sealed":"k3.%'`,
      [],
    );
    assert.deepEqual(
      sealed.map(({ text }) => String(text).slice(0, 3)),
      ['k3.', 'k3.'],
      'nothing is left to the retired key',
    );
    assert.match(await succeeds('tools/keys.ts rewrap', url), /3 keys are wrapped/);
    assert.notEqual(readFileSync(join(folder, 'a.key'), 'utf8'), before);
    const status = await succeeds('tools/keys.ts status', url);
    assert.match(status, /^k1 seal sm4-gcm.* retired/m);
    assert.match(status, /^k3 seal sm4-gcm/m);
    assert.match(await succeeds('tools/verify-signatures.ts', url), /0 valid, 0 invalid/);
  });

  test('A backup is restored on another machine with nothing but its passphrase', async () => {
    const file = join(folder, 'backup');
    const opened = `--passphrase-file ${passphrase}`;
    const written = await succeeds(`tools/backup.ts ${file} ${opened}`, keys.database.url);
    assert.match(written, /resource: 20 rows/);
    const again = await command(`tools/backup.ts ${file} ${opened}`, keys.database.url);
    assert.match(again.said, /is there already/);
    const other = await testDatabase();
    try {
      const restored = await succeeds(`tools/restore.ts ${file} ${opened}`, other.url, 'b.key');
      assert.match(restored, /is whole\nRestored/);
      assert.ok(existsSync(join(folder, 'b.key')));
      const status = await succeeds('tools/keys.ts status', other.url, 'b.key');
      assert.match(status, /^k3 seal/m);
      assert.match(await succeeds('tools/verify-signatures.ts', other.url, 'b.key'), /0 invalid/);
      const twice = await command(`tools/restore.ts ${file} ${opened}`, other.url, 'b.key');
      assert.equal(twice.code, 1);
      assert.match(twice.said, /not empty/);
      const lost = await command('tools/verify-signatures.ts', other.url, 'lost.key');
      assert.equal(lost.code, 1);
      assert.match(lost.said, /^The master key [^\n]* is missing[^\n]*\n$/);
    } finally {
      await other.drop();
    }
  });
});
