/**
 * What works once and not for long: invitations and the challenges of passkeys.
 * https://cheatsheetseries.owasp.org/cheatsheets/Forgot_Password_Cheat_Sheet.html
 */
import type { Sql } from '#fhir/store/sql.ts';
import type { Accounts } from '../accounts.ts';

/** What it is for. */
export type Purpose = 'phone' | 'invitation' | 'passkey-new' | 'passkey-step-up';

/** Keeps something for later, in place of what was kept for the same. */
export async function keepOnce(
  { database, now }: { database: Sql; now: Accounts['now'] },
  given: { purpose: Purpose; subject: string; account: string; code: string; lifeMs: number },
): Promise<void> {
  const { purpose, subject, account, code, lifeMs } = given;
  await database.run(
    `insert into account_code (purpose, subject, account, code, sent, day, expires)
     values ($1, $2, $3, $4, $5, $5, $6) on conflict (purpose, subject) do update
     set account = excluded.account, code = excluded.code, sent = excluded.sent,
       expires = excluded.expires`,
    [purpose, subject, account, code, now(), now() + lifeMs],
  );
}

/** Looks at what was kept, without using it up; undefined where it has expired. */
export async function peekOnce(
  { database, now }: Accounts,
  purpose: Purpose,
  subject: string,
): Promise<{ account: string; code: string } | undefined> {
  const [row] = await database.run(
    `select account, code from account_code
     where purpose = $1 and subject = $2 and expires > $3`,
    [purpose, subject, now()],
  );
  return row === undefined
    ? undefined
    : { account: String(row['account']), code: String(row['code']) };
}

/** Uses up what was kept: of two who try at once, one gets it. */
export async function takeOnce(
  { database, now }: Accounts,
  purpose: Purpose,
  subject: string,
): Promise<{ account: string; code: string } | undefined> {
  const [row] = await database.run(
    `delete from account_code where purpose = $1 and subject = $2 and expires > $3
     returning account, code`,
    [purpose, subject, now()],
  );
  return row === undefined
    ? undefined
    : { account: String(row['account']), code: String(row['code']) };
}
