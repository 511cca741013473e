/**
 * Who asks, by the cookies of a request.
 * https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
 */
import type { Caller } from '#fhir/handling/caller.ts';
import { refuse } from '#fhir/refusals.ts';
import type { PlainRequest } from '#server/http/plain-route.ts';
import { callerOf } from './account.ts';
import type { Accounts } from './accounts.ts';
import { type SignedIn, findSession, touchSession } from './sessions/session.ts';

/**
 * The caller whose session the cookies name, which counts as in use; undefined where they name
 * none. Throws `session-expired` where its time is over (SEC-02).
 */
export async function authenticateSession(
  accounts: Accounts,
  cookies: PlainRequest['cookies'],
  address: string,
): Promise<Caller | undefined> {
  const found = await findSession(accounts, cookies[accounts.cookies.session]);
  if (found === 'expired') throw refuse('session-expired');
  if (found === undefined) return undefined;
  await touchSession(accounts, found.session);
  return callerOf(found.account, found.session, address);
}

/**
 * The account and the session behind a request. Throws `not-signed-in` where it came with a token
 * instead of a session: what is one's own is changed in one's own browser.
 */
export async function signedInOf(accounts: Accounts, request: PlainRequest): Promise<SignedIn> {
  const found = await findSession(accounts, request.cookies[accounts.cookies.session]);
  if (found === undefined || found === 'expired') throw refuse('unauthenticated');
  return found;
}
