/** One page of a search: the rows in their order, from where the cursor says. */
import { typeName } from '#model/resource-types.ts';
import { type Sql, type SqlRow, arrayLiteral } from '#fhir/store/sql.ts';
import { type Resolved, allOf } from '../predicate.ts';
import type { SortKey } from '../query.ts';
import type { TypeSchema } from '../schema/search-schema.ts';
import type { Cursor } from './cursor.ts';
import { type OrderKey, afterText, orderKeys, orderText } from './order.ts';
import { type Statement, createStatement } from './statement.ts';
import { isLed, isLedByMany, whereText, withTypes } from './where.ts';

/** What a page is made of. */
export interface PageRequest {
  types: readonly TypeSchema[];
  predicate: Resolved;
  sort: readonly SortKey[];
  cursor: Cursor | undefined;
  limit: number;
}

/** A row of a page. */
export interface FoundRow {
  type: string;
  id: string;
  version: number;
  /** Milliseconds since 1970. */
  updated: number;
  body: string;
  cursor: Cursor;
}

/**
 * The rows of a page. Those that lack the clinical date by which they are ordered come last, by a
 * query of their own: so each
 * of the two walks an index.
 */
export async function findPage(sql: Sql, request: PageRequest): Promise<FoundRow[]> {
  const { sort, cursor, limit } = request;
  const isDated = sort[0]?.parameter.branches[0]?.index === 'clinical';
  if (!isDated) return query(sql, request, undefined);
  const inSecond = cursor !== undefined && cursor.values[0] === null;
  const dated = inSecond ? [] : await query(sql, request, 'dated');
  if (dated.length >= limit) return dated;
  const rest = { ...request, limit: limit - dated.length, cursor: inSecond ? cursor : undefined };
  return [...dated, ...(await query(sql, rest, 'undated'))];
}

type Half = 'dated' | 'undated' | undefined;

async function query(sql: Sql, request: PageRequest, half: Half): Promise<FoundRow[]> {
  const statement = createStatement();
  const keys = keysOf(statement, request.sort, half);
  const text = pageText(statement, { ...request, keys, half });
  const rows = await sql.run(text, statement.parameters);
  return rows.map((row) => foundRow(row, keys));
}

function keysOf(statement: Statement, sort: readonly SortKey[], half: Half): OrderKey[] {
  return orderKeys(statement, sort).map((key, index): OrderKey => {
    if (index > 0 || half === undefined) return key;
    return half === 'dated' ? { ...key, nullable: false } : { ...key, text: 'null::bigint' };
  });
}

const columns = 'r.key, r.seq, r.type, r.id, r.version, r.updated, r.body';

function pageText(
  statement: Statement,
  request: PageRequest & { keys: readonly OrderKey[]; half: Half },
): string {
  const { types, predicate, cursor, keys, half } = request;
  const isWalk = types.length > 1 && !isLed(predicate);
  // Keys that are computed are computed once, below; columns are compared where an index can see
  // it.
  const source = keys.every((key) => key.isColumn) ? 'r' : 'found';
  const after = cursor === undefined ? [] : [afterText(statement, keys, { cursor, source })];
  const conditions = [
    whereText(statement, isWalk ? predicate : typed(types, predicate)),
    ...(isWalk ? ['r.type = walked.type'] : []),
    ...(half === undefined ? [] : [half === 'dated' ? 'r.at is not null' : 'r.at is null']),
    ...(source === 'r' ? after : []),
  ];
  const where = `where ${conditions.join(' and ')}`;
  const sortColumns = keys.map((key, index) => `, ${key.text} as s${index}`).join('');
  const rows = `select ${columns}${sortColumns} from resource r ${where}`;
  const limit = statement.add(request.limit, 'integer');
  const order = (of: 'r' | 'found') => `order by ${orderText(keys, of)} limit ${limit}`;
  if (source === 'found') {
    const rest = after.length === 0 ? '' : `where ${after[0]}`;
    return `select * from (${walked(types, rows, isWalk)}) as found ${rest} ${order('found')}`;
  }
  if (!isWalk) return `${rows} ${order('r')}`;
  const each = walked(types, `${rows} ${order('r')}`, true);
  return `select * from (${each}) as found ${order('found')}`;
}

/** Many types one after the other, each by its own index. */
function walked(types: readonly TypeSchema[], rows: string, isWalk: boolean): string {
  if (!isWalk) return rows;
  const list = arrayLiteral(types.map((type) => type.number));
  return `select each.* from unnest('${list}'::smallint[]) as walked(type)
    cross join lateral (${rows}) as each`;
}

/**
 * One type is named, so that the index on type and creation can be walked; unless tokens that are
 * rare lead.
 */
function typed(types: readonly TypeSchema[], predicate: Resolved): Resolved {
  const [only, ...others] = types;
  if (only === undefined || others.length > 0) return withTypes(types, predicate);
  if (isLedByMany(predicate)) return predicate;
  return allOf([{ kind: 'type', number: only.number }, predicate]);
}

function foundRow(row: SqlRow, keys: readonly OrderKey[]): FoundRow {
  return {
    type: typeName(Number(row['type'])),
    id: String(row['id']),
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
