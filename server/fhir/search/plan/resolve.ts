/**
 * Answers the parts of a search that need a look of their own: dictionary, shapes, ids, chains.
 * Each with a cap.
 */
import { refuse } from '#fhir/refusals.ts';
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import { bucketInId } from '#fhir/store/ids.ts';
import { type Place, locate } from '#fhir/store/read.ts';
import { type Sql, arrayLiteral } from '#fhir/store/sql.ts';
import { type Looker, seenBy } from '../looker.ts';
import {
  type OpenPredicate,
  type PlainPredicate,
  type Predicate,
  type Reached,
  type Resolved,
  allOf,
  anyOf,
  nothing,
} from '../predicate.ts';
import { referenceToken } from '../values/keys.ts';
import { valuesText } from './json-path.ts';
import { createStatement } from './statement.ts';
import { fewTokens, tokenLists, whereText, withTypes } from './where.ts';

/** How many texts, or resources at the other end of a chain, a criterion may stand for. */
const reachMax = 20_000;

/**
 * Makes all criteria of a search plain, and finds out which of their long lists are dense. Throws
 * `search-too-broad`.
 */
export async function resolveAll(
  looker: Looker,
  criteria: readonly Predicate[],
): Promise<Resolved> {
  const resolved = allOf(await Promise.all(criteria.map((each) => resolve(looker, each))));
  await Promise.all(
    tokenLists(resolved).map(async (list) => {
      if (list.any.length > fewTokens) list.dense = await isDense(looker.sql, list.any);
    }),
  );
  return resolved;
}

/** How many of a long list are probed, and from how many resources on the list is called dense. */
const probed = 16;
const denseFrom = 20_000;

/**
 * Whether so many resources have one of these tokens that looking all of them up is worse than
 * walking.
 */
async function isDense(sql: Sql, tokens: readonly Hash[]): Promise<boolean> {
  const stride = Math.floor(tokens.length / probed);
  const sample = Array.from({ length: probed }, (_, index) => tokens[index * stride] ?? '');
  const enough = Math.ceil((denseFrom / tokens.length) * probed);
  const [row] = await sql.run(
    'select count(*) from (select 1 from resource where tokens && $1::bigint[] limit $2) as found',
    [arrayLiteral(sample), enough],
  );
  return Number(row?.['count']) >= enough;
}

/** Makes a predicate plain. */
async function resolve(looker: Looker, predicate: Predicate): Promise<Resolved> {
  const { sql } = looker;
  switch (predicate.kind) {
    case 'all':
      return allOf(await Promise.all(predicate.of.map((part) => resolve(looker, part))));
    case 'any':
      return anyOf(await Promise.all(predicate.of.map((part) => resolve(looker, part))));
    case 'not':
      return { kind: 'not', of: await resolve(looker, predicate.of) };
    case 'terms':
      return { kind: 'tokens', any: await findTerms(sql, predicate) };
    case 'shape':
      return { kind: 'tokens', any: await findShapes(sql, predicate) };
    case 'ids':
      return findPlaces(sql, predicate.places);
    case 'chain':
      return followChain(looker, predicate);
    case 'has':
      return followBack(looker, predicate);
    case 'tokens':
      return withKin(looker, predicate);
    default:
      return predicate;
  }
}

/** Who leads to more Patients asks about many people, not about the records of some. */
const kinMax = 500;

type Tokens = Extract<PlainPredicate, { kind: 'tokens' }>;

/** References to Patients, those to the other records of their persons as well. */
async function withKin({ findKin }: Looker, predicate: Tokens): Promise<Tokens> {
  const { any, patients, records } = predicate;
  if (findKin === undefined || records === undefined) return predicate;
  if (records.length > kinMax) return predicate;
  const found = await findKin([...new Set(records.map(({ id }) => id))]);
  const others = records.flatMap(({ path, id }) =>
    (found.get(id) ?? []).map((other) => ({ path, id: other })),
  );
  if (others.length === 0) return predicate;
  return {
    ...predicate,
    any: [...any, ...others.map(({ path, id }) => referenceToken(path, `Patient/${id}`))],
    ...(patients === undefined
      ? {}
      : { patients: [...patients, ...others.map(({ id }) => resourceKey('Patient', id))] }),
  };
}

type Open<Kind> = Extract<OpenPredicate, { kind: Kind }>;

async function findTerms(sql: Sql, { slots, match, text, name }: Open<'terms'>): Promise<Hash[]> {
  const escaped = text.replace(/[\\%_]/g, '\\$&');
  const pattern = match === 'prefix' ? `${escaped}%` : `%${escaped}%`;
  const rows = await sql.run(
    'select token from term where slot = any($1::bigint[]) and value like $2 limit $3',
    [arrayLiteral(slots), pattern, reachMax + 1],
  );
  refuseBeyond(name, rows.length);
  return rows.map((row) => String(row['token']));
}

async function findShapes(sql: Sql, { slot, code, has }: Open<'shape'>): Promise<Hash[]> {
  const rows = await sql.run(
    `select token from term where slot = $1 and (strpos(value, $2) > 0) = ($3 = 1)`,
    [slot, ` ${code} `, has ? 1 : 0],
  );
  return rows.map((row) => String(row['token']));
}

async function findPlaces(sql: Sql, places: readonly Place[]): Promise<PlainPredicate> {
  const buckets = await locate(sql, places);
  return {
    kind: 'places',
    places: [...buckets].map(([key, bucket]) => ({ key, bucket })),
  };
}

function refuseBeyond(name: string, count: number): void {
  if (count > reachMax) {
    throw refuse('search-too-broad', { parameter: name.slice(0, 100), limit: reachMax });
  }
}

/**
 * The rows of a type that fit and may be seen, at most the cap and one; `columns` is SQL on the row
 * `r`.
 */
async function reach(looker: Looker, { type, predicate }: Reached, columns: string) {
  const statement = createStatement();
  const seen = await seenBy(looker, [type], await resolveAll(looker, [predicate]));
  const where = whereText(statement, withTypes([type], seen));
  const limit = statement.add(reachMax + 1, 'integer');
  return looker.sql.run(
    `select ${columns} from resource r where ${where} limit ${limit}`,
    statement.parameters,
  );
}

/** First what is referred to, then the tokens of references to it. */
async function followChain(looker: Looker, chain: Open<'chain'>): Promise<Resolved> {
  const isCanonical = chain.branches.some(({ datatypes }) =>
    datatypes.some((one) => one !== 'Reference'),
  );
  const url = isCanonical ? `, r.body::json ->> 'url' as url` : '';
  const found = await Promise.all(
    chain.to.map(async (end) =>
      (await reach(looker, end, `r.id${url}`)).map((row) => ({
        type: end.type.type,
        id: String(row['id']),
        url: row['url'] ?? undefined,
      })),
    ),
  );
  const ends = found.flat();
  refuseBeyond(chain.name, ends.length);
  const branches = chain.branches.map((branch): Tokens => {
    const fitting = ends.filter(
      ({ type }) => branch.target === undefined || branch.target === type,
    );
    const any = fitting.flatMap(({ type, id, url: canonical }) => [
      referenceToken(branch.path, `${type}/${id}`),
      ...(canonical === undefined ? [] : [referenceToken(branch.path, String(canonical))]),
    ]);
    const isPatients =
      branch.path === chain.from.patientPath && ends.every(({ type }) => type === 'Patient');
    if (!isPatients) return { kind: 'tokens', any };
    const patients = fitting.map(({ id }) => resourceKey('Patient', id));
    const records = fitting.map(({ id }) => ({ path: branch.path, id }));
    return { kind: 'tokens', any, patients, records };
  });
  return withEachKin(looker, branches);
}

/** The branches of a chain, each with the other records of the Patients that it leads to. */
async function withEachKin(looker: Looker, branches: readonly Tokens[]): Promise<Resolved> {
  return anyOf(await Promise.all(branches.map((branch) => withKin(looker, branch))));
}

/** First what fits, then the ids that it refers to. */
async function followBack(
  looker: Looker,
  { name, type, branches, source }: Open<'has'>,
): Promise<Resolved> {
  const ways = branches
    .flatMap((branch) => branch.ways)
    .filter((way) => way.datatype === 'Reference');
  if (ways.length === 0) return nothing;
  const rows = await reach(looker, source, `(${valuesText(ways)}) as targets`);
  refuseBeyond(name, rows.length);
  const ids = new Set<string>();
  for (const row of rows) {
    for (const target of String(row['targets'] ?? '').split('\n')) {
      const found = referenceTo.exec(target);
      if (found?.[1] === type && found[2] !== undefined) ids.add(found[2]);
    }
  }
  const places = [...ids].map((id) => ({ key: resourceKey(type, id), bucket: bucketInId(id) }));
  return findPlaces(looker.sql, places);
}

// Relative, or with the address of this server before it; another server's resource is not found by
// its key.
const referenceTo = /(?:^|\/)([A-Z]\w+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]*)?$/;
