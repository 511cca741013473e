/** Runs the PostgreSQL programs, and finds in what they say the line that tells why one failed. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Binaries } from './binaries.ts';
import type { Unprivileged } from './unprivileged.ts';

/** A data folder of PostgreSQL, the programs for it, and who runs them. */
export interface Cluster {
  binaries: Binaries;
  /** Absolute path. */
  folder: string;
  as: Unprivileged;
}

/** How a program ended. */
export interface Ended {
  /** Exit code; null where a signal ended it. */
  code: number | null;
  /** The end of what it said. */
  said: string;
}

/** Starts a program of PostgreSQL as the user it may run as. */
export function launch(as: Unprivileged, command: readonly string[]): ChildProcess {
  const [program = '', ...rest] = [...as.prefix, ...command];
  return spawn(program, rest, {
    ...as.options,
    cwd: '/',
    // A group of its own: Ctrl+C in the terminal is for us, and we stop it in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
  });
}

/** Waits for the end of a program. */
export function ended(child: ChildProcess): Promise<Ended> {
  let said = '';
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-8000);
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  return new Promise((done) => {
    child.once('error', (error) => done({ code: 1, said: `FATAL: ${error.message}` }));
    child.once('close', (code) => done({ code, said }));
  });
}

/** Reasons that a person can put right, by what PostgreSQL says. */
const reasons: [said: RegExp, line: string][] = [
  [/No space left on device|Disk quota exceeded/, 'the disk is full: free some space'],
  [/Permission denied/, 'the folder may not be read and written: correct its owner'],
  [/Read-only file system/, 'the folder is read-only: choose another one with YISHU_DATA'],
  [
    /incompatible with server/,
    'another version of PostgreSQL made it: start the Yishu that did, or choose a new YISHU_DATA',
  ],
  [
    /could not (?:map|create|resize).*(?:shared memory)|Cannot allocate memory/,
    'there is too little memory: free about 1 GB',
  ],
];

/** Why a program failed, in one line. */
export function reasonOf(said: string): string {
  const known = reasons.find(([pattern]) => pattern.test(said));
  if (known !== undefined) return known[1];
  const line = said.split('\n').find((text) => /FATAL|PANIC|error:/.test(text));
  return line?.replace(/^.*?(FATAL|PANIC|error):\s*/, '') ?? 'PostgreSQL ended without a word';
}
