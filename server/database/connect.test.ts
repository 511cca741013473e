/** Connecting: what a database must be, and the one line where it is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#test/database.ts';
import { connect, refusalOf } from './connect.ts';
import { troubleOf } from './failures.ts';
import { freePort } from './postmaster.ts';
import { reasonOf } from './programs.ts';
import { startFailureOf } from '../start-failure.ts';

const given = { connections: 4 };

test('A database that is there is ready, and no longer once it is closed', async (t) => {
  const database = await testDatabase();
  t.after(database.drop);
  const connected = await connect(database.url, given);
  assert.equal(await connected.ready(), true);
  const [row] = await connected.pool()`select current_setting('plan_cache_mode') as mode`;
  assert.equal(row?.['mode'], 'force_custom_plan');
  await connected.close();
  assert.equal(await connected.ready(), false);
});

test('A pool of which a connection broke is replaced, and what ran on it ends', async (t) => {
  const database = await testDatabase();
  t.after(database.drop);
  const connected = await connect(database.url, given);
  const before = connected.pool();
  // One statement, and nothing after it: the driver faults where it writes on what has closed.
  await assert.rejects(async () => before`select pg_terminate_backend(pg_backend_pid())`);
  for (let left = 200; connected.pool() === before; left -= 1) {
    assert.ok(left > 0, 'the pool was never replaced');
    await new Promise((resume) => setTimeout(resume, 10));
  }
  assert.equal(await connected.ready(), true);
  await assert.rejects(async () => before`select 1`, /CONNECTION_ENDED/);
  await connected.close();
});

test('Where nothing listens one line says so, without the password', async () => {
  const port = await freePort();
  await assert.rejects(connect(`postgres://me:secret@127.0.0.1:${port}/yishu`, given), {
    name: 'StartFailure',
    message:
      `The database at 127.0.0.1:${port}/yishu cannot be reached: ` +
      'start it, or correct DATABASE_URL (ECONNREFUSED)',
  });
});

test('A wrong password or database name is told apart from no database', async (t) => {
  const database = await testDatabase();
  t.after(database.drop);
  const wrong = new URL(database.url);
  wrong.password = 'wrong';
  const nowhere = new URL(database.url);
  nowhere.pathname = '/nowhere';
  for (const url of [wrong.href, nowhere.href]) {
    await assert.rejects(connect(url, given), {
      name: 'StartFailure',
      message: /refuses the user, password or database name: correct DATABASE_URL \(\w{5}\)$/,
    });
  }
});

test('A database that takes no writes is refused', async (t) => {
  const database = await testDatabase();
  t.after(database.drop);
  const name = new URL(database.url).pathname.slice(1);
  await database.sql.unsafe(`alter database ${name} set default_transaction_read_only = on`);
  await assert.rejects(connect(database.url, given), {
    name: 'StartFailure',
    message: /takes no writes: name the primary in DATABASE_URL$/,
  });
});

test('An old version and another encoding are refused by name', () => {
  const good = { number: 160_000, name: '16.0', encoding: 'UTF8', read_only: false };
  assert.equal(refusalOf(good, 'here'), undefined);
  assert.equal(
    refusalOf({ ...good, number: 150_012, name: '15.12' }, 'here'),
    'The database here is PostgreSQL 15.12: Yishu needs 16 or later',
  );
  assert.equal(
    refusalOf({ ...good, encoding: 'SQL_ASCII' }, 'here'),
    'The database here has the encoding SQL_ASCII: make one with UTF8',
  );
});

test('A trouble is found beneath its causes, and a bug is none', () => {
  const full = Object.assign(new Error('x'), { code: '53100' });
  const wrapped = new Error('The migration 0001 failed', { cause: full });
  assert.equal(troubleOf(wrapped), 'full');
  assert.match(startFailureOf(wrapped) ?? '', /disk of the database is full/);
  assert.equal(troubleOf(new TypeError('x')), undefined);
  assert.equal(startFailureOf(new TypeError('x')), undefined);
});

const words: [said: string, reason: RegExp][] = [
  ['FATAL:  could not write lock file "postmaster.pid": No space left on device', /disk is full/],
  ['initdb: error: could not access directory "/x": Permission denied', /correct its owner/],
  ['FATAL:  database files are incompatible with server', /another version/],
  ['FATAL:  could not map anonymous shared memory: Cannot allocate memory', /too little memory/],
  ['LOG: starting\nFATAL:  something new\nDETAIL: more', /^something new$/],
  ['', /without a word/],
];
for (const [said, reason] of words) {
  test(`What PostgreSQL says becomes a reason: ${reason.source}`, () => {
    assert.match(reasonOf(said), reason);
  });
}
