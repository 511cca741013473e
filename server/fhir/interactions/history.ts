/**
 * The history interaction of an instance, a type and the system.
 * https://hl7.org/fhir/R4/http.html#history
 */
import { resourceTypes, typeName, typeNumber } from '#model/resource-types.ts';
import { parseDateRange } from '#fhir/search/date-range.ts';
import { type Statement, createStatement } from '#fhir/search/plan/statement.ts';
import { whereText } from '#fhir/search/plan/where.ts';
import { refuse } from '#fhir/refusals.ts';
import { isHash } from '#fhir/store/hash.ts';
import { guardOf, locate } from '#fhir/store/read.ts';
import { type SqlRow, arrayLiteral } from '#fhir/store/sql.ts';
import { methods } from '#fhir/store/write.ts';
import { type EntryText, bundleId, bundleText } from '#fhir/handling/bundle-text.ts';
import {
  type FhirRequest,
  type FhirResponse,
  type Store,
  lookedAt,
} from '#fhir/handling/interaction.ts';
import { placeOf } from '#fhir/handling/prepare.ts';
import { latestDeletion } from '#fhir/handling/deletion.ts';
import { presentationParameters, readParts } from '#fhir/handling/subset.ts';

const columns = 'type, id, bucket, key, version, updated, method, patient, owner, level';
const pageDefault = 50;
const pageMax = 1000;

/** Where the next page starts: behind this version. */
interface Cursor {
  updated: string;
  key: string;
  version: number;
}

/** What a history request asks for. */
interface Window {
  count: number;
  /** Milliseconds since 1970: not earlier than, and current at or before. */
  since: number;
  until: number;
  cursor: Cursor | undefined;
}

/** The versions, newest first, in pages. Throws `not-found` for an instance that never was. */
export async function history(request: FhirRequest, store: Store): Promise<FhirResponse> {
  const window = readWindow(request, store);
  const rows =
    request.id === undefined
      ? await typeRows(request, store, window)
      : await instanceRows(request, store, window);
  const page = rows.slice(0, window.count);
  const now = store.now();
  const links = [{ relation: 'self', url: pageUrl(request, undefined) }];
  const last = page.at(-1);
  if (rows.length > window.count && last !== undefined) {
    links.push({ relation: 'next', url: pageUrl(request, last) });
  }
  const parts = readParts(request.query, store);
  const entries = page.map((row) => {
    const entry = historyEntry(request, row);
    if (entry.resource === undefined || parts === undefined) return entry;
    return { ...entry, resource: JSON.stringify(parts(JSON.parse(entry.resource))) };
  });
  const id = bundleId(store.randomBytes(16));
  const body = bundleText({ id, type: 'history', updated: now, links, entries });
  const looked = lookedAt(
    page.map((row) => ({
      ...guardOf(row),
      type: typeName(Number(row['type'])),
      id: `${row['id']}/_history/${row['version']}`,
      bucket: Number(row['bucket']),
    })),
  );
  return { status: 200, body, looked };
}

async function instanceRows(request: FhirRequest, store: Store, window: Window): Promise<SqlRow[]> {
  const { type, id } = request as Required<FhirRequest>;
  const place = placeOf(store, type, id);
  const bucket = (await locate(store.sql, [place])).get(place.key)!;
  const statement = createStatement();
  const visible = await visibleText(store, statement);
  const given = [bucket, place.key, window.since, window.until];
  const [at, key, since, until] = given.map((value, index) =>
    statement.add(value, index === 0 ? 'integer' : 'bigint'),
  );
  const before = statement.add(window.cursor?.version ?? 2147483647, 'integer');
  const where = `r.bucket = ${at} and r.key = ${key} and r.updated between ${since} and ${until}
    and r.version < ${before} and ${visible}`;
  const rows = await store.sql.run(
    `select * from (
       select ${columns}, body from resource r where ${where}
       union all
       select ${columns}, body from history r where ${where}
     ) versions order by version desc limit ${statement.add(window.count + 1, 'integer')}`,
    statement.parameters,
  );
  if (rows.length > 0 || window.cursor !== undefined) return rows;
  const exists = (await store.read(place)) ?? (await latestDeletion(store, place));
  if (exists === undefined) throw refuse('not-found', { reference: `${type}/${id}` });
  return rows;
}

async function typeRows(request: FhirRequest, store: Store, window: Window): Promise<SqlRow[]> {
  const types =
    request.type === undefined ? resourceTypes.map(typeNumber) : [typeNumber(request.type)];
  const statement = createStatement();
  const visible = await visibleText(store, statement);
  const walked = statement.add(arrayLiteral(types.map((number) => number!)), 'smallint[]');
  const since = statement.add(window.since, 'bigint');
  const until = statement.add(window.until, 'bigint');
  const limit = statement.add(window.count + 1, 'integer');
  const after = afterText(statement, window.cursor);
  // One short walk of the index on (type, updated) for each type: no type's history is read beyond
  // the page.
  const one = (table: string) => `select ${columns}, body from ${table} r
    where r.type = t.type and r.updated between ${since} and ${until} ${after} and ${visible}
    order by r.updated desc, r.key desc, r.version desc limit ${limit}`;
  return store.sql.run(
    `select v.* from unnest(${walked}) as t(type) cross join lateral (
       (${one('resource')}) union all (${one('history')})
     ) v order by updated desc, key desc, version desc limit ${limit}`,
    statement.parameters,
  );
}

function afterText(statement: Statement, cursor: Cursor | undefined): string {
  if (cursor === undefined) return '';
  const updated = statement.add(cursor.updated, 'bigint');
  const key = statement.add(cursor.key, 'bigint');
  const version = statement.add(cursor.version, 'integer');
  return `and (r.updated, r.key, r.version) < (${updated}, ${key}, ${version})`;
}

/** What the caller may see of rows `r`, as SQL. */
async function visibleText(store: Store, statement: Statement): Promise<string> {
  if (store.access === undefined) return 'true';
  const predicate = await store.access.visible(store.sql, { isOfVersions: true });
  return whereText(statement, predicate, true);
}

function historyEntry(request: FhirRequest, row: SqlRow): EntryText {
  const type = typeName(Number(row['type']));
  const version = Number(row['version']);
  const url = `${type}/${row['id']}`;
  const method = Object.entries(methods).find(([, code]) => code === Number(row['method']))![0];
  const status = { POST: '201 Created', DELETE: '204 No Content' }[method];
  return {
    fullUrl: `${request.base}/${url}`,
    ...(row['body'] === null ? {} : { resource: String(row['body']) }),
    request: { method, url: method === 'POST' ? type : url },
    response: {
      status: status ?? (version === 1 ? '201 Created' : '200 OK'),
      etag: `W/"${version}"`,
      lastModified: new Date(Number(row['updated'])).toISOString(),
    },
  };
}

function readWindow(request: FhirRequest, store: Store): Window {
  const window: Window = {
    count: pageDefault,
    since: 0,
    until: Number.MAX_SAFE_INTEGER,
    cursor: undefined,
  };
  for (const [name, value] of request.query) {
    if (name === '_count') window.count = readCount(value);
    else if (name === '_since') window.since = readInstant(store, name, value).low;
    else if (name === '_at') window.until = readInstant(store, name, value).high;
    else if (name === '_cursor') window.cursor = readCursor(value);
    else if (!presentationParameters.has(name)) {
      throw refuse('unknown-parameter', { type: request.type ?? '_history', parameter: name });
    }
  }
  return window;
}

function readCount(value: string): number {
  if (!/^\d{1,6}$/.test(value)) {
    const reason = { reason: '应为非负整数', reasonEn: 'it must be a whole number' };
    throw refuse('bad-parameter', { parameter: '_count', ...reason });
  }
  return Math.min(Number(value), pageMax);
}

function readInstant(store: Store, name: string, value: string): { low: number; high: number } {
  const range = parseDateRange(value, store.search.settings.timeZone);
  if (range !== undefined) return range;
  const reason = { reason: '应为日期或时刻', reasonEn: 'it must be a date or an instant' };
  throw refuse('bad-parameter', { parameter: name, ...reason });
}

function readCursor(value: string): Cursor {
  const found = /^(\d{1,16})\.(-?\d{1,19})\.(\d{1,9})$/.exec(value);
  if (found === null || !isHash(found[2])) throw refuse('bad-cursor');
  return { updated: found[1]!, key: found[2]!, version: Number(found[3]) };
}

function pageUrl(request: FhirRequest, last: SqlRow | undefined): string {
  const path = [request.type, request.id, '_history'].filter((part) => part !== undefined);
  const query = new URLSearchParams(request.query.filter(([name]) => name !== '_cursor'));
  if (last !== undefined) {
    query.set('_cursor', `${last['updated']}.${last['key']}.${last['version']}`);
  } else {
    const own = request.query.find(([name]) => name === '_cursor');
    if (own !== undefined) query.set('_cursor', own[1]);
  }
  const text = query.toString();
  return `${request.base}/${path.join('/')}${text === '' ? '' : `?${text}`}`;
}
