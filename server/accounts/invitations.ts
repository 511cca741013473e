/**
 * Invitations: a link that works once within a day, by which a person sets the own password; and
 * the one by which the first administrator comes in.
 * https://cheatsheetseries.owasp.org/cheatsheets/Forgot_Password_Cheat_Sheet.html
 */
import { refuse } from '#fhir/refusals.ts';
import { type Account, accountById, accountColumns, accountOf } from './account.ts';
import type { Accounts } from './accounts.ts';
import { insertAccount } from './administer.ts';
import { preparePassword, storePassword } from './factors/password.ts';
import { keepOnce, peekOnce, takeOnce } from './factors/one-time.ts';
import { hashToken, randomToken } from './random.ts';
import { endSessionsOf } from './sessions/session.ts';

const lifeMs = 24 * 3_600_000;

/**
 * Invites the owner of an account; earlier invitations to it end.
 * @returns the link. The token is in its fragment, which no browser sends and no log holds.
 */
export async function invite(accounts: Accounts, account: Account): Promise<string> {
  const token = randomToken(accounts.randomBytes);
  const { publicAddress, now } = accounts;
  await accounts.database.transaction(async (tx) => {
    const text = `delete from account_code where purpose = 'invitation' and account = $1`;
    await tx.run(text, [account.id]);
    await keepOnce(
      { database: tx, now },
      {
        purpose: 'invitation',
        subject: hashToken(token),
        account: account.id,
        code: '',
        lifeMs,
      },
    );
  });
  return `${new URL(publicAddress).origin}/sign-in#invite=${token}`;
}

/** The account that a token invites to. Throws `invitation-invalid`. */
export async function invitedAccount(accounts: Accounts, token: string): Promise<Account> {
  const kept = await peekOnce(accounts, 'invitation', hashToken(token));
  const account = kept === undefined ? undefined : await accountById(accounts, kept.account);
  if (account === undefined || account.status === 'disabled') throw refuse('invitation-invalid');
  return account;
}

/**
 * Sets the password of the account that a token invites to, and uses the token up; the sessions of
 * the account end. Throws `invitation-invalid` or `weak-password`, after which the token still
 * works.
 */
export async function acceptInvitation(
  accounts: Accounts,
  token: string,
  password: string,
): Promise<Account> {
  const account = await invitedAccount(accounts, token);
  const prepared = await preparePassword(accounts, account, password);
  const taken = await takeOnce(accounts, 'invitation', hashToken(token));
  if (taken === undefined) throw refuse('invitation-invalid');
  await storePassword(accounts, prepared);
  await endSessionsOf(accounts, account.id);
  return account;
}

/**
 * Makes one system administrator with an invitation, where no active one has ever set a password.
 * @returns the link, to be printed once; undefined where there is an administrator.
 */
export async function ensureFirstAdministrator(accounts: Accounts): Promise<string | undefined> {
  const account = await accounts.database.transaction(async (tx) => {
    // Two servers that start at once make one.
    await tx.run('select pg_advisory_xact_lock(hashtextextended($1, 0))', ['first administrator']);
    const rows = await tx.run(
      `select ${accountColumns} from account a
       where a.role = 'system-administrator' and a.status = 'active'`,
      [],
    );
    const there = rows.map(accountOf);
    if (there.some(({ password }) => password !== undefined)) return undefined;
    if (there[0] !== undefined) return there[0];
    // No default login to guess at (SEC-05).
    const login = `admin-${Buffer.from(accounts.randomBytes(3)).toString('hex')}`;
    return insertAccount(accounts, tx, { role: 'system-administrator', login, name: '系统管理员' });
  });
  return account === undefined ? undefined : invite(accounts, account);
}
