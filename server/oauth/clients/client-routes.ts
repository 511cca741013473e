/**
 * The registry of clients for administrators: the system administrator registers, the security
 * administrator lets in, either shuts out.
 * https://datatracker.ietf.org/doc/html/rfc7591
 */
import { z } from 'zod';
import { refuse } from '#fhir/refusals.ts';
import type { PlainRequest, PlainRoute } from '#server/http/plain-route.ts';
import { readBody } from '../body.ts';
import type { OAuthParts } from '../parts.ts';
import { narrowScopes, splitScopes } from './narrow.ts';
import { registration } from './registration.ts';
import {
  type Client,
  addClient,
  approveClient,
  findClient,
  listClients,
  newClient,
} from './registry.ts';

/** What the routes work with. */
export interface ClientRouteParts {
  parts: OAuthParts;
  endClient: (id: string) => Promise<boolean>;
}

/** The routes of the registry. */
export function clientRoutes({ parts, endClient }: ClientRouteParts): PlainRoute[] {
  const both = ['system-administrator', 'security-administrator'] as const;
  return [
    {
      method: 'GET',
      path: '/api/clients',
      access: both,
      audit: 'list-clients',
      summary: 'The registered applications and systems',
      handler: async () => ({
        status: 200,
        body: { clients: (await listClients(parts.database)).map(viewOf) },
      }),
    },
    {
      method: 'POST',
      path: '/api/clients',
      access: ['system-administrator'],
      audit: 'register-client',
      summary: 'Registers an application or a system, which then waits for approval',
      handler: (request) => register(parts, request),
    },
    {
      method: 'POST',
      path: '/api/clients/:id/approve',
      access: ['security-administrator'],
      audit: 'approve-client',
      summary: 'Lets a registered application in, with all or some of the scopes it asked for',
      handler: (request) => approve(parts, request),
    },
    {
      method: 'POST',
      path: '/api/clients/:id/disable',
      access: both,
      audit: 'disable-client',
      summary: 'Shuts an application out at once and ends everything it was granted',
      handler: async ({ names }) => {
        const client = names['id'] ?? '';
        if (!(await endClient(client))) throw refuse('unknown-client', { client });
        return { status: 204 };
      },
    },
  ];
}

async function register(parts: OAuthParts, { body, caller }: PlainRequest) {
  const given = readBody(registration, body);
  const secret =
    given.method === 'client_secret_basic'
      ? parts.randomBytes(32).toString('base64url')
      : undefined;
  const client = newClient({
    ...given,
    ...(given.kind === 'system' ? { role: 'system' as const } : {}),
    secret: secret === undefined ? undefined : parts.secrets.seal(secret),
    status: 'pending',
    registeredBy: caller?.who,
    created: parts.now(),
  });
  if (!(await addClient(parts.database, client))) {
    throw refuse('client-exists', { client: client.id });
  }
  // The secret is shown this once: only its sealed form is kept.
  const shown = secret === undefined ? {} : { secret };
  return { status: 201, body: { ...viewOf(client), ...shown } };
}

const approval = z.object({ scopes: z.string().max(4000).optional() });

async function approve(parts: OAuthParts, { body, caller, names }: PlainRequest) {
  const id = names['id'] ?? '';
  const client = await findClient(parts.database, id);
  if (client === undefined) throw refuse('unknown-client', { client: id });
  if (caller === undefined || caller.who === client.registeredBy) throw refuse('same-person');
  const { scopes } = readBody(approval, body ?? {});
  const asked = splitScopes(client.scopes);
  const by = client.kind === 'system' ? 'system' : 'person';
  const allowed = scopes === undefined ? asked : narrowScopes(splitScopes(scopes), asked, by);
  if (allowed.length === 0) throw refuse('bad-input', { member: 'scopes' });
  const done = await approveClient(parts.database, {
    id,
    scopes: allowed.join(' '),
    by: caller.who,
  });
  if (!done) throw refuse('client-not-pending', { client: id });
  const now = await findClient(parts.database, id);
  return { status: 200, body: now === undefined ? undefined : viewOf(now) };
}

/** What an administrator sees: everything but the secret. */
function viewOf({ secret: _secret, ...client }: Client) {
  return client;
}
