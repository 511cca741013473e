/**
 * One `name=value` of a search as a predicate on one type: modifiers, chains and _has.
 * https://hl7.org/fhir/R4/search.html#modifiers
 */
import { refuse } from '#fhir/refusals.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import { bucketInId, isFhirId } from '#fhir/store/ids.ts';
import { type Predicate, type Reached, anyOf } from '../predicate.ts';
import type { Parameter, TypeSchema } from '../schema/search-schema.ts';
import { badModifier, badValue } from './bad-value.ts';
import { valuesOf } from './bounds.ts';
import { compositePredicate } from './composite.ts';
import { nearPredicate } from './near.ts';
import { type RangeReading, rangePredicate, readRange } from './range.ts';
import { identifierPredicate, reaches, referencePredicate } from './reference.ts';
import { textPredicate, uriPredicate } from './text.ts';
import { tokenPredicate, tokenTextPredicate } from './token.ts';

/** A name and its value as they stand in the query. */
export interface Given {
  name: string;
  value: string;
}

const depthMax = 5;

/** Reads one criterion. Throws `unknown-parameter`, `bad-modifier`, `bad-parameter`. */
export function criterion(
  reading: RangeReading,
  type: TypeSchema,
  given: Given & { depth?: number },
): Predicate {
  const { name, value, depth = 0 } = given;
  if (depth > depthMax) throw badValue(name, '链太长', 'the chain is too long');
  if (name.startsWith('_has:')) return reverseChain(reading, type, { name, value, depth });
  const dot = name.indexOf('.');
  if (dot > 0) return chain(reading, type, { name, value, depth, dot });
  const colon = name.indexOf(':');
  const code = colon < 0 ? name : name.slice(0, colon);
  const modifier = colon < 0 ? undefined : name.slice(colon + 1);
  const parameter = type.parameters.get(code);
  if (parameter === undefined) throw unknown(type, name);
  if (modifier === 'missing') return missing(type, parameter, { name, value });
  const all = valuesOf(name, value, code === '_id' ? 'token' : parameter.type);
  const wanted = anyOf(
    all.map((text) => single({ reading, type, parameter }, { name, text, modifier })),
  );
  return modifier === 'not' ? { kind: 'not', of: wanted } : wanted;
}

function unknown({ type }: TypeSchema, name: string): Error {
  return refuse('unknown-parameter', { type, parameter: name.slice(0, 100) });
}

interface Surroundings {
  reading: RangeReading;
  type: TypeSchema;
  parameter: Parameter;
}

/** One of the values between commas. */
function single(
  { reading, type, parameter }: Surroundings,
  given: { name: string; text: string; modifier: string | undefined },
): Predicate {
  const { name, modifier } = given;
  const { schema } = reading;
  if (parameter.code === '_id') return identified(type, given);
  if (parameter.type === 'reference') {
    if (modifier === 'identifier') return identifierPredicate(parameter, given);
    if (modifier !== undefined && !schema.types.has(modifier)) throw badModifier(name, modifier);
    return referencePredicate({ schema, type }, parameter, { ...given, of: modifier });
  }
  if (parameter.type === 'string') return textPredicate(schema, parameter, given);
  if (parameter.type === 'uri') return uriPredicate(parameter, given);
  if (parameter.type === 'token') {
    if (modifier === 'text') return tokenTextPredicate(parameter, given);
    if (modifier !== undefined && modifier !== 'not') throw badModifier(name, modifier);
    return tokenPredicate({ schema, type }, parameter, given);
  }
  if (modifier !== undefined) throw badModifier(name, modifier);
  if (parameter.code === '_lastUpdated') {
    return { kind: 'updated', test: readRange(reading, 'date', given).test };
  }
  if (parameter.type === 'composite')
    return compositePredicate({ reading, type }, parameter, given);
  if (parameter.type === 'special') return nearPredicate(parameter, given);
  return rangePredicate(reading, parameter, given);
}

function identified(
  { type }: TypeSchema,
  { name, text, modifier }: { name: string; text: string; modifier: string | undefined },
): Predicate {
  if (modifier !== undefined && modifier !== 'not') throw badModifier(name, modifier);
  if (!isFhirId(text)) throw badValue(name, '不是合法的 id', 'it is not an id');
  const place = { key: resourceKey(type, text), bucket: bucketInId(text) };
  return { kind: 'ids', places: [place] };
}

function missing(type: TypeSchema, parameter: Parameter, { name, value }: Given): Predicate {
  if (!type.shapeCodes.includes(parameter.code)) throw badModifier(name, 'missing');
  if (value !== 'true' && value !== 'false') {
    throw badValue(name, '应为 true 或 false', 'it must be true or false');
  }
  const { shapeSlot: slot } = type;
  return { kind: 'shape', slot, code: parameter.code, has: value === 'false' };
}

/** `subject:Patient.name=x`: what is referred to must fit. */
function chain(
  reading: RangeReading,
  type: TypeSchema,
  given: Given & { depth: number; dot: number },
): Predicate {
  const { name, value, depth, dot } = given;
  const [code = '', of] = name.slice(0, dot).split(':');
  const parameter = type.parameters.get(code);
  if (parameter?.type !== 'reference') throw unknown(type, name);
  if (of !== undefined && !(reading.schema.types.has(of) && reaches(parameter, of))) {
    throw badModifier(name, of);
  }
  const rest = name.slice(dot + 1);
  const to = reachable(reading, parameter, of).flatMap((target): Reached[] => {
    if (of === undefined && !understands(target, rest)) return [];
    const predicate = criterion(reading, target, { name: rest, value, depth: depth + 1 });
    return [{ type: target, predicate }];
  });
  if (to.length === 0) throw unknown(type, name);
  return { kind: 'chain', name, from: type, branches: parameter.branches, to };
}

function reachable(
  { schema }: RangeReading,
  { targets }: Parameter,
  of: string | undefined,
): TypeSchema[] {
  const known = targets.filter((target) => schema.types.has(target));
  const names = of !== undefined ? [of] : known.length > 0 ? known : [...schema.types.keys()];
  return names.flatMap((target) => schema.types.get(target) ?? []);
}

/** Whether a type has the parameter that a chain goes on with. */
function understands(target: TypeSchema, rest: string): boolean {
  return rest.startsWith('_has:') || target.parameters.has(/^[^.:]*/.exec(rest)?.[0] ?? '');
}

/** `_has:Observation:patient:code=x`: something that fits refers to it. */
function reverseChain(
  reading: RangeReading,
  type: TypeSchema,
  given: Given & { depth: number },
): Predicate {
  const { name, value, depth } = given;
  const [, sourceName = '', code = '', ...rest] = name.split(':');
  const source = reading.schema.types.get(sourceName);
  const parameter = source?.parameters.get(code);
  if (source === undefined || parameter?.type !== 'reference' || rest.length === 0) {
    throw unknown(type, name);
  }
  if (!reaches(parameter, type.type)) throw unknown(type, name);
  const predicate = criterion(reading, source, { name: rest.join(':'), value, depth: depth + 1 });
  const branches = parameter.branches.filter(
    ({ target }) => target === undefined || target === type.type,
  );
  return { kind: 'has', name, type: type.type, branches, source: { type: source, predicate } };
}
