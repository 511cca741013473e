/** Criteria on references. https://hl7.org/fhir/R4/search.html#reference */
import { resourceKey } from '#fhir/store/hash.ts';
import { isFhirId } from '#fhir/store/ids.ts';
import { type Predicate, anyOf } from '../predicate.ts';
import type { Branch, Parameter, SearchSchema, TypeSchema } from '../schema/search-schema.ts';
import { identifierToken, referenceToken } from '../values/keys.ts';
import { type ParsedReference, parseReference } from '../values/reference.ts';
import { badModifier, badValue } from './bad-value.ts';
import { unescape } from './escapes.ts';
import { readToken } from './token.ts';

/** Where a criterion stands. */
interface Surroundings {
  schema: SearchSchema;
  type: TypeSchema;
}

/**
 * Resources that refer to this one: `id`, `Type/id` or a URL. @param given.of the type that a
 * modifier names.
 */
export function referencePredicate(
  { schema, type }: Surroundings,
  parameter: Parameter,
  given: { name: string; text: string; of: string | undefined },
): Predicate {
  const { name, of } = given;
  const value = unescape(given.text);
  if (of !== undefined && !reaches(parameter, of)) throw badModifier(name, of);
  const wanted = targetsOf(schema, parameter, { value, of });
  if (wanted.length === 0)
    throw badValue(name, '应为 id、类型/id 或 URL', 'it must be id, Type/id or a URL');
  return anyOf(parameter.branches.map((branch) => branchPredicate(type, branch, wanted)));
}

/** Whether a parameter's references may go to a type. */
export function reaches({ targets }: Parameter, type: string): boolean {
  return targets.length === 0 || targets.includes(type) || targets.includes('Resource');
}

function targetsOf(
  schema: SearchSchema,
  parameter: Parameter,
  { value, of }: { value: string; of: string | undefined },
): ParsedReference[] {
  if (isFhirId(value) && !value.includes('/')) {
    const all = parameter.targets.filter((target) => schema.types.has(target));
    const types = of !== undefined ? [of] : all.length > 0 ? all : [...schema.types.keys()];
    return types.map((type) => ({ target: `${type}/${value}`, type, id: value }));
  }
  const reference = parseReference(value, schema.settings.baseUrls);
  if (reference === undefined) return [];
  if (of !== undefined && reference.type !== of) return [];
  // What is neither a path to a resource nor a URL is a slip of the pen.
  const isUrl = /^[a-z][a-z0-9+.-]*:/i.test(value);
  return reference.id !== undefined || isUrl ? [reference] : [];
}

/** The references of a branch to these targets. */
export function branchPredicate(
  type: TypeSchema,
  branch: Branch,
  wanted: readonly ParsedReference[],
): Predicate {
  const fitting = wanted.filter(
    (reference) => branch.target === undefined || reference.type === branch.target,
  );
  const any = fitting.map(({ target }) => referenceToken(branch.path, target));
  const isPatients =
    branch.path === type.patientPath &&
    fitting.every((reference) => reference.type === 'Patient' && reference.id !== undefined);
  if (!isPatients) return { kind: 'tokens', any };
  const patients = fitting.map(({ id }) => resourceKey('Patient', id ?? ''));
  const records = fitting.map(({ id = '' }) => ({ path: branch.path, id }));
  return { kind: 'tokens', any, patients, records };
}

/** Resources whose reference carries this identifier. */
export function identifierPredicate(
  parameter: Parameter,
  given: { name: string; text: string },
): Predicate {
  const { system, code } = readToken(given.name, given.text);
  const form = system === undefined ? code : `${system}|${code}`;
  return { kind: 'tokens', any: parameter.branches.map(({ path }) => identifierToken(path, form)) };
}
