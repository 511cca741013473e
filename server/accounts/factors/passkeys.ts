/**
 * Passkeys: a key pair that never leaves its owner's device and works for this address alone; with
 * the owner verified on the device it is two factors, one of them cryptographic (SEC-04).
 * https://www.w3.org/TR/webauthn-3/
 */
import {
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { refuse } from '#fhir/refusals.ts';
import type { SqlRow } from '#fhir/store/sql.ts';
import { type Account, accountById } from '../account.ts';
import type { Accounts } from '../accounts.ts';

/** A passkey as its owner sees it. Instants are milliseconds since 1970. */
export interface Passkey {
  id: string;
  name: string;
  created: number;
  lastUsed: number | undefined;
}

/** How long a challenge stands. */
export const challengeMs = 5 * 60_000;

/** The address passkeys are bound to: its host is the relying party. */
function partyOf({ publicAddress }: Accounts): { rpID: string; origin: string } {
  const { hostname, origin } = new URL(publicAddress);
  return { rpID: hostname, origin };
}

async function rowsOf({ database }: Accounts, account: string): Promise<SqlRow[]> {
  const text = 'select * from account_passkey where account = $1 order by created';
  return database.run(text, [account]);
}

/** The passkeys of an account, the oldest first. */
export async function passkeysOf(accounts: Accounts, account: string): Promise<Passkey[]> {
  return (await rowsOf(accounts, account)).map((row) => ({
    id: String(row['id']),
    name: String(row['name']),
    created: Number(row['created']),
    lastUsed: row['last_used'] === null ? undefined : Number(row['last_used']),
  }));
}

/** What a browser needs to make a passkey for an account. */
export async function passkeyCreation(
  accounts: Accounts,
  account: Account,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { rpID } = partyOf(accounts);
  return generateRegistrationOptions({
    rpName: '医枢',
    rpID,
    userID: new TextEncoder().encode(account.id),
    userName: account.login ?? account.name,
    userDisplayName: account.name,
    challenge: new Uint8Array(accounts.randomBytes(32)),
    excludeCredentials: await descriptorsOf(accounts, account.id),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/** What a browser needs to use a passkey: any of this address, or those of one account. */
export async function passkeyRequest(
  accounts: Accounts,
  account: string | undefined,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: partyOf(accounts).rpID,
    challenge: new Uint8Array(accounts.randomBytes(32)),
    userVerification: 'required',
    ...(account === undefined ? {} : { allowCredentials: await descriptorsOf(accounts, account) }),
  });
}

async function descriptorsOf(
  accounts: Accounts,
  account: string,
): Promise<{ id: string; transports: string[] }[]> {
  return (await rowsOf(accounts, account)).map((row) => ({
    id: String(row['id']),
    transports: String(row['transports']).split(' ').filter(Boolean),
  }));
}

/** Adds the passkey that a browser has made. Throws `bad-passkey`. */
export async function addPasskey(
  accounts: Accounts,
  account: Account,
  given: { response: unknown; challenge: string; name: string },
): Promise<Passkey> {
  const { rpID, origin } = partyOf(accounts);
  const { registrationInfo } = await verified(
    verifyRegistrationResponse({
      response: given.response as RegistrationResponseJSON,
      expectedChallenge: given.challenge,
      expectedOrigin: origin,
      expectedRPID: rpID,
    }),
  );
  const credential = registrationInfo?.credential;
  if (credential === undefined) throw refuse('bad-passkey');
  const created = accounts.now();
  const stored = await accounts.database.run(
    `insert into account_passkey (id, account, public_key, counter, transports, name, created)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing returning id`,
    [
      credential.id,
      account.id,
      Buffer.from(credential.publicKey).toString('base64url'),
      credential.counter,
      (credential.transports ?? []).filter((word) => /^[a-z-]{1,20}$/.test(word)).join(' '),
      given.name,
      created,
    ],
  );
  if (stored.length === 0) throw refuse('bad-passkey');
  return { id: credential.id, name: given.name, created, lastUsed: undefined };
}

/**
 * The account whose passkey has signed a challenge. The counter of a passkey only grows: one that
 * stands still where it had moved is a copy. Throws `bad-passkey`.
 */
export async function accountOfPasskey(
  accounts: Accounts,
  response: unknown,
  challenge: string,
): Promise<Account> {
  const { database } = accounts;
  const { rpID, origin } = partyOf(accounts);
  const id = (response as { id?: unknown } | null)?.id;
  const text = 'select * from account_passkey where id = $1';
  const [row] = typeof id === 'string' ? await database.run(text, [id]) : [];
  if (row === undefined) throw refuse('bad-passkey');
  const result = await verified(
    verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpID,
      credential: {
        id: String(row['id']),
        publicKey: new Uint8Array(Buffer.from(String(row['public_key']), 'base64url')),
        counter: Number(row['counter']),
      },
    }),
  );
  if (!result.verified) throw refuse('bad-passkey');
  const used = await database.run(
    `update account_passkey set counter = $2, last_used = $3
     where id = $1 and (counter < $2 or (counter = 0 and $2 = 0)) returning account`,
    [String(row['id']), result.authenticationInfo.newCounter, accounts.now()],
  );
  const account = await accountById(accounts, String(used[0]?.['account']));
  if (account === undefined) throw refuse('bad-passkey');
  return account;
}

/** The library throws on what it will not take: whatever it says, the passkey is refused. */
async function verified<T>(verification: Promise<T>): Promise<T> {
  try {
    return await verification;
  } catch {
    throw refuse('bad-passkey');
  }
}

/** Removes a passkey of an account; false where it has no such one. */
export async function removePasskey(
  { database }: Accounts,
  account: string,
  id: string,
): Promise<boolean> {
  const text = 'delete from account_passkey where id = $1 and account = $2 returning id';
  return (await database.run(text, [id, account])).length > 0;
}
