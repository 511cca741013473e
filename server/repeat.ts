/**
 * A job that is done again and again, never twice at a time, for as long as the server runs.
 * https://nodejs.org/api/timers.html
 */

/**
 * Starts doing a job.
 * @param everyMs how often, in milliseconds; a round that is still at it is waited for.
 * @param given.report is told what a round threw.
 * @returns what stops it, once the round under way is done.
 */
export function repeat(
  everyMs: number,
  work: () => Promise<unknown>,
  { report }: { report: (error: unknown) => void },
): () => Promise<void> {
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= work()
      .catch(report)
      .finally(() => {
        running = undefined;
      });
  }, everyMs).unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
