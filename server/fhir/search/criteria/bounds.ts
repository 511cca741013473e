/**
 * How much one search may ask: what is planned by itself for each part of a query costs more than
 * its text. https://hl7.org/fhir/R4/search.html#errors
 */
import { splitEscaped } from './escapes.ts';
import { badValue } from './bad-value.ts';

/** The most criteria, includes and sort keys of one search. */
const most = { criteria: 50, near: 3, includes: 30, sort: 8 } as const;

/** The most values between commas, but of codes, ids and references: those are one look-up. */
const valuesMax = 200;

/** Throws `bad-parameter` where a search has more of these than are planned in reasonable time. */
export function checkBounds(parts: {
  criteria: readonly string[];
  includes: number;
  sort: number;
}): void {
  const near = parts.criteria.filter((name) => /(?:^|[.:])near$/.test(name)).length;
  const counts = { ...parts, criteria: parts.criteria.length, near };
  for (const [kind, parameter] of [
    ['criteria', parts.criteria.at(-1) ?? ''],
    ['near', 'near'],
    ['includes', '_include'],
    ['sort', '_sort'],
  ] as const) {
    const max = most[kind];
    if (counts[kind] > max) throw tooMany(parameter, max);
  }
}

/** The values between commas. Throws `bad-parameter` for an empty one, and for too many. */
export function valuesOf(name: string, value: string, kind: string): string[] {
  const all = splitEscaped(value, ',');
  if (all.includes('')) throw badValue(name, '不能为空', 'it must not be empty');
  const isList = kind === 'token' || kind === 'reference';
  if (!isList && all.length > valuesMax) throw tooMany(name, valuesMax);
  return all;
}

function tooMany(name: string, max: number): Error {
  return badValue(name.slice(0, 100), `最多 ${max} 个`, `there may be ${max} at most`);
}
