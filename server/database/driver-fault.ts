/**
 * A fault of the driver: it writes on a connection that was closed meanwhile, outside any promise.
 */

/**
 * Whether an error that nobody caught is this fault of npm `postgres` 3.4: the rollback of a
 * transaction whose connection broke is written to a socket that is no more
 * (`nextWrite` in its src/connection.js). The transaction itself was rejected before; the pool
 * must be renewed, because that connection keeps the unsent bytes.
 */
export function isDriverFault(error: unknown): boolean {
  return (
    error instanceof TypeError &&
    /nextWrite .*postgres\/src\/connection\.js/.test(error.stack ?? '')
  );
}
