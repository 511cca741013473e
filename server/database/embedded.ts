/** The embedded PostgreSQL: made on the first start, started on the next, watched while it runs. */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { StartFailure } from '../start-failure.ts';
import { findBinaries } from './binaries.ts';
import { lockFolder } from './folder-lock.ts';
import { initialise, isInitialised, readPassword, user } from './initialise.ts';
import { stopOrphan } from './orphan.ts';
import { type Postmaster, freePort, startPostmaster } from './postmaster.ts';
import type { Cluster } from './programs.ts';
import { unprivileged } from './unprivileged.ts';

/** A running embedded PostgreSQL. */
export interface Embedded {
  url: string;
  /** Process id of the postmaster. */
  pid: () => number | undefined;
  stop: () => Promise<void>;
}

/**
 * Starts PostgreSQL on a folder, making it where it is not there yet. One that a killed server left
 * running is stopped first; one that dies is started again on the same port, until `stop`. Throws a
 * `StartFailure` where another server uses the folder or the folder cannot be used.
 * @param given.report is told when the database died and when it is back.
 */
export async function startEmbedded(given: {
  folder: string;
  report?: (line: string) => void;
}): Promise<Embedded> {
  const folder = resolve(given.folder);
  makeFolder(dirname(folder));
  const lock = await lockFolder(folder);
  try {
    const cluster = await openCluster(folder);
    await stopOrphan(folder);
    const port = await freePort();
    const url = `postgres://${user}:${readPassword(folder)}@127.0.0.1:${port}/postgres`;
    const watched = await watch({ cluster, port, report: given.report });
    return {
      url,
      pid: watched.pid,
      stop: async () => {
        await watched.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The cluster of a folder, made where there is none. */
async function openCluster(folder: string): Promise<Cluster> {
  const binaries = await findBinaries();
  try {
    const cluster = { binaries, folder, as: unprivileged(binaries.postgres, folder) };
    if (!isInitialised(folder)) await initialise(cluster);
    return cluster;
  } catch (error) {
    throw folderFailure(folder, error);
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw folderFailure(folder, error);
  }
}

const folderReasons: Record<string, string> = {
  EACCES: 'may not be written: correct its owner',
  EPERM: 'may not be written: correct its owner',
  EROFS: 'is on a read-only disk: choose another one',
  ENOTDIR: 'is not a folder: choose another one',
  EEXIST: 'is not a folder: choose another one',
  ENOTEMPTY: 'holds something else: choose another one',
  ENOSPC: 'is on a full disk: free some space, or choose another one',
  EDQUOT: 'is on a full disk: free some space, or choose another one',
};

function folderFailure(folder: string, error: unknown): unknown {
  const reason = folderReasons[String((error as NodeJS.ErrnoException).code)];
  if (error instanceof StartFailure || reason === undefined) return error;
  return new StartFailure(`The data folder ${folder} ${reason} (YISHU_DATA=/a/folder)`);
}

interface Watch {
  cluster: Cluster;
  port: number;
  report: ((line: string) => void) | undefined;
}

/** Keeps a postmaster running until `stop`. */
async function watch({ cluster, port, report }: Watch): Promise<Omit<Embedded, 'url'>> {
  let running: Postmaster = await startPostmaster(cluster, port);
  let stopping = false;
  // Sent even when we end by a bug: a signal is all that can still be done then.
  const kill = () => running.process.kill('SIGINT');
  process.once('exit', kill);

  const keep = async (): Promise<void> => {
    while (!stopping) {
      await running.exit;
      if (stopping) return;
      report?.('The database ended; starting it again');
      running = await restart();
    }
  };
  const restart = async (): Promise<Postmaster> => {
    for (;;) {
      try {
        await stopOrphan(cluster.folder);
        return await startPostmaster(cluster, port);
      } catch (error) {
        if (stopping) return running;
        report?.((error as Error).message);
        await pause(500);
      }
    }
  };
  const kept = keep();
  return {
    pid: () => running.process.pid,
    async stop() {
      stopping = true;
      // Fast shutdown: sessions are ended, everything is written.
      kill();
      const late = setTimeout(() => running.process.kill('SIGQUIT'), 7000);
      await running.exit;
      await kept;
      clearTimeout(late);
      process.removeListener('exit', kill);
    },
  };
}
