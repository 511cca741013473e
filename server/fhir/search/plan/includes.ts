/**
 * What comes along with the matches: resources they refer to, and resources that refer to them.
 * https://hl7.org/fhir/R4/search.html#revinclude
 */
import { refuse } from '#fhir/refusals.ts';
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import { bucketInId } from '#fhir/store/ids.ts';
import { readMany } from '#fhir/store/read.ts';
import type { ResourceRow } from '#fhir/store/resource-row.ts';
import { admitted } from '#fhir/handling/transact.ts';
import { type Looker, seenBy } from '../looker.ts';
import { anyOf } from '../predicate.ts';
import type { IncludeRule } from '../query.ts';
import type { Branch, Parameter, SearchSchema, TypeSchema } from '../schema/search-schema.ts';
import { collect } from '../schema/walk.ts';
import { referenceToken, textSlot, textToken } from '../values/keys.ts';
import { canonicalForms, parseReference } from '../values/reference.ts';
import { findPage } from './page.ts';

/** How many resources may come along with one page, and how often `:iterate` goes on. */
const includedMax = 5000;
const roundsMax = 8;

interface Surroundings {
  looker: Looker;
  schema: SearchSchema;
}

/**
 * The resources that the rules bring along, none twice and no match again. Throws
 * `search-too-broad`.
 */
export async function findIncluded(
  around: Surroundings,
  rules: readonly IncludeRule[],
  matches: readonly ResourceRow[],
): Promise<ResourceRow[]> {
  const known = new Set(matches.map(nameOf));
  const included: ResourceRow[] = [];
  let from = matches;
  let turn = rules;
  for (let round = 0; round < roundsMax && from.length > 0 && turn.length > 0; round += 1) {
    const found = await Promise.all(turn.map((rule) => follow(around, rule, from)));
    const fresh: ResourceRow[] = [];
    for (const row of found.flat()) {
      if (known.has(nameOf(row))) continue;
      known.add(nameOf(row));
      fresh.push(row);
    }
    included.push(...fresh);
    if (included.length > includedMax) throw tooMany(rules);
    from = fresh;
    turn = rules.filter((rule) => rule.iterate);
  }
  return included;
}

function tooMany(rules: readonly IncludeRule[]): Error {
  const parameter = rules.some((rule) => rule.reverse) ? '_revinclude' : '_include';
  return refuse('search-too-broad', { parameter, limit: includedMax });
}

function nameOf({ type, id }: ResourceRow): string {
  return `${type}/${id}`;
}

function follow(
  around: Surroundings,
  rule: IncludeRule,
  from: readonly ResourceRow[],
): Promise<ResourceRow[]> {
  return rule.reverse ? followBack(around, rule, from) : followForth(around, rule, from);
}

/** The branches of the reference parameters that a rule follows. */
function branchesOf(type: TypeSchema | undefined, rule: IncludeRule): Branch[] {
  const parameters: Parameter[] = [...(type?.parameters.values() ?? [])].filter(
    (parameter) =>
      parameter.type === 'reference' && (rule.code ?? parameter.code) === parameter.code,
  );
  return parameters.flatMap((parameter) => parameter.branches);
}

async function followForth(
  { looker, schema }: Surroundings,
  rule: IncludeRule,
  from: readonly ResourceRow[],
): Promise<ResourceRow[]> {
  const places = new Map<Hash, { key: Hash; bucket: number | undefined }>();
  const canonicals = new Set<string>();
  for (const { type, body } of from) {
    if (rule.source !== undefined && rule.source !== type) continue;
    const branches = branchesOf(schema.types.get(type), rule);
    if (branches.length === 0) continue;
    const resource: unknown = JSON.parse(body);
    for (const text of branches.flatMap((branch) => referencesOf(branch, resource))) {
      const found = parseReference(text.value, schema.settings.baseUrls);
      if (found === undefined) continue;
      if (text.isCanonical && found.id === undefined) canonicals.add(text.value);
      const fits = (rule.target ?? found.type) === found.type;
      if (found.id === undefined || found.type === undefined || !fits) continue;
      if (text.target !== undefined && text.target !== found.type) continue;
      const key = resourceKey(found.type, found.id);
      places.set(key, { key, bucket: bucketInId(found.id) });
    }
  }
  const found = await readMany(looker.sql, [...places.values()]);
  const rows: ResourceRow[] = [...(await admitted(looker.access, looker.sql, [...found.values()]))];
  if (canonicals.size > 0)
    rows.push(...(await findCanonical({ looker, schema }, rule, canonicals)));
  return rows;
}

interface FoundReference {
  value: string;
  isCanonical: boolean;
  /** The only type that the parameter follows. */
  target: string | undefined;
}

function referencesOf(branch: Branch, resource: unknown): FoundReference[] {
  return branch.ways.flatMap(({ steps, datatype }) =>
    collect(steps, resource).flatMap((value): FoundReference[] => {
      const text = datatype === 'Reference' ? (value as { reference?: unknown }).reference : value;
      if (typeof text !== 'string') return [];
      return [{ value: text, isCanonical: datatype !== 'Reference', target: branch.target }];
    }),
  );
}

/** Definitions by their url. */
async function findCanonical(
  { looker, schema }: Surroundings,
  rule: IncludeRule,
  canonicals: ReadonlySet<string>,
): Promise<ResourceRow[]> {
  const urls = [...canonicals].map((text) => canonicalForms(text).at(-1) ?? text);
  const types = [...schema.types.values()].filter(
    ({ type, parameters }) => parameters.has('url') && (rule.target ?? type) === type,
  );
  const any = types.flatMap(({ parameters }) =>
    (parameters.get('url')?.branches ?? []).flatMap(({ path }) =>
      urls.map((url) => textToken(textSlot(path, 'value'), url)),
    ),
  );
  return findTokens({ looker, schema }, any, types);
}

async function followBack(
  { looker, schema }: Surroundings,
  rule: IncludeRule,
  from: readonly ResourceRow[],
): Promise<ResourceRow[]> {
  const wanted = from.filter(({ type }) => (rule.target ?? type) === type);
  const types = [...schema.types.values()].filter(({ type }) => (rule.source ?? type) === type);
  const tokens = types.flatMap((type) =>
    branchesOf(type, rule).flatMap((branch) =>
      wanted
        .filter((row) => branch.target === undefined || branch.target === row.type)
        .map((row) => referenceToken(branch.path, nameOf(row))),
    ),
  );
  return findTokens({ looker, schema }, [...new Set(tokens)], types);
}

async function findTokens(
  { looker }: Surroundings,
  any: readonly Hash[],
  types: readonly TypeSchema[],
): Promise<ResourceRow[]> {
  if (any.length === 0) return [];
  const predicate = await seenBy(looker, types, anyOf([{ kind: 'tokens' as const, any }]));
  return findPage(looker.sql, {
    types,
    predicate,
    sort: [],
    cursor: undefined,
    limit: includedMax + 1,
  });
}
