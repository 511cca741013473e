/** Stories of a backup: of a living database, into another one, and of files that were harmed. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { testDatabase } from '#test/database.ts';
import { type TestKeys, testKeys } from '#test/keys.ts';
import { type BackupSource, restoreBackup, verifyBackup } from './read.ts';
import { sealedTextAt } from '#test/sealed-rows.ts';
import { type BackupParts, writeBackup } from './write.ts';

const passphrase = '正确的口令 correct horse';

describe('A backup', () => {
  let keys: TestKeys;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'yishu-backup-'));
    keys = await testKeys();
    for (let n = 1; n <= 3000; n += 1) await sealedTextAt(keys, n);
    await keys.signingKeys.ownPair('Practitioner/1');
    await keys.sql.run(
      `insert into term values (1, 1, 1, E'tab\\t line\\n back\\\\ 中文 \\\\N')`,
      [],
    );
    await keys.sql.run(
      'create table parent (id integer generated always as identity primary key)',
      [],
    );
    await keys.sql.run('create table child (id integer primary key references parent)', []);
    await keys.sql.run(
      'alter table child add column twice integer generated always as (id * 2) stored',
      [],
    );
    await keys.sql.run('insert into parent default values', []);
    await keys.sql.run('insert into child values (1)', []);
    // A last row that fills the buffer of its stream, before the tables that follow.
    await keys.sql.run(`insert into fact values ('large', repeat('x', 300000))`, []);
  });
  after(async () => {
    await keys.database.drop();
    rmSync(folder, { recursive: true });
  });

  async function write(name: string, given: Partial<BackupParts> = {}): Promise<string> {
    const file = join(folder, name);
    await writeBackup({
      sql: keys.database.sql,
      out: createWriteStream(file),
      secrets: { passphrase, masterKeys: keys.masterKeys },
      includeMasterKeys: true,
      cipher: 'sm4-gcm',
      now: Date.now,
      randomBytes,
      ...given,
    });
    return file;
  }

  const sourceOf = (file: string, secrets: BackupSource['secrets'] = { passphrase }) => ({
    open: () => createReadStream(file),
    secrets,
  });

  /** Every row of every table, as text. */
  async function contents(sql: TestKeys['database']['sql']): Promise<Record<string, string[]>> {
    const names = ['resource', 'history', 'term', 'data_key', 'signing_key', 'parent', 'child'];
    const found: Record<string, string[]> = {};
    for (const name of names) {
      const rows = await sql.unsafe(`select t::text as line from ${name} t order by 1`);
      found[name] = rows.map((row) => String(row['line']));
    }
    return found;
  }

  async function emptyDatabase() {
    const target = await testDatabase();
    await target.sql`create table parent (id integer generated always as identity primary key)`;
    await target.sql`create table child (id integer primary key references parent,
      twice integer generated always as (id * 2) stored)`;
    return target;
  }

  test('It is restored into an empty database, row for row, with the master key', async () => {
    const file = await write('whole');
    const source = sourceOf(file);
    const { manifest, masterKeys } = await verifyBackup(source);
    assert.deepEqual(masterKeys, keys.masterKeys);
    assert.equal(manifest.tables.find(({ name }) => name === 'resource')?.rows, 3000);
    const target = await emptyDatabase();
    try {
      await restoreBackup(target.sql, source, { manifest, replaceSeeds: false });
      assert.deepEqual(await contents(target.sql), await contents(keys.database.sql));
      const [next] = await target.sql`insert into parent default values returning id`;
      assert.equal(next?.['id'], 2, 'sequences go on');
      await assert.rejects(restoreBackup(target.sql, source, { manifest, replaceSeeds: false }), {
        name: 'StartFailure',
        message: /not empty/,
      });
    } finally {
      await target.drop();
    }
  });

  test('It holds one moment, whatever is written meanwhile', async () => {
    let writing = true;
    let n = 10_000;
    const writer = (async () => {
      while (writing) await sealedTextAt(keys, (n += 1));
    })();
    try {
      const file = await write('moment');
      const { manifest } = await verifyBackup(sourceOf(file));
      const rows = (name: string) => manifest.tables.find((table) => table.name === name)?.rows;
      assert.equal(rows('history'), rows('resource'));
    } finally {
      writing = false;
      await writer;
    }
    assert.ok(n > 10_000);
  });

  test('SEC-11: nothing of it can be read without its secret', async () => {
    const file = await write('secret', { cipher: 'aes-256-gcm' });
    const text = readFileSync(file, 'latin1');
    for (const word of ['resource', 'Patient', 'copy', keys.masterKeys[0].secret]) {
      assert.ok(!text.slice(text.indexOf('\n')).includes(word), word);
    }
    assert.ok(!text.includes(keys.masterKeys[0].secret));
    const wrong = sourceOf(file, { passphrase: 'another passphrase' });
    await assert.rejects(verifyBackup(wrong), { message: /passphrase is not that/ });
    await assert.rejects(verifyBackup(sourceOf(file, {})), { message: /was not given/ });
    await verifyBackup(sourceOf(file, { masterKeys: keys.masterKeys }));
  });

  test('Without a passphrase only the master key opens it, and it brings none', async () => {
    const file = await write('master', { secrets: { masterKeys: keys.masterKeys } });
    const opened = await verifyBackup(sourceOf(file, { masterKeys: keys.masterKeys }));
    assert.equal(opened.masterKeys, undefined);
    await assert.rejects(verifyBackup(sourceOf(file)), { message: /master key/ });
  });

  test('Whatever was changed, cut off or added is found before anything is used', async () => {
    const file = await write('harmed');
    const whole = readFileSync(file);
    const start = whole.indexOf(10) + 1;
    const harmed: [what: string, bytes: Buffer][] = [
      ['a byte', changed(whole, start + 500)],
      ['the last byte', changed(whole, whole.length - 1)],
      ['a byte of the length', changed(whole, start + 3)],
      [
        'the header',
        Buffer.from(whole.toString('latin1').replace('"made":"2', '"made":"1'), 'latin1'),
      ],
      ['the end', whole.subarray(0, whole.length - 10)],
      ['every chunk', whole.subarray(0, start)],
      ['something added', Buffer.concat([whole, Buffer.from([0, 0, 0, 1, 1])])],
      ['a chunk twice', Buffer.concat([whole, whole.subarray(start)])],
      ['an empty file', Buffer.alloc(0)],
      ['another file', Buffer.from('{"a":1}\n')],
    ];
    for (const [what, bytes] of harmed) {
      writeFileSync(file, bytes);
      await assert.rejects(verifyBackup(sourceOf(file)), { name: 'StartFailure' }, what);
    }
  });

  test('A database of another schema is refused, and a failure leaves nothing behind', async () => {
    const file = await write('schema');
    const source = sourceOf(file);
    const { manifest } = await verifyBackup(source);
    const target = await emptyDatabase();
    try {
      await target.sql`alter table child add constraint never check (id > 1)`;
      const restoring = restoreBackup(target.sql, source, { manifest, replaceSeeds: false });
      await assert.rejects(restoring, /refused rows of child/);
      assert.equal((await target.sql`select 1 from resource`).length, 0);
      await target.sql`alter table child drop constraint never`;
      await target.sql`alter table resource add constraint never check (key > 10)`;
      const again = restoreBackup(target.sql, source, { manifest, replaceSeeds: false });
      await assert.rejects(again, /never|refused rows of resource/);
      assert.equal((await target.sql`select 1 from history`).length, 0);
      await target.sql`delete from migration where number > 1`;
      await assert.rejects(restoreBackup(target.sql, source, { manifest, replaceSeeds: false }), {
        name: 'StartFailure',
        message: /with migration/,
      });
    } finally {
      await target.drop();
    }
  });
});

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 1;
  return copy;
}
