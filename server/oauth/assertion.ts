/**
 * What SMART asks of a client's assertion beyond what OAuth does: a key by name, an end within five
 * minutes.
 * https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html
 */
import type { Client } from 'oidc-provider';
import { errors } from './provider-library.ts';

/** How far away the end of an assertion may be, in seconds. */
const longest = 300;

/** Throws the provider's error for an assertion that is signed, but not as SMART wants it. */
export function checkAssertion(given: {
  claims: Record<string, unknown>;
  header: Record<string, unknown>;
  client: Client;
  /** Milliseconds since 1970. */
  now: number;
}): void {
  const { claims, header, client, now } = given;
  const refuse = (why: string) => new errors.InvalidClientAuth(why);
  if (claims['sub'] !== client.clientId) throw refuse('sub must be the client_id');
  if (typeof claims['exp'] !== 'number' || claims['exp'] > now / 1000 + longest) {
    throw refuse('exp must be at most five minutes away');
  }
  if (typeof claims['jti'] !== 'string' || claims['jti'].length > 256) {
    throw refuse('jti must be a text of at most 256 characters');
  }
  if (typeof header['kid'] !== 'string') throw refuse('kid must name the key');
  if (header['jku'] !== undefined && header['jku'] !== client.jwksUri) {
    throw refuse('jku must be the registered address of the keys');
  }
}
