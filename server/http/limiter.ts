/**
 * Counts what one address asks for in a window of time, in memory.
 * https://cheatsheetseries.owasp.org/cheatsheets/Denial_of_Service_Cheat_Sheet.html
 */
import { refuse } from '#fhir/refusals.ts';

/** A counter by key. */
export interface Limiter {
  /** Counts one. Throws `rate-limited` beyond the limit. */
  take(key: string): void;
}

/** Beyond this many keys those whose window has passed are forgotten. */
const keysKept = 10_000;

/** A limiter of so many a window. */
export function createLimiter(given: {
  now: () => number;
  limit: number;
  windowMs: number;
}): Limiter {
  const { now, limit, windowMs } = given;
  const windows = new Map<string, { from: number; count: number }>();
  const forgetOld = (at: number) => {
    for (const [key, { from }] of windows) if (at - from >= windowMs) windows.delete(key);
    // Addresses are cheap to an attacker: the oldest go when all of them are new.
    for (const key of windows.keys()) {
      if (windows.size < keysKept) break;
      windows.delete(key);
    }
  };
  return {
    take(key) {
      const at = now();
      const window = windows.get(key);
      if (window === undefined || at - window.from >= windowMs) {
        if (windows.size >= keysKept) forgetOld(at);
        windows.set(key, { from: at, count: 1 });
        return;
      }
      window.count += 1;
      if (window.count <= limit) return;
      throw refuse('rate-limited', { seconds: Math.ceil((window.from + windowMs - at) / 1000) });
    },
  };
}
