/**
 * The steps of signing in: what is asked for after the password, after the second factor, and how
 * a session begins.
 * https://pages.nist.gov/800-63-4/sp800-63b.html
 */
import { refuse } from '#fhir/refusals.ts';
import type { PlainEvent } from '#server/http/plain-event.ts';
import type { PlainRequest, PlainResponse } from '#server/http/plain-route.ts';
import { type Account, accountById, callerOf, entitiesOf } from './account.ts';
import type { Accounts } from './accounts.ts';
import { passkeysOf } from './factors/passkeys.ts';
import { mustChangePassword } from './factors/password.ts';
import { type Enrolment, hasTotp, newTotp } from './factors/totp.ts';
import { auditFailure } from './guard.ts';
import { beginPending } from './pending.ts';
import { clearCookie, setCookie } from './sessions/cookies.ts';
import { agentFamily, noteDevice } from './sessions/devices.ts';
import { beginSession, endSession, readSession } from './sessions/session.ts';
import { accountSubject, clearTries } from './tries.ts';

/** What the page asks for next. */
export type Next =
  | { next: 'second-factor'; ways: ('totp' | 'passkey')[] }
  | ({ next: 'enrol' } & Enrolment)
  | { next: 'change-password' }
  | { next: 'done' };

/** Where a sign-in comes from. */
export type Comer = Pick<PlainRequest, 'cookies' | 'headers' | 'address' | 'id'>;

/** An answer of a step of signing in. */
export type StepResponse = PlainResponse & { body: Next };

/**
 * The password was right: asks for the second factor, or to enrol one. Staff and administrators
 * never come in with the password alone (SEC-04).
 */
export async function afterPassword(accounts: Accounts, account: Account): Promise<StepResponse> {
  const ways: ('totp' | 'passkey')[] = [];
  if (await hasTotp(accounts, account.id)) ways.push('totp');
  if ((await passkeysOf(accounts, account.id)).length > 0) ways.push('passkey');
  if (ways.length > 0) {
    const pending = await beginPending(accounts, { account: account.id, step: 'second-factor' });
    return { status: 200, body: { next: 'second-factor', ways }, setCookies: [pending] };
  }
  const enrolment = newTotp(accounts.randomBytes, account.login ?? account.name);
  const { secret } = enrolment;
  const pending = await beginPending(accounts, { account: account.id, step: 'enrol', secret });
  return { status: 200, body: { next: 'enrol', ...enrolment }, setCookies: [pending] };
}

/** The second factor was right: asks for a new password where the old one is too old (SEC-01). */
export async function afterFactor(
  accounts: Accounts,
  request: PlainRequest,
  account: Account,
): Promise<StepResponse> {
  const strongAt = accounts.now();
  if (!mustChangePassword(accounts, account)) {
    return completeSignIn(accounts, request, { account, strongAt });
  }
  const step = 'change-password';
  const pending = await beginPending(accounts, { account: account.id, step, strongAt });
  return { status: 200, body: { next: step }, setCookies: [pending] };
}

/**
 * Begins a session with a new value. A value that the browser brought along is never kept: the
 * session it named, if any, ends.
 * @param given.strongAt when a strong factor was shown; 0 where none was.
 */
export async function completeSignIn(
  accounts: Accounts,
  request: Comer,
  given: { account: Account; strongAt: number },
): Promise<StepResponse & { setCookies: string[] }> {
  const { strongAt } = given;
  const account = await stillActive(accounts, request, given.account);
  const { address, cookies, headers } = request;
  const earlier = await readSession(accounts, cookies[accounts.cookies.session]);
  if (earlier !== undefined) await endSession(accounts, earlier.session.id);
  const device = await noteDevice(accounts, {
    account: account.id,
    value: cookies[accounts.cookies.device],
    agent: agentFamily(headers['user-agent']),
    address,
  });
  const begun = await beginSession(accounts, { account, device: device.id, strongAt, address });
  const text = 'update account set last_sign_in = $2 where id = $1';
  await accounts.database.run(text, [account.id, accounts.now()]);
  await clearTries(accounts, accountSubject(account.id));
  const event: Omit<PlainEvent, 'event'> = {
    action: 'E',
    outcome: 0,
    caller: callerOf(account, begun.session),
    address,
    entities: entitiesOf(account),
    request: request.id,
  };
  await accounts.audit({ ...event, event: 'sign-in' });
  if (!device.known) await accounts.audit({ ...event, event: 'device-new' });
  return {
    status: 200,
    body: { next: 'done' },
    setCookies: signedInCookies(accounts, begun, device),
  };
}

/** The account as it is now. Throws `account-disabled`. */
async function stillActive(accounts: Accounts, request: Comer, account: Account): Promise<Account> {
  const now = await accountById(accounts, account.id);
  if (now?.status === 'active') return now;
  await refuseDisabled(accounts, request, account);
  return account;
}

/** Throws `account-disabled` where an account is; only who has shown a factor of it is told. */
export async function refuseDisabled(
  accounts: Accounts,
  request: Comer,
  account: Account,
): Promise<void> {
  const trier = { address: request.address };
  await auditFailure(accounts, { event: 'sign-in', trier, account }, 'account-disabled');
  throw refuse('account-disabled');
}

const deviceSeconds = 400 * 86_400;

function signedInCookies(
  { cookies }: Accounts,
  session: { value: string },
  device: { value: string },
): string[] {
  return [
    setCookie(cookies, { name: cookies.session, value: session.value, seconds: undefined }),
    setCookie(cookies, { name: cookies.device, value: device.value, seconds: deviceSeconds }),
    clearCookie(cookies, cookies.pending),
  ];
}
