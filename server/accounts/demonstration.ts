/**
 * The accounts of the demonstration: one of each role, with passwords that are random for each
 * installation and kept where only its owner reads them (SEC-05).
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { accountByLogin, accountByPhone } from './account.ts';
import type { Accounts } from './accounts.ts';
import { type NewAccount, createAccount } from './administer.ts';
import { storePassword } from './factors/password.ts';
import { hashPassword, isPassword } from './factors/password-hash.ts';
import { newTotp, storeTotp } from './factors/totp.ts';

/** An account of the demonstration with its secrets in the clear. */
export interface DemonstrationAccount extends NewAccount {
  /** Undefined for residents. */
  password: string | undefined;
  /** Base32; undefined for residents. */
  totpSecret: string | undefined;
}

const fileName = 'demonstration-accounts.json';
const fileShape = z.record(z.string(), z.object({ password: z.string(), totpSecret: z.string() }));
type Kept = z.infer<typeof fileShape>;

/**
 * Makes the accounts of the demonstration, or gives those of an earlier start their passwords and
 * authenticators back.
 * @param folder of the installation's data; the secrets are kept there in a file of mode 0600.
 */
export async function createDemonstrationAccounts(
  accounts: Accounts,
  list: readonly NewAccount[],
  folder: string,
): Promise<DemonstrationAccount[]> {
  const path = join(folder, fileName);
  const kept = readKept(path);
  for (const { login } of list) {
    if (login === undefined || kept[login] !== undefined) continue;
    const { secret } = newTotp(accounts.randomBytes, login);
    kept[login] = { password: randomPassword(accounts.randomBytes), totpSecret: secret };
  }
  writeKept(path, kept);
  return Promise.all(
    list.map(async (given) => {
      const { password, totpSecret } = kept[given.login ?? ''] ?? {};
      const account: DemonstrationAccount = { ...given, password, totpSecret };
      await restore(accounts, account);
      return account;
    }),
  );
}

function readKept(path: string): Kept {
  try {
    return fileShape.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return {};
    throw error;
  }
}

/** Whole or not at all: a stop in the middle must not lose the passwords. */
function writeKept(path: string, kept: Kept): void {
  const beside = `${path}.new`;
  writeFileSync(beside, `${JSON.stringify(kept, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(beside, path);
}

async function restore(accounts: Accounts, given: DemonstrationAccount): Promise<void> {
  const { login = '', phone = '', password, totpSecret } = given;
  const found = await (login === ''
    ? accountByPhone(accounts, phone)
    : accountByLogin(accounts, login));
  const account = found ?? (await createAccount(accounts, given));
  const { database, now } = accounts;
  const text = `update account set status = 'active', enabled = $2, name = $3, who = $4,
    organization = $5, practitioner_roles = $6 where id = $1`;
  await database.run(text, [
    account.id,
    now(),
    given.name,
    given.who ?? account.who,
    given.organization ?? null,
    (given.practitionerRoles ?? []).join(' '),
  ]);
  if (password === undefined || totpSecret === undefined) return;
  const same = await isPassword(password, account.password);
  const hash = same ? account.password! : await hashPassword(password, accounts.randomBytes);
  await storePassword(accounts, { account: account.id, hash, oldest: 0 });
  await storeTotp(accounts, { account: account.id, secret: totpSecret, step: 0 });
}

/** Letters and digits that are not taken for each other when they are read off a screen. */
const letters = 'abcdefghjkmnpqrstuvwxyz';
const digits = '23456789';

/** As `kfwm-hqzt-4829`: 47 bits, enough where five wrong tries lock. */
function randomPassword(randomBytes: Accounts['randomBytes']): string {
  const pick = (alphabet: string) =>
    Array.from(Buffer.from(randomBytes(4)), (byte) => alphabet[byte % alphabet.length]).join('');
  return `${pick(letters)}-${pick(letters)}-${pick(digits)}`;
}
