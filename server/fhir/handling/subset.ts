/**
 * Parts of a resource: _summary, _elements and _pretty.
 * https://hl7.org/fhir/R4/search.html#summary
 */
import type { Resource } from '#model/fhir.ts';
import { parseJson } from '#fhir/json.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Store } from './interaction.ts';

/** Names of the query parameters that say how an answer looks, not what is in it. */
export const presentationParameters = new Set(['_summary', '_elements', '_pretty', '_format']);

const always = ['resourceType', 'id', 'meta', 'implicitRules'];
const subsetted = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
};

/** Which parts the caller asked for; undefined for the whole resource. */
export type Parts = (resource: Resource) => Resource;

/**
 * The body of a resource with the parts that the query asks for. The untouched text where it asks
 * for none.
 */
export function subset(body: string, query: [string, string][], store: Store): string {
  const parts = readParts(query, store);
  const pretty = query.some(([name, value]) => name === '_pretty' && value === 'true');
  if (parts === undefined && !pretty) return body;
  const resource = parseJson(body).faithful as Resource;
  return JSON.stringify(parts === undefined ? resource : parts(resource), null, pretty ? 2 : 0);
}

/** Reads _summary and _elements. Throws `bad-parameter`. */
export function readParts(query: [string, string][], store: Store): Parts | undefined {
  const summary = query.findLast(([name]) => name === '_summary')?.[1];
  const elements = query
    .filter(([name]) => name === '_elements')
    .flatMap(([, value]) => value.split(','))
    .map((name) => name.trim().replace(/^[A-Z]\w*\./, ''))
    .filter((name) => name !== '');
  if (elements.length > 0) return (resource) => pick(resource, elements, store);
  switch (summary) {
    case undefined:
    case 'false':
    case 'count':
      return undefined;
    case 'true':
      return (resource) => pick(resource, summaryElements(resource.resourceType, store), store);
    case 'text':
      return (resource) => pick(resource, ['text'], store);
    case 'data':
      return (resource) => tagged({ ...without(resource, 'text') });
    default:
      throw refuse('bad-parameter', {
        parameter: '_summary',
        reason: '应为 true、text、data、count 或 false',
        reasonEn: 'it must be true, text, data, count or false',
      });
  }
}

/**
 * The elements asked for, those that must be there, and those the specification makes mandatory.
 */
function pick(resource: Resource, names: readonly string[], store: Store): Resource {
  const wanted = new Set([...always, ...names, ...mandatory(resource.resourceType, store)]);
  const kept = Object.entries(resource).filter(([name]) => {
    const plain = name.replace(/^_/, '');
    return wanted.has(plain) || names.some((wish) => isChoiceOf(plain, wish));
  });
  return tagged(Object.fromEntries(kept) as Resource);
}

/** Whether `valueQuantity` is the choice element `value`. */
function isChoiceOf(name: string, wish: string): boolean {
  return name.startsWith(wish) && /^[A-Z]/.test(name.slice(wish.length));
}

function without(resource: Resource, name: string): Resource {
  const { [name]: _removed, ...rest } = resource;
  return rest as Resource;
}

function tagged(resource: Resource): Resource {
  const tags = (resource.meta?.tag ?? []).filter(({ code }) => code !== subsetted.code);
  const { resourceType, id, meta, ...rest } = resource;
  return {
    resourceType,
    ...(id === undefined ? {} : { id }),
    meta: { ...meta, tag: [...tags, subsetted] },
    ...rest,
  };
}

function topElements(type: string, store: Store, keep: 'isSummary' | 'min'): string[] {
  const elements = store.definitions.structures.get(type)?.snapshot.element ?? [];
  return elements
    .filter(({ path }) => path.split('.').length === 2)
    .filter((element) => (keep === 'isSummary' ? element.isSummary === true : element.min > 0))
    .map(({ path }) => path.slice(type.length + 1).replace('[x]', ''));
}

function summaryElements(type: string, store: Store): string[] {
  return topElements(type, store, 'isSummary');
}

function mandatory(type: string, store: Store): string[] {
  return topElements(type, store, 'min');
}
