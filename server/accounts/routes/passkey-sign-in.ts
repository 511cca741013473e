/**
 * Signing in with a passkey: alone, or as the second factor after a password.
 * https://www.w3.org/TR/webauthn-3/
 */
import { z } from 'zod';
import { Refusal, refuse } from '#fhir/refusals.ts';
import type { PlainRequest, PlainResponse, PlainRoute } from '#server/http/plain-route.ts';
import type { Account } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { accountOfPasskey, passkeyRequest } from '../factors/passkeys.ts';
import { auditFailure } from '../guard.ts';
import { type Pending, beginPending, readPending, setChallenge, takePending } from '../pending.ts';
import { type StepResponse, afterFactor, completeSignIn } from '../sign-in.ts';
import { passkeyField, readBody } from './body.ts';

const route = { method: 'POST', access: 'anyone', audit: undefined } as const;

/** The routes of signing in with a passkey. */
export function passkeySignInRoutes(accounts: Accounts): PlainRoute[] {
  return [
    {
      ...route,
      path: '/api/sign-in/passkey/options',
      summary: 'What a browser needs to use a passkey',
      handler: (request) => ask(accounts, request),
    },
    {
      ...route,
      path: '/api/sign-in/passkey',
      summary: 'Shows a passkey',
      handler: (request) => show(accounts, request),
    },
  ];
}

/**
 * A login in the body is not looked at: passkeys are found by the browser, and their list would
 * tell a stranger which logins there are.
 */
async function ask(accounts: Accounts, request: PlainRequest): Promise<PlainResponse> {
  accounts.requests.take(request.address);
  const pending = await readPending(accounts, request.cookies);
  if (pending?.step === 'second-factor') {
    const options = await passkeyRequest(accounts, pending.account?.id);
    await setChallenge(accounts, pending, options.challenge);
    return { status: 200, body: options };
  }
  const options = await passkeyRequest(accounts, undefined);
  const { challenge } = options;
  const cookie = await beginPending(accounts, { account: undefined, step: 'passkey', challenge });
  return { status: 200, body: options, setCookies: [cookie] };
}

async function show(accounts: Accounts, request: PlainRequest): Promise<StepResponse> {
  accounts.requests.take(request.address);
  const { response } = readBody(z.object({ response: passkeyField }), request.body);
  const pending = await readPending(accounts, request.cookies);
  if (pending?.challenge === undefined) throw refuse('sign-in-expired');
  const alone = pending.step === 'passkey';
  // A challenge is signed once: it is used up before the answer is looked at.
  if (alone) await takePending(accounts, pending);
  else await takeChallenge(accounts, pending);
  const account = await shownAccount(accounts, request, { pending, response });
  if (alone) return completeSignIn(accounts, request, { account, strongAt: accounts.now() });
  await takePending(accounts, pending);
  return afterFactor(accounts, request, account);
}

async function takeChallenge({ database }: Accounts, pending: Pending): Promise<void> {
  const rows = await database.run(
    `update account_pending set challenge = null
     where hash = $1 and challenge = $2 returning hash`,
    [pending.hash, pending.challenge ?? ''],
  );
  if (rows.length === 0) throw refuse('sign-in-expired');
}

async function shownAccount(
  accounts: Accounts,
  request: PlainRequest,
  shown: { pending: Pending; response: unknown },
): Promise<Account> {
  const { pending, response } = shown;
  try {
    const account = await accountOfPasskey(accounts, response, pending.challenge ?? '');
    const expected = pending.account?.id ?? account.id;
    if (account.id !== expected) throw refuse('bad-passkey');
    return account;
  } catch (error) {
    if (error instanceof Refusal) {
      const trier = { address: request.address };
      const failed = { event: 'sign-in', trier, account: pending.account };
      await auditFailure(accounts, failed, error.code);
    }
    throw error;
  }
}
