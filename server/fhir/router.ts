/**
 * The table of FHIR routes: what the API can do, in one place; /metadata and docs/api are made from
 * it.
 * https://hl7.org/fhir/R4/http.html#summary
 */
import { typeNumber } from '#model/resource-types.ts';
import { createBundleInteraction } from './interactions/bundle.ts';
import { createCapabilities } from './interactions/capabilities.ts';
import { conditionalDelete } from './interactions/conditional-delete.ts';
import { conditionalPatch } from './interactions/conditional-patch.ts';
import { conditionalUpdate } from './interactions/conditional-update.ts';
import { create } from './interactions/create.ts';
import { deleteResource } from './interactions/delete.ts';
import { history } from './interactions/history.ts';
import type { FhirRequest, FhirResponse, Interaction, Store } from '#fhir/handling/interaction.ts';
import { patch } from './interactions/patch.ts';
import { read } from './interactions/read.ts';
import { search } from './interactions/search.ts';
import { update } from './interactions/update.ts';
import { vread } from './interactions/vread.ts';
import type { AuditLine } from '#fhir/handling/audit-line.ts';
import { refusalOf } from '#fhir/handling/outcome.ts';
import type { Trace } from '#fhir/handling/trace.ts';
import type { RoleCode } from '#model/roles.ts';
import { checkAsked } from './operations/check-asked.ts';
import { type ParameterTable, createReadDefinition } from './operations/operation-definition.ts';
import { refuse } from './refusals.ts';

/**
 * Who may: `anyone` without signing in; `record` whoever is identified, as far as the rules of
 * server/access let the caller see and change; or only these roles.
 */
export type RouteAccess = 'anyone' | 'record' | readonly RoleCode[];

/** One route. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * Segments below the base; `:name` is a parameter, `:member` a type or `*`. A segment that starts
   * with `$` is an operation.
   */
  path: string;
  interaction: string;
  handler: Interaction;
  access: RouteAccess;
  summary: string;
  /** Of an operation: what it takes and gives, as its OperationDefinition says. */
  takes?: ParameterTable;
  gives?: ParameterTable;
}

/** The table of routes, and who answers by it. */
export interface Router {
  routes: readonly Route[];
  /** The route of a request. Throws `unknown-type`, `unknown-route`, `method-not-allowed`. */
  match(method: string, path: readonly string[]): RouteMatch;
  /** Answers one request of the API, once it is allowed; logs it. Throws refusals. */
  answer: Interaction;
  /** The same for a request whose route is known. */
  answerMatched: (matched: RouteMatch, request: FhirRequest, store: Store) => Promise<FhirResponse>;
}

/**
 * A router of the interactions of FHIR and of these routes before them. Of two that fit, the first
 * counts.
 */
export function createRouter(before: readonly Route[] = []): Router {
  const answer: Interaction = async (request, store) =>
    answerMatched(match(request.method, request.path), request, store);
  const capabilities = createCapabilities(() => routes);
  const definitions = createReadDefinition(() => routes);
  const routes = [
    ...before,
    row('GET', 'metadata', 'capabilities', capabilities, 'What this server can do', 'anyone'),
    row('GET', 'OperationDefinition/:id', 'read', definitions, 'What an operation takes and gives'),
    row('POST', '', 'bundle', createBundleInteraction(answer), 'Batch or transaction'),
    ...interactions,
  ];
  const byLength = Map.groupBy(
    routes.map((route) => ({ route, pattern: segmentsOf(route.path) })),
    ({ pattern }) => pattern.length,
  );
  const match: Router['match'] = (method, path) =>
    findRoute(byLength.get(path.length) ?? [], { method, path });
  return { routes, match, answer, answerMatched };
}

function segmentsOf(path: string): string[] {
  return path === '' ? [] : path.split('/');
}

const answerMatched: Router['answerMatched'] = ({ route, names }, request, store) =>
  answerRoute(route, { ...request, ...names }, store);

const interactions: readonly Route[] = [
  row('GET', '', 'search-system', search, 'Search all types'),
  row('POST', '_search', 'search-system', search, 'Search all types, criteria in the body'),
  row('GET', '_history', 'history-system', history, 'Versions of everything'),
  row('GET', ':type', 'search-type', search, 'Search a type'),
  row('POST', ':type/_search', 'search-type', search, 'Search a type, criteria in the body'),
  row('POST', ':type', 'create', create, 'Create, also conditional (If-None-Exist)'),
  row('PUT', ':type', 'update-conditional', conditionalUpdate, 'Update the one that matches'),
  row('PATCH', ':type', 'patch-conditional', conditionalPatch, 'Patch the one that matches'),
  row('DELETE', ':type', 'delete-conditional', conditionalDelete, 'Delete all that match'),
  row('GET', ':type/_history', 'history-type', history, 'Versions of a type'),
  row('GET', ':type/:id', 'read', read, 'The current version'),
  row('PUT', ':type/:id', 'update', update, 'Update, or create with this id'),
  row('PATCH', ':type/:id', 'patch', patch, 'JSON Patch or FHIRPath Patch'),
  row('DELETE', ':type/:id', 'delete', deleteResource, 'Delete'),
  row('GET', ':type/:id/_history', 'history-instance', history, 'Versions of a resource'),
  row('GET', ':type/:id/_history/:version', 'vread', vread, 'One version'),
  row('GET', ':type/:id/:member', 'search-compartment', search, 'Search a compartment'),
  row(
    'POST',
    ':type/:id/:member/_search',
    'search-compartment',
    search,
    'Search a compartment, criteria in the body',
  ),
];

// A row of the table reads better in one line than as an object of six.
// eslint-disable-next-line max-params
function row(
  method: Route['method'],
  path: string,
  interaction: string,
  handler: Interaction,
  summary: string,
  access: RouteAccess = 'record',
): Route {
  return { method, path, interaction, handler, access, summary };
}

/** A route with what its path names in this request. */
export interface RouteMatch {
  route: Route;
  names: Pick<FhirRequest, 'type' | 'id' | 'version' | 'member'>;
}

function findRoute(
  candidates: readonly { route: Route; pattern: readonly string[] }[],
  { method, path }: { method: string; path: readonly string[] },
): RouteMatch {
  const wanted = method === 'HEAD' ? 'GET' : method;
  const allowed: string[] = [];
  for (const { route, pattern } of candidates) {
    const names = fit(pattern, path);
    if (names === undefined) continue;
    if (route.method === wanted) {
      refuseUnknownType(names);
      return { route, names };
    }
    allowed.push(route.method);
  }
  if (allowed.length === 0) throw refuse('unknown-route');
  refuseUnknownType({ type: path[0]!, member: undefined });
  throw refuse('method-not-allowed', { method, allowed: [...new Set(allowed)].join(', ') });
}

function fit(pattern: readonly string[], path: readonly string[]): RouteMatch['names'] | undefined {
  const names: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    const value = path[index]!;
    if (!segment.startsWith(':')) {
      if (segment !== value) return undefined;
    } else {
      if (/^(?:[_$]|metadata$|\.well-known$|$)/.test(value)) return undefined;
      names[segment.slice(1)] = value;
    }
  }
  return names;
}

function refuseUnknownType(names: { type?: string; member?: string | undefined }): void {
  for (const type of [names.type, names.member === '*' ? undefined : names.member]) {
    if (type === undefined || type === '' || type.startsWith('_') || type === 'metadata') continue;
    if (typeNumber(type) === undefined) throw refuse('unknown-type', { type: type.slice(0, 64) });
  }
}

/** Runs a route for whom it is meant, and logs what was looked at or why it was refused. */
async function answerRoute(
  route: Route,
  request: FhirRequest,
  store: Store,
): Promise<FhirResponse> {
  const { trace, journal } = store;
  try {
    checkCaller(route, store);
    const isOperation = request.path.at(-1)?.startsWith('$') === true;
    const asked = isOperation ? checkAsked(request, route.takes) : request;
    const response = await route.handler(asked, store);
    const { looked } = response;
    if (trace !== undefined && looked !== undefined) {
      await journal.record(trace.line(route.interaction, looked));
    }
    return response;
  } catch (error) {
    if (trace !== undefined && refusalOf(error)?.isLogged !== false) {
      await journal.record(failureLine(trace, { route, request, error }));
    }
    throw error;
  }
}

/** Throws `unauthenticated` without a caller, `unknown-route` for one whom it is not meant for. */
function checkCaller({ access }: Route, { caller, trace }: Store): void {
  // Without a trace it is the house itself that asks.
  if (access === 'anyone' || trace === undefined) return;
  if (caller === undefined) throw refuse('unauthenticated');
  if (access !== 'record' && !access.includes(caller.role)) throw refuse('unknown-route');
}

function failureLine(
  trace: Trace,
  { route, request, error }: { route: Route; request: FhirRequest; error: unknown },
): AuditLine {
  const refusal = refusalOf(error);
  const { type, id } = request;
  return trace.line(route.interaction, {
    action: actions[route.method],
    outcome: refusal === undefined || refusal.status >= 500 ? 8 : 4,
    refusal: refusal?.code ?? 'internal',
    entities: type === undefined ? [] : [id === undefined ? type : `${type}/${id}`],
  });
}

const actions = { GET: 'R', POST: 'C', PUT: 'U', PATCH: 'U', DELETE: 'D' } as const;
