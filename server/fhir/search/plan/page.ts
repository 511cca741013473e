/** One page of a search: the rows in their order, from where the cursor says. */
import { typeName } from '#model/resource-types.ts';
import { type Sql, type SqlRow, arrayLiteral } from '#fhir/store/sql.ts';
import type { ResourceRow } from '#fhir/store/resource-row.ts';
import { guardOf } from '#fhir/store/read.ts';
import { type Resolved, allOf } from '../predicate.ts';
import type { SortKey } from '../query.ts';
import type { TypeSchema } from '../schema/search-schema.ts';
import type { Cursor } from './cursor.ts';
import { type OrderKey, afterText, orderKeys, orderText } from './order.ts';
import { estimateRows } from './estimate.ts';
import { type Statement, createStatement } from './statement.ts';
import {
  comparesClinical,
  countable,
  hasColumns,
  leaderOf,
  whereText,
  withTypes,
} from './where.ts';

/** What a page is made of. */
export interface PageRequest {
  types: readonly TypeSchema[];
  predicate: Resolved;
  sort: readonly SortKey[];
  cursor: Cursor | undefined;
  limit: number;
}

/** A row of a page. */
export interface FoundRow extends ResourceRow {
  cursor: Cursor;
}

/**
 * The rows of a page. Those that lack the clinical date by which they are ordered come last, by a
 * query of their own: so each of the two walks an index.
 */
export async function findPage(sql: Sql, request: PageRequest): Promise<FoundRow[]> {
  const { sort, cursor, limit } = request;
  const way = await chooseWay(sql, request);
  const isDated = sort[0]?.parameter.branches[0]?.index === 'clinical';
  if (!isDated) return findHalf(sql, request, { way, half: undefined });
  const inSecond = cursor !== undefined && cursor.values[0] === null;
  const dated = inSecond ? [] : await findHalf(sql, request, { way, half: 'dated' });
  if (dated.length >= limit || comparesClinical(request.predicate)) return dated;
  const rest = { ...request, limit: limit - dated.length, cursor: inSecond ? cursor : undefined };
  return [...dated, ...(await findHalf(sql, rest, { way: undatedWay(way), half: 'undated' }))];
}

/**
 * `plan`: as the planner thinks best. `look-up`: all that match by the index on tokens, then
 * sorted. A number: so many steps in the order asked for, which fill the page where matches are
 * frequent; a look-up where they do not.
 */
type Way = 'plan' | 'look-up' | number;

/** Up to so many expected matches a look-up is quicker than any walk. */
const lookUpMax = 2000;

/** The longest walk that is tried. */
const walkMax = 20_000;

/** No index walks what has no date. */
function undatedWay(way: Way): Way {
  return typeof way === 'number' ? 'look-up' : way;
}

/** The planner expects matches to be spread evenly. They are not: so a walk must have an end. */
async function chooseWay(sql: Sql, { types, predicate, sort }: PageRequest): Promise<Way> {
  const leader = leaderOf(predicate);
  if (leader === 'many') return 'look-up';
  if (leader !== 'few' || types.length > 1) return 'plan';
  if (orderKeys(createStatement(), sort).some((key) => !key.isColumn)) return 'look-up';
  const parts = countable(predicate).map((part) => withTypes(types, part));
  const expected = await Promise.all(parts.map((part) => estimateRows(sql, part)));
  const fewest = Math.min(...expected);
  // As many steps as there are rows to look up: so the walk at most doubles the work.
  return fewest <= lookUpMax ? 'look-up' : Math.min(fewest, walkMax);
}

type Half = 'dated' | 'undated' | undefined;

interface HalfWay {
  way: Way;
  half: Half;
}

async function findHalf(sql: Sql, request: PageRequest, given: HalfWay): Promise<FoundRow[]> {
  const statement = createStatement();
  const keys = orderKeys(statement, request.sort).map((key, index): OrderKey => {
    if (index > 0 || given.half === undefined) return key;
    return given.half === 'dated' ? { ...key, nullable: false } : { ...key, text: 'null::bigint' };
  });
  const text = pageText(statement, { ...request, ...given, keys });
  const rows = await sql.run(text, statement.parameters);
  if (typeof given.way === 'number' && rows.length < request.limit) {
    return findHalf(sql, request, { ...given, way: 'look-up' });
  }
  return rows.map((row) => foundRow(row, keys));
}

const columns = `r.key, r.bucket, r.patient, r.owner, r.level,
  r.seq, r.type, r.id, r.version, r.updated, r.body`;

type Text = PageRequest & HalfWay & { keys: readonly OrderKey[] };

function pageText(statement: Statement, text: Text): string {
  const { types, predicate, way, keys } = text;
  if (typeof way === 'number') return tryText(statement, text, way);
  if (types.length > 1 && leaderOf(predicate) === 'none') return walksText(statement, text);
  // Computed keys are computed once; a look-up must not be lured to walk in the order of its keys.
  if (way === 'look-up' || keys.some((key) => !key.isColumn)) return sortText(statement, text);
  const where = [whereText(statement, ofTypes(text, true)), ...placeText(statement, text, 'r')];
  return `${rowsText(keys)} where ${where.join(' and ')} ${orderBy(statement, text, 'r')}`;
}

/** The predicate with its types, which tokens tell already unless an index needs them. */
function ofTypes({ types, predicate }: Text, isNeeded: boolean): Resolved {
  const [only, ...others] = types;
  if (!isNeeded || only === undefined || others.length > 0) return withTypes(types, predicate);
  return allOf([{ kind: 'type', number: only.number }, predicate]);
}

function rowsText(keys: readonly OrderKey[]): string {
  const sortColumns = keys.map((key, index) => `, ${key.text} as s${index}`).join('');
  return `select ${columns}${sortColumns} from resource r`;
}

/** Where a half and a cursor begin. */
function placeText(statement: Statement, text: Text, source: 'r' | 'found'): string[] {
  const { half, cursor, keys } = text;
  const after = cursor === undefined ? [] : [afterText(statement, keys, { cursor, source })];
  return [...(source === 'r' ? halfText(half) : []), ...after];
}

function halfText(half: Half): string[] {
  return half === undefined ? [] : [half === 'dated' ? 'r.at is not null' : 'r.at is null'];
}

function orderBy(statement: Statement, { keys, limit }: Text, source: 'r' | 'found'): string {
  return `order by ${orderText(keys, source)} limit ${statement.add(limit, 'integer')}`;
}

/** All that match, then sorted. */
function sortText(statement: Statement, text: Text): string {
  const { predicate, keys, half } = text;
  const where = [whereText(statement, ofTypes(text, hasColumns(predicate))), ...halfText(half)];
  const after = ['true', ...placeText(statement, text, 'found')].join(' and ');
  return `select * from (${rowsText(keys)} where ${where.join(' and ')} offset 0) as found
    where ${after} ${orderBy(statement, text, 'found')}`;
}

/** The first few of a type in the order asked for, and of them those that match. */
function tryText(statement: Statement, text: Text, steps: number): string {
  const { types, predicate, keys } = text;
  const type = statement.add(types[0]?.number ?? 0, 'smallint');
  const place = [`r.type = ${type}`, ...placeText(statement, text, 'r')].join(' and ');
  const walk = `select r.* from resource r where ${place}
    order by ${orderText(keys, 'r')} limit ${statement.add(steps, 'integer')}`;
  const sortColumns = keys.map((key, index) => `, ${key.text} as s${index}`).join('');
  return `select ${columns}${sortColumns} from (${walk}) as r
    where ${whereText(statement, predicate, true)} ${orderBy(statement, text, 'r')}`;
}

/** Many types one after the other, each by its own index. */
function walksText(statement: Statement, text: Text): string {
  const { types, predicate, keys } = text;
  const list = arrayLiteral(types.map((type) => type.number));
  const where = [
    whereText(statement, predicate),
    'r.type = walked.type',
    ...placeText(statement, text, 'r'),
  ];
  const one = `${rowsText(keys)} where ${where.join(' and ')} ${orderBy(statement, text, 'r')}`;
  return `select found.* from unnest('${list}'::smallint[]) as walked(type)
    cross join lateral (${one}) as found ${orderBy(statement, text, 'found')}`;
}

function foundRow(row: SqlRow, keys: readonly OrderKey[]): FoundRow {
  return {
    type: typeName(Number(row['type'])),
    id: String(row['id']),
    key: String(row['key']),
    bucket: Number(row['bucket']),
    ...guardOf(row),
    version: Number(row['version']),
    updated: Number(row['updated']),
    body: String(row['body']),
    cursor: {
      values: keys.map((_, index) => {
        const value = row[`s${index}`] ?? null;
        return value === null ? null : String(value);
      }),
      seq: String(row['seq']),
      key: String(row['key']),
    },
  };
}
