/** Stories of keys on a real database: made, rotated, wrapped anew, lost. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Database } from '#fhir/store/sql.ts';
import { type TestKeys, testKeys } from '#test/keys.ts';
import { sealedTextAt } from '#test/sealed-rows.ts';
import {
  addDataKey,
  hasDataKeys,
  listDataKeys,
  retireBefore,
  rewrapDataKeys,
} from './data-keys.ts';
import { openKeyring } from './keyring.ts';
import {
  type MasterKeys,
  createMasterKey,
  openMasterKeys,
  readMasterKeys,
  writeMasterKeys,
} from './master-key.ts';
import { resealAll, resealColumn, sealedColumns } from './reseal.ts';
import { openBody } from './sealed-body.ts';

describe('A keyring', () => {
  let keys: TestKeys;
  before(async () => {
    keys = await testKeys();
  });
  after(() => keys.database.drop());

  const cipherParts = () => ({ now: () => keys.clock.ms, randomBytes });

  test('SEC-11: what is sealed opens only whole, and where it belongs', () => {
    const sealed = keys.keyring.seal('13800138000', 'phone of 1');
    assert.match(sealed, /^k1\.[\w-]+$/);
    assert.ok(!sealed.includes('138'));
    assert.equal(keys.keyring.open(sealed, 'phone of 1'), '13800138000');
    assert.throws(() => keys.keyring.open(sealed, 'phone of 2'));
    assert.throws(() => keys.keyring.open(sealed));
    assert.throws(() => keys.keyring.open(`${sealed.slice(0, -2)}AA`, 'phone of 1'));
    assert.throws(() => keys.keyring.open(sealed.replace('k1', 'k2'), 'phone of 1'));
    assert.throws(() => keys.keyring.open('13800138000'));
  });

  test('The same text is never sealed to the same bytes', () => {
    const many = Array.from({ length: 2000 }, () => keys.keyring.seal('x'));
    assert.equal(new Set(many.map((sealed) => sealed.slice(3, 20))).size, 2000);
    assert.ok(many.every((sealed) => keys.keyring.open(sealed) === 'x'));
  });

  test('Servers that start together on an empty database come to the same keys', async () => {
    const fresh = await testKeys();
    try {
      await fresh.sql.run('delete from data_key', []);
      const rings = await Promise.all([fresh.another(), fresh.another(), fresh.another()]);
      const [hash] = rings.map((ring) => ring.keyedHash('a'));
      for (const ring of rings) {
        assert.equal(ring.keyedHash('a'), hash);
        assert.ok(rings.every((other) => other.open(ring.seal('x')) === 'x'));
      }
      assert.equal((await listDataKeys(fresh.sql)).length, 2);
    } finally {
      await fresh.database.drop();
    }
  });

  test('SEC-16: a keyed hash is HMAC-SM3, as a bigint reads it', async () => {
    const hash = keys.keyring.keyedHash('13800138000');
    assert.equal(BigInt.asIntN(64, BigInt(hash)).toString(), hash);
    assert.notEqual(hash, keys.keyring.keyedHash('13800138001'));
    assert.equal((await listDataKeys(keys.sql)).find(({ id }) => id === 2)?.algorithm, 'sm3');
  });

  test('The keys in the database are of no use without the master key', async () => {
    const masterKeys: MasterKeys = [createMasterKey(randomBytes)];
    const parts = { sql: keys.sql, masterKeys, cipher: 'sm4-gcm' as const, ...cipherParts() };
    await assert.rejects(openKeyring(parts), { name: 'StartFailure', message: /YISHU_KEY_FILE/ });
  });

  test('A wrapped key put in the place of another is refused', async () => {
    const [first, second] = await listDataKeys(keys.sql);
    const swap = (id: number, wrapped: string) =>
      keys.sql.run('update data_key set wrapped = $1 where id = $2', [wrapped, id]);
    await swap(first!.id, second!.wrapped);
    await assert.rejects(keys.another());
    await swap(first!.id, first!.wrapped);
    await keys.another();
  });
});

describe('Rotation', () => {
  let keys: TestKeys;
  before(async () => {
    keys = await testKeys();
  });
  after(() => keys.database.drop());

  async function bodies(): Promise<string[]> {
    const rows = await keys.sql.run(
      'select body from resource union all select body from history',
      [],
    );
    return rows.map((row) => String(row['body']));
  }

  test('SEC-11: a new data key is used once all servers know it, and old rows follow', async () => {
    const server = keys.keyring;
    const hash = server.keyedHash('x');
    for (let n = 1; n <= 1203; n += 1) await sealedTextAt(keys, n);
    const pair = await keys.signingKeys.ownPair('Practitioner/1');
    const making = { master: keys.masterKeys[0], cipher: 'aes-256-gcm' as const };
    const id = await addDataKey(keys.sql, {
      ...making,
      now: () => keys.clock.ms,
      randomBytes,
      delayMs: 60_000,
    });
    assert.equal(id, 3);
    const chore = await keys.another();
    assert.equal(chore.currentKey(), 1, 'the key is not in use yet');
    await server.reload();
    keys.clock.ms += 60_000;
    assert.equal(server.currentKey(), 3);
    await sealedTextAt(keys, 2000);
    const moved: [string, number][] = [];
    const report = (table: string, rows: number) => moved.push([table, rows]);
    const count = await resealAll(keys.sql, { columns: sealedColumns, keyring: chore, report });
    assert.deepEqual(moved, [
      ['resource', 1203],
      ['history', 1203],
      ['signing_key', 1],
    ]);
    assert.equal(count, 2407);
    for (const body of await bodies()) {
      assert.match(body, /"_sealed":"k3\./);
      const { id: name = '', telecom } = JSON.parse(openBody(body, server)) as {
        id?: string;
        telecom: { value: string }[];
      };
      assert.equal(telecom[0]?.value, `1380000${name.slice(1)}`);
    }
    assert.deepEqual(await keys.signingKeys.ownPair('Practitioner/1'), pair);
    assert.equal(server.keyedHash('x'), hash, 'searches find what they found');
    await retireBefore(keys.sql, 3, keys.clock.ms);
    const rows = await listDataKeys(keys.sql);
    assert.deepEqual(
      rows.map(({ id: key, retired }) => [key, retired !== undefined]),
      [
        [1, true],
        [2, false],
        [3, false],
      ],
    );
  });

  test('A row that is written while it is sealed anew keeps what was written', async () => {
    const written = '{"written":true}';
    const column = { ...sealedColumns[0]!, stale: () => `id = 'p1'`, reseal: () => 'too late' };
    const meanwhile: Database = {
      ...keys.sql,
      async transaction(work) {
        await keys.sql.run('update resource set body = $1 where id = $2', [written, 'p1']);
        return keys.sql.transaction(work);
      },
    };
    assert.equal(await resealColumn(meanwhile, column, keys.keyring), 0);
    const [row] = await keys.sql.run(`select body from resource where id = 'p1'`, []);
    assert.equal(row?.['body'], written);
  });

  test('A new master key wraps every data key anew, and the old one opens nothing', async () => {
    const sealed = keys.keyring.seal('x');
    const fresh = createMasterKey(randomBytes);
    const both: MasterKeys = [fresh, ...keys.masterKeys];
    const making = { master: fresh, cipher: 'sm4-gcm' as const, now: Date.now, randomBytes };
    assert.equal(await rewrapDataKeys(keys.sql, { ...making, keys: both }), 3);
    const open = (masterKeys: MasterKeys) => openKeyring({ sql: keys.sql, masterKeys, ...making });
    assert.equal((await open([fresh])).open(sealed), 'x');
    assert.equal((await open(both)).open(sealed), 'x');
    await assert.rejects(open(keys.masterKeys), { name: 'StartFailure' });
    await keys.keyring.reload();
    assert.equal(keys.keyring.open(sealed), 'x', 'a running server goes on');
    const delayMs = 0;
    await addDataKey(keys.sql, { ...making, delayMs, now: () => keys.clock.ms });
    await assert.rejects(keys.keyring.reload(), { name: 'StartFailure' });
    assert.equal(keys.keyring.open(sealed), 'x', 'also where it cannot learn the newest key');
  });
});

describe('The master key file', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'yishu-keys-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  test('It is made at the first start, for its owner only, and read at the next', () => {
    const file = join(folder, 'keys/master.key');
    const [made] = openMasterKeys({ file, needed: false, randomBytes });
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(openMasterKeys({ file, needed: true, randomBytes }), [made]);
    writeMasterKeys(file, [createMasterKey(randomBytes), made]);
    assert.equal(readMasterKeys(file)?.[1]?.id, made.id);
    assert.ok(!existsSync(`${file}.new`));
  });

  test('SEC-11: a database with keys refuses to start without it, in one line', async () => {
    const file = join(folder, 'lost.key');
    assert.throws(() => openMasterKeys({ file, needed: true, randomBytes }), {
      name: 'StartFailure',
      message: /^The master key .*lost\.key is missing[^\n]*$/,
    });
    assert.ok(!existsSync(file));
    const keys = await testKeys();
    assert.equal(await hasDataKeys(keys.sql), true);
    await keys.database.drop();
  });

  test('A file that others may read, or that holds something else, is refused', () => {
    const file = join(folder, 'bad.key');
    writeFileSync(file, 'secret', { mode: 0o600 });
    assert.throws(() => readMasterKeys(file), { message: /is no master key/ });
    writeFileSync(file, '');
    assert.throws(() => readMasterKeys(file), { message: /empty/ });
    writeMasterKeys(file, [createMasterKey(randomBytes)]);
    chmodSync(file, 0o640);
    assert.throws(() => readMasterKeys(file), { name: 'StartFailure', message: /chmod 600/ });
  });
});
