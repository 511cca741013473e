/** The embedded PostgreSQL: made on the first start, started again on the next, watched over while it runs. https://www.postgresql.org/docs/18/app-postgres.html */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import postgres from 'postgres';
import { StartFailure } from '../start-failure.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { type Unprivileged, unprivileged } from './unprivileged.ts';

/** A running embedded PostgreSQL. */
export interface Embedded {
  url: string;
  /** Process id of the postmaster. */
  pid: () => number | undefined;
  stop(): Promise<void>;
}

/** Sized for the 2-core, 4–8 GB machine of a county; durable. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '80',
  shared_buffers: '512MB',
  work_mem: '16MB',
  maintenance_work_mem: '256MB',
  max_wal_size: '4GB',
  min_wal_size: '512MB',
  checkpoint_timeout: '15min',
  wal_compression: 'pglz',
  random_page_cost: '1.1',
  jit: 'off',
  autovacuum_naptime: '20s',
  log_min_error_statement: 'panic',
  log_statement: 'none',
  log_parameter_max_length_on_error: '0',
};

interface Cluster {
  binaries: Binaries;
  folder: string;
  as: Unprivileged;
}

/**
 * Starts PostgreSQL on a folder, making it where it is not there yet. One that a killed server left running is taken
 * over. Throws a `StartFailure` where another server uses the folder or the folder cannot be used.
 */
export async function startEmbedded(given: { folder: string }): Promise<Embedded> {
  const folder = resolve(given.folder);
  mkdirSync(dirname(folder), { recursive: true });
  const binaries = await findBinaries();
  const cluster = { binaries, folder, as: unprivileged(binaries.postgres, folder) };
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(cluster);
  const password = readFileSync(passwordFile(folder), 'utf8').trim();
  const urlAt = (port: number) => `postgres://yishu:${password}@127.0.0.1:${port}/postgres`;
  await stopOrphan(folder, urlAt);
  return supervise(cluster, { port: await freePort(), urlAt });
}

function passwordFile(folder: string): string {
  return `${folder}.password`;
}

/** Makes the cluster beside its place and moves it there, so that half a cluster is never mistaken for one. */
async function initialise({ binaries, folder, as }: Cluster): Promise<void> {
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const file = passwordFile(folder);
  writeFileSync(file, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  if (as.owner !== undefined) {
    chownSync(draft, as.owner, as.owner);
    chownSync(file, as.owner, as.owner);
  }
  const child = launch(as, [
    binaries.initdb,
    `--pgdata=${draft}`,
    '--username=yishu',
    `--pwfile=${file}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
  ]);
  const { code, said } = await ended(child);
  if (code !== 0) throw new StartFailure(`The database could not be made in ${folder}: ${why(said)}`);
  renameSync(draft, folder);
}

function launch(as: Unprivileged, command: readonly string[]): ChildProcess {
  const [program = '', ...rest] = [...as.prefix, ...command];
  return spawn(program, rest, {
    ...as.options,
    cwd: '/',
    // A group of its own: Ctrl+C in the terminal is for us, and we stop it in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  });
}

function ended(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = '';
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-4000);
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  return new Promise((done) => {
    child.once('error', (error) => done({ code: 1, said: error.message }));
    child.once('close', (code) => done({ code, said }));
  });
}

/** The line of a PostgreSQL program that tells why. */
function why(said: string): string {
  if (/No space left on device/.test(said)) return 'the disk is full: free some space';
  const line = said.split('\n').find((text) => /FATAL|PANIC|error:/.test(text));
  return line?.replace(/^.*?(FATAL|PANIC|error):\s*/, '') ?? 'PostgreSQL ended without a word';
}

/** Stops the postmaster that a killed server left behind; refuses one that a living server uses. */
async function stopOrphan(folder: string, urlAt: (port: number) => string): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return;
  const [pid = '', , , port = ''] = readFileSync(file, 'utf8').split('\n');
  if (!alive(Number(pid)) || !isPostgres(Number(pid))) return;
  if (await inUse(urlAt(Number(port)))) {
    throw new StartFailure(
      `Another Yishu uses ${dirname(folder)} (process ${pid} is its database): stop it, or choose another folder with YISHU_DATA`,
    );
  }
  process.kill(Number(pid), 'SIGINT');
  for (let waited = 0; alive(Number(pid)) && waited < 100; waited += 1) await pause(100);
  if (alive(Number(pid))) process.kill(Number(pid), 'SIGQUIT');
  for (let waited = 0; alive(Number(pid)) && waited < 50; waited += 1) await pause(100);
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

/** Whether a process is a PostgreSQL: its number may have been given to another since. */
function isPostgres(pid: number): boolean {
  try {
    return /postgres/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

/** The advisory lock by which a living server holds its embedded database. */
const lockKey = 'yishu embedded server';

/** Whether a living server holds the database at `url`. */
async function inUse(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    const [row] = await sql`select pg_try_advisory_lock(hashtext(${lockKey})) as free`;
    return row?.['free'] === false;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((ready) => probe.listen(0, '127.0.0.1', ready));
  const { port } = probe.address() as { port: number };
  await new Promise((closed) => probe.close(closed));
  return port;
}

const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

/** Keeps a postmaster running: one that dies is started again on the same port, until `stop`. */
async function supervise(
  cluster: Cluster,
  at: { port: number; urlAt: (port: number) => string },
): Promise<Embedded> {
  const url = at.urlAt(at.port);
  let stopping = false;
  let child = await startPostmaster(cluster, at.port, url);
  let exit = watch();
  let lock = await holdLock(url);

  function watch(): Promise<void> {
    return new Promise((done) => {
      child.once('close', () => {
        done();
        if (!stopping) void revive();
      });
    });
  }

  async function revive(): Promise<void> {
    while (!stopping) {
      try {
        child = await startPostmaster(cluster, at.port, url);
        exit = watch();
        await lock.end({ timeout: 0 });
        lock = await holdLock(url);
        return;
      } catch {
        await pause(500);
      }
    }
  }

  return {
    url,
    pid: () => child.pid,
    async stop() {
      stopping = true;
      await lock.end({ timeout: 1 });
      // Fast shutdown: sessions are ended, everything is written.
      child.kill('SIGINT');
      const late = setTimeout(() => child.kill('SIGQUIT'), 6000);
      await exit;
      clearTimeout(late);
    },
  };
}

/** Starts the postmaster and waits until it takes connections. */
async function startPostmaster(cluster: Cluster, port: number, url: string): Promise<ChildProcess> {
  const { binaries, folder, as } = cluster;
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = launch(as, [binaries.postgres, '-D', folder, '-p', String(port), ...flags]);
  const exit = ended(child);
  let said: string | undefined;
  void exit.then((end) => {
    said = end.said;
  });
  for (let waited = 0; waited < 1200; waited += 1) {
    if (said !== undefined) {
      throw new StartFailure(`The database in ${folder} does not start: ${why(said)}`);
    }
    if (await accepts(url)) return child;
    await pause(50);
  }
  child.kill('SIGQUIT');
  throw new StartFailure(`The database in ${folder} has not answered for a minute: ${why(said ?? '')}`);
}

async function accepts(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, fetch_types: false });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 0 });
  }
}

/** Holds the lock that tells another start that this folder is in use, as long as the connection lives. */
async function holdLock(url: string): Promise<postgres.Sql> {
  const sql = postgres(url, { max: 1, idle_timeout: 0, max_lifetime: null, fetch_types: false });
  await sql`select pg_advisory_lock(hashtext(${lockKey}))`;
  return sql;
}
