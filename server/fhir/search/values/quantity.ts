/**
 * The interval and unit of a number, Quantity, Money, Range or Ratio.
 * https://hl7.org/fhir/R4/search.html#quantity
 */
import { labelHash, unitHash } from './keys.ts';

/** What table `ordered` holds of a value, without its slot. */
export interface Measured {
  low: number;
  high: number;
  unit: number;
  label: number;
}

interface Quantity {
  value?: unknown;
  comparator?: string;
  unit?: string;
  system?: string;
  code?: string;
}

const currencies = 'urn:iso:std:iso:4217';

/** A Quantity, Age, Duration or Count. A comparator opens one end: "< 5" is everything up to 5. */
export function measureQuantity(quantity: Quantity): Measured | undefined {
  const { value, comparator } = quantity;
  if (typeof value !== 'number') return undefined;
  return {
    low: comparator?.startsWith('<') ? -Infinity : value,
    high: comparator?.startsWith('>') ? Infinity : value,
    ...measureUnit(quantity),
  };
}

function measureUnit({ unit, system, code }: Quantity): { unit: number; label: number } {
  const name = code ?? unit;
  return {
    unit: system !== undefined && code !== undefined ? unitHash(system, code) : 0,
    label: name === undefined ? 0 : labelHash(name),
  };
}

/** Money: the currency is its unit, by ISO 4217. */
export function measureMoney(money: { value?: unknown; currency?: string }): Measured | undefined {
  const { value, currency } = money;
  if (typeof value !== 'number') return undefined;
  return {
    low: value,
    high: value,
    unit: currency === undefined ? 0 : unitHash(currencies, currency),
    label: currency === undefined ? 0 : labelHash(currency),
  };
}

/** A Range of quantities; an end that is not given is open. */
export function measureRange(range: { low?: Quantity; high?: Quantity }): Measured | undefined {
  const low = range.low?.value;
  const high = range.high?.value;
  if (typeof low !== 'number' && typeof high !== 'number') return undefined;
  return {
    low: typeof low === 'number' ? low : -Infinity,
    high: typeof high === 'number' ? high : Infinity,
    ...measureUnit(range.low ?? range.high ?? {}),
  };
}

/** A plain number. */
export function measureNumber(value: unknown): Measured | undefined {
  return typeof value === 'number' ? { low: value, high: value, unit: 0, label: 0 } : undefined;
}
