/**
 * The parts of a resource that forms read and write; what a form does not know stays as it is.
 * https://hl7.org/fhir/R4/datatypes.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Extension, Period } from '#model/practice.ts';

/** An identifier as forms see it. */
export interface Identifier {
  system?: string;
  value?: string;
  period?: Period;
}

/** A list that an element holds; empty where it is absent. */
export function listAt<T>(holder: object | undefined, name: string): T[] {
  const value: unknown = holder === undefined ? undefined : Reflect.get(holder, name);
  return Array.isArray(value) ? (value as T[]) : [];
}

/** A text that an element holds; empty where it is absent. */
export function textAt(holder: object | undefined, name: string): string {
  const value: unknown = holder === undefined ? undefined : Reflect.get(holder, name);
  return typeof value === 'string' ? value : '';
}

/** A relative reference that an element holds; empty where it is absent. */
export function referenceAt(holder: object | undefined, name: string): string {
  const value: unknown = holder === undefined ? undefined : Reflect.get(holder, name);
  return textAt(value as object | undefined, 'reference');
}

/** The identifier of a system. */
export function identifierOf(
  resource: Resource | undefined,
  system: string,
): Identifier | undefined {
  return listAt<Identifier>(resource, 'identifier').find((one) => one.system === system);
}

/** The telephone number; empty where there is none. */
export function phoneOf(resource: Resource | undefined): string {
  const found = listAt<{ system?: string; value?: string }>(resource, 'telecom');
  return found.find(({ system }) => system === 'phone')?.value ?? '';
}

/** The list of contacts with that telephone number as the only one. */
export function withPhone(resource: Resource | undefined, phone: string, use: string): object[] {
  const others = listAt<{ system?: string }>(resource, 'telecom').filter(
    ({ system }) => system !== 'phone',
  );
  return phone === '' ? others : [{ system: 'phone', value: phone, use }, ...others];
}

/** A period of two dates; undefined where both are empty. */
export function periodOf(start: string, end: string): Period | undefined {
  if (start === '' && end === '') return undefined;
  return { ...(start === '' ? {} : { start }), ...(end === '' ? {} : { end }) };
}

/** A concept of one code. */
export function concept(system: string, code: string, text: string | undefined): object {
  const named = text === undefined ? {} : { display: text };
  return { coding: [{ system, code, ...named }], ...(text === undefined ? {} : { text }) };
}

/** The extensions of these urls taken out, and others put in their place. */
export function withExtensions(
  holder: object | undefined,
  urls: readonly string[],
  own: readonly (Extension | object)[],
): object[] {
  const kept = listAt<Extension>(holder, 'extension').filter(
    ({ url }) => url === undefined || !urls.includes(url),
  );
  return [...kept, ...own];
}

/** FHIR has no empty lists, texts or elements without a value. */
export function withoutEmpty<T extends object>(given: T): T {
  const kept = Object.entries(given).filter(
    ([, value]) =>
      value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept) as T;
}
