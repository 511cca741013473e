/** Days and times of the region: whole days since 1970-01-01, wall-clock time of China (+08:00). */

/** Days since 1970-01-01, as people in China count them. */
export type Day = number;

const dayMs = 86_400_000;

/** The day of `YYYY-MM-DD`. Throws a RangeError for anything else. */
export function toDay(date: string): Day {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time)) throw new RangeError(`not a date: ${date}`);
  return time / dayMs;
}

/** `YYYY-MM-DD` of a day. */
export function toDate(day: Day): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** `2025年3月4日`, as a doctor writes it. */
export function toChineseDate(day: Day): string {
  const date = new Date(day * dayMs);
  return `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日`;
}

/** FHIR dateTime of a minute of a day; minutes beyond 1,440 run into the next days. */
export function toInstant(day: Day, minute: number): string {
  return `${new Date(day * dayMs + minute * 60_000).toISOString().slice(0, 19)}+08:00`;
}

/**
 * The same day of the month, `months` later; the last day of the month where it has no such day.
 */
export function addMonths(day: Day, months: number): Day {
  const date = new Date(day * dayMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastOfMonth)) / dayMs;
}

/** Full years between two days, as an age is told. */
export function fullYears(from: Day, to: Day): number {
  return Math.floor(fullMonths(from, to) / 12);
}

/** Full months between two days. */
export function fullMonths(from: Day, to: Day): number {
  const [start, end] = [new Date(from * dayMs), new Date(to * dayMs)];
  const months =
    (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth();
  return end.getUTCDate() < start.getUTCDate() ? months - 1 : months;
}

/** 0 is Sunday. */
export function weekday(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** 1 in the middle of January, −1 in the middle of July: how cold it is. */
export function winter(day: Day): number {
  const date = new Date(day * dayMs);
  const dayOfYear = day - Date.UTC(date.getUTCFullYear(), 0, 1) / dayMs;
  return Math.cos((2 * Math.PI * (dayOfYear - 15)) / 365.25);
}
