/**
 * The own passkeys: listing, adding and removing them, and showing one again.
 * https://www.w3.org/TR/webauthn-3/
 */
import { z } from 'zod';
import { refuse } from '#fhir/refusals.ts';
import type { PlainRequest, PlainResponse, PlainRoute } from '#server/http/plain-route.ts';
import { entitiesOf } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { signedInOf } from '../authenticate.ts';
import { keepOnce, takeOnce } from '../factors/one-time.ts';
import {
  type Passkey,
  accountOfPasskey,
  addPasskey,
  challengeMs,
  passkeyCreation,
  passkeyRequest,
  passkeysOf,
  removePasskey,
} from '../factors/passkeys.ts';
import type { SignedIn } from '../sessions/session.ts';
import { isoOf, passkeyField, readBody } from './body.ts';
import { renewed } from './own-account.ts';

/** The routes of the own passkeys. */
export function ownPasskeyRoutes(accounts: Accounts): PlainRoute[] {
  const rows: [Pick<PlainRoute, 'method' | 'path' | 'audit' | 'summary'>, Own][] = [
    [
      {
        method: 'GET',
        path: '/api/account/passkeys',
        audit: undefined,
        summary: 'The own passkeys',
      },
      tellPasskeys,
    ],
    [
      {
        method: 'POST',
        path: '/api/account/passkeys/options',
        audit: undefined,
        summary: 'What a browser needs to make a passkey; needs a strong factor lately',
      },
      askCreation,
    ],
    [
      {
        method: 'POST',
        path: '/api/account/passkeys',
        audit: 'passkey-add',
        summary: 'Adds the passkey that a browser has made',
      },
      add,
    ],
    [
      {
        method: 'DELETE',
        path: '/api/account/passkeys/:id',
        audit: 'passkey-remove',
        summary: 'Removes a passkey; needs a strong factor lately',
      },
      remove,
    ],
    [
      {
        method: 'POST',
        path: '/api/account/step-up/passkey/options',
        audit: undefined,
        summary: 'What a browser needs to show a passkey again',
      },
      askAgain,
    ],
    [
      {
        method: 'POST',
        path: '/api/account/step-up/passkey',
        audit: 'step-up',
        summary: 'Shows a passkey again, before what needs it',
      },
      showAgain,
    ],
  ];
  return rows.map(([row, act]) => ({
    ...row,
    access: 'signed-in',
    handler: async (request) => act(accounts, request, await signedInOf(accounts, request)),
  }));
}

type Own = (
  accounts: Accounts,
  request: PlainRequest,
  signedIn: SignedIn,
) => Promise<PlainResponse>;

const strongMs = 10 * 60_000;

/** Whoever finds an open browser must not be able to make a key to it. */
function requireStrong({ now }: Accounts, { session }: SignedIn): void {
  if (now() - session.strongAt > strongMs) throw refuse('step-up-needed');
}

async function tellPasskeys(
  accounts: Accounts,
  _request: PlainRequest,
  { account }: SignedIn,
): Promise<PlainResponse> {
  return { status: 200, body: (await passkeysOf(accounts, account.id)).map(told) };
}

function told({ id, name, created, lastUsed }: Passkey): Record<string, unknown> {
  return {
    id,
    name,
    createdAt: isoOf(created),
    lastUsed: lastUsed === undefined ? null : isoOf(lastUsed),
  };
}

async function askCreation(
  accounts: Accounts,
  _request: PlainRequest,
  signedIn: SignedIn,
): Promise<PlainResponse> {
  requireStrong(accounts, signedIn);
  const options = await passkeyCreation(accounts, signedIn.account);
  await keepChallenge(accounts, signedIn, { purpose: 'passkey-new', code: options.challenge });
  return { status: 200, body: options };
}

const addBody = z.object({ response: passkeyField, name: z.string().trim().min(1).max(60) });

async function add(
  accounts: Accounts,
  request: PlainRequest,
  signedIn: SignedIn,
): Promise<PlainResponse> {
  requireStrong(accounts, signedIn);
  const { response, name } = readBody(addBody, {
    name: '通行密钥',
    ...(request.body as object | undefined),
  });
  const challenge = await takeChallenge(accounts, signedIn, 'passkey-new');
  const passkey = await addPasskey(accounts, signedIn.account, { response, challenge, name });
  return { status: 201, body: told(passkey), entities: entitiesOf(signedIn.account) };
}

async function remove(
  accounts: Accounts,
  request: PlainRequest,
  signedIn: SignedIn,
): Promise<PlainResponse> {
  requireStrong(accounts, signedIn);
  const { account } = signedIn;
  const removed = await removePasskey(accounts, account.id, request.names['id'] ?? '');
  if (!removed) throw refuse('unknown-route');
  return { status: 204, entities: entitiesOf(account) };
}

async function askAgain(
  accounts: Accounts,
  _request: PlainRequest,
  signedIn: SignedIn,
): Promise<PlainResponse> {
  const options = await passkeyRequest(accounts, signedIn.account.id);
  await keepChallenge(accounts, signedIn, { purpose: 'passkey-step-up', code: options.challenge });
  return { status: 200, body: options };
}

async function showAgain(
  accounts: Accounts,
  request: PlainRequest,
  signedIn: SignedIn,
): Promise<PlainResponse> {
  const { response } = readBody(z.object({ response: passkeyField }), request.body);
  const challenge = await takeChallenge(accounts, signedIn, 'passkey-step-up');
  const account = await accountOfPasskey(accounts, response, challenge);
  if (account.id !== signedIn.account.id) throw refuse('bad-passkey');
  return renewed(accounts, signedIn, accounts.now());
}

type Challenge = 'passkey-new' | 'passkey-step-up';

async function keepChallenge(
  accounts: Accounts,
  { account, session }: SignedIn,
  kept: { purpose: Challenge; code: string },
): Promise<void> {
  const subject = session.id;
  await keepOnce(accounts, { ...kept, subject, account: account.id, lifeMs: challengeMs });
}

async function takeChallenge(
  accounts: Accounts,
  { session }: SignedIn,
  purpose: Challenge,
): Promise<string> {
  const kept = await takeOnce(accounts, purpose, session.id);
  if (kept === undefined) throw refuse('bad-passkey');
  return kept.code;
}
