/**
 * Money: whole fen as bigint inside, yuan as text at the edges; never a fraction of a float.
 * https://www.iso.org/iso-4217-currency-codes.html
 */
import { refuse } from '#fhir/refusals.ts';

/** The largest amount of one order, in fen: 100 million yuan. */
export const fenMost = 10_000_000_000n;

/** The amount itself. Throws `payment-amount` unless it is from 1 fen to `fenMost`. */
export function checkFen(fen: bigint): bigint {
  if (fen < 1n || fen > fenMost) throw refuse('payment-amount', { limit: fenMost.toString() });
  return fen;
}

/** `12.34` of 1234 fen, as a bill writes yuan; always two digits after the point. */
export function yuanOf(fen: bigint): string {
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0');
  return `${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const yuan = /^([-+]?)(\d{1,12})(?:\.(\d{1,2}))?$/;

/** The fen of `12.34`, `12.3` or `12` yuan; undefined where the text is no amount of money. */
export function fenOfYuan(text: string): bigint | undefined {
  const found = yuan.exec(text.trim());
  if (found === null) return undefined;
  const [, sign, whole = '', fraction = ''] = found;
  const fen = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'));
  return sign === '-' ? -fen : fen;
}

/** The fen of a whole JSON number; undefined where it is none. */
export function fenOfNumber(value: unknown): bigint | undefined {
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
}
