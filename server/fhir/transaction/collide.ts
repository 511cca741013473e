/**
 * Work that is done anew when it collides: where two lock the same things in another order,
 * PostgreSQL ends one of them; where another was quicker to what is there once, it is seen the
 * next time.
 * https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS
 */

const tries = 4;
const collisions = new Set<unknown>(['40P01', '40001', '23505']);

/** Does work, up to four times where it collided. */
export async function anew<T>(work: () => Promise<T>): Promise<T> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      const code = (error as { code?: unknown } | null)?.code;
      if (left === 0 || !collisions.has(code)) throw error;
    }
  }
}
