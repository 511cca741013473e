/** Reads the parameters of a search. https://hl7.org/fhir/R4/search.html */
import { Refusal, refuse } from '#fhir/refusals.ts';
import { badValue } from './criteria/bad-value.ts';
import { checkBounds } from './criteria/bounds.ts';
import { compartmentPredicate } from './criteria/compartment.ts';
import { criterion } from './criteria/criterion.ts';
import { readInclude } from './criteria/include.ts';
import { type Predicate, anyOf } from './predicate.ts';
import { isSecret } from './values/secret.ts';
import type { IncludeRule, SearchQuery, SortKey, TotalMode } from './query.ts';
import type { SearchSchema, TypeSchema } from './schema/search-schema.ts';

const countDefault = 20;
const countMax = 1000;

/** Who asks, and where. */
export interface ParseOptions {
  /** Unknown and ill-formed parameters are passed over, and named in the answer. */
  lenient?: boolean;
  /** Only what is in this compartment. */
  compartment?: { type: string; id: string };
  /** Milliseconds since 1970, for dates that are only near. */
  now?: number;
}

/** How an answer looks, which is not decided here. */
const presentation = new Set(['_format', '_pretty', '_summary', '_elements']);

/**
 * Reads a search of one type, or of all (then `_type` may choose).
 * Throws `unknown-parameter`, `bad-parameter`, `bad-modifier`.
 */
// oxlint-disable-next-line max-params -- schema and type say where, parameters what, options how
export function parseSearch(
  schema: SearchSchema,
  type: string | undefined,
  parameters: readonly [string, string][],
  options: ParseOptions = {},
): SearchQuery {
  const types = typesOf(schema, type, parameters);
  const reading = { schema, now: options.now ?? Date.now() };
  const page = {
    count: countDefault,
    total: 'none' as TotalMode,
    cursor: undefined as string | undefined,
    ofPerson: true,
  };
  const sort: SortKey[] = [];
  const includes: IncludeRule[] = [];
  const criteria: Predicate[] = [];
  const ignored: string[] = [];
  const { compartment } = options;
  if (compartment !== undefined) criteria.push(compartmentPredicate(types, compartment));
  for (const [name, value] of parameters) {
    if (presentation.has(name) || (name === '_type' && type === undefined)) continue;
    try {
      readOne(name, value);
    } catch (error) {
      if (options.lenient !== true || !(error instanceof Refusal)) throw error;
      ignored.push(name);
    }
  }
  const names = parameters.map(([name]) => name).filter((name) => !ruling.has(name.split(':')[0]!));
  checkBounds({ criteria: names, includes: includes.length, sort: sort.length });
  const deciding = parameters.filter(([name]) => !placing.has(name));
  const identity = JSON.stringify([type, compartment, deciding]);
  if (page.count === 0 && !parameters.some(([name]) => name === '_total')) page.total = 'accurate';
  return { types, criteria, sort, includes, ignored, identity, ...page };

  function readOne(name: string, value: string): void {
    // PostgreSQL cannot hold the character zero, nor can any value of FHIR.
    if (value.includes('\0'))
      throw badValue(name, '含有不允许的字符', 'it has a forbidden character');
    switch (name.split(':')[0]) {
      case '_count':
        page.count = readCount(value);
        return;
      case '_total':
        page.total = readTotal(value);
        return;
      case '_cursor':
        page.cursor = value;
        return;
      case '_person':
        page.ofPerson = readOfPerson(value);
        return;
      case '_sort':
        sort.push(...value.split(',').map((key) => readSort(types, key)));
        return;
      case '_include':
      case '_revinclude':
        includes.push(readInclude(schema, { name, value }));
        return;
      case '_text':
      case '_content':
        throw badValue(name, '本服务不支持全文检索', 'full-text search is not supported');
      default:
        criteria.push(onTypes(types, (each) => criterion(reading, each, { name, value })));
    }
  }
}

/** Parameters that change neither what is found nor its order. */
const placing = new Set([
  '_cursor',
  '_count',
  '_total',
  '_include',
  '_revinclude',
  ...presentation,
]);

function typesOf(
  schema: SearchSchema,
  type: string | undefined,
  parameters: readonly [string, string][],
): TypeSchema[] {
  const named = parameters
    .filter(([name]) => name === '_type')
    .flatMap(([, value]) => value.split(','));
  const names = type !== undefined ? [type] : named.length > 0 ? named : [...schema.types.keys()];
  return [...new Set(names)].map((name) => {
    const found = schema.types.get(name);
    if (found === undefined)
      throw badValue('_type', '没有这种资源类型', 'there is no such resource type');
    return found;
  });
}

/** A criterion on every type that is searched; one that says the same of all is said once. */
function onTypes(types: readonly TypeSchema[], read: (type: TypeSchema) => Predicate): Predicate {
  const [only, ...others] = types.map((type) => ({ type, predicate: read(type) }));
  if (only === undefined) throw refuse('bad-request');
  if (others.length === 0 || only.predicate.kind === 'updated') return only.predicate;
  return anyOf([only, ...others].map(({ type, predicate }) => ofType(type, predicate)));
}

/** Tokens and texts belong to a type by themselves; anything else is said of the type only. */
function ofType(type: TypeSchema, predicate: Predicate): Predicate {
  switch (predicate.kind) {
    case 'tokens':
    case 'terms':
    case 'shape':
    case 'ids':
    case 'ordered':
    case 'chain':
    case 'has':
      return predicate;
    default:
      return { kind: 'all', of: [{ kind: 'type', number: type.number }, predicate] };
  }
}

function readCount(value: string): number {
  if (!/^\d{1,9}$/.test(value))
    throw badValue('_count', '应为非负整数', 'it must be a whole number');
  return Math.min(Number(value), countMax);
}

/** `_person=false`: a Patient that is named means that one record, not all of the person. */
function readOfPerson(value: string): boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  throw badValue('_person', '应为 true 或 false', 'it must be true or false');
}

function readTotal(value: string): TotalMode {
  if (value === 'none' || value === 'estimate' || value === 'accurate') return value;
  throw badValue(
    '_total',
    '应为 none、estimate 或 accurate',
    'it must be none, estimate or accurate',
  );
}

/** Parameters that are no criteria. */
const ruling = new Set([...placing, '_sort', '_type', '_person']);

/** Kinds of values that have no order. */
const unsortable = new Set(['composite', 'special']);

function readSort(types: readonly TypeSchema[], text: string): SortKey {
  const descending = text.startsWith('-');
  const code = descending ? text.slice(1) : text;
  const [first, ...others] = types;
  const parameter = first?.parameters.get(code);
  const isShared = code === '_id' || code === '_lastUpdated';
  if (parameter === undefined || (others.length > 0 && !isShared)) {
    throw badValue(
      '_sort',
      `不能按“${code.slice(0, 64)}”排序`,
      `it cannot sort by "${code.slice(0, 64)}"`,
    );
  }
  const branches = parameter.branches.map((branch) => branch.index);
  // What is sealed has no order that may be told.
  const isSealed = parameter.branches.some(({ path, datatypes }) =>
    datatypes.some((datatype) => isSecret(path, datatype)),
  );
  if (
    isSealed ||
    unsortable.has(parameter.type) ||
    branches.includes('truth') ||
    branches.includes('sound')
  ) {
    throw badValue('_sort', `“${code}”没有次序`, `"${code}" has no order`);
  }
  return { parameter, descending };
}
