/**
 * Clears away what has ended by time, so that nothing of a sign-in is left lying about (SEC-13).
 * https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
 */
import type { Accounts } from './accounts.ts';
import { sessionById } from './sessions/session.ts';

const dayMs = 86_400_000;
const deviceMs = 400 * dayMs;

/**
 * Deletes expired sign-ins, codes and counts, forgotten devices, and ends sessions that are idle or
 * too old, each with its audit event. To be run every few minutes.
 */
export async function sweepAccounts(accounts: Accounts): Promise<void> {
  const { database, idleMinutes } = accounts;
  const at = accounts.now();
  await accounts.touches.flush();
  await database.run('delete from account_pending where expires <= $1', [at]);
  // The counts of codes a day stay for the day.
  await database.run('delete from account_code where expires <= $1 and day <= $1::bigint - $2', [
    at,
    dayMs,
  ]);
  const old = 'delete from account_tries where locked_until <= $1 and since <= $1::bigint - $2';
  await database.run(old, [at, dayMs]);
  const shortest = Math.min(idleMinutes.staff, idleMinutes.resident) * 60_000;
  const idle = await database.run('select id from account_session where seen <= $1', [
    at - shortest,
  ]);
  // Whether its time is over depends on whose it is: reading it ends it.
  for (const row of idle) await sessionById(accounts, String(row['id']));
  await database.run(
    `delete from account_device d where d.last_seen <= $1
     and not exists (select 1 from account_session s where s.device = d.id)`,
    [at - deviceMs],
  );
}
