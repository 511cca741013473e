/**
 * Authorization code with PKCE, as this browser walks it: in the background while the cookie of a
 * sign-in stands, else by way of the sign-in page. https://datatracker.ietf.org/doc/html/rfc6749
 */
import type { Application } from './application.ts';
import { leaveEnding } from './ending.ts';
import type { Ending } from './ending.ts';
import { challengeOf, randomText } from './pkce.ts';

/** An access token. It is kept in the memory of one page and nowhere else. */
export interface Token {
  access: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** Whose it is; undefined where the server did not say. */
  subject: string | undefined;
}

/** What this code needs of a browser. */
export interface Surroundings {
  window: Window;
  now: () => number;
}

/** The sign-in came back without a code that can be used. */
export class SignInFailure extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'SignInFailure';
  }
}

/** A request that was made, and what its answer is checked with. */
interface Asked {
  state: string;
  verifier: string;
  /** Where the person was: path, query and fragment. */
  path: string;
}

const askedKey = 'yishu.asked';

async function authorizationUrl(
  application: Application,
  asked: Asked,
  given: { window: Window; prompt?: 'none' },
): Promise<string> {
  const { window, ...extra } = given;
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: application.client,
    scope: application.scope,
    redirect_uri: new URL(application.redirectPath, window.location.origin).href,
    state: asked.state,
    code_challenge: await challengeOf(asked.verifier, window.crypto),
    code_challenge_method: 'S256',
    ...extra,
  });
  return `/oauth/auth?${query.toString()}`;
}

function newAsked({ crypto, location: { pathname, search, hash } }: Window): Asked {
  return {
    state: randomText(crypto),
    verifier: randomText(crypto),
    path: pathname + search + hash,
  };
}

/**
 * A token without showing anything, where somebody is signed in; nothing where nobody is. The
 * request is followed to the redirect address, which carries the code.
 */
export async function authorizeSilently(
  application: Application,
  surroundings: Surroundings,
): Promise<Token | undefined> {
  const asked = newAsked(surroundings.window);
  const url = await authorizationUrl(application, asked, {
    window: surroundings.window,
    prompt: 'none',
  });
  const response = await surroundings.window.fetch(url, {
    headers: { accept: 'text/html' },
    cache: 'no-store',
  });
  const code = codeOf(response.url, { application, state: asked.state });
  if (code === undefined) return undefined;
  return exchange(application, { code, verifier: asked.verifier, surroundings });
}

/** The code in an address that the server redirected to; nothing where it holds none of ours. */
export function codeOf(
  address: string,
  expected: { application: Application; state: string },
): string | undefined {
  const { pathname, searchParams } = new URL(address);
  if (pathname !== expected.application.redirectPath) return undefined;
  if (searchParams.get('state') !== expected.state) return undefined;
  return searchParams.get('code') ?? undefined;
}

/** Goes to the sign-in page by way of the server; the page that is open comes back afterwards. */
export async function leaveForSignIn(
  application: Application,
  why: Ending['why'],
  { window }: Surroundings,
): Promise<void> {
  const asked = newAsked(window);
  const url = await authorizationUrl(application, asked, { window });
  window.sessionStorage.setItem(askedKey, JSON.stringify(asked));
  leaveEnding(window.sessionStorage, { why, application: application.client });
  window.location.replace(url);
}

/**
 * Back from the sign-in page: puts the address where the person was, and answers the token.
 * Nothing where the page was not asked for from here; throws a SignInFailure where it did not work.
 */
export async function returnFromSignIn(
  application: Application,
  surroundings: Surroundings,
): Promise<Token | undefined> {
  const { window } = surroundings;
  const address = window.location.href;
  const asked = readAsked(window.sessionStorage.getItem(askedKey));
  window.sessionStorage.removeItem(askedKey);
  window.history.replaceState(null, '', pathBefore(asked?.path, application));
  if (asked === undefined) return undefined;
  const error = new URL(address).searchParams.get('error');
  if (error !== null) throw new SignInFailure(error);
  const code = codeOf(address, { application, state: asked.state });
  if (code === undefined) return undefined;
  return exchange(application, { code, verifier: asked.verifier, surroundings });
}

function readAsked(text: string | null): Asked | undefined {
  try {
    return text === null ? undefined : (JSON.parse(text) as Asked);
  } catch {
    // Somebody else wrote it: as good as none.
    return undefined;
  }
}

/** The path to return to: of this origin and not the redirect itself, else the first page. */
export function pathBefore(path: string | undefined, application: Application): string {
  const { homePath, redirectPath } = application;
  if (path === undefined || !/^\/(?![/\\])/.test(path)) return homePath;
  return path.startsWith(redirectPath) ? homePath : path;
}

async function exchange(
  application: Application,
  given: { code: string; verifier: string; surroundings: Surroundings },
): Promise<Token> {
  const { window, now } = given.surroundings;
  const asked = now();
  const response = await window.fetch('/oauth/token', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: application.client,
      redirect_uri: new URL(application.redirectPath, window.location.origin).href,
      code: given.code,
      code_verifier: given.verifier,
    }),
  });
  if (!response.ok) throw new SignInFailure(`the code was answered with ${response.status}`);
  const body = (await response.json()) as TokenAnswer;
  return {
    access: body.access_token,
    expiresAt: asked + (body.expires_in ?? 60) * 1000,
    subject: subjectOf(body.id_token),
  };
}

interface TokenAnswer {
  access_token: string;
  expires_in?: number;
  id_token?: string;
}

/**
 * Whom an ID token is about. Its signature needs no check: it came straight from the server's
 * token endpoint. https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export function subjectOf(idToken: string | undefined): string | undefined {
  const part = idToken?.split('.')[1];
  if (part === undefined) return undefined;
  try {
    const { sub } = JSON.parse(atob(part.replace(/-/g, '+').replace(/_/g, '/'))) as {
      sub?: unknown;
    };
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    // Not an ID token: then nobody is named.
    return undefined;
  }
}
