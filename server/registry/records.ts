/**
 * Registrations read through the FHIR API as the caller sees them, many at once.
 * https://hl7.org/fhir/R4/search.html
 */
import type { Resource } from '#model/fhir.ts';
import type { FhirRequest, FhirResponse } from '#fhir/handling/interaction.ts';

/** The FHIR API on behalf of one caller: access is checked and written down behind it. */
export type Send = (request: FhirRequest) => Promise<FhirResponse>;

/** How many ids or numbers one search asks for. */
const chunkSize = 200;

/** The most that one page holds. */
const pageSize = 1000;

/** A request of the API that has no body. */
function getRequest(path: string[], query: [string, string][]): FhirRequest {
  return { method: 'GET', path, query, headers: {}, base: '' };
}

/** What these references name, by reference; what is not there is not in the map. */
export async function readMany(
  send: Send,
  references: Iterable<string>,
): Promise<Map<string, Resource>> {
  const found = new Map<string, Resource>();
  for (const [type, ids] of idsByType(references)) {
    for (const some of chunksOf(ids, chunkSize)) {
      for (const resource of await readAll(send, type, ['_id', some.join(',')])) {
        found.set(`${type}/${resource.id}`, resource);
      }
    }
  }
  return found;
}

function idsByType(references: Iterable<string>): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const reference of new Set(references)) {
    const [type = '', id = ''] = reference.split('/');
    if (!/^[A-Za-z]+$/.test(type) || !/^[A-Za-z0-9.-]{1,64}$/.test(id)) continue;
    const known = ids.get(type);
    if (known === undefined) ids.set(type, [id]);
    else known.push(id);
  }
  return ids;
}

/** Everything of a type with one of these numbers. */
export async function readByIdentifier(
  send: Send,
  type: string,
  numbers: readonly { system: string; value: string }[],
): Promise<Resource[]> {
  const found: Resource[] = [];
  for (const some of chunksOf(numbers, chunkSize)) {
    const tokens = some.map(({ system, value }) => `${system}|${value}`);
    found.push(...(await readAll(send, type, ['identifier', tokens.join(',')])));
  }
  return found;
}

/** Everything of a type, or what matches one criterion: all pages. */
export async function readAll(
  send: Send,
  type: string,
  criterion?: [string, string],
): Promise<Resource[]> {
  const resources: Resource[] = [];
  let query: [string, string][] = [
    ...(criterion === undefined ? [] : [criterion]),
    ['_count', String(pageSize)],
  ];
  for (;;) {
    const { body } = await send(getRequest([type], query));
    const page = JSON.parse(body ?? '{}') as SearchPage;
    resources.push(...(page.entry ?? []).map(({ resource }) => resource));
    const next = page.link?.find(({ relation }) => relation === 'next');
    if (next === undefined) return resources;
    query = [...new URL(next.url, 'http://localhost').searchParams];
  }
}

interface SearchPage {
  entry?: { resource: Resource }[];
  link?: { relation: string; url: string }[];
}

/** A list in parts of at most that size. */
export function chunksOf<T>(list: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < list.length; start += size) {
    chunks.push(list.slice(start, start + size));
  }
  return chunks;
}
