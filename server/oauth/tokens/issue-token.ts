/**
 * An access token of a system client without its key: for the demonstration's command line and for
 * tests.
 * https://hl7.org/fhir/smart-app-launch/backend-services.html
 */
import { splitScopes } from '../clients/narrow.ts';
import { findClient } from '../clients/registry.ts';
import type { OAuthParts } from '../parts.ts';
import { openState } from './state.ts';

/**
 * Issues an access token for everything a system client is registered for.
 * @param given.seconds how long it lives.
 * @returns undefined where there is no active system client of that id.
 */
export async function issueSystemToken(
  parts: Pick<OAuthParts, 'database' | 'now' | 'randomBytes'> & { fhirBase: string },
  given: { client: string; seconds: number },
): Promise<string | undefined> {
  const client = await findClient(parts.database, given.client);
  if (client?.kind !== 'system' || client.status !== 'active') return undefined;
  const token = parts.randomBytes(32).toString('base64url');
  const iat = Math.floor(parts.now() / 1000);
  const state = openState({ ...parts, gone: () => undefined });
  await state.put({
    kind: 'ClientCredentials',
    id: token,
    // As oidc-provider writes its own, so that it can be introspected and revoked.
    payload: {
      iat,
      exp: iat + given.seconds,
      kind: 'ClientCredentials',
      format: 'opaque',
      clientId: client.id,
      aud: parts.fhirBase,
      scope: splitScopes(client.scopes).join(' '),
    },
    client: client.id,
    seconds: given.seconds,
  });
  return token;
}
