/**
 * Lays what a file says over what is stored: only what the file changes is changed.
 * https://hl7.org/fhir/R4/http.html#update
 */
import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '#model/fhir.ts';
import { codeOf, practiceSystems, practiceUrls } from '#model/practice.ts';
import type { Registered } from './kinds/kind.ts';

/** The cells of a line, and those that the stored resource would have. */
export interface Cells {
  file: Readonly<Record<string, string>>;
  /** Undefined where nothing is stored, or nothing that could be a line. */
  stored: Readonly<Record<string, string>> | undefined;
}

/**
 * The resource as it shall be. An element whose cells are those of the stored resource stays as it
 * is stored, with what the file does not know of it; in lists of identifiers, extensions,
 * qualifications and phones the entries of others stay.
 */
export function overlay(
  draft: Registered,
  current: Resource | undefined,
  given: { elements: Readonly<Record<string, readonly string[]>>; cells: Cells },
): Registered {
  if (current === undefined) return withoutEmpty(draft);
  const { file, stored } = given.cells;
  const result: Registered = { ...current, resourceType: draft.resourceType, id: draft.id };
  for (const [element, keys] of Object.entries(given.elements)) {
    const same = stored !== undefined && keys.every((key) => file[key] === (stored[key] ?? ''));
    if (same) continue;
    const drafted = draft[element];
    const kept = foreignEntries(element, current[element]);
    result[element] =
      kept.length === 0 ? drafted : [...kept, ...(Array.isArray(drafted) ? drafted : [])];
  }
  return withoutEmpty(result);
}

const shared = new Set(['identifier', 'extension', 'qualification', 'telecom']);

const systems: ReadonlySet<string> = new Set(Object.values(practiceSystems));
const urls: ReadonlySet<string> = new Set(Object.values(practiceUrls));

interface Entry {
  system?: string;
  url?: string;
  code?: object;
}

/** Entries of a list that no file writes. */
function foreignEntries(element: string, list: unknown): unknown[] {
  if (!shared.has(element) || !Array.isArray(list)) return [];
  return (list as Entry[]).filter(({ system, url, code }) => {
    if (element === 'telecom') return system !== 'phone';
    if (element === 'extension') return url === undefined || !urls.has(url);
    if (element === 'identifier') return system === undefined || !systems.has(system);
    const kind = codeOf(code, practiceSystems.qualificationKind);
    return kind === undefined && codeOf(code, practiceSystems.title) === undefined;
  });
}

/** FHIR has no empty lists and no elements without a value. */
function withoutEmpty(resource: Registered): Registered {
  const kept = Object.entries(resource).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept) as Registered;
}

/** Whether a resource says what is stored already. */
export function isUnchanged(resource: Registered, current: Resource | undefined): boolean {
  return current !== undefined && isDeepStrictEqual(resource, current);
}
