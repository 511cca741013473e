/** The elements that files read and write: columns, lists, coded values. https://hl7.org/fhir/R4/datatypes.html */
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
