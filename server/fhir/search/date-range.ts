/**
 * The milliseconds that a date or instant covers, for callers outside of search.
 * https://hl7.org/fhir/R4/search.html#date
 */
import { dateInterval } from './values/date.ts';
import { createZoneOffset } from './values/time-zone.ts';

/**
 * The first and the last millisecond since 1970 of a date of any precision.
 * @param timeZone IANA zone of dates that carry none.
 * @returns undefined where the text is not a date.
 */
export function parseDateRange(
  text: string,
  timeZone: string,
): { low: number; high: number } | undefined {
  // A `+` of an offset that a URL turned into a space.
  return dateInterval(text.replace(/ (\d{2}:\d{2})$/, '+$1'), createZoneOffset(timeZone));
}
