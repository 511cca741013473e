/**
 * Stops the PostgreSQL that a killed server left running on a data folder, and clears what a dead
 * one left.
 * https://www.postgresql.org/docs/18/server-shutdown.html
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { StartFailure } from '../start-failure.ts';

/**
 * Leaves nobody running on the folder. To be called only while holding the folder: any PostgreSQL
 * there is then left over. Throws a `StartFailure` where one does not stop.
 */
export async function stopOrphan(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  const pid = Number(readText(file)?.split('\n')[0]);
  if (Number.isInteger(pid) && pid > 0 && isAlive(pid)) {
    // The number may belong to another process now, which PostgreSQL would take for itself. One of
    // a dead process stays in its file: by what else stands there PostgreSQL guards its memory.
    if (isPostgresOf(pid, folder)) await stopPostmaster(pid);
    else rmSync(file, { force: true });
  }
  await stopStragglers(folder);
}

async function stopPostmaster(pid: number): Promise<void> {
  for (const [signal, ms] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5000],
  ] as const) {
    process.kill(pid, signal);
    if (await gone(pid, ms)) return;
  }
  throw new StartFailure(`A database of an earlier start (process ${pid}) does not stop: kill it`);
}

/**
 * Ends the processes whose postmaster died before them. They notice it by themselves, but one that
 * waits for a client's password does so for a minute, and nobody can start meanwhile.
 */
async function stopStragglers(folder: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && standsIn(pid, folder));
  for (const pid of pids) {
    if (await gone(pid, 1000)) continue;
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    await gone(pid, 1000);
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whether a process is a PostgreSQL on this folder. */
function isPostgresOf(pid: number, folder: string): boolean {
  if (process.platform === 'linux') return standsIn(pid, folder);
  const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.includes(folder);
}

/** Whether a process has the folder as its working directory, as those of PostgreSQL have. */
function standsIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Waits for the end of a process, at most so long. */
async function gone(pid: number, ms: number): Promise<boolean> {
  for (const end = performance.now() + ms; performance.now() < end; await pause(25)) {
    if (!isAlive(pid)) return true;
  }
  return !isAlive(pid);
}
