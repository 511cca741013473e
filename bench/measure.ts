/** Counts and times what a load did: rates, quantiles, memory. */
import { readFileSync } from 'node:fs';

/** What a load did. */
export interface Measured {
  seconds: number;
  count: number;
  failed: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

/**
 * Runs `work` on each of many connections again and again until the time is up; one call is one
 * request or more.
 */
export async function loadFor(
  seconds: number,
  workers: readonly (() => Promise<boolean>)[],
): Promise<Measured> {
  const times: number[] = [];
  let failed = 0;
  const start = performance.now();
  const end = start + seconds * 1000;
  const run = async (work: () => Promise<boolean>) => {
    while (performance.now() < end) {
      const from = performance.now();
      if (!(await work())) failed += 1;
      times.push(performance.now() - from);
    }
  };
  await Promise.all(workers.map(run));
  times.sort((a, b) => a - b);
  const at = (q: number) => times[Math.min(times.length - 1, Math.floor(times.length * q))] ?? 0;
  const elapsed = (performance.now() - start) / 1000;
  return { seconds: elapsed, count: times.length, failed, p50: at(0.5), p99: at(0.99) };
}

/**
 * The largest resident memory that a process of this machine has had, in MB; undefined where /proc
 * does not tell.
 */
export function peakMemory(pid: number): number | undefined {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? undefined : Math.round(Number(found[1]) / 1024);
  } catch {
    return undefined;
  }
}

/** One line of a report. */
export function line(name: string, measured: Measured): string {
  const rate = Math.round(measured.count / measured.seconds);
  const { p50, p99, failed } = measured;
  return `${name}: ${rate}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, failed ${failed}`;
}
