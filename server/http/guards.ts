/**
 * What stands before every route: the name under which the server is asked, how often, and by
 * pages of which origin.
 * https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '#fhir/handling/caller.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Limiter } from './limiter.ts';

const localHosts = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/** Where a probe looks that knows the machine by its number alone. */
const probes = new Set(['/healthz', '/readyz']);

/**
 * A check that the server is asked under a name of its own, so that a page elsewhere cannot reach
 * it under another one. Throws `unknown-route`.
 */
export function hostChecker(publicAddress: string): (request: FastifyRequest) => Promise<void> {
  const { host } = new URL(publicAddress);
  return async (request) => {
    const asked = request.headers.host ?? '';
    if (asked === host || localHosts.test(asked) || probes.has(request.url)) return;
    throw refuse('unknown-route');
  };
}

/** How often people and addresses may ask. */
export interface Limits {
  person: Limiter;
  address: Limiter;
}

/**
 * Counts a request of the FHIR API. Systems of institutions are not counted: they send what a
 * hospital writes. Throws `rate-limited`.
 */
export function countRequest(
  limits: Limits | undefined,
  caller: Caller | undefined,
  address: string,
): void {
  if (limits === undefined || caller?.kind === 'system') return;
  limits.address.take(address);
  if (caller !== undefined) limits.person.take(caller.who);
}

/** Lets pages of registered apps read answers. https://fetch.spec.whatwg.org/#http-cors-protocol */
export async function allowOrigin(
  request: FastifyRequest,
  reply: FastifyReply,
  allows: ((origin: string) => Promise<boolean>) | undefined,
): Promise<void> {
  const { origin } = request.headers;
  if (origin === undefined || allows === undefined || !(await allows(origin))) return;
  reply.headers({
    'access-control-allow-origin': origin,
    vary: 'origin',
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers':
      'authorization, content-type, accept, prefer, if-match, if-none-match, if-none-exist',
    'access-control-expose-headers': 'etag, location, last-modified',
    'access-control-max-age': '600',
    'cross-origin-resource-policy': 'cross-origin',
  });
}
