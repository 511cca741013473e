/**
 * The own account: devices, the password, and showing a strong factor again.
 * https://pages.nist.gov/800-63-4/sp800-63b.html#reauthentication
 */
import { z } from 'zod';
import { refuse } from '#fhir/refusals.ts';
import type { PlainRequest, PlainResponse, PlainRoute } from '#server/http/plain-route.ts';
import { entitiesOf } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { signedInOf } from '../authenticate.ts';
import { preparePassword, storePassword } from '../factors/password.ts';
import { isPassword } from '../factors/password-hash.ts';
import { takePhoneCode } from '../factors/phone-code.ts';
import { takeTotp } from '../factors/totp.ts';
import { guard } from '../guard.ts';
import { setCookie } from '../sessions/cookies.ts';
import { devicesOf, endDevice } from '../sessions/devices.ts';
import { type SignedIn, endSessionsOf, renewSession } from '../sessions/session.ts';
import { accountSubject } from '../tries.ts';
import { codeField, isoOf, passwordField, readBody } from './body.ts';

const own = { access: 'signed-in' } as const;

/** The routes of the own account. */
export function ownAccountRoutes(accounts: Accounts): PlainRoute[] {
  return [
    {
      ...own,
      method: 'GET',
      path: '/api/account/devices',
      audit: undefined,
      summary: 'The browsers the own account was signed in with',
      handler: (request) => tellDevices(accounts, request),
    },
    {
      ...own,
      method: 'DELETE',
      path: '/api/account/devices/:id',
      audit: 'device-end',
      summary: 'Ends the sessions of a browser and forgets it',
      handler: (request) => forgetDevice(accounts, request),
    },
    {
      ...own,
      method: 'POST',
      path: '/api/account/password',
      audit: 'password-change',
      summary: 'Changes the own password and ends all other sessions',
      handler: (request) => changePassword(accounts, request),
    },
    {
      ...own,
      method: 'POST',
      path: '/api/account/step-up',
      audit: 'step-up',
      summary: 'Shows a code again, before what needs it',
      handler: (request) => stepUp(accounts, request),
    },
  ];
}

async function tellDevices(accounts: Accounts, request: PlainRequest): Promise<PlainResponse> {
  const { account, session } = await signedInOf(accounts, request);
  const devices = await devicesOf(accounts, account.id);
  const body = devices.map(({ id, agent, address, firstSeen, lastSeen, signedIn }) => ({
    id,
    name: agent,
    address,
    firstSeen: isoOf(firstSeen),
    lastSeen: isoOf(lastSeen),
    signedIn,
    current: id === session.device,
  }));
  return { status: 200, body };
}

async function forgetDevice(accounts: Accounts, request: PlainRequest): Promise<PlainResponse> {
  const { account } = await signedInOf(accounts, request);
  const ended = await endDevice(accounts, account.id, request.names['id'] ?? '');
  if (!ended) throw refuse('unknown-route');
  return { status: 204, entities: entitiesOf(account) };
}

const changeBody = z.object({ old: passwordField, password: passwordField });

async function changePassword(accounts: Accounts, request: PlainRequest): Promise<PlainResponse> {
  accounts.requests.take(request.address);
  const { old, password } = readBody(changeBody, request.body);
  const signedIn = await signedInOf(accounts, request);
  const { account, session } = signedIn;
  await guardOwn(accounts, request, {
    signedIn,
    refusal: 'bad-credentials',
    attempt: async () => (await isPassword(old, account.password)) || undefined,
  });
  const prepared = await preparePassword(accounts, account, password);
  await storePassword(accounts, prepared);
  await endSessionsOf(accounts, account.id, session.id);
  return renewed(accounts, signedIn, session.strongAt);
}

async function stepUp(accounts: Accounts, request: PlainRequest): Promise<PlainResponse> {
  accounts.requests.take(request.address);
  const { code } = readBody(z.object({ code: codeField }), request.body);
  const signedIn = await signedInOf(accounts, request);
  const { account } = signedIn;
  await guardOwn(accounts, request, {
    signedIn,
    refusal: 'bad-code',
    async attempt() {
      if (account.phone === undefined) {
        return (await takeTotp(accounts, account.id, code)) || undefined;
      }
      // Residents have no authenticator: a further code to the phone, `POST /api/sign-in/phone`.
      return takePhoneCode(accounts, accounts.secrets.open(account.phone), code);
    },
  });
  return renewed(accounts, signedIn, accounts.now());
}

/** A wrong secret inside a session counts towards the lock as well: the session may be stolen. */
async function guardOwn(
  accounts: Accounts,
  request: PlainRequest,
  given: {
    signedIn: SignedIn;
    refusal: 'bad-credentials' | 'bad-code';
    attempt: () => Promise<unknown>;
  },
): Promise<void> {
  const { account } = given.signedIn;
  const trier = { subject: accountSubject(account.id), address: request.address };
  const { caller } = request;
  const { refusal, attempt } = given;
  await guard(accounts, { trier, account, caller, event: 'own-secret', refusal }, attempt);
}

/** The session goes on under another value. */
export async function renewed(
  accounts: Accounts,
  { account, session }: SignedIn,
  strongAt: number,
): Promise<PlainResponse> {
  const value = await renewSession(accounts, session.id, strongAt);
  if (value === undefined) throw refuse('unauthenticated');
  accounts.sessionRenewed(session.id);
  const { cookies } = accounts;
  const cookie = setCookie(cookies, { name: cookies.session, value, seconds: undefined });
  return { status: 204, setCookies: [cookie], entities: entitiesOf(account) };
}
