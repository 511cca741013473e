/**
 * A registered client as oidc-provider wants it.
 * https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata
 */
import type { ClientMetadata } from 'oidc-provider';
import type { Secrets } from '../parts.ts';
import { splitScopes } from './narrow.ts';
import type { Client } from './registry.ts';

/** What of a registration the provider carries for us, under this name. */
export const ownProperties = ['yishu'] as const;

/** What of a registration the provider carries for us. */
export interface OwnMetadata {
  kind: Client['kind'];
  role: Client['role'];
  /** Scopes it may get. */
  scopes: string[];
  /** From which pages it may call this server. */
  origins: string[];
}

/** Our own part of a client, as the provider gives it back. */
export function ownOf(client: object): OwnMetadata {
  return (client as { yishu: OwnMetadata }).yishu;
}

/**
 * The metadata of a client; undefined for one that is not active. An address on a host that was not
 * registered is left out, whoever wrote it.
 */
export function metadataOf(client: Client, secrets: Secrets): ClientMetadata | undefined {
  if (client.status !== 'active') return undefined;
  const metadata: ClientMetadata = {
    client_id: client.id,
    client_name: client.name,
    token_endpoint_auth_method: client.method,
    id_token_signed_response_alg: 'ES256',
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...client.logoutUris],
    yishu: {
      kind: client.kind,
      role: client.role,
      scopes: splitScopes(client.scopes),
      origins: originsOf(client),
    } satisfies OwnMetadata,
    ...grantsOf(client),
  };
  if (client.secret !== undefined) metadata.client_secret = secrets.open(client.secret);
  if (client.jwks !== undefined) metadata.jwks = client.jwks as NonNullable<ClientMetadata['jwks']>;
  else if (isOnHosts(client.jwksUri, client.hosts)) metadata.jwks_uri = client.jwksUri;
  if (isOnHosts(client.logoutCallUri, client.hosts)) {
    metadata.backchannel_logout_uri = client.logoutCallUri;
    metadata.backchannel_logout_session_required = true;
  }
  return metadata;
}

function grantsOf(client: Client): Pick<ClientMetadata, 'grant_types' | 'response_types'> {
  if (client.kind === 'system') return { grant_types: ['client_credentials'], response_types: [] };
  return { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] };
}

/** From which pages a client may call this server. */
export function originsOf(client: Client): string[] {
  return [...new Set(client.redirectUris.map((uri) => new URL(uri).origin))];
}

/** Whether an address is an https one on a registered host. */
export function isOnHosts(address: string | undefined, hosts: readonly string[]): boolean {
  const url = address === undefined ? null : URL.parse(address);
  return url !== null && url.protocol === 'https:' && hosts.includes(url.host);
}
