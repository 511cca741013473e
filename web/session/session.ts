/**
 * A sign-in as a page has it: who it is, and requests with a token that is kept in memory alone
 * and renewed when it is needed, so that no page keeps a session alive that nobody uses.
 * https://datatracker.ietf.org/doc/html/draft-ietf-oauth-browser-based-apps
 */
import type { Send } from '../fhir/client.ts';
import type { Application } from './application.ts';
import { authorizeSilently, leaveForSignIn, returnFromSignIn } from './authorization.ts';
import type { Surroundings, Token } from './authorization.ts';
import { leaveEnding } from './ending.ts';
import { ApiFailure, callApi } from './json-api.ts';

/** Who is signed in, as GET /api/session says. */
export interface Who {
  /** A reference: `Practitioner/1`, `Patient/2`. */
  who: string;
  name: string;
  role: string;
  kind: 'staff' | 'administrator' | 'resident' | 'system';
  /** Id of the Organization on whose behalf. */
  organization?: string | null;
  /** Ids of the PractitionerRoles. */
  practitionerRoles?: readonly string[];
  idleMinutes: number;
  strongAt: number;
  demonstration: boolean;
}

/** A session that is open. */
export interface Session {
  application: Application;
  who: Who;
  /** Sends a request with the token. */
  send: Send;
  /** A token that is good for a while, for what is no request: a websocket. */
  access: () => Promise<string>;
  /** Tells the server that somebody is still there. */
  touch: () => Promise<void>;
  signOut: () => Promise<void>;
  /** Ends it here and goes to sign in; after being idle, on the server too. */
  end: (why: 'idle' | 'expired') => Promise<void>;
}

/** A token is renewed when it has less than this left. */
const marginMs = 20_000;
const signedOutKey = 'yishu.signed-out';

/**
 * Opens the session of an app. Nothing when the page is on its way to the sign-in; throws a
 * SignInFailure or ApiFailure when that does not work.
 */
export async function openSession(
  application: Application,
  surroundings: Surroundings,
): Promise<Session | undefined> {
  const { window } = surroundings;
  const returning = window.location.pathname === application.redirectPath;
  const asked = askWho(window);
  const returned = returning ? await returnFromSignIn(application, surroundings) : undefined;
  const token = returned ?? (await reached(authorizeSilently(application, surroundings)));
  if (token === undefined) {
    const why = codeOfFailure(await asked) === 'session-expired' ? 'expired' : 'new';
    await leaveForSignIn(application, why, surroundings);
    return undefined;
  }
  const first = await asked;
  const who = first instanceof ApiFailure ? await askWho(window) : first;
  if (who instanceof ApiFailure) throw who;
  return sessionOf({ application, surroundings, token, who });
}

/** A request that got no answer, as a failure that says so. */
async function reached<T>(asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (cause) {
    if (cause instanceof TypeError) throw new ApiFailure(0);
    throw cause;
  }
}

/** Who is signed in by cookie, or why nobody is. */
async function askWho(window: Window): Promise<Who | ApiFailure> {
  const send: Send = (url, init) => window.fetch(url, init);
  try {
    return (await callApi(send, '/api/session')) as Who;
  } catch (failure) {
    if (failure instanceof ApiFailure) return failure;
    throw failure;
  }
}

function codeOfFailure(answer: Who | ApiFailure): string | undefined {
  return answer instanceof ApiFailure ? answer.code : undefined;
}

interface SessionParts {
  application: Application;
  surroundings: Surroundings;
  token: Token;
  who: Who;
}

function sessionOf({ application, surroundings, token: first, who }: SessionParts): Session {
  const { window, now } = surroundings;
  let token = first;
  let renewing: Promise<boolean> | undefined;
  let leaving = false;
  const renew = async (): Promise<boolean> => {
    const fresh = await authorizeSilently(application, surroundings);
    if (fresh === undefined) return false;
    // Somebody else signed in in another tab: what is on the screen is not theirs.
    if (fresh.subject !== token.subject) window.location.reload();
    token = fresh;
    return true;
  };
  const renewOnce = () => {
    renewing ??= renew().finally(() => (renewing = undefined));
    return renewing;
  };
  /** Never resolves: until the page is gone it shows that it waits, and no failure. */
  const leave = async (why: 'idle' | 'expired'): Promise<never> => {
    if (!leaving) {
      leaving = true;
      await leaveForSignIn(application, why, surroundings);
    }
    return new Promise<never>(() => undefined);
  };
  const sendOnce = (url: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token.access}`);
    return window.fetch(url, { ...init, headers });
  };
  const send: Send = async (url, init = {}) => {
    if (token.expiresAt - now() < marginMs && !(await renewOnce())) return leave('expired');
    const response = await sendOnce(url, init);
    // A wrong code or password is 401 too, on routes beside FHIR: no reason to ask again.
    if (response.status !== 401 || !url.startsWith('/fhir/')) return response;
    if (await renewOnce()) return sendOnce(url, init);
    return leave('expired');
  };
  const signOutOfServer = () => callApi(send, '/api/sign-out', { method: 'POST' });
  watchOtherTabs(window);
  return {
    application,
    who,
    send,
    async access() {
      if (token.expiresAt - now() < marginMs && !(await renewOnce())) return leave('expired');
      return token.access;
    },
    async touch() {
      const init = { method: 'POST', headers: { 'x-yishu': '1' } };
      const response = await window.fetch('/api/session', init);
      if (response.status === 401) await leave('expired');
    },
    async signOut() {
      await signOutOfServer();
      leaving = true;
      window.localStorage.setItem(signedOutKey, String(now()));
      leaveEnding(window.sessionStorage, { why: 'out', application: application.client });
      window.location.replace('/sign-in');
    },
    async end(why) {
      // The server ends an idle session itself; saying so only makes it sooner.
      if (why === 'idle') await signOutOfServer().catch(() => undefined);
      await leave(why);
    },
  };
}

/** Signed out in one tab is signed out in all; and no page comes back from the browser's memory. */
function watchOtherTabs(window: Window): void {
  window.addEventListener('storage', ({ key }) => {
    if (key === signedOutKey) window.location.replace('/sign-in');
  });
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) window.location.reload();
  });
}
