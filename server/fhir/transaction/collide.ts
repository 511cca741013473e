/**
 * Work that is done anew when it collides: where two lock the same things in another order,
 * PostgreSQL ends one of them.
 * https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS
 */

const tries = 4;
const collisions = new Set<unknown>(['40P01', '40001']);

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
