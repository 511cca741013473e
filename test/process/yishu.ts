/**
 * Yishu as a process of its own, as `npm start` runs it.
 * https://nodejs.org/api/child_process.html
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A started process. */
export interface Yishu {
  url: string;
  process: ChildProcess;
  /** What it wrote so far. */
  said: () => string;
  /** Resolves with its exit code. */
  exit: Promise<number | null>;
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Starts the server with these settings; it may not be ready yet. */
export function startYishu(settings: Record<string, string>): Yishu {
  const child = spawn(process.execPath, ['server/main.ts'], {
    cwd: root,
    env: { ...process.env, YISHU_DEMO: 'off', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  }
  return {
    url: `http://127.0.0.1:${settings['PORT']}`,
    process: child,
    said: () => said,
    exit: once(child, 'close').then(([code]) => code as number | null),
  };
}

/** Waits until the server says that it is ready. Throws when it ends before, or takes a minute. */
export async function untilReady(yishu: Yishu): Promise<void> {
  let ended = false;
  void yishu.exit.then(() => {
    ended = true;
  });
  for (let waited = 0; waited < 600 && !ended; waited += 1) {
    const ready = await fetch(`${yishu.url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resume) => setTimeout(resume, 100));
  }
  throw new Error(`The server did not become ready: ${yishu.said()}`);
}

/** Waits until the process has written something like this, and returns the match. */
export async function untilSaid(yishu: Yishu, pattern: RegExp): Promise<RegExpExecArray> {
  for (let waited = 0; waited < 600; waited += 1) {
    const found = pattern.exec(yishu.said());
    if (found !== null) return found;
    await new Promise((resume) => setTimeout(resume, 100));
  }
  throw new Error(`It never said ${pattern}: ${yishu.said()}`);
}
