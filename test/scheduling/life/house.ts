/**
 * Starts the house as a process, asks it, and kills it.
 * https://nodejs.org/api/child_process.html#child_processforkmodulepath-args-options
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Opening, Order, Said } from './house-process.ts';

type Wish = Order extends infer One ? (One extends Order ? Omit<One, 'n'> : never) : never;

/** A process of the house, which may be dead. */
export interface HouseProcess {
  /** `http://127.0.0.1:PORT`; empty until it is open. */
  url: string;
  /** Opens it. */
  open: (opening: Opening) => Promise<void>;
  /** Asks it. Rejects with a `HouseDied` where it dies before it answers. */
  ask: (wish: Wish) => Promise<unknown>;
  /** What it found to be bugs of its own. */
  bugs: string[];
  /** `kill -9`; resolves when it is gone. */
  kill: () => Promise<void>;
}

/** The process ended before it answered. */
export class HouseDied extends Error {}

/** What was asked of the house rejected there. */
export class HouseFailed extends Error {}

/** Starts a process, which loads what it needs and waits to be opened. */
export function startHouse(): HouseProcess {
  const child = fork(join(import.meta.dirname, 'house-process.ts'), [], {
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (e: Error) => void }
  >();
  const bugs: string[] = [];
  child.stderr!.on('data', (chunk: Buffer) => bugs.push(chunk.toString('utf8')));
  child.on('message', (said: Said) => {
    if (said.say === 'bug') bugs.push(said.text);
    if (said.say !== 'done' && said.say !== 'failed') return;
    const one = waiting.get(said.n);
    waiting.delete(said.n);
    if (said.say === 'done') one?.resolve(said.value);
    else one?.reject(new HouseFailed(said.text));
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new HouseDied('The house was killed'));
    waiting.clear();
  });
  let last = 0;
  const ask = (wish: Wish): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (isOver(child)) {
        reject(new HouseDied('The house is dead'));
        return;
      }
      const n = ++last;
      waiting.set(n, { resolve, reject });
      // Where the pipe broke, `exit` follows, and rejects.
      child.send({ ...wish, n }, () => undefined);
    });
  const house: HouseProcess = {
    url: '',
    bugs,
    ask,
    async open(opening) {
      house.url = `http://127.0.0.1:${String(await ask({ ask: 'open', opening }))}`;
    },
    async kill() {
      if (isOver(child)) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
  return house;
}

const isOver = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;
