/**
 * Starts the postmaster on a data folder and waits until it takes connections.
 * https://www.postgresql.org/docs/18/app-postgres.html
 */
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
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
  /** Settles when it has ended. */
  exit: Promise<Ended>;
}

/** Starts PostgreSQL and waits until `url` answers. Throws a `StartFailure`. */
export async function startPostmaster(
  { binaries, folder, as }: Cluster,
  at: { port: number; url: string },
): Promise<Postmaster> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = launch(as, [binaries.postgres, '-D', folder, '-p', String(at.port), ...flags]);
  let end: Ended | undefined;
  const exit = ended(child).then((how) => (end = how));
  // Recovery after a crash may replay gigabytes.
  for (const late = performance.now() + 300_000; performance.now() < late; await pause(20)) {
    if (end !== undefined) {
      throw new StartFailure(`The database in ${folder} does not start: ${reasonOf(end.said)}`);
    }
    if (await accepts(at.url)) return { process: child, exit };
  }
  child.kill('SIGQUIT');
  throw new StartFailure(`The database in ${folder} has not answered for five minutes`);
}

/** Whether a database takes connections and this password. */
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

/** A TCP port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((ready) => probe.listen(0, '127.0.0.1', ready));
  const { port } = probe.address() as { port: number };
  await new Promise((closed) => probe.close(closed));
  return port;
}
