/**
 * What searching knows, compiled once at start-up from the R4 definitions.
 * https://hl7.org/fhir/R4/searchparameter-registry.html
 */
import type { CodeRule } from '#fhir/definitions/condensed.ts';
import type { Definitions } from '#fhir/definitions/load.ts';
import { typeNumber } from '#model/resource-types.ts';
import { compileType } from './schema/compile-type.ts';
import type {
  Parameter,
  SearchSchema,
  SearchSettings,
  TypeSchema,
} from './schema/search-schema.ts';
import { createZoneOffset } from './values/time-zone.ts';

export type { SearchSchema } from './schema/search-schema.ts';

/** Parameters of R4 that this server does not answer: full text and named queries. */
const unanswered = new Set(['_text', '_content', '_query']);

/** Compiles the search parameters of all types. Throws a RangeError for an unknown time zone. */
export function compileSearch(definitions: Definitions, settings: SearchSettings): SearchSchema {
  const zone = createZoneOffset(settings.timeZone);
  const find = (path: string) => definitions.elements.get(path);
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
      context: { zone, baseUrls: settings.baseUrls, keyedHash: settings.keyedHash },
    });
    types.set(type, compiled);
  }
  const systemsOf = (valueSet: string) => systemsIn(definitions.codes.get(valueSet), valueSet);
  return { types, settings, systemsOf, zone };
}

/** Value sets whose codes are not listed, but whose system is known. */
const unlisted: Record<string, string> = {
  'http://hl7.org/fhir/ValueSet/mimetypes': 'urn:ietf:bcp:13',
  'http://hl7.org/fhir/ValueSet/languages': 'urn:ietf:bcp:47',
  'http://hl7.org/fhir/ValueSet/currencies': 'urn:iso:std:iso:4217',
};

function systemsIn(rule: CodeRule | undefined, valueSet: string): string[] | undefined {
  if (rule !== undefined && rule !== 'any') return Object.keys(rule);
  return unlisted[valueSet] === undefined ? undefined : [unlisted[valueSet]];
}

function compartmentsOf(
  { compartments }: Definitions,
  type: string,
): Map<string, readonly string[]> {
  return new Map([...compartments].map(([name, codes]) => [name, codes.get(type) ?? []]));
}

/** The parameters of a type, or of every type, as CapabilityStatement.rest.resource.searchParam. */
export function parametersOf(
  schema: SearchSchema,
  type: string | undefined,
): { name: string; definition: string; type: string }[] {
  return parameters(schema, type).map(({ code, url, type: kind }) => ({
    name: code,
    definition: url,
    type: kind,
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
      .filter(
        ({ type: kind, targets }) =>
          kind === 'reference' && (targets.includes(type) || targets.includes('Resource')),
      )
      .map(({ code }) => `${source}:${code}`),
  );
}
