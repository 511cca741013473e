/**
 * An identity provider of somebody else, asked by the authorization code flow with PKCE: who is at
 * the browser.
 * https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
 */
import { hash } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { z } from 'zod';

/** How we are known there. */
export interface OutsideSettings {
  issuer: string;
  client: string;
  secret: string;
  /** Where it sends browsers back. */
  callback: string;
  randomBytes: (size: number) => Buffer;
  now: () => number;
  fetch: typeof fetch;
}

/** A question on its way: what must come back with the answer. */
export interface OutsideQuestion {
  state: string;
  nonce: string;
  verifier: string;
}

/** An identity provider. */
export interface OutsideProvider {
  issuer: string;
  /** The address to send the browser to, and what to keep until it is back. */
  ask(): Promise<{ url: string; question: OutsideQuestion }>;
  /**
   * Who came back: the subject. Throws an `Error` for an answer that is not one to the question.
   */
  hear(answer: URLSearchParams, question: OutsideQuestion): Promise<string>;
}

const discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});

type Discovery = z.infer<typeof discovery>;

/** How id_tokens may be signed: never by a shared secret, never not at all. */
const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'RS384', 'EdDSA', 'Ed25519'];

const timeLimitMs = 5000;
const freshMs = 3_600_000;

/** An identity provider as its discovery document describes it, read once an hour. */
export function createOutsideProvider(settings: OutsideSettings): OutsideProvider {
  const { issuer, client, callback, now } = settings;
  const describe = cached(now, () => discover(settings));
  return {
    issuer,
    async ask() {
      const { endpoints } = await describe();
      const random = () => settings.randomBytes(32).toString('base64url');
      const question = { state: random(), nonce: random(), verifier: random() };
      const url = new URL(endpoints.authorization_endpoint);
      for (const [name, value] of Object.entries({
        response_type: 'code',
        client_id: client,
        redirect_uri: callback,
        scope: 'openid',
        state: question.state,
        nonce: question.nonce,
        code_challenge: hash('sha256', question.verifier, 'base64url'),
        code_challenge_method: 'S256',
      })) {
        url.searchParams.set(name, value);
      }
      return { url: url.href, question };
    },
    async hear(answer, question) {
      const { endpoints, keys } = await describe();
      const iss = answer.get('iss');
      const mustSay = endpoints.authorization_response_iss_parameter_supported === true;
      // An answer of another provider must not be taken to this one (mix-up).
      if (iss === null ? mustSay : iss !== issuer)
        throw new Error('the answer is of another issuer');
      if (answer.get('state') !== question.state)
        throw new Error('the answer is to another question');
      const code = answer.get('code');
      if (code === null) throw new Error('the answer has no code');
      const idToken = await redeem(settings, { endpoints, code, verifier: question.verifier });
      const { payload } = await jwtVerify(idToken, keys, {
        issuer,
        audience: client,
        algorithms,
        requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
        currentDate: new Date(now()),
        clockTolerance: 10,
      });
      if (payload['nonce'] !== question.nonce)
        throw new Error('the id_token is of another question');
      const several = Array.isArray(payload.aud) && payload.aud.length > 1;
      if ((several || payload['azp'] !== undefined) && payload['azp'] !== client) {
        throw new Error('the id_token is for another client');
      }
      return String(payload.sub);
    },
  };
}

async function discover(settings: OutsideSettings) {
  const address = `${settings.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await settings.fetch(address, {
    redirect: 'error',
    signal: AbortSignal.timeout(timeLimitMs),
  });
  const endpoints = discovery.parse(await response.json());
  if (endpoints.issuer !== settings.issuer) throw new Error('the issuer names itself otherwise');
  return { endpoints, keys: createRemoteJWKSet(new URL(endpoints.jwks_uri)) };
}

async function redeem(
  settings: OutsideSettings,
  given: { endpoints: Discovery; code: string; verifier: string },
): Promise<string> {
  const { client, secret, callback } = settings;
  const login = [client, secret].map(encodeURIComponent).join(':');
  const response = await settings.fetch(given.endpoints.token_endpoint, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(timeLimitMs),
    headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: given.code,
      redirect_uri: callback,
      code_verifier: given.verifier,
    }),
  });
  if (!response.ok) throw new Error(`the code was refused with ${response.status}`);
  return z.object({ id_token: z.string() }).parse(await response.json()).id_token;
}

/** Keeps what was read for an hour; a failure is not kept. */
function cached<T>(now: () => number, read: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  let until = 0;
  return () => {
    if (kept === undefined || now() >= until) {
      until = now() + freshMs;
      kept = read().catch((error: unknown) => {
        kept = undefined;
        throw error;
      });
    }
    return kept;
  };
}
