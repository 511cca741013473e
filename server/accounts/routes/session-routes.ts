/**
 * The own session: who is signed in, and signing out.
 * https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
 */
import { refuse } from '#fhir/refusals.ts';
import type { PlainRequest, PlainResponse, PlainRoute } from '#server/http/plain-route.ts';
import { callerOf, entitiesOf } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { clearCookie } from '../sessions/cookies.ts';
import {
  endOfSession,
  endSession,
  findSession,
  idleMinutesOf,
  readSession,
} from '../sessions/session.ts';

/**
 * The routes of the own session. Asking is for anyone, so that it does not count as using: a page
 * that asks every minute would never be signed out.
 */
export function sessionRoutes(accounts: Accounts, demonstration: boolean): PlainRoute[] {
  return [
    {
      method: 'GET',
      path: '/api/session',
      access: 'anyone',
      audit: undefined,
      summary: 'Who is signed in; does not prolong the session',
      handler: (request) => tellSession(accounts, request, demonstration),
    },
    {
      method: 'POST',
      path: '/api/session',
      access: 'signed-in',
      audit: undefined,
      summary: 'Says that somebody is still there; prolongs the session',
      // Whoever is let in has been noted as there already.
      handler: async () => ({ status: 204 }),
    },
    {
      method: 'POST',
      path: '/api/sign-out',
      access: 'anyone',
      audit: undefined,
      summary: 'Ends the own session',
      handler: (request) => signOut(accounts, request),
    },
  ];
}

async function tellSession(
  accounts: Accounts,
  request: PlainRequest,
  demonstration: boolean,
): Promise<PlainResponse> {
  const found = await findSession(accounts, request.cookies[accounts.cookies.session]);
  if (found === undefined) throw refuse('unauthenticated');
  if (found === 'expired') throw refuse('session-expired');
  const { account, session } = found;
  const { who, name, role, kind, organization, practitionerRoles } = account;
  const body = {
    who,
    name,
    role,
    kind,
    organization: organization ?? null,
    practitionerRoles,
    idleMinutes: idleMinutesOf(accounts, account),
    /** When it ends if nothing is done. */
    ends: endOfSession(accounts, account, session),
    strongAt: session.strongAt,
    demonstration,
  };
  return { status: 200, body };
}

async function signOut(accounts: Accounts, request: PlainRequest): Promise<PlainResponse> {
  const { cookies } = accounts;
  const found = await readSession(accounts, request.cookies[cookies.session]);
  if (found !== undefined && (await endSession(accounts, found.session.id))) {
    await accounts.audit({
      event: 'sign-out',
      action: 'E',
      outcome: 0,
      caller: callerOf(found.account, found.session, request.address),
      address: request.address,
      entities: entitiesOf(found.account),
      request: request.id,
    });
  }
  const cleared = [cookies.session, cookies.pending].map((name) => clearCookie(cookies, name));
  return { status: 204, setCookies: cleared };
}
