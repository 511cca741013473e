/**
 * Wrong tries: counted before a secret is looked at, so that many at once are no way round the
 * lock (SEC-02).
 * https://pages.nist.gov/800-63-4/sp800-63b.html#throttle
 */
import { refuse } from '#fhir/refusals.ts';
import type { Sql } from '#fhir/store/sql.ts';
import type { Accounts } from './accounts.ts';

/** Who tries: what is guessed at, and from where. */
export interface Trier {
  /** `accountSubject`, `loginSubject` or `phoneSubject`. */
  subject: string;
  address: string;
}

const minute = 60_000;

/**
 * How many wrong tries lock for how long. A hospital is one address, so an address may be wrong
 * more often; the tries at an account are forgotten after a day, those of an address with the
 * window.
 */
const rules = {
  subject: { limit: 5, lockMs: 15 * minute, windowMs: 24 * 60 * minute },
  address: { limit: 50, lockMs: 15 * minute, windowMs: 15 * minute },
};

/** The subject of an account. */
export function accountSubject(id: string): string {
  return `account ${id}`;
}

/** The subject of a login that no account has: it locks as an account does. */
export function loginSubject({ secrets }: Accounts, login: string): string {
  return `login ${secrets.keyedHash(login.toLowerCase())}`;
}

/** The subject of a phone, whether or not an account has it. */
export function phoneSubject(hash: string): string {
  return `phone ${hash}`;
}

const counting = `insert into account_tries as t (subject, failures, since) values ($1, 1, $2)
  on conflict (subject) do update set
    failures = case when t.locked_until > $2 then t.failures
      when t.locked_until > 0 or t.since <= $2 - $3::bigint then 1 else t.failures + 1 end,
    since = case when t.locked_until <= $2 and (t.locked_until > 0 or t.since <= $2 - $3::bigint)
      then $2 else t.since end,
    locked_until = case when t.locked_until > $2 then t.locked_until
      when t.locked_until > 0 or t.since <= $2 - $3::bigint then 0
      when t.failures >= $4 then $2 + $5::bigint else 0 end
  returning locked_until`;

/** Counts a try before it is made. Throws `account-locked` where no more are allowed. */
export async function countTry(accounts: Accounts, trier: Trier): Promise<void> {
  const at = accounts.now();
  for (const [subject, rule] of rulesOf(trier)) {
    const parameters = [subject, at, rule.windowMs, rule.limit, rule.lockMs];
    const [row] = await accounts.database.run(counting, parameters);
    const locked = Number(row?.['locked_until']);
    if (locked > at) throw lockRefusal(locked - at);
  }
}

/** Takes back the try that was counted: it was right, though the sign-in is not done yet. */
export async function forgiveTry({ database }: { database: Sql }, trier: Trier): Promise<void> {
  for (const [subject] of rulesOf(trier)) {
    const text = 'update account_tries set failures = failures - 1 where subject = $1';
    await database.run(`${text} and failures > 0`, [subject]);
  }
}

/**
 * Locks, where the try that was counted and has proved wrong was the last one allowed.
 * @returns the refusal to throw; undefined where more tries are left.
 */
export async function settleFailure(
  accounts: Accounts,
  trier: Trier,
): Promise<ReturnType<typeof refuse> | undefined> {
  const at = accounts.now();
  let locked = false;
  for (const [subject, rule] of rulesOf(trier)) {
    const rows = await accounts.database.run(
      `update account_tries set locked_until = $2 + $4::bigint
       where subject = $1 and failures >= $3 and locked_until <= $2 returning subject`,
      [subject, at, rule.limit, rule.lockMs],
    );
    locked ||= rows.length > 0;
  }
  return locked ? lockRefusal(rules.subject.lockMs) : undefined;
}

/** Forgets the wrong tries of a subject: a sign-in is done, or an administrator unlocks. */
export async function clearTries(
  { database }: { database: Sql },
  subject: string,
): Promise<boolean> {
  const text = 'delete from account_tries where subject = $1 returning subject';
  return (await database.run(text, [subject])).length > 0;
}

function rulesOf({ subject, address }: Trier): [string, (typeof rules)['subject']][] {
  return [
    [`address ${address}`, rules.address],
    [subject, rules.subject],
  ];
}

function lockRefusal(ms: number): ReturnType<typeof refuse> {
  return refuse('account-locked', { minutes: Math.ceil(ms / minute) });
}
