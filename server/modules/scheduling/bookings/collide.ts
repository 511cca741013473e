/**
 * Work that is done anew when it collides: a payment locks its order first and the booking then,
 * who cancels does it the other way round, and PostgreSQL ends one of the two.
 * https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS
 */

const tries = 4;
const collisions = new Set<unknown>(['40P01', '40001']);

/** Does work, again where it collided. */
export async function anew<T>(work: () => Promise<T>): Promise<T> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (left === 0 || !collisions.has(code)) throw error;
    }
  }
}
