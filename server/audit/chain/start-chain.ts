/**
 * Keeps the chain growing while a server runs: links each second, seals at intervals, retention
 * once a day (SEC-09).
 * https://nodejs.org/api/timers.html
 */
import type { Database } from '#fhir/store/sql.ts';
import { chainBlocks } from './chain-blocks.ts';
import { removeExpired } from './retention.ts';
import { type Seal, sealHead } from './seal.ts';
import type { Signer } from './signer.ts';

/** What the chain needs. */
export interface ChainParts {
  database: Database;
  /** Seconds between seals. */
  every: number;
  signer: Signer;
  /** Milliseconds since 1970. */
  now: () => number;
  /** How long events are kept; undefined for ever. */
  days?: number | undefined;
  /** Is told each seal: a head in the log of the server proves the end of the chain. */
  sealed?: (seal: Seal) => void;
  /** Is told what went wrong; it is tried again a second later. */
  failed: (error: unknown) => void;
}

/** How often blocks are taken into the chain, in milliseconds. */
const linkEveryMs = 1000;
const dayMs = 86_400_000;

/** Starts the work on the chain. `stop` chains and seals the rest; it rejects where it cannot. */
export function startChain(parts: ChainParts): { stop: () => Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let sealedAt = 0;
  let cleanedAt = 0;

  async function seal(): Promise<void> {
    const made = await sealHead(parts.database, parts);
    sealedAt = parts.now();
    if (made !== undefined) parts.sealed?.(made);
  }

  async function work(): Promise<void> {
    try {
      await chainBlocks(parts.database);
      if (parts.now() - sealedAt >= parts.every * 1000) await seal();
      if (parts.days !== undefined && parts.now() - cleanedAt >= dayMs) {
        await removeExpired(parts.database, { ...parts, days: parts.days });
        cleanedAt = parts.now();
      }
    } catch (error) {
      parts.failed(error);
    }
    if (!stopped) schedule();
  }

  let underWay: Promise<void> = Promise.resolve();
  function schedule(): void {
    timer = setTimeout(() => {
      underWay = work();
    }, linkEveryMs);
    timer.unref();
  }

  schedule();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
      await chainBlocks(parts.database, { wait: true });
      await seal();
    },
  };
}
