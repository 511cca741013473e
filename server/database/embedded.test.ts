/**
 * Stories of the embedded PostgreSQL: a second start, a killed server, a killed database, a taken
 * folder.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import { type Embedded, startEmbedded } from './embedded.ts';
import { isReachable } from './unprivileged.ts';

/** A folder for a database, removed after the test. */
function emptyFolder(t: TestContext): string {
  const parent = mkdtempSync(join(tmpdir(), 'yishu-embedded-'));
  chmodSync(parent, 0o755);
  t.after(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, 'postgres');
}

async function start(t: TestContext, folder: string): Promise<Embedded> {
  const embedded = await startEmbedded({ folder });
  t.after(embedded.stop);
  return embedded;
}

/** Runs one statement on a connection of its own. */
async function ask(url: string, statement: string): Promise<postgres.Row[]> {
  const sql = postgres(url, { max: 1, connect_timeout: 3, onnotice: () => undefined });
  try {
    return await sql.unsafe(statement);
  } finally {
    // Without a limit the driver may wait for good for a connection that was cut.
    await sql.end({ timeout: 1 });
  }
}

const keep = 'create table kept as select 7 as n';

/** A process that starts the database, says its URL and stays. */
async function startElsewhere(
  folder: string,
  as: { uid?: number } = {},
): Promise<{ child: ChildProcess; url: string }> {
  const module = join(import.meta.dirname, 'embedded.ts');
  const program = `
    const { startEmbedded } = await import(${JSON.stringify(module)});
    const embedded = await startEmbedded({ folder: ${JSON.stringify(folder)} });
    console.log(embedded.url);
    process.once('SIGTERM', () => embedded.stop().then(() => process.exit(0)));
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    ...as,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: said.toString('utf8').trim() };
}

test('A second start finds what the first one kept', async (t) => {
  const folder = emptyFolder(t);
  const first = await startEmbedded({ folder });
  await ask(first.url, keep);
  await first.stop();
  const second = await start(t, folder);
  assert.equal((await ask(second.url, 'select n from kept'))[0]?.['n'], 7);
});

test('Text is UTF-8 sorted by code point everywhere, and commits are durable', async (t) => {
  const { url } = await start(t, emptyFolder(t));
  const [row] = await ask(
    url,
    `select pg_encoding_to_char(encoding) as encoding, datlocale, current_setting('fsync') as fsync,
       current_setting('synchronous_commit') as commit, upper('é') as upper
     from pg_database where datname = current_database()`,
  );
  assert.deepEqual(
    { ...row },
    { encoding: 'UTF8', datlocale: 'C.UTF-8', fsync: 'on', commit: 'on', upper: 'É' },
  );
});

test('The start after a server was killed with -9 takes its folder over', async (t) => {
  const folder = emptyFolder(t);
  const { child, url } = await startElsewhere(folder);
  await ask(url, keep);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const next = await start(t, folder);
  assert.equal((await ask(next.url, 'select n from kept'))[0]?.['n'], 7);
  await assert.rejects(ask(url, 'select 1'), 'the orphan is gone');
});

test('A database killed with -9 comes back where it was, with what it kept', async (t) => {
  const embedded = await start(t, emptyFolder(t));
  await ask(embedded.url, keep);
  const killed = embedded.pid();
  assert.ok(killed !== undefined);
  process.kill(killed, 'SIGKILL');
  while (embedded.pid() === killed) await pause(20);
  assert.equal((await ask(embedded.url, 'select n from kept'))[0]?.['n'], 7);
});

test('A server and its database killed with -9 in one blow: the next start goes on', async (t) => {
  const folder = emptyFolder(t);
  const { child, url } = await startElsewhere(folder);
  await ask(url, keep);
  // A session at work when its postmaster dies is the last to notice.
  const busy = ask(url, 'select count(*) from generate_series(1, 100000000)').catch(() => 'ended');
  await pause(200);
  child.kill('SIGKILL');
  process.kill(Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]), 9);
  const next = await start(t, folder);
  assert.equal((await ask(next.url, 'select n from kept'))[0]?.['n'], 7);
  assert.equal(await busy, 'ended');
});

test('A second server on the same folder gets one line, and the first one goes on', async (t) => {
  const folder = emptyFolder(t);
  const { url } = await start(t, folder);
  await assert.rejects(startEmbedded({ folder }), {
    name: 'StartFailure',
    message:
      `Another Yishu uses the folder ${folder}: ` +
      'stop it, or choose another one with YISHU_DATA',
  });
  assert.equal((await ask(url, 'select 1 as one'))[0]?.['one'], 1);
});

test('Of two first starts at once on an empty folder one wins', async (t) => {
  const folder = emptyFolder(t);
  const both = await Promise.allSettled([startEmbedded({ folder }), startEmbedded({ folder })]);
  for (const one of both) if (one.status === 'fulfilled') t.after(one.value.stop);
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
});

test('A process number that now belongs to another program does not block', async (t) => {
  const folder = emptyFolder(t);
  await (await startEmbedded({ folder })).stop();
  writeFileSync(join(folder, 'postmaster.pid'), `${process.pid}\n${folder}\n`, { mode: 0o644 });
  const { url } = await start(t, folder);
  assert.equal((await ask(url, 'select 1 as one'))[0]?.['one'], 1);
});

test('A first start that was cut short is begun anew', async (t) => {
  const folder = emptyFolder(t);
  mkdirSync(`${folder}.draft`);
  writeFileSync(join(`${folder}.draft`, 'PG_VERSION'), '18\n');
  const { url } = await start(t, folder);
  assert.equal((await ask(url, 'select 1 as one'))[0]?.['one'], 1);
});

test('A data folder that is a file is told in one line', async (t) => {
  const folder = emptyFolder(t);
  writeFileSync(folder, '');
  await assert.rejects(startEmbedded({ folder: join(folder, 'postgres') }), {
    name: 'StartFailure',
    message: /^The data folder \S+ is not a folder: choose another one \(YISHU_DATA=/,
  });
});

test('An ordinary user starts it too, and one who may not write is told so', async (t) => {
  const folder = emptyFolder(t);
  const parent = join(folder, '..');
  // As root we become nobody, who must be able to run Node; as anyone else we are ordinary already.
  const root = process.getuid?.() === 0 && isReachable(process.execPath);
  const as = root ? { uid: 65_534 } : {};
  if (as.uid !== undefined) {
    await assert.rejects(refusedElsewhere(folder, as.uid), /may not be written: correct its owner/);
    chmodSync(parent, 0o777);
  }
  const { child, url } = await startElsewhere(folder, as);
  assert.equal((await ask(url, 'select 1 as one'))[0]?.['one'], 1);
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

/** Rejects with what a start as another user says. */
async function refusedElsewhere(folder: string, uid: number): Promise<void> {
  const module = join(import.meta.dirname, 'embedded.ts');
  const program = `
    const { startEmbedded } = await import(${JSON.stringify(module)});
    const folder = ${JSON.stringify(folder)};
    await startEmbedded({ folder }).catch((error) => console.log(error.message));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    uid,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  throw new Error(said.toString('utf8'));
}
