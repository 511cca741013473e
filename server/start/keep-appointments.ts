/**
 * Lets appointments go on by themselves every second, for as long as the server runs.
 * https://nodejs.org/api/timers.html
 */
import type { Scheduling } from '../modules/scheduling/scheduling.ts';

const everyMs = 1000;
/** What others sold is seen this often. */
const refreshMs = 500;

/** New days are opened this often, and at once. */
const openMs = 3_600_000;

/** Starts, once what is free is known. @returns what stops, once what is under way is done. */
export async function keepAppointments(
  scheduling: Scheduling,
  report: (error: unknown) => void,
): Promise<() => Promise<void>> {
  await scheduling.availability.refresh();
  let running: Promise<unknown> = Promise.resolve();
  let busy = false;
  const run = (work: () => Promise<unknown>) => () => {
    if (busy) return;
    busy = true;
    running = work()
      .catch(report)
      .finally(() => {
        busy = false;
      });
  };
  const timers = [
    setInterval(
      run(() => scheduling.keepOpen()),
      openMs,
    ).unref(),
    setInterval(
      run(() => scheduling.tick()),
      everyMs,
    ).unref(),
    setInterval(
      run(() => scheduling.availability.refresh()),
      refreshMs,
    ).unref(),
  ];
  run(() => scheduling.keepOpen())();
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await running;
  };
}
