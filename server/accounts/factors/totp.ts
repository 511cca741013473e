/**
 * Codes of an authenticator: enrolled once, each taken once.
 * https://www.rfc-editor.org/rfc/rfc6238
 */
import { Secret, TOTP } from 'otpauth';
import { renderSVG } from 'uqr';
import type { Sql } from '#fhir/store/sql.ts';
import type { Accounts } from '../accounts.ts';

const periodSeconds = 30;

/** What an authenticator needs: the secret as base32, its address and the picture of it. */
export interface Enrolment {
  secret: string;
  uri: string;
  /** SVG. */
  qr: string;
}

/** A new secret for an authenticator, with a name that its owner recognises. */
export function newTotp(randomBytes: Accounts['randomBytes'], label: string): Enrolment {
  const secret = new Secret({ buffer: new Uint8Array(randomBytes(20)).buffer });
  const totp = new TOTP({ issuer: '医枢', label, secret, period: periodSeconds });
  const uri = totp.toString();
  return { secret: secret.base32, uri, qr: renderSVG(uri, { border: 2 }) };
}

/**
 * The step of time that a code is of, one before and one after allowed; undefined where the code is
 * wrong.
 */
export function stepOf(secret: string, code: string, now: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const totp = new TOTP({ secret: Secret.fromBase32(secret), period: periodSeconds });
  const delta = totp.validate({ token: code, timestamp: now, window: 1 });
  return delta === null ? undefined : totp.counter({ timestamp: now }) + delta;
}

/** The code of this moment and how long it holds: for the development inbox. */
export function currentCode(secret: string, now: number): { code: string; secondsLeft: number } {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), period: periodSeconds });
  const secondsLeft = Math.ceil(totp.remaining({ timestamp: now }) / 1000);
  return { code: totp.generate({ timestamp: now }), secondsLeft };
}

/**
 * Makes a secret the authenticator of an account, in place of an earlier one.
 * @param given.step of the code by which it was proved, which is used up.
 */
export async function storeTotp(
  { database, secrets, now }: Pick<Accounts, 'secrets' | 'now'> & { database: Sql },
  given: { account: string; secret: string; step: number },
): Promise<void> {
  await database.run(
    `insert into account_totp as t (account, secret, last_step, enrolled) values ($1, $2, $3, $4)
     on conflict (account) do update
     set secret = excluded.secret, enrolled = excluded.enrolled,
       last_step = greatest(t.last_step, excluded.last_step)`,
    [given.account, secrets.seal(given.secret), given.step, now()],
  );
}

/**
 * Takes a code of an account's authenticator: true once, then never again for this code or an
 * earlier one, also when two requests bring it at once.
 */
export async function takeTotp(
  { database, secrets, now }: Accounts,
  account: string,
  code: string,
): Promise<boolean> {
  const [row] = await database.run('select secret from account_totp where account = $1', [account]);
  if (row === undefined) return false;
  const step = stepOf(secrets.open(String(row['secret'])), code, now());
  if (step === undefined) return false;
  const text = 'update account_totp set last_step = $2 where account = $1 and last_step < $2';
  return (await database.run(`${text} returning account`, [account, step])).length > 0;
}

/** Whether an account has an authenticator. */
export async function hasTotp({ database }: Accounts, account: string): Promise<boolean> {
  const text = 'select 1 as one from account_totp where account = $1';
  return (await database.run(text, [account])).length > 0;
}
