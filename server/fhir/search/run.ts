/**
 * Runs a search: a page of matches, what comes along, the total, and where it goes on.
 * https://hl7.org/fhir/R4/search.html
 */
import type { ResourceRow } from '#fhir/store/resource-row.ts';
import { type Looker, seenBy } from './looker.ts';
import { readCursor, writeCursor } from './plan/cursor.ts';
import { findIncluded } from './plan/includes.ts';
import { type FoundRow, findPage } from './plan/page.ts';
import { resolveAll } from './plan/resolve.ts';
import { findTotal } from './plan/total.ts';
import type { SearchQuery } from './query.ts';
import type { SearchSchema } from './schema/search-schema.ts';

/** The answer to a search. */
export interface SearchResult {
  matches: FoundRow[];
  included: ResourceRow[];
  /** How many match in all, where that was asked for or is known anyway. */
  total?: number;
  /** The cursor of the next page; undefined on the last one. */
  next?: string;
  /** Parameters that a lenient search passed over. */
  ignored: readonly string[];
}

/** Runs a search. Throws `bad-cursor`, `search-too-broad`. */
export async function runSearch(
  looker: Looker,
  schema: SearchSchema,
  query: SearchQuery,
): Promise<SearchResult> {
  const { types, sort, count, identity, includes, ignored } = query;
  const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor, identity);
  const { sql } = looker;
  const predicate = await seenBy(looker, types, await resolveAll(looker, query.criteria));
  const [counted, rows] = await Promise.all([
    findTotal(sql, { types, predicate, mode: query.total }),
    count === 0 ? [] : findPage(sql, { types, predicate, sort, cursor, limit: count + 1 }),
  ]);
  const matches = rows.slice(0, count);
  const included = await findIncluded({ looker, schema }, includes, matches);
  const isWhole = cursor === undefined && count > 0 && rows.length <= count;
  const total = counted ?? (isWhole ? rows.length : undefined);
  const last = matches.at(-1);
  return {
    matches,
    included,
    ignored,
    ...(total === undefined ? {} : { total }),
    ...(last === undefined || rows.length <= count
      ? {}
      : { next: writeCursor(last.cursor, identity) }),
  };
}
