/**
 * Migrations on a real PostgreSQL: once each, whole or not at all, and never altered afterwards.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { type TestDatabase, testDatabase } from '#test/database.ts';
import { migrate } from './migrate.ts';

let database: TestDatabase;
let folder: string;

before(async () => {
  database = await testDatabase();
});
after(() => database.drop());

beforeEach(async () => {
  await database.sql.unsafe('drop schema public cascade; create schema public');
  folder = mkdtempSync(join(tmpdir(), 'yishu-sql-'));
  write('0001-one.sql', 'create table one (n integer); insert into one values (1);');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

async function rows(statement: string): Promise<unknown[]> {
  return (await database.sql.unsafe(statement)).map((row) => Object.assign({}, row));
}

test('A migration is applied once, a later one when it comes', async () => {
  await migrate(database.sql, folder);
  await migrate(database.sql, folder);
  write('0002-two.sql', 'insert into one values (2);');
  await migrate(database.sql, folder);
  assert.deepEqual(await rows('select n from one order by n'), [{ n: 1 }, { n: 2 }]);
});

test('Servers that start together apply each migration once', async () => {
  await Promise.all([1, 2, 3].map(() => migrate(database.sql, folder)));
  assert.deepEqual(await rows('select n from one'), [{ n: 1 }]);
});

test('A migration that fails leaves nothing, says its name, and is tried again', async () => {
  write('0002-two.sql', 'insert into one values (2); insert into nowhere values (1);');
  await assert.rejects(migrate(database.sql, folder), {
    message: 'The migration 0002-two.sql failed',
  });
  assert.deepEqual(await rows('select n from one'), [{ n: 1 }]);
  write('0002-two.sql', 'insert into one values (3);');
  await migrate(database.sql, folder);
  assert.deepEqual(await rows('select n from one order by n'), [{ n: 1 }, { n: 3 }]);
});

test('An applied migration that was altered since is refused by name', async () => {
  await migrate(database.sql, folder);
  write('0001-one.sql', 'create table one (n bigint);');
  await assert.rejects(migrate(database.sql, folder), {
    name: 'StartFailure',
    message: /^The migration 0001-one\.sql is not the one that made this database: restore/,
  });
});

test('Line ends that a checkout changed are no alteration', async () => {
  write('0001-one.sql', 'create table one\n(n integer);\n');
  await migrate(database.sql, folder);
  write('0001-one.sql', 'create table one\r\n(n integer);\r\n');
  await migrate(database.sql, folder);
});

test('A database that a newer Yishu made is refused', async () => {
  write('0002-two.sql', 'insert into one values (2);');
  await migrate(database.sql, folder);
  rmSync(join(folder, '0002-two.sql'));
  await assert.rejects(migrate(database.sql, folder), {
    name: 'StartFailure',
    message: /newer Yishu \(migration 0002-two\.sql\): start that version/,
  });
});
