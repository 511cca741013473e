/** One page of a search: the rows in their order, from where the cursor says. */
import { typeName } from '#model/resource-types.ts';
import { type Sql, type SqlRow, arrayLiteral } from '#fhir/store/sql.ts';
import { type PlainPredicate, type Resolved, allOf } from '../predicate.ts';
import type { SortKey } from '../query.ts';
import type { TypeSchema } from '../schema/search-schema.ts';
import type { Cursor } from './cursor.ts';
import { type OrderKey, afterText, orderKeys, orderText } from './order.ts';
import { createStatement } from './statement.ts';
import { isLed, whereText } from './where.ts';

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
 * The rows of a page. Those that lack the clinical date by which they are ordered come last, by a query of their own: so each
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
  const { types, cursor } = request;
  const statement = createStatement();
  const [only, ...others] = types;
  const isWalk = others.length > 0 && !isLed(request.predicate);
  const byType: PlainPredicate[] =
    only !== undefined && others.length === 0 ? [{ kind: 'type', number: only.number }] : [];
  const keys = orderKeys(statement, request.sort).map((key, index): OrderKey => {
    if (index > 0 || half === undefined) return key;
    return half === 'dated' ? { ...key, nullable: false } : { ...key, text: 'null::bigint' };
  });
  const conditions = [whereText(statement, allOf([...byType, request.predicate]))];
  if (half !== undefined) conditions.push(half === 'dated' ? 'r.at is not null' : 'r.at is null');
  if (others.length > 0 && isWalk) conditions.push('r.type = walked.type');
  if (others.length > 0 && !isWalk && types.length < typesMany) {
    conditions.push(`r.type = any(${typeList(types)}::smallint[])`);
  }
  const isPlain = keys.every((key) => key.isColumn);
  const source = isPlain ? 'r' : 'found';
  if (cursor !== undefined && isPlain) conditions.push(afterText(statement, keys, { cursor, source }));
  const limit = statement.add(request.limit, 'integer');
  const ordered = (order: string) => `order by ${order} limit ${limit}`;
  const where = conditions.filter((text) => text !== '').join(' and ') || 'true';
  let text = `select ${columns}${sortColumns(keys)} from resource r where ${where}`;
  if (isPlain) {
    text = isWalk
      ? `select found.* from unnest(${typeList(types)}::smallint[]) as walked(type)
          cross join lateral (${text} ${ordered(orderText(keys, 'r'))}) as found ${ordered(orderText(keys, 'found'))}`
      : `${text} ${ordered(orderText(keys, 'r'))}`;
  } else {
    const after = cursor === undefined ? 'true' : afterText(statement, keys, { cursor, source });
    text = `select * from (${text}) as found where ${after} ${ordered(orderText(keys, 'found'))}`;
  }
  const rows = await sql.run(text, statement.parameters);
  return rows.map((row) => foundRow(row, keys));
}

const columns = 'r.key, r.seq, r.type, r.id, r.version, r.updated, r.body';

/** From so many types on, the type is not asked for: tokens belong to types anyway. */
const typesMany = 100;

function typeList(types: readonly TypeSchema[]): string {
  return `'${arrayLiteral(types.map((type) => type.number))}'`;
}

function sortColumns(keys: readonly OrderKey[]): string {
  return keys.map((key, index) => `, ${key.text} as s${index}`).join('');
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
