/**
 * Work that is asked for more often than it is done: one round a key at a time, and one more for
 * everything that was asked meanwhile.
 * https://nodejs.org/api/timers.html
 */

/** Rounds of work by key. */
export interface Coalescer<Key> {
  /** Resolves once a round that began after this call is done. */
  ask(key: Key): Promise<void>;
  /** Resolves once nothing is under way. */
  settled(): Promise<void>;
}

/** Nothing is asked for yet. A round that throws rejects for those who asked for it. */
export function createCoalescer<Key>(work: (key: Key) => Promise<void>): Coalescer<Key> {
  const running = new Map<Key, Promise<void>>();
  const next = new Map<Key, Promise<void>>();
  const start = (key: Key): Promise<void> => {
    next.delete(key);
    const round = work(key).finally(() => {
      if (running.get(key) === round) running.delete(key);
    });
    running.set(key, round);
    return round;
  };
  return {
    ask(key) {
      const current = running.get(key);
      if (current === undefined) return start(key);
      const asked = next.get(key) ?? current.catch(() => undefined).then(() => start(key));
      next.set(key, asked);
      return asked;
    },
    async settled() {
      while (running.size + next.size > 0) {
        await Promise.allSettled([...running.values(), ...next.values()]);
      }
    },
  };
}
