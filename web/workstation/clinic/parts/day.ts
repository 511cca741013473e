/** Days as `2026-11-30`, where the browser stands. https://tc39.es/ecma262/#sec-date-objects */
import { dayText } from '../../../design/moment.ts';

const dayMs = 86_400_000;

/** The day it is now. */
export function today(): string {
  return dayText(new Date().toISOString());
}

/** So many days later. */
export function moved(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * dayMs).toISOString().slice(0, 10);
}

/** The day of the week, 0 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}
