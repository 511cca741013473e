/**
 * Making and ending accounts: one role each, the three offices apart (SEC-06), none left open that
 * nobody uses (SEC-05).
 * https://pages.nist.gov/800-63-4/sp800-63b.html
 */
import { refuse } from '#fhir/refusals.ts';
import type { Sql } from '#fhir/store/sql.ts';
import { type RoleCode, roles } from '#model/roles.ts';
import {
  type Account,
  accountById,
  accountColumns,
  accountOf,
  entitiesOf,
  normalPhone,
  phoneHash,
} from './account.ts';
import type { Accounts } from './accounts.ts';
import { randomUuid } from './random.ts';
import { endSessionsOf } from './sessions/session.ts';
import { accountSubject, clearTries } from './tries.ts';

/** What an account is made of. */
export interface NewAccount {
  role: RoleCode;
  /** Of staff and administrators. */
  login?: string | undefined;
  /** Of residents. */
  phone?: string | undefined;
  name: string;
  /** `Practitioner/…` of staff, `Patient/…` of residents; of an administrator only where known. */
  who?: string | undefined;
  organization?: string | undefined;
  practitionerRoles?: readonly string[] | undefined;
}

const loginForm = /^[a-z0-9][a-z0-9._-]{2,63}$/;
const whoForms = {
  staff: /^Practitioner\/[A-Za-z0-9.-]{1,64}$/,
  resident: /^Patient\/[A-Za-z0-9.-]{1,64}$/,
  administrator: /^(?:Practitioner|Person)\/[A-Za-z0-9.-]{1,64}$/,
};
const idForm = /^[A-Za-z0-9.-]{1,64}$/;

/**
 * Makes an account, without any factor yet. Throws `bad-field`, `account-exists` or
 * `office-conflict`.
 */
export async function createAccount(accounts: Accounts, given: NewAccount): Promise<Account> {
  return accounts.database.transaction((tx) => insertAccount(accounts, tx, given));
}

/** Makes an account inside a transaction, as `createAccount`. */
export async function insertAccount(
  accounts: Accounts,
  tx: Sql,
  given: NewAccount,
): Promise<Account> {
  const { kind } = roles[given.role];
  if (kind === 'system') throw refuse('bad-field', { field: 'role' });
  const id = randomUuid(accounts.randomBytes);
  const who = given.who ?? (kind === 'administrator' ? `Person/${id}` : '');
  if (!whoForms[kind].test(who)) throw refuse('bad-field', { field: 'who' });
  await checkOffices(tx, { id, kind, who });
  const { secrets } = accounts;
  const phone = kind === 'resident' ? phoneOf(given) : undefined;
  const rows = await tx.run(
    `insert into account (id, kind, role, login, phone_hash, phone, name, who, organization,
       practitioner_roles, status, created, enabled)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'active', $11, $11)
     on conflict do nothing returning id`,
    [
      id,
      kind,
      given.role,
      kind === 'resident' ? null : loginOf(given),
      phone === undefined ? null : phoneHash(secrets, phone),
      phone === undefined ? null : secrets.seal(phone),
      given.name,
      who,
      idOf(given.organization),
      (given.practitionerRoles ?? []).map(idOf).join(' '),
      accounts.now(),
    ],
  );
  if (rows.length === 0) throw refuse('account-exists');
  const account = await accountById({ database: tx }, id);
  if (account === undefined) throw new Error('An account that was just made is not there');
  return account;
}

function loginOf({ login = '' }: NewAccount): string {
  const lower = login.toLowerCase();
  if (!loginForm.test(lower)) throw refuse('bad-field', { field: 'login' });
  return lower;
}

function phoneOf({ phone = '' }: NewAccount): string {
  const normal = normalPhone(phone);
  if (normal === undefined) throw refuse('bad-field', { field: 'phone' });
  return normal;
}

function idOf(id: string | undefined): string | null {
  if (id === undefined) return null;
  if (!idForm.test(id)) throw refuse('bad-field', { field: 'organization' });
  return id;
}

/**
 * One person holds one administrator office, and none beside a role of staff. Two who are made
 * active at once wait for each other here.
 */
async function checkOffices(
  tx: Sql,
  { id, kind, who }: Pick<Account, 'id' | 'kind' | 'who'>,
): Promise<void> {
  await tx.run('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`account ${who}`]);
  const others = await tx.run(
    `select kind from account where who = $1 and status = 'active' and id <> $2
     and ($3 = 'administrator' or kind = 'administrator') limit 1`,
    [who, id, kind],
  );
  if (others.length > 0) throw refuse('office-conflict');
}

/** Disables an account and ends its sessions; its factors stay. */
export async function disableAccount(accounts: Accounts, account: Account): Promise<void> {
  const text = `update account set status = 'disabled' where id = $1`;
  await accounts.database.run(text, [account.id]);
  await endSessionsOf(accounts, account.id);
}

/** Enables an account again and forgets its wrong tries. Throws `office-conflict`. */
export async function enableAccount(accounts: Accounts, account: Account): Promise<void> {
  await accounts.database.transaction(async (tx) => {
    await checkOffices(tx, account);
    const text = `update account set status = 'active', enabled = $2 where id = $1`;
    await tx.run(text, [account.id, accounts.now()]);
    await clearTries({ database: tx }, accountSubject(account.id));
  });
}

/** Lets an account try again before its lock is over. */
export async function unlockAccount(accounts: Accounts, account: Account): Promise<void> {
  await clearTries(accounts, accountSubject(account.id));
}

/**
 * Takes the authenticator and the passkeys away and ends the sessions: the next sign-in with the
 * password enrols anew.
 */
export async function resetSecondFactor(accounts: Accounts, account: Account): Promise<void> {
  await accounts.database.transaction(async (tx) => {
    await tx.run('delete from account_totp where account = $1', [account.id]);
    await tx.run('delete from account_passkey where account = $1', [account.id]);
    await tx.run('delete from account_pending where account = $1', [account.id]);
  });
  await endSessionsOf(accounts, account.id);
}

/**
 * Makes the password unusable and ends the sessions: whoever knows it is out at once. The owner
 * comes in again by an invitation.
 */
export async function resetPassword(accounts: Accounts, account: Account): Promise<void> {
  await accounts.database.transaction(async (tx) => {
    await tx.run('update account set password = null where id = $1', [account.id]);
    await tx.run('delete from account_pending where account = $1', [account.id]);
  });
  await endSessionsOf(accounts, account.id);
}

const listed = 200;

/**
 * Accounts by a part of name or login, or by a whole phone, the first 200 by name. Without a text
 * all of them.
 */
export async function listAccounts(accounts: Accounts, text: string): Promise<Account[]> {
  const phone = normalPhone(text);
  const pattern = `%${text
    .trim()
    .toLowerCase()
    .replace(/[%_\\]/g, '\\$&')}%`;
  const rows = await accounts.database.run(
    `select ${accountColumns} from account a
     where lower(a.name) like $1 or a.login like $1 or a.phone_hash = $2
     order by a.kind, a.name, a.id limit ${listed}`,
    [pattern, phone === undefined ? '' : phoneHash(accounts.secrets, phone)],
  );
  return rows.map(accountOf);
}

const staleMs = 90 * 86_400_000;

/**
 * Disables the accounts of staff and administrators that nobody has used for 90 days (SEC-05).
 * Residents come when they are ill, so theirs stay: a code to their own phone opens them anyway.
 * @returns the ids of the accounts.
 */
export async function disableStaleAccounts(accounts: Accounts): Promise<string[]> {
  const rows = await accounts.database.run(
    `update account set status = 'disabled'
     where status = 'active' and kind <> 'resident'
     and greatest(enabled, coalesce(last_sign_in, 0)) <= $1 returning id, who`,
    [accounts.now() - staleMs],
  );
  for (const row of rows) {
    const account = { id: String(row['id']), who: String(row['who']) };
    await endSessionsOf(accounts, account.id);
    await accounts.audit({
      event: 'account-disable',
      action: 'U',
      outcome: 0,
      address: '',
      entities: entitiesOf(account),
    });
  }
  return rows.map((row) => String(row['id']));
}
