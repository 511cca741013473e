/**
 * Setting a password: the rules, the last five, and what of the account changes with it (SEC-01).
 * https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver
 */
import { refuse } from '#fhir/refusals.ts';
import type { Account } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { hashPassword, isPassword } from './password-hash.ts';
import { weaknessOf } from './password-rules.ts';

/** How many of the last passwords may not come back. */
const remembered = 5;

const dayMs = 86_400_000;

/**
 * Makes the hash of a new password of an account, where it will do. Throws `weak-password`.
 * @returns what `storePassword` takes.
 */
export async function preparePassword(
  accounts: Accounts,
  account: Account,
  password: string,
): Promise<{ account: string; hash: string; oldest: number }> {
  const weakness = weaknessOf(password, account.login);
  if (weakness !== undefined) throw refuse('weak-password', { ...weakness });
  const past = await accounts.database.run(
    'select changed, password from account_password where account = $1 order by changed desc',
    [account.id],
  );
  const recent = past.slice(0, remembered).map((row) => String(row['password']));
  const same = await Promise.all(recent.map((stored) => isPassword(password, stored)));
  if (same.includes(true)) {
    throw refuse('weak-password', {
      reason: `不能与最近 ${remembered} 次使用的密码相同`,
      reasonEn: `it is one of the last ${remembered}`,
    });
  }
  const hash = await hashPassword(password, accounts.randomBytes);
  // With the new one, five are kept.
  const oldest = Number(past[remembered - 1]?.['changed'] ?? 0);
  return { account: account.id, hash, oldest };
}

/**
 * Stores the hash of a password as the current one.
 * @param given.oldest when the oldest of the past ones to keep was set.
 */
export async function storePassword(
  { database, now }: Accounts,
  given: { account: string; hash: string; oldest: number },
): Promise<void> {
  const { account, hash, oldest } = given;
  await database.transaction(async (tx) => {
    const text = 'update account set password = $2, password_changed = $3 where id = $1';
    await tx.run(text, [account, hash, now()]);
    await tx.run(
      `insert into account_password (account, changed, password) values ($1, $2, $3)
       on conflict (account, changed) do update set password = excluded.password`,
      [account, now(), hash],
    );
    const old = 'delete from account_password where account = $1 and changed <= $2';
    await tx.run(old, [account, oldest]);
  });
}

/** Whether the password of an account is so old that another must be set. */
export function mustChangePassword({ now, passwordDays }: Accounts, account: Account): boolean {
  const changed = account.passwordChanged;
  return changed !== undefined && now() - changed >= passwordDays * dayMs;
}
