/**
 * Lets appointments go on by themselves, for as long as the server runs.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { Scheduling } from '../modules/scheduling/scheduling.ts';
import { repeat } from '../repeat.ts';

const everyMs = 1000;
/** What others sold is seen this often. */
const refreshMs = 500;
/** Lines that others moved are looked at this often; who is due is reminded; forecasts go on. */
const pollMs = 500;
const remindMs = 5000;
const forecastMs = 15_000;
/** New days are opened this often; the start opens them once itself. */
const openMs = 3_600_000;

/** Starts, once what is free is known. @returns what stops, once what is under way is done. */
export async function keepAppointments(
  scheduling: Scheduling,
  report: (error: unknown) => void,
): Promise<() => Promise<void>> {
  await scheduling.availability.refresh();
  const stops = [
    repeat(everyMs, () => scheduling.tick(), { report }),
    repeat(refreshMs, () => scheduling.availability.refresh(), { report }),
    repeat(pollMs, () => scheduling.queue.watch.poll(), { report }),
    repeat(remindMs, () => scheduling.queue.tick(), { report }),
    repeat(forecastMs, () => scheduling.queue.watch.refresh(), { report }),
    repeat(openMs, () => scheduling.keepOpen(), { report }),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
