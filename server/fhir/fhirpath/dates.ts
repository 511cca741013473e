/** Comparison of dates of different precision. https://hl7.org/fhirpath/N1/#comparison */

const pattern = new RegExp(
  [
    String.raw`^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?`,
    String.raw`(?:T(\d\d)?(?::(\d\d)(?::(\d\d(?:\.\d+)?))?)?(Z|[+-]\d\d:\d\d)?)?$`,
  ].join(''),
);
const timePattern = /^(\d\d)(?::(\d\d)(?::(\d\d(?:\.\d+)?))?)?$/;

interface Moment {
  parts: readonly number[];
  hasZone: boolean;
}

function read(text: string): Moment | undefined {
  const time = timePattern.exec(text);
  if (time !== null) return { parts: numbers(time.slice(1)), hasZone: false };
  const found = pattern.exec(text);
  if (found === null) return undefined;
  const zone = found[7];
  const parts = numbers(found.slice(1, 7));
  return zone === undefined
    ? { parts, hasZone: false }
    : { parts: inUtc(parts, zone), hasZone: true };
}

function numbers(texts: readonly (string | undefined)[]): number[] {
  return texts.filter((text) => text !== undefined).map(Number);
}

function inUtc(parts: readonly number[], zone: string): number[] {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second] = parts;
  const [hours = 0, minutes = 0] = zone === 'Z' ? [] : zone.slice(1).split(':').map(Number);
  const offset = (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
  const utc = new Date(Date.UTC(year, month - 1, day, hour, minute - offset));
  const all = [utc.getUTCFullYear(), utc.getUTCMonth() + 1, utc.getUTCDate(), utc.getUTCHours()];
  return [...all, utc.getUTCMinutes(), ...(second === undefined ? [] : [second])].slice(
    0,
    parts.length,
  );
}

/** Whether two dates are written alike, in the same zone, so that their texts have their order. */
function isAlike(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  if (left.length <= 10 || (left.endsWith('Z') && right.endsWith('Z'))) return true;
  return /[+-]/.test(left.at(-6) ?? '') && left.slice(-6) === right.slice(-6);
}

/**
 * The order of two FHIR dates or times: below, at or above zero.
 * Undefined where their precision leaves it open, or one is not a date.
 */
export function compareDates(left: string, right: string): number | undefined {
  if (isAlike(left, right)) return left < right ? -1 : Number(left > right);
  const a = read(left);
  const b = read(right);
  if (a === undefined || b === undefined) return undefined;
  const hours = a.parts.length > 3 && b.parts.length > 3;
  if (hours && a.hasZone !== b.hasZone) return undefined;
  const common = Math.min(a.parts.length, b.parts.length);
  for (let at = 0; at < common; at += 1) {
    const difference = (a.parts[at] ?? 0) - (b.parts[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.parts.length === b.parts.length ? 0 : undefined;
}
