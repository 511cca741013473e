/**
 * The elements that files read and write: columns, lists, coded values.
 * https://hl7.org/fhir/R4/datatypes.html
 */
import type { Period } from '#model/practice.ts';
import type { Column } from '../csv/line-problem.ts';

/** A column; a title that ends in an asterisk must be filled in. */
export function column(key: string, [zh, en]: [string, string], example: string): Column {
  return { key, zh: zh.replace('*', ''), en, required: zh.endsWith('*'), example };
}

/** A list that an element holds; empty where it is absent. */
export function listOf<T>(holder: object | undefined, name: string): T[] {
  const value: unknown = holder === undefined ? undefined : Reflect.get(holder, name);
  return Array.isArray(value) ? (value as T[]) : [];
}

/** A concept of one code. */
export function concept(system: string, code: string, text: string | undefined): object {
  const named = text === undefined ? {} : { display: text };
  return { coding: [{ system, code, ...named }], ...(text === undefined ? {} : { text }) };
}

/** A text that an element holds; empty where it is absent. */
export function textAt(holder: object | undefined, name: string): string {
  const value: unknown = holder === undefined ? undefined : Reflect.get(holder, name);
  return typeof value === 'string' ? value : '';
}

/** The first telephone number of somebody; empty where there is none. */
export function phoneOf(holder: object): string {
  const phones = listOf<{ system?: string; value?: string }>(holder, 'telecom');
  return phones.find(({ system }) => system === 'phone')?.value ?? '';
}

/** The two cells of a period. */
export function periodCells(
  period: Period | undefined,
  startKey: string,
  endKey: string,
): Record<string, string> {
  return { [startKey]: period?.start ?? '', [endKey]: period?.end ?? '' };
}
