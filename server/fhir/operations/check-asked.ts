/**
 * Whether a request asks an operation for what its definition says that it takes: a parameter that
 * would be passed over is a mistake of which nobody would hear.
 * https://hl7.org/fhir/R4/operations.html#request
 */
import { parseContent } from '#fhir/handling/content.ts';
import type { FhirRequest } from '#fhir/handling/interaction.ts';
import { refuse } from '#fhir/refusals.ts';
import type { ParameterTable } from './operation-definition.ts';
import { type Parameter, listParameters } from './parameters.ts';

/** Of any request, beside what an operation takes. */
const presentation: ReadonlySet<string> = new Set(['_format', '_pretty']);

/**
 * Checks names, kinds and how often each is given; what must be there the operation knows best.
 * @param takes of the operation; undefined where it says it in its own guide.
 * @returns the request, with its body read. Throws `parameter-unknown`, `parameter-missing`,
 *   `parameters-malformed`, `malformed-json`.
 */
export function checkAsked(request: FhirRequest, takes: ParameterTable | undefined): FhirRequest {
  for (const [name, value] of request.query) {
    if (presentation.has(name)) continue;
    if (takes !== undefined && request.body === undefined) typeIn(takes, name);
    // No text of PostgreSQL has this character.
    if (value.includes('\0')) throw refuse('parameter-missing', { name: shown(name) });
  }
  if (takes === undefined || request.body === undefined) return request;
  const { resource, faithful } = parseContent(request);
  if (resource.resourceType === 'Parameters') checkList(listParameters(resource), takes);
  return { ...request, body: { value: resource, faithful } };
}

function checkList(list: readonly Parameter[], takes: ParameterTable): void {
  const seen = new Set<string>();
  for (const parameter of list) {
    const { name } = parameter;
    const type = typeIn(takes, name);
    const again = seen.has(name) && !type.endsWith('*');
    seen.add(name);
    if (again || !isOfType(parameter, type.replace(/[?*]$/, ''))) {
      throw refuse('parameter-missing', { name });
    }
  }
}

function typeIn(takes: ParameterTable, name: string): string {
  const type = Object.hasOwn(takes, name) ? takes[name] : undefined;
  if (type === undefined) throw refuse('parameter-unknown', { name: shown(name) });
  return type;
}

function isOfType(parameter: Parameter, type: string): boolean {
  if (type === 'Element') return parameter.part !== undefined;
  return parameter[`value${type[0]!.toUpperCase()}${type.slice(1)}`] !== undefined;
}

const shown = (name: string) => name.slice(0, 64);
