/**
 * Sessions of the house's own pages: begun at sign-in, found by the cookie, ended by time, by hand
 * or from another device.
 * https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
 */
import type { Sql, SqlRow } from '#fhir/store/sql.ts';
import { type Account, accountColumns, accountOf, callerOf, entitiesOf } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { hashToken, isUuid, randomToken, randomUuid } from '../random.ts';

/** A session. Instants are milliseconds since 1970. */
export interface Session {
  id: string;
  account: string;
  device: string;
  created: number;
  seen: number;
  /** When a strong factor was last shown; 0 for never. */
  strongAt: number;
  address: string;
}

/** A living session with the account it is of. */
export interface SignedIn {
  account: Account;
  session: Session;
}

/** No session lasts longer, however busy. */
const absoluteMs = 12 * 3_600_000;

const sessionColumns = `s.id as session_id, s.account, s.device, s.created as session_created,
  s.seen, s.strong_at, s.address`;

function sessionOf(row: SqlRow): Session {
  return {
    id: String(row['session_id']),
    account: String(row['account']),
    device: String(row['device']),
    created: Number(row['session_created']),
    seen: Number(row['seen']),
    strongAt: Number(row['strong_at']),
    address: String(row['address']),
  };
}

/** Begins a session with a new random value, which is returned once and kept as its hash alone. */
export async function beginSession(
  accounts: Accounts,
  given: { account: Account; device: string; strongAt: number; address: string },
): Promise<{ session: Session; value: string }> {
  const { account, device, strongAt, address } = given;
  const value = randomToken(accounts.randomBytes);
  const at = accounts.now();
  const id = randomUuid(accounts.randomBytes);
  await accounts.database.run(
    `insert into account_session (hash, id, account, device, created, seen, strong_at, address)
     values ($1, $2, $3, $4, $5, $5, $6, $7)`,
    [hashToken(value), id, account.id, device, at, strongAt, address],
  );
  const session = { id, account: account.id, device, created: at, seen: at, strongAt, address };
  return { session, value };
}

/**
 * The session of a cookie's value and its account; `expired` where it has just ended by time;
 * undefined where there is none.
 */
export async function findSession(
  accounts: Accounts,
  value: string | undefined,
): Promise<SignedIn | 'expired' | undefined> {
  if (value === undefined || value === '') return undefined;
  return findLiving(accounts, byValue(value));
}

/**
 * The living session of a cookie's value and its account; undefined where there is none. It ends
 * none whose time is over: who asks `findSession` beside it must still be told so (SEC-02).
 */
export async function readSession(
  accounts: Accounts,
  value: string | undefined,
): Promise<SignedIn | undefined> {
  if (value === undefined || value === '') return undefined;
  return living(accounts, await findAny(accounts, byValue(value)));
}

/** The living session of an id, for who holds a token that was granted to it. */
export async function sessionById(accounts: Accounts, id: string): Promise<SignedIn | undefined> {
  if (!isUuid(id)) return undefined;
  const found = await findLiving(accounts, { where: 's.id = $1', parameter: id });
  return found === 'expired' ? undefined : found;
}

const byValue = (value: string) => ({ where: 's.hash = $1', parameter: hashToken(value) });

async function findLiving(
  accounts: Accounts,
  by: { where: string; parameter: string },
): Promise<SignedIn | 'expired' | undefined> {
  const found = await findAny(accounts, by);
  if (found === undefined) return undefined;
  if (living(accounts, found) !== undefined) return found;
  await timeOut(accounts, found);
  return 'expired';
}

/** What was found, where its time is not over. */
function living(accounts: Accounts, found: SignedIn | undefined): SignedIn | undefined {
  if (found === undefined) return undefined;
  const { account, session } = found;
  return accounts.now() < endOfSession(accounts, account, session) ? found : undefined;
}

/** A session of an account that may sign in, whether or not its time is over. */
async function findAny(
  accounts: Accounts,
  by: { where: string; parameter: string },
): Promise<SignedIn | undefined> {
  const [row] = await accounts.database.run(
    `select ${sessionColumns}, ${accountColumns}
     from account_session s join account a on a.id = s.account where ${by.where}`,
    [by.parameter],
  );
  if (row === undefined) return undefined;
  const session = sessionOf(row);
  const account = accountOf(row);
  session.seen = Math.max(session.seen, accounts.touches.last(session.id));
  return account.status === 'disabled' ? undefined : { account, session };
}

/** How many minutes a session of such an account may be idle. */
export function idleMinutesOf({ idleMinutes }: Accounts, account: Account): number {
  return account.kind === 'resident' ? idleMinutes.resident : idleMinutes.staff;
}

/** When a session ends if nothing more is done in it. */
export function endOfSession(accounts: Accounts, account: Account, session: Session): number {
  const idleEnd = session.seen + idleMinutesOf(accounts, account) * 60_000;
  return Math.min(idleEnd, session.created + absoluteMs);
}

async function timeOut(accounts: Accounts, { account, session }: SignedIn): Promise<void> {
  const ended = await endSession(accounts, session.id);
  if (!ended) return;
  await accounts.audit({
    event: 'session-timeout',
    action: 'E',
    outcome: 0,
    caller: callerOf(account, session),
    address: session.address,
    entities: entitiesOf(account),
  });
}

/** Notes that a session is in use. */
export async function touchSession(accounts: Accounts, session: Session): Promise<void> {
  await accounts.touches.touch(session.id);
}

/** Ends a session; false where it had ended already. */
export async function endSession(accounts: Accounts, id: string): Promise<boolean> {
  const text = 'delete from account_session where id = $1 returning id';
  const ended = await accounts.database.run(text, [id]);
  if (ended.length > 0) await accounts.sessionsEnded([id]);
  return ended.length > 0;
}

/** Ends all sessions of an account but one. */
export async function endSessionsOf(
  accounts: Accounts,
  account: string,
  but?: string,
): Promise<void> {
  const rows = await accounts.database.run(
    `delete from account_session where account = $1 and id is distinct from $2::uuid returning id`,
    [account, but ?? null],
  );
  const ids = rows.map((row) => String(row['id']));
  if (ids.length > 0) await accounts.sessionsEnded(ids);
}

/** The sessions of an account, the newest first. */
export async function sessionsOf(accounts: Accounts, account: string): Promise<Session[]> {
  const rows = await accounts.database.run(
    `select ${sessionColumns} from account_session s where s.account = $1 order by s.created desc`,
    [account],
  );
  return rows.map(sessionOf);
}

/**
 * Gives a session another value, because what it may do has changed, and notes the strong factor
 * that was shown.
 * @returns the new value of the cookie; undefined where the session has ended meanwhile.
 */
export async function renewSession(
  {
    database,
    randomBytes,
    sessionRenewed,
  }: { database: Sql } & Pick<Accounts, 'randomBytes' | 'sessionRenewed'>,
  session: string,
  strongAt: number,
): Promise<string | undefined> {
  const value = randomToken(randomBytes);
  const rows = await database.run(
    `update account_session set hash = $2, strong_at = greatest(strong_at, $3)
     where id = $1 returning id`,
    [session, hashToken(value), strongAt],
  );
  if (rows.length === 0) return undefined;
  sessionRenewed(session);
  return value;
}
