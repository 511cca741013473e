/**
 * The ledger of a session as the page shows it, and whether it balances.
 * https://hl7.org/fhir/R4/slot.html
 */
import type { PoolCode } from '#model/scheduling/pools.ts';
import { partsOf } from '../../../fhir/parameters.ts';
import type { Fact } from '../../../fhir/shapes.ts';

/** How a pool stands. */
export interface PoolBalance {
  pool: PoolCode;
  issued: number;
  /** From other pools, less what went there. */
  released: number;
  taken: number;
  returned: number;
  withdrawn: number;
  /** By the entries. */
  free: number;
  /** Numbers that lie free, counted one by one. */
  lying: number;
}

/** Why numbers moved. */
export type Cause = 'issued' | 'released' | 'taken' | 'returned' | 'withdrawn';

/** One movement. */
export interface LedgerEntry {
  id: string;
  at: string;
  pool: PoolCode;
  cause: Cause;
  change: number;
  /** 0: of no one number. */
  number: number;
}

/** What `Schedule/:id/$ledger` tells. */
export interface Ledger {
  pools: PoolBalance[];
  total: Omit<PoolBalance, 'pool'>;
  entries: LedgerEntry[];
}

const counts = ['issued', 'released', 'taken', 'returned', 'withdrawn', 'free', 'lying'] as const;

/** Reads the answer. */
export function ledgerOf(answer: Fact): Ledger {
  const pools = partsOf(answer)
    .all('pool')
    .map(({ text, count }) => ({
      pool: text('code') as PoolCode,
      ...(Object.fromEntries(counts.map((name) => [name, count(name)])) as Ledger['total']),
    }));
  const total = Object.fromEntries(
    counts.map((name) => [name, pools.reduce((sum, pool) => sum + pool[name], 0)]),
  ) as Ledger['total'];
  const entries = partsOf(answer)
    .all('entry')
    .map(({ text, count }) => ({
      id: text('id'),
      at: text('at'),
      pool: text('pool') as PoolCode,
      cause: text('cause') as Cause,
      change: count('change'),
      number: count('number'),
    }));
  return { pools, total, entries };
}

/**
 * By how many numbers a ledger is off: what its columns come to against what it says is free, and
 * that against what lies free. 0 is a ledger that balances.
 */
export function offBy({ pools }: Pick<Ledger, 'pools'>): number {
  return pools.reduce((sum, pool) => {
    const { issued, released, taken, returned, withdrawn, free, lying } = pool;
    const derived = issued + released - taken + returned - withdrawn;
    return sum + Math.abs(derived - free) + Math.abs(free - lying);
  }, 0);
}
