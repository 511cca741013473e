/**
 * Stops the PostgreSQL that a killed server left running on a data folder, and clears what a dead
 * one left.
 * https://www.postgresql.org/docs/18/server-shutdown.html
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
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
  if (!Number.isInteger(pid) || pid <= 0) return;
  if (!isPostgresOf(pid, folder)) {
    // The number may belong to another process now, and PostgreSQL would take that for itself.
    rmSync(file, { force: true });
    return;
  }
  process.kill(pid, 'SIGINT');
  if (await gone(pid, 20_000)) return;
  process.kill(pid, 'SIGQUIT');
  if (await gone(pid, 5000)) return;
  throw new StartFailure(`A database of an earlier start (process ${pid}) does not stop: kill it`);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whether a process is a PostgreSQL on this folder, which is where a postmaster stands. */
function isPostgresOf(pid: number, folder: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
    } catch {
      return false;
    }
  }
  const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.includes(folder);
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
