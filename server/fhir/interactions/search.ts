/**
 * The search interaction: of a type, of the system, of a compartment.
 * https://hl7.org/fhir/R4/http.html#search
 */
import type { Resource } from '#model/fhir.ts';
import { parseSearch } from '#fhir/search/parse.ts';
import { runSearch } from '#fhir/search/run.ts';
import type { ResourceRow } from '#fhir/store/resource-row.ts';
import { parseJson } from '#fhir/json.ts';
import { type EntryText, type Link, bundleId, bundleText } from '#fhir/handling/bundle-text.ts';
import {
  type FhirRequest,
  type FhirResponse,
  type Store,
  lookedAt,
} from '#fhir/handling/interaction.ts';
import { outcomeText } from '#fhir/handling/outcome.ts';
import { presentationParameters, readParts } from '#fhir/handling/subset.ts';

/**
 * Searches: 200 with a searchset. Throws `unknown-parameter`, `bad-parameter`, `bad-modifier`,
 * `search-too-broad`.
 */
export async function search(request: FhirRequest, store: Store): Promise<FhirResponse> {
  const lenient = /handling\s*=\s*lenient/.test(request.headers['prefer'] ?? '');
  const compartment =
    request.member === undefined ? undefined : { type: request.type!, id: request.id! };
  const type = request.member === undefined ? request.type : request.member;
  const query = parseSearch(store.search, type === '*' ? undefined : type, criteria(request), {
    lenient,
    ...(compartment === undefined ? {} : { compartment }),
  });
  const { sql, access } = store;
  const findKin = query.ofPerson ? store.kin.on(sql) : undefined;
  const page = await runSearch({ sql, access, findKin }, store.search, query);
  const parts = readParts(request.query, store);
  const entry = (row: ResourceRow, mode: 'match' | 'include'): EntryText => ({
    fullUrl: `${request.base}/${row.type}/${row.id}`,
    resource: parts === undefined ? row.body : JSON.stringify(parts(parse(row.body))),
    search: { mode },
  });
  const entries = [
    ...page.matches.map((row) => entry(row, 'match')),
    ...page.included.map((row) => entry(row, 'include')),
  ];
  if (page.ignored.length > 0) entries.push(ignoredEntry(page.ignored));
  const body = bundleText({
    id: bundleId(store.randomBytes(16)),
    type: 'searchset',
    updated: store.now(),
    ...(page.total === undefined ? {} : { total: page.total }),
    links: pageLinks(request, page.next),
    entries,
  });
  const rows = [...page.matches, ...page.included];
  const looked = {
    ...lookedAt(rows),
    why: await whyOf(store, rows),
    // What was searched for may be a number or a name.
    query: store.sealer.sealText(queryText(request)),
  };
  return { status: 200, body, looked };
}

/**
 * Why a page may be seen that shows the record of one person, for that person to read; each of
 * several has reasons of its own. A reason to see what others wrote says more than to be an author.
 */
async function whyOf(store: Store, rows: readonly ResourceRow[]): Promise<string | undefined> {
  const { access, sql } = store;
  const ofSomebody = rows.filter(({ patient }) => patient !== undefined);
  if (access === undefined || new Set(ofSomebody.map(({ patient }) => patient)).size !== 1) {
    return undefined;
  }
  const oneByOwner = [...new Map(ofSomebody.map((row) => [row.owner, row])).values()];
  const whys = (await access.admit(sql, oneByOwner)).map((row) => access.why(row));
  return whys.find((why) => why !== 'own-organization') ?? whys[0];
}

/** What was asked, as the audit log keeps it. */
function queryText(request: FhirRequest): string {
  const path = [request.type, request.id, request.member].filter((part) => part !== undefined);
  return `${path.join('/')}?${new URLSearchParams(request.query).toString()}`;
}

function parse(body: string): Resource {
  return parseJson(body).faithful as Resource;
}

/** The parameters that choose resources; `_summary=count` is a total without a page. */
function criteria(request: FhirRequest): [string, string][] {
  const kept = request.query.filter(([name]) => !presentationParameters.has(name));
  const countOnly = request.query.some(([name, value]) => name === '_summary' && value === 'count');
  if (!countOnly) return kept;
  const others = kept.filter(([name]) => name !== '_total' && name !== '_count');
  return [...others, ['_total', 'accurate'], ['_count', '0']];
}

/** Tells what a lenient search did not understand. https://hl7.org/fhir/R4/search.html#errors */
function ignoredEntry(ignored: readonly string[]): EntryText {
  const issues = ignored.map((parameter) => ({
    severity: 'warning' as const,
    code: 'not-supported',
    text: { zh: `已忽略检索参数“${parameter}”`, en: `Search parameter "${parameter}" was ignored` },
  }));
  return { resource: outcomeText(issues), search: { mode: 'outcome' } };
}

function pageLinks(request: FhirRequest, next: string | undefined): Link[] {
  const path = [request.type, request.id, request.member].filter((part) => part !== undefined);
  const url = (query: [string, string][]) => {
    const text = new URLSearchParams(query).toString();
    return [request.base, ...path].join('/') + (text === '' ? '' : `?${text}`);
  };
  const first = request.query.filter(([name]) => name !== '_cursor');
  const links = [
    { relation: 'self', url: url(request.query) },
    { relation: 'first', url: url(first) },
  ];
  if (next !== undefined) links.push({ relation: 'next', url: url([...first, ['_cursor', next]]) });
  return links;
}
