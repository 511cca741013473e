/**
 * An account: one person in one role, found by id, login or phone.
 * https://hl7.org/fhir/R4/person.html
 */
import type { Caller } from '#fhir/handling/caller.ts';
import type { Sql, SqlRow } from '#fhir/store/sql.ts';
import type { CallerKind, RoleCode } from '#model/roles.ts';
import type { Accounts } from './accounts.ts';
import { isUuid } from './random.ts';
import type { Session } from './sessions/session.ts';

/** An account. Instants are milliseconds since 1970. */
export interface Account {
  id: string;
  kind: Exclude<CallerKind, 'system'>;
  role: RoleCode;
  /** Of staff and administrators, lower case. */
  login: string | undefined;
  /** Of residents, sealed. */
  phone: string | undefined;
  name: string;
  /** `Practitioner/…`, `Patient/…`, or `Person/<id>` for administrators. */
  who: string;
  organization: string | undefined;
  practitionerRoles: readonly string[];
  status: 'active' | 'disabled';
  /** 0 where it is not locked. */
  lockedUntil: number;
  /** Argon2id as a PHC string. */
  password: string | undefined;
  passwordChanged: number | undefined;
  created: number;
  lastSignIn: number | undefined;
}

/** The columns of an account `a`, for `accountOf`. */
export const accountColumns = `a.id, a.kind, a.role, a.login, a.phone, a.name, a.who,
  a.organization, a.practitioner_roles, a.status, a.password, a.password_changed, a.created,
  a.last_sign_in, coalesce((select t.locked_until from account_tries t
    where t.subject = 'account ' || a.id), 0) as locked_until`;

/** The account of a row with `accountColumns`. */
export function accountOf(row: SqlRow): Account {
  const text = (name: string) => (row[name] === null ? undefined : String(row[name]));
  const number = (name: string) => (row[name] === null ? undefined : Number(row[name]));
  return {
    id: String(row['id']),
    kind: row['kind'] as Account['kind'],
    role: row['role'] as RoleCode,
    login: text('login'),
    phone: text('phone'),
    name: String(row['name']),
    who: String(row['who']),
    organization: text('organization'),
    practitionerRoles: String(row['practitioner_roles']).split(' ').filter(Boolean),
    status: row['status'] as Account['status'],
    lockedUntil: Number(row['locked_until']),
    password: text('password'),
    passwordChanged: number('password_changed'),
    created: Number(row['created']),
    lastSignIn: number('last_sign_in'),
  };
}

/** The account of an id; undefined where there is none. */
export async function accountById(
  { database }: { database: Sql },
  id: string,
): Promise<Account | undefined> {
  if (!isUuid(id)) return undefined;
  const text = `select ${accountColumns} from account a where a.id = $1`;
  const [row] = await database.run(text, [id]);
  return row === undefined ? undefined : accountOf(row);
}

/** The account of a login, whatever its case. */
export async function accountByLogin(
  { database }: Accounts,
  login: string,
): Promise<Account | undefined> {
  const text = `select ${accountColumns} from account a where a.login = $1`;
  const [row] = await database.run(text, [login.toLowerCase()]);
  return row === undefined ? undefined : accountOf(row);
}

/** The account of a phone as `normalPhone` writes it. */
export async function accountByPhone(
  { database, secrets }: Accounts,
  phone: string,
): Promise<Account | undefined> {
  const text = `select ${accountColumns} from account a where a.phone_hash = $1`;
  const [row] = await database.run(text, [phoneHash(secrets, phone)]);
  return row === undefined ? undefined : accountOf(row);
}

/** What a phone is found by. */
export function phoneHash(secrets: Accounts['secrets'], phone: string): string {
  return secrets.keyedHash(`phone ${phone}`);
}

/** A mobile number of the mainland without its prefix; undefined where it is none. */
export function normalPhone(text: string): string | undefined {
  return /^(?:\+?86)?(1[3-9]\d{9})$/.exec(text.replace(/[\s-]/g, ''))?.[1];
}

/**
 * The facts of a caller who is signed in. Scopes, client and launch are those of the house's own
 * pages, which have none: the OAuth room fills its own.
 * @param address where the request comes from; by default where the sign-in came from.
 */
export function callerOf(account: Account, session: Session, address?: string): Caller {
  return {
    kind: account.kind,
    role: account.role,
    who: account.who,
    name: account.name,
    organization: account.organization,
    practitionerRoles: account.practitionerRoles,
    scopes: [],
    launchPatient: undefined,
    client: 'yishu',
    session: session.id,
    address: address ?? session.address,
    strongAt: session.strongAt,
  };
}

/** What an audit event about an account names. */
export function entitiesOf(account: { id: string; who: string }): string[] {
  return [...new Set([`Person/${account.id}`, account.who])];
}
