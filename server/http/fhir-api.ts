/**
 * The FHIR API over HTTP: a request becomes an interaction's, its answer becomes headers and a
 * body.
 * https://hl7.org/fhir/R4/http.html
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FhirRequest, FhirResponse, Store } from '#fhir/handling/interaction.ts';
import { outcomeText, refusalOf } from '#fhir/handling/outcome.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Router } from '#fhir/router.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import { createTrace } from '#fhir/handling/trace.ts';
import { type Limits, countRequest } from './guards.ts';
import { checkAccept, checkContentType, fhirJson, preferredBody } from './negotiate.ts';

/** Where the API is. */
export const fhirBase = '/fhir/R4';

const takenHeaders = [
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-none-exist',
  'prefer',
] as const;

/** What the API works with. */
export interface ApiContext {
  /** The store of the house, without a caller. */
  store: Store;
  router: Router;
  /** The store as the caller of one request sees it. */
  bind: (
    store: Store,
    asked: { caller: Caller | undefined; address: string; request: string },
  ) => Store;
  /** Who shows this Authorization header. Throws `unauthenticated` where it is not good. */
  authenticate: (authorization: string, address: string) => Promise<Caller | undefined>;
  /** How often people and addresses may ask. */
  limits?: Limits;
}

/** What became of a request, for the log and the metrics. */
export interface Handled {
  interaction: string;
  status: number;
}

/**
 * Answers one request of the API.
 * @param report is told of a failure that is a bug, so that it reaches the log.
 */
export async function handleFhir(
  request: FastifyRequest,
  reply: FastifyReply,
  context: ApiContext & { report: (error: unknown) => void },
): Promise<Handled> {
  let interaction = 'none';
  try {
    const fhirRequest = readRequest(request);
    const matched = context.router.match(fhirRequest.method, fhirRequest.path);
    interaction = matched.route.interaction;
    const caller = await identify(request, context);
    countRequest(context.limits, caller, request.ip);
    checkAccept(request.headers.accept, lastValue(fhirRequest, '_format'));
    takeBody(request, fhirRequest);
    const asked = { caller, address: request.ip, request: request.id };
    const store = context.bind(context.store, asked);
    const response = await context.router.answerMatched(matched, fhirRequest, store);
    send(reply, response, fhirRequest);
    return { interaction, status: response.status };
  } catch (error) {
    const status = sendFailure(request, reply, { error, report: context.report });
    return { interaction, status };
  }
}

/** Who asks; undefined without a token. A token that is not good is refused, and that is logged. */
async function identify(
  request: FastifyRequest,
  { authenticate, store, limits }: ApiContext,
): Promise<Caller | undefined> {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  try {
    return await authenticate(authorization, request.ip);
  } catch (error) {
    countRequest(limits, undefined, request.ip);
    const given = { caller: undefined, address: request.ip, request: request.id, now: store.now };
    const refusal = refusalOf(error)?.code ?? 'internal';
    await store.journal.record(createTrace(given).line('token', { outcome: 4, refusal }));
    throw error;
  }
}

function readRequest(request: FastifyRequest): FhirRequest {
  const [path = '', search = ''] = request.raw.url!.split(/\?(.*)/s);
  const segments = path
    .slice(fhirBase.length)
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeSegment);
  const headers: FhirRequest['headers'] = {};
  for (const name of takenHeaders) {
    const value = request.headers[name];
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: request.method,
    path: segments,
    query: search === '' ? [] : [...new URLSearchParams(search)],
    headers,
    base: `${request.protocol}://${request.headers.host}${fhirBase}`,
  };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw refuse('unknown-route');
  }
}

function lastValue(request: FhirRequest, name: string): string | undefined {
  return request.query.findLast(([key]) => key === name)?.[1];
}

/** Puts the body where it belongs: search criteria into the query, anything else as text. */
function takeBody(request: FastifyRequest, fhirRequest: FhirRequest): void {
  const { method, path } = fhirRequest;
  if (method === 'GET' || method === 'HEAD' || method === 'DELETE') return;
  const text = typeof request.body === 'string' ? request.body : '';
  const form = path.at(-1) === '_search';
  // An operation of which nothing is asked may come without a body.
  if (text === '' && path.at(-1)?.startsWith('$') === true) return;
  if (text !== '' || !form) checkContentType(method, path, request.headers['content-type']);
  if (form) fhirRequest.query.push(...new URLSearchParams(text));
  else fhirRequest.body = { text };
}

function send(reply: FastifyReply, response: FhirResponse, request: FhirRequest): void {
  const { status, version, updated, location } = response;
  const body = preferredBody(response, request.headers['prefer']);
  reply.code(status);
  if (version !== undefined) reply.header('etag', `W/"${version}"`);
  if (updated !== undefined) reply.header('last-modified', new Date(updated).toUTCString());
  if (location !== undefined) reply.header('location', `${request.base}/${location}`);
  if (body === undefined || status === 304 || status === 204) reply.send();
  else reply.header('content-type', fhirJson).send(body);
}

/** https://www.rfc-editor.org/rfc/rfc6750#section-3 */
function challengeOf(request: FastifyRequest): string {
  const isGiven = request.headers.authorization !== undefined;
  return `Bearer realm="yishu"${isGiven ? ', error="invalid_token"' : ''}`;
}

function sendFailure(
  request: FastifyRequest,
  reply: FastifyReply,
  failure: { error: unknown; report: (error: unknown) => void },
): number {
  const refusal = refusalOf(failure.error);
  reply.header('content-type', fhirJson);
  if (refusal !== undefined) {
    if (refusal.code === 'method-not-allowed') {
      const allowed = /[A-Z]+(, [A-Z]+)*$/.exec(refusal.issues[0]?.text.en ?? '')?.[0];
      if (allowed !== undefined) reply.header('allow', allowed);
    }
    if (refusal.status === 503) reply.header('retry-after', '2');
    if (refusal.status === 429) reply.header('retry-after', String(refusal.seconds ?? 60));
    if (refusal.status === 401) reply.header('www-authenticate', challengeOf(request));
    reply.code(refusal.status).send(outcomeText(refusal.issues, refusal.code));
    return refusal.status;
  }
  failure.report(failure.error);
  const { status, issues, code } = refuse('internal', { id: request.id });
  reply.code(status).send(outcomeText(issues, code));
  return status;
}
