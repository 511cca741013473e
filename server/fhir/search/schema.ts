/** What searching knows, compiled once at start-up from the R4 definitions. https://hl7.org/fhir/R4/searchparameter-registry.html */
import { typeNumber } from '#model/resource-types.ts';
import type { ParameterDefinition } from './schema/branches.ts';
import { compileType } from './schema/compile-type.ts';
import type { Element, FindElement } from './schema/elements.ts';
import type { Parameter, SearchSchema, SearchSettings, TypeSchema } from './schema/search-schema.ts';
import { createZoneOffset } from './values/time-zone.ts';

export type { SearchSchema } from './schema/search-schema.ts';

/** The part of the definitions that search needs. */
export interface SearchDefinitions {
  structures: ReadonlyMap<string, { snapshot: { element: readonly Element[] } }>;
  searchParameters: readonly ParameterDefinition[];
  resourceTypes: readonly string[];
  /** Per compartment, per type: the codes of the parameters by which it is in it. */
  compartments: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
}

/** Parameters of R4 that this server does not answer: full text and named queries. */
const unanswered = new Set(['_text', '_content', '_query']);

/** Compiles the search parameters of all types. Throws a RangeError for an unknown time zone. */
export function compileSearch(
  definitions: SearchDefinitions,
  settings: SearchSettings,
): SearchSchema {
  const zone = createZoneOffset(settings.timeZone);
  const find = elementFinder(definitions);
  const byUrl = new Map(definitions.searchParameters.map((item) => [item.url, item]));
  const byBase = Map.groupBy(
    definitions.searchParameters
      .filter(({ code }) => !unanswered.has(code))
      .flatMap((definition) => definition.base.map((base) => ({ base, definition }))),
    ({ base }) => base,
  );
  const types = new Map<string, TypeSchema>();
  for (const type of definitions.resourceTypes.filter((name) => typeNumber(name) !== undefined)) {
    const found = [...(byBase.get('Resource') ?? []), ...(byBase.get(type) ?? [])];
    const compiled = compileType({
      find,
      type,
      definitions: found.map(({ definition }) => definition),
      definitionOf: (url) => byUrl.get(url),
      compartments: compartmentsOf(definitions, type),
      context: { zone, baseUrls: settings.baseUrls },
    });
    types.set(type, compiled);
  }
  return { types, settings, zone };
}

function elementFinder({ structures }: SearchDefinitions): FindElement {
  const paths = new Map<string, Map<string, Element>>();
  return (path) => {
    const dot = path.indexOf('.');
    const name = dot < 0 ? path : path.slice(0, dot);
    let elements = paths.get(name);
    if (elements === undefined) {
      const all = structures.get(name)?.snapshot.element ?? [];
      elements = new Map(all.map((element) => [element.path, element]));
      paths.set(name, elements);
    }
    return elements.get(path);
  };
}

function compartmentsOf(
  { compartments }: SearchDefinitions,
  type: string,
): Map<string, readonly string[]> {
  return new Map([...compartments].map(([name, codes]) => [name, codes.get(type) ?? []]));
}

/** The parameters of a type, or of every type, as CapabilityStatement.rest.resource.searchParam. */
export function parametersOf(
  schema: SearchSchema,
  type: string | undefined,
): { name: string; definition: string; type: string; documentation?: string }[] {
  return parameters(schema, type).map(({ code, url, type: kind, documentation }) => ({
    name: code,
    definition: url,
    type: kind,
    ...(documentation === '' ? {} : { documentation }),
  }));
}

function parameters(schema: SearchSchema, type: string | undefined): Parameter[] {
  if (type !== undefined) return [...(schema.types.get(type)?.parameters.values() ?? [])];
  const [first] = schema.types.values();
  return [...(first?.parameters.values() ?? [])].filter(({ code }) => code.startsWith('_'));
}

/** The values that `_include` takes for a type, as `Observation:subject`. */
export function includesOf(schema: SearchSchema, type: string): string[] {
  const own = parameters(schema, type)
    .filter((parameter) => parameter.type === 'reference')
    .map(({ code }) => `${type}:${code}`);
  return own.length === 0 ? [] : ['*', ...own];
}

/** The values that `_revinclude` takes for a type, as `Observation:subject` for Patient. */
export function reverseIncludesOf(schema: SearchSchema, type: string): string[] {
  return [...schema.types.values()].flatMap(({ type: source, parameters: own }) =>
    [...own.values()]
      .filter(({ type: kind, targets }) => kind === 'reference' && targets.includes(type))
      .map(({ code }) => `${source}:${code}`),
  );
}
