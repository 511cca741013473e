/**
 * Brings the data of an earlier release to what this one finds and guards rows by: tokens by keyed
 * hash, sealed values, owners, levels and reasons. Once, before anything is served; it can be
 * stopped at any point and goes on at the next start.
 * docs/decisions/0016-data-of-earlier-releases.md
 */
import type postgres from 'postgres';
import type { Resource } from '#model/fhir.ts';
import { type Interpreted, interpret } from '../fhir/handling/prepare.ts';
import type { Store } from '../fhir/handling/interaction.ts';
import { parseJson } from '../fhir/json.ts';
import { secretSlots } from '../fhir/search/secret-slots.ts';
import { type Hash, resourceKey } from '../fhir/store/hash.ts';
import type { CurrentRow } from '../fhir/store/read.ts';
import {
  type Step,
  beginning,
  guardDeletions,
  readNext,
  rewriteCurrent,
  rewriteEarlier,
  stepAfter,
} from '../fhir/store/rewrite.ts';
import { type Sql, arrayLiteral } from '../fhir/store/sql.ts';
import type { Write } from '../fhir/store/write.ts';
import { createProgressBar } from '../progress-bar.ts';

/** The rules by which rows are indexed and guarded; counted up where they change. */
const version = '1';
const facts = { version: 'index-version', progress: 'index-progress' } as const;

/** From how many rows on the progress is shown. */
const shownFrom = 10_000;

/** What indexing anew needs beside the store. */
export interface IndexingParts {
  /** A lock needs a connection of its own. */
  pool: () => postgres.Sql;
  /** Where the progress is shown. */
  stream: NodeJS.WriteStream;
  /** How many rows one transaction writes again. */
  batchSize?: number;
  /** Called after each batch is committed. */
  written?: (rows: number) => void;
}

/** Indexes every row anew where the last start did not do it by the rules of today. */
export async function indexAnew(store: Store, parts: IndexingParts): Promise<void> {
  if ((await readFact(store.sql, facts.version)) === version) return;
  const connection = await parts.pool().reserve();
  try {
    // Servers that start together wait for one another.
    await connection`select pg_advisory_lock(hashtext('yishu index anew'))`;
    if ((await readFact(store.sql, facts.version)) !== version) await walkAll(store, parts);
  } finally {
    await connection`select pg_advisory_unlock(hashtext('yishu index anew'))`;
    connection.release();
  }
}

async function walkAll(store: Store, parts: IndexingParts): Promise<void> {
  const { sql } = store;
  const [counted] = await sql.run(
    `select (select count(*) from resource) + (select count(*) from history) as rows`,
    [],
  );
  const total = Number(counted?.['rows']);
  const title = '按新规则重建索引并加密 Indexing and sealing anew';
  const bar = total < shownFrom ? undefined : createProgressBar(parts.stream, { title, total });
  const progress = await readProgress(sql);
  let { done } = progress;
  const written = (rows: number) => {
    done += rows;
    bar?.show(done, `${done}/${total}`);
    parts.written?.(rows);
  };
  const { batchSize = 500 } = parts;
  const walkFrom = (from: Progress) => walk(store, from, { batchSize, written });
  if (progress.table === 'resource') await walkFrom(progress);
  const after = progress.table === 'history' ? progress.after : beginning.history;
  await walkFrom({ table: 'history', after, done });
  await guardDeletions(sql);
  const slots = arrayLiteral(secretSlots(store.search));
  await sql.run('delete from term where slot = any($1::text::bigint[])', [slots]);
  // What rows were before lies in the files until they are written anew.
  if (total > 0) await parts.pool().unsafe('vacuum (full, analyze) resource, history, term');
  await writeFact(sql, facts.version, version);
  bar?.end();
}

interface Progress {
  table: 'resource' | 'history';
  after: Step;
  /** Rows that were written in all. */
  done: number;
}

/** Walks over the rest of a table; where it is stands in the database with each batch. */
async function walk(
  store: Store,
  { table, after: from, done: before }: Progress,
  { batchSize, written }: Required<Pick<IndexingParts, 'batchSize' | 'written'>>,
): Promise<void> {
  let after = from;
  let done = before;
  const readOn = () => readNext(store.sql, table, { after, limit: batchSize });
  let next = readOn();
  for (;;) {
    const rows = await next;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = stepAfter(table, last);
    // The database reads on while this batch is interpreted.
    next = readOn();
    next.catch(() => undefined);
    done += rows.length;
    const pairs = rows.map((row) => ({ row, said: said(store, row) }));
    const writes = table === 'resource' ? pairs.map(writeOf(store)) : [];
    await store.database.transaction(async (tx) => {
      if (table === 'resource') await rewriteCurrent(tx, writes, store.known);
      else await rewriteEarlier(tx, pairs.map(earlierOf));
      await writeFact(tx, facts.progress, [version, table, done, ...after].join(' '));
    });
    store.known.remember(writes);
    written(rows.length);
  }
}

/** What a version says by the rules of today. Its time is the one at which it was written. */
function said(store: Store, row: CurrentRow): Interpreted {
  const { id, version: number, updated, body } = row;
  const { value, faithful } = parseJson(body);
  const content = { resource: value as Resource, faithful: faithful as Resource };
  return interpret(store, content, { id, version: number, updated });
}

/**
 * Who sent it is all that an earlier release knew of an owner. Its versions are signed by nobody,
 * so that a label may be added to the text of one.
 */
function ownerOf({ source }: Pick<Interpreted, 'source'>): Hash | undefined {
  return source === undefined ? undefined : resourceKey('Organization', source);
}

interface Pair {
  row: CurrentRow;
  said: Interpreted;
}

function writeOf({ guardian }: Store): (pair: Pair) => Write {
  return ({ row, said: content }) => ({
    ...row,
    content: { ...content, owner: ownerOf(content) },
    replaced: undefined,
    located: false,
    reasoned: guardian.giving.has(row.type),
    audit: undefined,
  });
}

function earlierOf({ row, said: { patient, level, stored, ...content } }: Pair) {
  return { ...row, patient, level, stored, owner: ownerOf(content) };
}

async function readProgress(sql: Sql): Promise<Progress> {
  const text = await readFact(sql, facts.progress);
  const [of, table, done, ...after] = text?.split(' ') ?? [];
  // How far the rules of an earlier version came is of no use.
  return of === version && (table === 'resource' || table === 'history')
    ? { table, after, done: Number(done) }
    : { table: 'resource', after: beginning.resource, done: 0 };
}

async function readFact(sql: Sql, name: string): Promise<string | undefined> {
  const rows = await sql.run('select value from fact where name = $1', [name]);
  const value = rows[0]?.['value'];
  return value === undefined ? undefined : String(value);
}

async function writeFact(sql: Sql, name: string, value: string): Promise<void> {
  await sql.run(
    `insert into fact (name, value) values ($1, $2)
      on conflict (name) do update set value = excluded.value`,
    [name, value],
  );
}
