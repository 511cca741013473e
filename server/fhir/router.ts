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
import { refuse } from './refusals.ts';

/** One route. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Segments below the base; `:name` is a parameter, `:member` a type or `*`. */
  path: string;
  interaction: string;
  handler: Interaction;
  /** Who may: until sign-in exists everything is for callers on this machine only. */
  access: 'this-machine';
  summary: string;
}

const access = 'this-machine';
const capabilities = createCapabilities(() => new Set(routes.map((route) => route.interaction)));

/** Every route of the FHIR API. Of two that fit, the first counts. */
export const routes: readonly Route[] = [
  row('GET', 'metadata', 'capabilities', capabilities, 'What this server can do'),
  row('POST', '', 'bundle', createBundleInteraction(answer), 'Batch or transaction'),
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
): Route {
  return { method, path, interaction, handler, access, summary };
}

const segmentsOf = new Map(
  routes.map((route) => [route, route.path === '' ? [] : route.path.split('/')]),
);

/** A route with what its path names in this request. */
export interface RouteMatch {
  route: Route;
  names: Pick<FhirRequest, 'type' | 'id' | 'version' | 'member'>;
}

/** The route of a request. Throws `unknown-type`, `unknown-route`, `method-not-allowed`. */
export function matchRoute(method: string, path: readonly string[]): RouteMatch {
  const wanted = method === 'HEAD' ? 'GET' : method;
  const allowed: string[] = [];
  for (const route of routes) {
    const names = fit(segmentsOf.get(route)!, path);
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
  if (pattern.length !== path.length) return undefined;
  const names: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    const value = path[index]!;
    if (!segment.startsWith(':')) {
      if (segment !== value) return undefined;
    } else {
      if (/^(?:[_$]|metadata$|$)/.test(value)) return undefined;
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

/** Answers one request of the API: finds its route, runs its interaction. Throws refusals. */
export async function answer(request: FhirRequest, store: Store): Promise<FhirResponse> {
  const { route, names } = matchRoute(request.method, request.path);
  return route.handler({ ...request, ...names }, store);
}
