/**
 * Codes by message: six digits, five minutes, five tries, at most one a minute and ten a day, and
 * the same for a phone that nobody has (SEC-02).
 * https://pages.nist.gov/800-63-4/sp800-63b.html#out-of-band
 */
import { timingSafeEqual } from 'node:crypto';
import { type Account, accountByPhone, phoneHash } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { randomCode } from '../random.ts';

const minute = 60_000;
const lifeMs = 5 * minute;
const resendMs = minute;
const triesAllowed = 5;
const sendsPerDay = 10;
const dayMs = 24 * 60 * minute;

/**
 * Makes a code for a phone and sends it, where an account has the phone. A phone that nobody has
 * gets a row as well, and no answer waits for the message: neither result nor time tells them
 * apart.
 */
export async function sendPhoneCode(accounts: Accounts, phone: string): Promise<void> {
  const account = await accountByPhone(accounts, phone);
  const code = randomCode(accounts.randomBytes);
  if (!(await storeCode(accounts, { phone, code, account: account?.id }))) return;
  if (account === undefined || account.status === 'disabled') return;
  const text = `【医枢】验证码 ${code}，5 分钟内有效。如非本人操作，请忽略。`;
  accounts.sms.send(phone, text).catch(accounts.report);
}

/** False where the last code is younger than a minute, or the day has had its ten. */
async function storeCode(
  { database, secrets, now }: Accounts,
  given: { phone: string; code: string; account: string | undefined },
): Promise<boolean> {
  const { phone, code, account } = given;
  const subject = phoneHash(secrets, phone);
  const rows = await database.run(
    `insert into account_code as c (purpose, subject, account, code, sent, day, expires)
     values ('phone', $1, $2, $3, $4::bigint, $4, $4 + $5::bigint)
     on conflict (purpose, subject) do update
     set account = excluded.account, code = excluded.code, sent = excluded.sent,
       expires = excluded.expires, tries = 0,
       sends = case when c.day <= $4 - $7::bigint then 1 else c.sends + 1 end,
       day = case when c.day <= $4 - $7::bigint then $4 else c.day end
     where c.sent <= $4 - $6::bigint and (c.sends < $8 or c.day <= $4 - $7::bigint)
     returning subject`,
    [
      subject,
      account ?? null,
      hashCode(secrets, phone, code),
      now(),
      lifeMs,
      resendMs,
      dayMs,
      sendsPerDay,
    ],
  );
  return rows.length > 0;
}

/**
 * Takes a code: the account of the phone once, undefined for a wrong, used or expired code. Each
 * call is one of the five tries.
 */
export async function takePhoneCode(
  accounts: Accounts,
  phone: string,
  code: string,
): Promise<Account | undefined> {
  const { database, secrets, now } = accounts;
  const subject = phoneHash(secrets, phone);
  const [row] = await database.run(
    `update account_code set tries = tries + 1
     where purpose = 'phone' and subject = $1 and expires > $2 and tries < $3 returning code`,
    [subject, now(), triesAllowed],
  );
  const given = Buffer.from(hashCode(secrets, phone, code));
  const kept = Buffer.from(String(row?.['code'] ?? ''));
  if (kept.length !== given.length || !timingSafeEqual(kept, given)) return undefined;
  // The row stays, for the minute and the ten a day; the code in it is used up.
  const taken = await database.run(
    `update account_code set expires = 0
     where purpose = 'phone' and subject = $1 and code = $2 and expires > 0 returning subject`,
    [subject, kept.toString()],
  );
  return taken.length === 0 ? undefined : accountByPhone(accounts, phone);
}

/** Six digits alone could be found from a plain hash: this one has a key. */
function hashCode(secrets: Accounts['secrets'], phone: string, code: string): string {
  return secrets.keyedHash(`code ${phone} ${code}`);
}
