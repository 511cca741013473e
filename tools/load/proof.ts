/**
 * Proves that a load is whole: every resource counted, every reference followed.
 * https://hl7.org/fhir/R4/references.html
 */
import type { Resource } from '#model/fhir.ts';
import { type Api, count } from './api.ts';

/** The types of `expected` whose number on the server is another one, each as a sentence. */
export async function wrongCounts(
  api: Api,
  expected: Record<string, number>,
  before: Record<string, number>,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const [type, brought] of Object.entries(expected)) {
    const found = await count(api, type);
    const wanted = brought + (before[type] ?? 0);
    if (found !== wanted) wrong.push(`${type}: ${found} on the server, ${wanted} expected`);
  }
  return wrong;
}

/**
 * The references to a resource of this server that is not there, as `From/id → To/id`, and how many
 * were followed.
 */
export async function danglingReferences(
  api: Api,
  types: readonly string[],
): Promise<{ followed: number; dangling: string[] }> {
  const there = new Set<string>();
  const wanted = new Map<string, string>();
  let followed = 0;
  for (const type of types) {
    for await (const resource of everyResource(api, type)) {
      const name = `${type}/${resource.id}`;
      there.add(name);
      for (const reference of referencesIn(resource)) {
        followed += 1;
        if (!wanted.has(reference)) wanted.set(reference, name);
      }
    }
  }
  const dangling: string[] = [];
  for (const [reference, from] of wanted) {
    if (there.has(reference)) continue;
    if (types.includes(reference.split('/')[0] ?? '')) dangling.push(`${from} → ${reference}`);
    else if ((await api.send('GET', reference)).status !== 200) {
      dangling.push(`${from} → ${reference}`);
    }
  }
  return { followed, dangling };
}

async function* everyResource(api: Api, type: string): AsyncGenerator<Resource> {
  let path: string | undefined = `${type}?_count=500`;
  while (path !== undefined) {
    const { status, body } = await api.send('GET', path);
    if (status !== 200) throw new Error(`Reading ${type} was answered with ${status}`);
    const entries = (body['entry'] ?? []) as { resource: Resource }[];
    for (const { resource } of entries) yield resource;
    const links = (body['link'] ?? []) as { relation: string; url: string }[];
    const next: string | undefined = links.find((link) => link.relation === 'next')?.url;
    path = next?.slice(next.indexOf(`/${type}?`) + 1);
  }
}

/** Local references and unresolved `urn:` ones. */
function* referencesIn(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    for (const item of value) yield* referencesIn(item);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      if (name !== 'reference') yield* referencesIn(item);
      else if (typeof item === 'string' && /^([A-Z]\w+\/|urn:uuid:)/.test(item)) yield item;
    }
  }
}
