/**
 * One server a data folder: a name that the kernel frees when its holder dies.
 * https://nodejs.org/api/net.html#identifying-paths-for-ipc-connections
 */
import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { type Server, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { StartFailure } from '../start-failure.ts';

/** A folder that is ours until `release`, or until this process ends, however it ends. */
export interface FolderLock {
  release: () => Promise<void>;
}

/**
 * Takes a folder, which need not be there yet, in one that is. Throws a `StartFailure` where a
 * living server has it.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const name = lockName(join(realpathSync(dirname(folder)), basename(folder)));
  let server = await listen(name);
  // One that is being killed at this moment frees the name shortly.
  for (let tries = 0; server === undefined && tries < 5; tries += 1) {
    await pause(100);
    server = await listen(name);
  }
  if (server === undefined && usesFile && !(await answers(name))) {
    // A socket file outlives its server, other names do not.
    rmSync(name, { force: true });
    server = await listen(name);
  }
  if (server === undefined) {
    throw new StartFailure(
      `Another Yishu uses the folder ${folder}: stop it, or choose another one with YISHU_DATA`,
    );
  }
  const held = server;
  held.unref();
  return { release: () => new Promise((released) => held.close(() => released())) };
}

/** Linux: the abstract namespace; Windows: a pipe; elsewhere a socket file. */
function lockName(folder: string): string {
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  if (process.platform === 'linux') return `\0yishu-${digest}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\yishu-${digest}`;
  return join(tmpdir(), `yishu-${digest}.lock`);
}

const usesFile = process.platform !== 'linux' && process.platform !== 'win32';

/** Undefined where the name is taken. */
function listen(name: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((done, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') done(undefined);
      else failed(error);
    });
    server.listen(name, () => done(server));
  });
}

function answers(name: string): Promise<boolean> {
  const socket = connect(name);
  return new Promise((done) => {
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
