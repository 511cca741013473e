/**
 * What a SMART app reads first: where to ask for tokens, and what this server can.
 * https://hl7.org/fhir/smart-app-launch/conformance.html
 */
import type { Addresses } from './parts.ts';
import { personScopes } from './clients/narrow.ts';

/** How a client may sign its assertion. RS384 and ES384 are what SMART asks for. */
export const clientAlgorithms = [
  'RS384',
  'ES384',
  'ES256',
  'RS256',
  'PS256',
  'PS384',
  'EdDSA',
  'Ed25519',
] as const;

/** How a client can prove itself. */
export const clientMethods = ['none', 'private_key_jwt', 'client_secret_basic'] as const;

/** The document at `<FHIR base>/.well-known/smart-configuration`. */
export function smartConfiguration({ issuer }: Addresses) {
  return {
    issuer,
    jwks_uri: `${issuer}/jwks`,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    revocation_endpoint: `${issuer}/token/revocation`,
    introspection_endpoint: `${issuer}/token/introspection`,
    end_session_endpoint: `${issuer}/session/end`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: [...clientMethods],
    token_endpoint_auth_signing_alg_values_supported: [...clientAlgorithms],
    scopes_supported: [...personScopes, 'patient/*.cruds', 'user/*.cruds', 'system/*.cruds'],
    capabilities: [
      'launch-ehr',
      'launch-standalone',
      'authorize-post',
      'client-public',
      'client-confidential-symmetric',
      'client-confidential-asymmetric',
      'sso-openid-connect',
      'context-banner',
      'context-ehr-patient',
      'context-standalone-patient',
      'permission-offline',
      'permission-online',
      'permission-patient',
      'permission-user',
      'permission-v1',
      'permission-v2',
    ],
  };
}
