/**
 * Criteria on dates, numbers and quantities, with their prefixes.
 * https://hl7.org/fhir/R4/search.html#prefix
 */
import type { ParameterKind } from '#fhir/definitions/condensed.ts';
import { type Predicate, type Prefix, type RangeTest, anyOf } from '../predicate.ts';
import type { Branch, Parameter, SearchSchema } from '../schema/search-schema.ts';
import { dateInterval } from '../values/date.ts';
import { approximately, parseDecimal } from '../values/decimal.ts';
import { labelHash, orderedSlot, unitHash } from '../values/keys.ts';
import { badValue } from './bad-value.ts';
import { splitEscaped, unescape } from './escapes.ts';

/** What a range is read with. */
export interface RangeReading {
  schema: SearchSchema;
  /** Milliseconds since 1970, for `ap`. */
  now: number;
}

/** A comparison, and the unit that a quantity must have. */
export interface ReadRange {
  test: RangeTest;
  unit?: number;
  label?: number;
}

const prefixed = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)(?=[\d+-])/;

/** Reads a prefix and a value of one of the three kinds. Throws `bad-parameter`. */
export function readRange(
  reading: RangeReading,
  kind: ParameterKind,
  given: { name: string; text: string },
): ReadRange {
  const prefix = (prefixed.exec(given.text)?.[1] ?? '') as Prefix | '';
  const rest = { name: given.name, text: given.text.slice(prefix.length) };
  const compare: Prefix = prefix === '' ? 'eq' : prefix;
  if (kind === 'date') return { test: readDate(reading, compare, rest) };
  const [text = '', ...unit] = splitEscaped(rest.text, '|').map(unescape);
  if (kind === 'number' && unit.length > 0) throw notNumber(given.name);
  return { test: readNumber(compare, { name: given.name, text }), ...readUnit(given.name, unit) };
}

function readDate(
  { schema, now }: RangeReading,
  prefix: Prefix,
  { name, text }: { name: string; text: string },
): RangeTest {
  // The `+` of an offset that a URL turned into a space.
  const range = dateInterval(unescape(text).replace(/ (\d{2}:\d{2})$/, '+$1'), schema.zone);
  if (range === undefined) {
    throw badValue(
      name,
      '应为日期或时刻，如 2026-11-24',
      'it must be a date or time, as 2026-11-24',
    );
  }
  if (prefix !== 'ap') return { prefix, ...range };
  const slack = Math.abs(now - (range.low + range.high) / 2) / 10;
  return { prefix, low: range.low - slack, high: range.high + slack };
}

/** Only eq, ne and ap look at the precision; the others compare with the very number. */
function readNumber(prefix: Prefix, { name, text }: { name: string; text: string }): RangeTest {
  const decimal = parseDecimal(text);
  if (decimal === undefined || !Number.isFinite(decimal.value)) throw notNumber(name);
  const { value, low, high } = decimal;
  if (prefix === 'eq' || prefix === 'ne') return { prefix, low, high };
  if (prefix === 'ap') return { prefix, ...approximately(decimal) };
  return { prefix, low: value, high: value };
}

function notNumber(name: string): Error {
  return badValue(name, '应为数字', 'it must be a number');
}

function readUnit(name: string, parts: readonly string[]): { unit?: number; label?: number } {
  if (parts.length === 0) return {};
  const [system = '', code = ''] = parts.length === 1 ? ['', parts[0]] : parts;
  if (parts.length > 2)
    throw badValue(name, '应为 数字|系统|单位', 'it must be number|system|code');
  if (code === '') return {};
  return system === '' ? { label: labelHash(code) } : { unit: unitHash(system, code) };
}

/** Resources with a value in such a relation to this one. */
export function rangePredicate(
  reading: RangeReading,
  parameter: Parameter,
  given: { name: string; text: string },
): Predicate {
  const read = readRange(reading, parameter.type, given);
  return anyOf(parameter.branches.map((branch) => branchRange(branch, read)));
}

/** A comparison asked of one branch. */
export function branchRange(branch: Branch, { test, ...units }: ReadRange): Predicate {
  if (branch.index === 'clinical') return { kind: 'clinical', test, spanMax: spanMax(branch) };
  return { kind: 'ordered', slots: [orderedSlot(branch.path)], tests: [test], ...units };
}

const spans: Record<string, number> = {
  instant: 1000,
  dateTime: 366 * 86_400_000,
  date: 366 * 86_400_000,
};

/**
 * How long a clinical date may be: a whole year written as `2026`, an instant a second, a Period
 * without end.
 */
function spanMax({ datatypes }: Branch): number {
  return Math.max(...datatypes.map((datatype) => spans[datatype] ?? Infinity));
}
