/**
 * Signing in with a password and a second factor, and setting a new password on the way.
 * https://cheatsheetseries.owasp.org/cheatsheets/Multifactor_Authentication_Cheat_Sheet.html
 */
import { z } from 'zod';
import type { PlainRequest, PlainRoute } from '#server/http/plain-route.ts';
import { accountByLogin, entitiesOf } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { preparePassword, storePassword } from '../factors/password.ts';
import { isPassword } from '../factors/password-hash.ts';
import { stepOf, storeTotp, takeTotp } from '../factors/totp.ts';
import { guard } from '../guard.ts';
import { requirePending, takePending } from '../pending.ts';
import { endSessionsOf } from '../sessions/session.ts';
import {
  type StepResponse,
  afterFactor,
  afterPassword,
  completeSignIn,
  refuseDisabled,
} from '../sign-in.ts';
import { accountSubject, loginSubject } from '../tries.ts';
import { codeField, passwordField, readBody } from './body.ts';

const route = { method: 'POST', access: 'anyone', audit: undefined } as const;

/** The routes of signing in with a password. Their events are audited where they happen. */
export function passwordRoutes(accounts: Accounts): PlainRoute[] {
  return [
    {
      ...route,
      path: '/api/sign-in/password',
      summary: 'Shows the password; answers what is asked for next',
      handler: (request) => showPassword(accounts, request),
    },
    {
      ...route,
      path: '/api/sign-in/totp',
      summary: 'Shows a code of the authenticator',
      handler: (request) => showCode(accounts, request),
    },
    {
      ...route,
      path: '/api/sign-in/enrol',
      summary: 'Proves a new authenticator by its first code',
      handler: (request) => enrol(accounts, request),
    },
    {
      ...route,
      path: '/api/sign-in/new-password',
      summary: 'Sets a new password in place of one that is too old',
      handler: (request) => changePassword(accounts, request),
    },
  ];
}

const loginBody = z.object({ login: z.string().min(1).max(100), password: passwordField });

async function showPassword(accounts: Accounts, request: PlainRequest): Promise<StepResponse> {
  accounts.requests.take(request.address);
  const { login, password } = readBody(loginBody, request.body);
  const account = await accountByLogin(accounts, login.trim());
  const subject =
    account === undefined ? loginSubject(accounts, login.trim()) : accountSubject(account.id);
  const trier = { subject, address: request.address };
  const shown = await guard(
    accounts,
    { trier, account, event: 'sign-in', refusal: 'bad-credentials' },
    async () => ((await isPassword(password, account?.password)) ? account : undefined),
  );
  if (shown.status === 'disabled') await refuseDisabled(accounts, request, shown);
  return afterPassword(accounts, shown);
}

const codeBody = z.object({ code: codeField });

async function showCode(accounts: Accounts, request: PlainRequest): Promise<StepResponse> {
  accounts.requests.take(request.address);
  const { code } = readBody(codeBody, request.body);
  const pending = await requirePending(accounts, request.cookies, 'second-factor');
  const { account } = pending;
  const trier = { subject: accountSubject(account.id), address: request.address };
  await guard(
    accounts,
    { trier, account, event: 'sign-in', refusal: 'bad-code' },
    async () => (await takeTotp(accounts, account.id, code)) || undefined,
  );
  await takePending(accounts, pending);
  return afterFactor(accounts, request, account);
}

async function enrol(accounts: Accounts, request: PlainRequest): Promise<StepResponse> {
  accounts.requests.take(request.address);
  const { code } = readBody(codeBody, request.body);
  const pending = await requirePending(accounts, request.cookies, 'enrol');
  const { account, secret = '' } = pending;
  const trier = { subject: accountSubject(account.id), address: request.address };
  const step = await guard(
    accounts,
    { trier, account, event: 'factor-enrol', refusal: 'bad-code' },
    async () => stepOf(secret, code, accounts.now()),
  );
  await takePending(accounts, pending);
  await storeTotp(accounts, { account: account.id, secret, step });
  await accounts.audit({
    event: 'factor-enrol',
    action: 'C',
    outcome: 0,
    address: request.address,
    entities: entitiesOf(account),
  });
  return afterFactor(accounts, request, account);
}

const passwordBody = z.object({ password: passwordField });

async function changePassword(accounts: Accounts, request: PlainRequest): Promise<StepResponse> {
  accounts.requests.take(request.address);
  const { password } = readBody(passwordBody, request.body);
  const pending = await requirePending(accounts, request.cookies, 'change-password');
  const { account, strongAt } = pending;
  const prepared = await preparePassword(accounts, account, password);
  await takePending(accounts, pending);
  await storePassword(accounts, prepared);
  await endSessionsOf(accounts, account.id);
  await accounts.audit({
    event: 'password-change',
    action: 'U',
    outcome: 0,
    address: request.address,
    entities: entitiesOf(account),
  });
  return completeSignIn(accounts, request, { account, strongAt });
}
