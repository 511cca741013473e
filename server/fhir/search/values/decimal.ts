/**
 * The interval that a decimal stands for by its precision.
 * https://hl7.org/fhir/R4/search.html#number
 */
import type { Interval } from './interval.ts';

const pattern = /^([+-]?)(\d{1,20})(?:\.(\d{1,20}))?(?:[eE]([+-]?\d{1,3}))?$/;

/** A number as it is searched for. */
export interface Decimal extends Interval {
  /** As exactly as a double can say it. */
  value: number;
}

/**
 * Half a unit of the last digit to either side: 5.4 is [5.35, 5.45), 100 is [99.5, 100.5). With an
 * exponent the specification
 * takes one digit more: 1e2 is [95, 105).
 * @returns undefined where the text is not a decimal. `high` is the last double within.
 */
export function parseDecimal(text: string): Decimal | undefined {
  const found = pattern.exec(text);
  if (found === null) return undefined;
  const [, sign, whole = '0', fraction = '', exponent] = found;
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const scale = Number(exponent ?? 0) - fraction.length;
  // In units of half the last digit, or of a twentieth where there is an exponent.
  const unit = exponent === undefined ? 10n : 100n;
  const shift = scale - (exponent === undefined ? 1 : 2);
  const at = (tenths: bigint) => Number(`${digits * unit + tenths}e${shift}`);
  return { value: at(0n), low: at(-5n), high: before(at(5n)) };
}

/** The greatest double below this one. */
function before(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const bits = new BigInt64Array(new Float64Array([value]).buffer);
  bits[0] = bits[0]! + (value > 0 ? -1n : 1n);
  return new Float64Array(bits.buffer)[0]!;
}

/** A tenth to either side, for `ap`. */
export function approximately({ value }: Decimal): Interval {
  const tenth = Math.abs(value) / 10;
  return { low: value - tenth, high: value + tenth };
}
