/** Reads and writes Parameters resources. https://hl7.org/fhir/R4/parameters.html */
import type { Resource } from '#model/fhir.ts';
import { parseContent } from '#fhir/handling/content.ts';
import type { FhirRequest, FhirResponse } from '#fhir/handling/interaction.ts';
import { refuse } from '#fhir/refusals.ts';

/** One parameter: a name and a value of some datatype. */
export interface Parameter {
  name: string;
  resource?: object;
  part?: Parameter[];
  [value: string]: unknown;
}

/**
 * The parameters of a request's body, by name. Throws `no-body`, `type-mismatch`,
 * `parameters-malformed`.
 */
export function readParameters(request: FhirRequest): Map<string, Parameter> {
  const list = listParameters(parseContent(request).resource);
  return new Map(list.map((parameter) => [parameter.name, parameter]));
}

/** The parameters of a resource in their order. Throws `type-mismatch`, `parameters-malformed`. */
export function listParameters(resource: Resource): Parameter[] {
  if (resource.resourceType !== 'Parameters') throw refuse('type-mismatch', { type: 'Parameters' });
  const list = resource['parameter'] ?? [];
  if (!areParameters(list)) throw refuse('parameters-malformed');
  return list;
}

function areParameters(list: unknown): list is Parameter[] {
  return Array.isArray(list) && list.every(isParameter);
}

/** Whether this has a name, and what it holds is what its kind says: handlers look no closer. */
function isParameter(one: unknown): boolean {
  if (!isObject(one) || typeof one['name'] !== 'string') return false;
  return Object.entries(one).every(([kind, value]) => {
    if (kind === 'part') return areParameters(value);
    if (kind === 'resource') return isObject(value);
    return !kind.startsWith('value') || isOfKind(value, kind.slice('value'.length));
  });
}

/** Whether a value is of a kind as `Reference`. https://hl7.org/fhir/R4/datatypes.html */
function isOfKind(value: unknown, kind: string): boolean {
  if (kind === 'Boolean') return typeof value === 'boolean';
  if (numbers.test(kind)) return typeof value === 'number';
  if (texts.test(kind)) return typeof value === 'string';
  const inside = kind === 'Identifier' ? ['system', 'value'] : ['reference'];
  return isObject(value) && inside.every((name) => isTextOrAbsent(value[name]));
}

const numbers = /^(?:Decimal|Integer|PositiveInt|UnsignedInt)$/;
const texts =
  /^(?:Base64Binary|Canonical|Code|Date|DateTime|Id|Instant|Markdown|Oid|String|Time|Ur[il]|Uuid)$/;

const isTextOrAbsent = (value: unknown) => value === undefined || typeof value === 'string';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text among the parameters. Throws `parameter-missing` where it is not there. */
export function textOf(
  parameters: ReadonlyMap<string, Parameter>,
  name: string,
  kinds: readonly string[] = ['valueString', 'valueCode', 'valueUri'],
): string {
  const parameter = parameters.get(name);
  for (const kind of kinds) {
    const value = parameter?.[kind];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  throw refuse('parameter-missing', { name });
}

/** An answer of parameters. */
export function answerParameters(parameter: readonly Parameter[]): FhirResponse {
  return { status: 200, body: JSON.stringify({ resourceType: 'Parameters', parameter }) };
}

/**
 * Something plain as parameters: texts, whole numbers, whether; lists repeat their name, what has
 * parts becomes parts, null is left out.
 */
export function parametersOf(thing: object): Parameter[] {
  return Object.entries(thing).flatMap(([name, value]: [string, unknown]) =>
    (Array.isArray(value) ? value : [value]).flatMap((one: unknown) => {
      if (one === null || one === undefined) return [];
      if (typeof one === 'object') return { name, part: parametersOf(one) };
      if (typeof one === 'number') return { name, valueInteger: one };
      if (typeof one === 'boolean') return { name, valueBoolean: one };
      return typeof one === 'string' ? { name, valueString: one } : [];
    }),
  );
}
