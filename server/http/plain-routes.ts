/**
 * Serves the routes beside the FHIR API: who may, whether the request is forged, the body, the
 * answer, and the audit of what was done or refused.
 * https://fastify.dev/docs/latest/Reference/Routes/
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '#fhir/handling/caller.ts';
import { outcomeText, refusalOf } from '#fhir/handling/outcome.ts';
import { parseJson } from '#fhir/json.ts';
import { type Refusal, refuse } from '#fhir/refusals.ts';
import { readCookies } from './cookies.ts';
import { dataHeaders } from './data-headers.ts';
import { fhirJson } from './negotiate.ts';
import { checkOrigin } from './origin.ts';
import type { PlainEvent } from './plain-event.ts';
import type { PlainRequest, PlainResponse, PlainRoute } from './plain-route.ts';

/** What the routes are served with. */
export interface PlainParts {
  routes: readonly PlainRoute[];
  /** Who asks; undefined for nobody. Not asked on routes for anyone. May throw a Refusal. */
  authenticate: (
    request: Pick<PlainRequest, 'cookies' | 'headers' | 'address'>,
    credential: PlainRoute['credential'],
  ) => Promise<Caller | undefined>;
  publicAddress: string;
  /** Resolves when the event is durable: no answer goes before. */
  audit: (event: PlainEvent) => Promise<void>;
  /** Is told of a failure that is a bug. */
  report: (requestId: string, error: unknown) => void;
}

/** Bytes: a stranger has a login or a passkey to send, and no more. */
const strangersLimit = 64 * 1024;

/**
 * Mounts the routes on a server whose bodies come as text.
 * @see server/http/server.ts for the parser of bodies.
 */
export function mountPlainRoutes(server: FastifyInstance, parts: PlainParts): void {
  for (const route of parts.routes) {
    server.route({
      method: route.method,
      url: route.path,
      exposeHeadRoute: false,
      ...(route.access === 'anyone' ? { bodyLimit: strangersLimit } : {}),
      handler: (request, reply) => answer(route, parts, { request, reply }),
    });
  }
}

async function answer(
  route: PlainRoute,
  parts: PlainParts,
  http: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  const { request, reply } = http;
  reply.headers(dataHeaders).header('cache-control', 'no-store');
  const asked = readRequest(request);
  try {
    await admit(route, parts, asked);
    const response = await handle(route, parts, asked);
    return send(reply, response);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal !== undefined) return sendRefusal(reply, refusal);
    parts.report(request.id, error);
    return sendRefusal(reply, refuse('internal', { id: request.id }));
  }
}

/** What is known of a request before anybody has looked at its body. */
function readRequest(request: FastifyRequest): PlainRequest {
  const headers: PlainRequest['headers'] = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const [, search = ''] = request.raw.url!.split(/\?(.*)/s);
  return {
    caller: undefined,
    names: request.params as Record<string, string>,
    query: new URLSearchParams(search),
    body: undefined,
    ...bodyOf(request.body),
    cookies: readCookies(headers['cookie']),
    headers,
    address: request.ip,
    id: request.id,
  };
}

/** A file is kept byte for byte as well: one from Excel may be GB18030. */
function bodyOf(body: unknown): Pick<PlainRequest, 'text' | 'bytes'> {
  if (Buffer.isBuffer(body)) return { text: body.toString('utf8'), bytes: body };
  return { text: typeof body === 'string' ? body : '' };
}

/**
 * Finds out who asks and lets them in, or throws. Who may not learns nothing: 404, as if there were
 * no such route.
 */
async function admit(route: PlainRoute, parts: PlainParts, asked: PlainRequest): Promise<void> {
  try {
    if (route.access !== 'anyone') asked.caller = await callerFor(route, parts, asked);
    if (route.method !== 'GET' && route.path.startsWith('/api/')) {
      checkOrigin(asked.headers, parts.publicAddress);
    }
  } catch (error) {
    const refusal = refusalOf(error);
    const telling = route.audit !== undefined || asked.caller !== undefined;
    const forged = refusal?.code === 'forged-request';
    if (refusal !== undefined && (telling || forged)) {
      await tell(route, parts, { asked, refusal });
    }
    throw error;
  }
}

async function callerFor(
  { access, credential }: PlainRoute,
  parts: PlainParts,
  asked: PlainRequest,
): Promise<Caller> {
  const caller = await parts.authenticate(asked, credential);
  if (caller === undefined) throw refuse('unauthenticated');
  if (Array.isArray(access) && !access.includes(caller.role)) {
    asked.caller = caller;
    throw refuse('unknown-route');
  }
  return caller;
}

async function handle(
  route: PlainRoute,
  parts: PlainParts,
  asked: PlainRequest,
): Promise<PlainResponse> {
  try {
    refuseZero(asked);
    readBody(asked);
    const response = await route.handler(asked);
    if (route.audit !== undefined) {
      await tell(route, parts, { asked, entities: response.entities });
    }
    return response;
  } catch (error) {
    const refusal = refusalOf(error);
    if (route.audit !== undefined && refusal !== undefined) {
      await tell(route, parts, { asked, refusal });
    }
    throw error;
  }
}

/** Throws `bad-request` for the character zero, which PostgreSQL cannot hold. */
function refuseZero({ names, query }: PlainRequest): void {
  const values = [...Object.values(names), ...query.values()];
  if (values.some((value) => value.includes('\0'))) throw refuse('bad-request');
}

function readBody(asked: PlainRequest): void {
  const type = (asked.headers['content-type'] ?? 'application/json').toLowerCase();
  if (asked.text !== '' && /^[\w.+/-]*json\b/.test(type)) asked.body = parseJson(asked.text).value;
}

const actions = { GET: 'R', POST: 'E', PUT: 'U', DELETE: 'D' } as const;

async function tell(
  route: PlainRoute,
  parts: PlainParts,
  what: { asked: PlainRequest; refusal?: Refusal; entities?: readonly string[] | undefined },
): Promise<void> {
  const { asked, refusal, entities } = what;
  await parts.audit({
    event: route.audit ?? 'refused',
    action: actions[route.method],
    outcome: refusal === undefined ? 0 : 4,
    caller: asked.caller,
    address: asked.address,
    refusal: refusal?.code,
    entities,
    request: asked.id,
  });
}

function send(reply: FastifyReply, response: PlainResponse): FastifyReply {
  const { status, body, setCookies, location, contentType } = response;
  reply.code(status);
  for (const cookie of setCookies ?? []) reply.header('set-cookie', cookie);
  if (location !== undefined) reply.header('location', location);
  if (body === undefined) return reply.send();
  reply.header('content-type', contentType ?? 'application/json; charset=utf-8');
  return reply.send(typeof body === 'string' && contentType ? body : JSON.stringify(body));
}

function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  if (refusal.status === 503) reply.header('retry-after', '2');
  reply.code(refusal.status).header('content-type', fhirJson);
  return reply.send(outcomeText(refusal.issues, refusal.code));
}
