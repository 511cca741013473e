/**
 * The offset of the configured time zone, for dates that carry none.
 * https://hl7.org/fhir/R4/search.html#date
 */

/** Milliseconds to subtract from a local time (given as if it were UTC) to reach UTC. */
export type ZoneOffset = (localMs: number) => number;

const hour = 3_600_000;
const cachedMax = 100_000;

/**
 * The offsets of an IANA zone, remembered by the hour.
 * @param timeZone as `Asia/Shanghai`. Throws a RangeError where there is no such zone.
 */
export function createZoneOffset(timeZone: string): ZoneOffset {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const byHour = new Map<number, number>();
  const offsetAt = (utcMs: number) => readOffset(format.format(utcMs));
  return (localMs) => {
    const name = Math.floor(localMs / hour);
    let offset = byHour.get(name);
    if (offset === undefined) {
      // Twice: the first guess may stand on the other side of a change of the clocks.
      offset = offsetAt(localMs - offsetAt(localMs));
      if (byHour.size >= cachedMax) byHour.clear();
      byHour.set(name, offset);
    }
    return offset;
  };
}

/** Reads `9/9/2024, GMT+08:05:43`. */
function readOffset(text: string): number {
  const found = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (found?.[1] === undefined) return 0;
  const [, sign, hours, minutes, seconds = '0'] = found;
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -ms : ms;
}
