/**
 * The interval that a FHIR date, Period or Timing covers. https://hl7.org/fhir/R4/search.html#date
 */
import { type Interval, timeMax } from './interval.ts';
import type { ZoneOffset } from './time-zone.ts';

const clock = /T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?/.source;
const pattern = new RegExp(`^(\\d{4})(?:-(\\d{2})(?:-(\\d{2})(?:${clock})?)?)?$`);

/**
 * The milliseconds that a date of any precision covers: a day is a whole day, a second a whole
 * second.
 * @returns undefined where the text is not a date of FHIR (minutes without seconds are taken, as
 * searches may have them).
 */
export function dateInterval(text: string, zone: ZoneOffset): Interval | undefined {
  const found = pattern.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hours, minutes, seconds, fraction, offset] = found;
  const y = Number(year);
  const m = month === undefined ? 0 : Number(month) - 1;
  const d = day === undefined ? 1 : Number(day);
  if (m > 11 || m < 0 || d < 1 || d > daysIn(y, m)) return undefined;
  if (hours === undefined) {
    const start = utc(y, m, d);
    const next =
      month === undefined
        ? utc(y + 1, 0, 1)
        : day === undefined
          ? utc(y, m + 1, 1)
          : start + 86_400_000;
    return { low: start - zone(start), high: next - zone(next) - 1 };
  }
  if (Number(hours) > 24 || Number(minutes) > 59 || Number(seconds ?? 0) > 60) return undefined;
  const time = (Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds ?? 0) * 1000;
  const local = utc(y, m, d) + time + millisecondsOf(fraction);
  const low = local - (offset === undefined ? zone(local) : offsetMs(offset));
  const width =
    seconds === undefined ? 60_000 : fraction === undefined ? 1000 : fractionWidth(fraction);
  return { low, high: low + width - 1 };
}

function utc(year: number, month: number, day: number): number {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  return year > 99 ? Date.UTC(year, month, day) : new Date(0).setUTCFullYear(year, month, day);
}

function daysIn(year: number, month: number): number {
  return new Date(utc(year, month + 1, 1) - 1).getUTCDate();
}

function millisecondsOf(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3));
}

function fractionWidth(fraction: string): number {
  return fraction.length >= 3 ? 1 : 10 ** (3 - fraction.length);
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const ms = (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6))) * 60_000;
  return offset.startsWith('-') ? -ms : ms;
}

/** The interval of a Period; an end that is not given is open. */
export function periodInterval(
  period: { start?: unknown; end?: unknown },
  zone: ZoneOffset,
): Interval | undefined {
  const start = typeof period.start === 'string' ? dateInterval(period.start, zone) : undefined;
  const end = typeof period.end === 'string' ? dateInterval(period.end, zone) : undefined;
  if (start === undefined && end === undefined) return undefined;
  return { low: start?.low ?? -timeMax, high: end?.high ?? timeMax };
}

/** The outer limits of a Timing: its events and its bounds. */
export function timingInterval(
  timing: { event?: unknown; repeat?: { boundsPeriod?: { start?: unknown; end?: unknown } } },
  zone: ZoneOffset,
): Interval | undefined {
  const parts: (Interval | undefined)[] = [];
  for (const event of Array.isArray(timing.event) ? timing.event : []) {
    if (typeof event === 'string') parts.push(dateInterval(event, zone));
  }
  const bounds = timing.repeat?.boundsPeriod;
  if (bounds !== undefined) parts.push(periodInterval(bounds, zone));
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0) return undefined;
  return {
    low: Math.min(...known.map((part) => part.low)),
    high: Math.max(...known.map((part) => part.high)),
  };
}
