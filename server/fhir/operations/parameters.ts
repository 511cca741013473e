/** Reads and writes Parameters resources. https://hl7.org/fhir/R4/parameters.html */
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

/** The parameters of a request's body, by name. Throws `no-body`, `type-mismatch`. */
export function readParameters(request: FhirRequest): Map<string, Parameter> {
  const { resource } = parseContent(request);
  if (resource.resourceType !== 'Parameters') throw refuse('type-mismatch', { type: 'Parameters' });
  const list = (resource['parameter'] ?? []) as Parameter[];
  return new Map(list.map((parameter) => [parameter.name, parameter]));
}

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
