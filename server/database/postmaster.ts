/**
 * Starts the postmaster on a data folder and waits until it takes connections.
 * https://www.postgresql.org/docs/18/app-postgres.html
 */
import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { StartFailure } from '../start-failure.ts';
import { type Cluster, type Ended, ended, launch, reasonOf } from './programs.ts';

/**
 * Sized for the 2-core, 4–8 GB machine of a county; durable; no value of a statement in its log.
 */
const settings = {
  cluster_name: 'yishu',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '80',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '512MB',
  effective_cache_size: '2GB',
  work_mem: '16MB',
  maintenance_work_mem: '256MB',
  // A container may give too little of /dev/shm: parallel queries take their memory from here
  // first.
  min_dynamic_shared_memory: '64MB',
  max_wal_size: '4GB',
  min_wal_size: '512MB',
  checkpoint_timeout: '15min',
  wal_compression: 'pglz',
  random_page_cost: '1.1',
  jit: 'off',
  autovacuum_naptime: '20s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_error_statement: 'panic',
  log_statement: 'none',
  log_parameter_max_length_on_error: '0',
};

/** A postmaster that takes connections. */
export interface Postmaster {
  process: ChildProcess;
  /** Settles when it has ended; processes that it started may live on for a moment. */
  exit: Promise<unknown>;
}

/** Starts PostgreSQL and waits until it is ready. Throws a `StartFailure`. */
export async function startPostmaster(
  { binaries, folder, as }: Cluster,
  port: number,
): Promise<Postmaster> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = launch(as, [binaries.postgres, '-D', folder, '-p', String(port), ...flags]);
  let end: Ended | undefined;
  const exit = new Promise((gone) => child.once('exit', gone));
  void ended(child).then((how) => {
    end = how;
  });
  // Recovery after a crash may replay gigabytes.
  for (const late = performance.now() + 300_000; performance.now() < late; await pause(20)) {
    if (end !== undefined) {
      throw new StartFailure(`The database in ${folder} does not start: ${reasonOf(end.said)}`);
    }
    if (isReady(folder, child.pid)) return { process: child, exit };
  }
  child.kill('SIGQUIT');
  throw new StartFailure(`The database in ${folder} has not answered for five minutes`);
}

/** Whether the postmaster has written to its file that it takes connections, as pg_ctl asks too. */
function isReady(folder: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
    return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

/**
 * A TCP port of 127.0.0.1 that nobody listens on. It is below those that systems give to outgoing
 * connections: one of these would keep a database that died from coming back on its port.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 30_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((done) => {
    probe.once('error', () => done(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });
}
