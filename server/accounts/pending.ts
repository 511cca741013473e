/**
 * A sign-in under way: between the password and the second factor it is a row that a short cookie
 * names, and that each step uses up.
 * https://pages.nist.gov/800-63-4/sp800-63b.html
 */
import { refuse } from '#fhir/refusals.ts';
import type { SqlRow } from '#fhir/store/sql.ts';
import { type Account, accountById } from './account.ts';
import type { Accounts } from './accounts.ts';
import { hashToken, randomToken } from './random.ts';
import { setCookie } from './sessions/cookies.ts';

/** What is asked for next. */
export type Step = 'second-factor' | 'enrol' | 'change-password' | 'passkey';

/** A sign-in under way. */
export interface Pending {
  hash: string;
  /** Undefined where a passkey is to tell. */
  account: Account | undefined;
  step: Step;
  /** The TOTP secret being enrolled. */
  secret: string | undefined;
  /** What a passkey must sign. */
  challenge: string | undefined;
  strongAt: number;
}

const lifeSeconds = 600;

/**
 * Begins, or carries on, a sign-in.
 * @returns the Set-Cookie value of its new random name.
 */
export async function beginPending(
  accounts: Accounts,
  given: {
    account: string | undefined;
    step: Step;
    secret?: string;
    challenge?: string;
    strongAt?: number;
  },
): Promise<string> {
  const value = randomToken(accounts.randomBytes);
  await accounts.database.run(
    `insert into account_pending (hash, account, step, secret, challenge, strong_at, expires)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      hashToken(value),
      given.account ?? null,
      given.step,
      given.secret === undefined ? null : accounts.secrets.seal(given.secret),
      given.challenge ?? null,
      given.strongAt ?? 0,
      accounts.now() + lifeSeconds * 1000,
    ],
  );
  const { cookies } = accounts;
  return setCookie(cookies, { name: cookies.pending, value, seconds: lifeSeconds });
}

/** The sign-in that a cookie names; undefined where there is none, or it has expired. */
export async function readPending(
  accounts: Accounts,
  cookies: Record<string, string | undefined>,
): Promise<Pending | undefined> {
  const value = cookies[accounts.cookies.pending];
  if (value === undefined) return undefined;
  const [row] = await accounts.database.run(
    'select * from account_pending where hash = $1 and expires > $2',
    [hashToken(value), accounts.now()],
  );
  return row === undefined ? undefined : pendingOf(accounts, row);
}

async function pendingOf(accounts: Accounts, row: SqlRow): Promise<Pending> {
  const text = (name: string) => (row[name] === null ? undefined : String(row[name]));
  const [account, secret] = [text('account'), text('secret')];
  return {
    hash: String(row['hash']),
    account: account === undefined ? undefined : await accountById(accounts, account),
    step: row['step'] as Step,
    secret: secret === undefined ? undefined : accounts.secrets.open(secret),
    challenge: text('challenge'),
    strongAt: Number(row['strong_at']),
  };
}

/**
 * The sign-in that a cookie names, with its account, at a step. Throws `sign-in-expired` where it
 * is not there, or elsewhere.
 */
export async function requirePending(
  accounts: Accounts,
  cookies: Record<string, string | undefined>,
  step: Step,
): Promise<Pending & { account: Account }> {
  const pending = await readPending(accounts, cookies);
  const account = pending?.account;
  if (pending === undefined || pending.step !== step || account === undefined) {
    throw refuse('sign-in-expired');
  }
  return { ...pending, account };
}

/** Remembers what a passkey must sign. */
export async function setChallenge(
  { database }: Accounts,
  pending: Pending,
  challenge: string,
): Promise<void> {
  const text = 'update account_pending set challenge = $2 where hash = $1';
  await database.run(text, [pending.hash, challenge]);
}

/**
 * Uses a sign-in up. Throws `sign-in-expired` where another request was faster: of two at once one
 * goes on.
 */
export async function takePending({ database }: Accounts, pending: Pending): Promise<void> {
  const text = 'delete from account_pending where hash = $1 returning hash';
  const taken = await database.run(text, [pending.hash]);
  if (taken.length === 0) throw refuse('sign-in-expired');
}
