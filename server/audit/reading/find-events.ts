/**
 * Finds events, the newest first: blocks by their tokens, in them the events, across blocks in the
 * order of time.
 * https://use-the-index-luke.com/no-offset
 */
import { refuse } from '#fhir/refusals.ts';
import { hash64, isHash } from '#fhir/store/hash.ts';
import { type Sql, type SqlParameter, type SqlRow, arrayLiteral } from '#fhir/store/sql.ts';
import { blockSpan } from '../block.ts';
import { type StoredEvent, decodeBlock } from '../stored-event.ts';
import type { EventQuery } from './parameters.ts';

/** Where a page ended. */
interface Position {
  at: number;
  /** Of the event: breaks ties, as ids of one block do by their ordinal. */
  block: string;
  bucket: number;
  ordinal: number;
}

/** A page of events. */
export interface EventPage {
  events: StoredEvent[];
  /** The cursor of the next page; undefined on the last one. */
  next: string | undefined;
}

/** The most blocks that one query brings. */
const blocksAtOnce = 256;

/** How many more blocks than events are fetched at first: the events of the last must wait. */
const spare = 8;

/** An event as the reader sees it; undefined where it is none of theirs. */
export type See = (event: StoredEvent) => StoredEvent | undefined;

/** Finds a page of events. Throws `bad-cursor`. */
export async function findEvents(sql: Sql, query: EventQuery, see: See): Promise<EventPage> {
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, query.identity);
  const wanted = query.count + 1;
  const events: StoredEvent[] = [];
  let pending: StoredEvent[] = [];
  let last: SqlRow | undefined;
  for (let size = Math.min(wanted + spare, blocksAtOnce); ; size = blocksAtOnce) {
    const rows = await readBlocks(sql, query, { after, last, size });
    pending.push(...rows.flatMap((row) => matching(row, { query, after, see })));
    pending.sort((a, b) => order(positionOf(a), positionOf(b)));
    last = rows.at(-1);
    const isEnd = rows.length < size;
    // A block that comes later may reach up to where this one ended, not further.
    const frontier = isEnd ? -Infinity : Number(last?.['at_last']);
    const ready = pending.findIndex(({ at }) => at <= frontier);
    const taken = ready < 0 ? pending.length : ready;
    events.push(...pending.slice(0, taken));
    pending = pending.slice(taken);
    if (events.length >= wanted || isEnd) break;
  }
  const page = events.slice(0, query.count);
  const end = page.at(-1);
  const next =
    end === undefined || events.length <= query.count
      ? undefined
      : writeCursor(positionOf(end), query.identity);
  return { events: page, next };
}

async function readBlocks(
  sql: Sql,
  query: EventQuery,
  page: { after: Position | undefined; last: SqlRow | undefined; size: number },
): Promise<SqlRow[]> {
  const parameters: SqlParameter[] = [];
  const add = (value: SqlParameter) => `$${parameters.push(value)}`;
  const where = query.conditions.flatMap(({ tokens }) => {
    if (tokens === undefined) return [];
    const operator = tokens.length === 1 ? '@>' : '&&';
    return [`keys ${operator} ${add(arrayLiteral(tokens))}::text::bigint[]`];
  });
  const to = Math.min(query.to, page.after?.at ?? Infinity);
  if (Number.isFinite(query.from)) where.push(`at_last >= ${add(query.from)}::bigint`);
  if (Number.isFinite(to)) {
    where.push(`at_first <= ${add(to)}::bigint`, `at_last <= ${add(to + blockSpan)}::bigint`);
  }
  if (page.last !== undefined) {
    const { at_last: at = 0, id = 0, bucket = 0 } = page.last;
    const place = [`${add(at)}::bigint`, `${add(id)}::bigint`, `${add(bucket)}::integer`];
    where.push(`(at_last, id, bucket) < (${place.join(', ')})`);
  }
  // The bodies are fetched of the blocks of this page only, not of all that are sorted.
  return sql.run(
    `select bucket, id, at_last, encode(b.body, 'hex') as body from (
       select bucket, id, at_last from audit_block
       ${where.length === 0 ? '' : `where ${where.join(' and ')}`}
       order by at_last desc, id desc, bucket desc limit ${page.size}) as found
     join audit_block b using (bucket, id, at_last)
     order by at_last desc, id desc, bucket desc`,
    parameters,
  );
}

function matching(
  row: SqlRow,
  { query, after, see }: { query: EventQuery; after: Position | undefined; see: See },
): StoredEvent[] {
  const block = {
    bucket: Number(row['bucket']),
    id: String(row['id']),
    body: Buffer.from(String(row['body']), 'hex'),
  };
  const { conditions, from, to } = query;
  const lines = conditions.flatMap(({ line }) => line ?? []);
  const events = decodeBlock(block, (text, caller) => lines.every((line) => line(text, caller)));
  return events.flatMap((event) => {
    if (event.at < from || event.at > to) return [];
    if (after !== undefined && order(after, positionOf(event)) >= 0) return [];
    // What the reader may not see is not searched either: it would show by being found.
    const seen = see(event);
    return seen !== undefined && conditions.every(({ holds }) => holds(seen)) ? [seen] : [];
  });
}

function positionOf({ at, block, ordinal }: StoredEvent): Position {
  return { at, block: block.id, bucket: block.bucket, ordinal };
}

/** Negative where `a` comes before `b`: the newest first. */
function order(a: Position, b: Position): number {
  if (a.at !== b.at) return b.at - a.at;
  if (a.block !== b.block) return BigInt(a.block) < BigInt(b.block) ? 1 : -1;
  return b.bucket - a.bucket || b.ordinal - a.ordinal;
}

function writeCursor({ at, block, bucket, ordinal }: Position, identity: string): string {
  const payload = JSON.stringify([at, block, bucket, ordinal]);
  return Buffer.from(JSON.stringify([payload, sealOf(payload, identity)])).toString('base64url');
}

function readCursor(text: string, identity: string): Position {
  try {
    const parsed = JSON.parse(Buffer.from(text, 'base64url').toString()) as [string, string];
    const [payload, seal] = parsed;
    if (typeof payload !== 'string' || seal !== sealOf(payload, identity)) {
      throw refuse('bad-cursor');
    }
    const values = JSON.parse(payload) as [number, string, number, number];
    const [at, block, bucket, ordinal] = values;
    // How a seal is made is no secret: what it seals may be anything.
    const isPlace = [at, bucket, ordinal].every(Number.isSafeInteger) && isHash(block);
    if (!isPlace) throw refuse('bad-cursor');
    return { at, block, bucket, ordinal };
  } catch {
    throw refuse('bad-cursor');
  }
}

function sealOf(payload: string, identity: string): string {
  return hash64(`audit-cursor|${identity}|${payload}`);
}
