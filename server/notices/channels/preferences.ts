/**
 * Which channels a resident wants.
 * https://hl7.org/fhir/R4/communicationrequest.html#CommunicationRequest.medium
 */
import { type Sql, arrayLiteral } from '#fhir/store/sql.ts';
import { channels, states } from './delivery.ts';

/** True where the channel is wanted. In the house itself a notice is always there. */
export interface Preferences {
  push: boolean;
  sms: boolean;
}

/** What an account wants; everything where it never said. */
export async function preferencesOf(sql: Sql, account: string): Promise<Preferences> {
  const [row] = await sql.run('select push, sms from notice_preference where account = $1::uuid', [
    account,
  ]);
  return { push: row?.['push'] !== 0, sms: row?.['sms'] !== 0 };
}

/** Keeps what an account wants; what waits for a channel that is not wanted is not sent. */
export async function keepPreferences(
  sql: Sql,
  account: string,
  { push, sms, now }: Preferences & { now: number },
): Promise<void> {
  await sql.run(
    `insert into notice_preference (account, push, sms) values ($1::uuid, $2, $3)
     on conflict (account) do update set push = excluded.push, sms = excluded.sms`,
    [account, push ? 1 : 0, sms ? 1 : 0],
  );
  const unwanted = [...(push ? [] : [channels.push]), ...(sms ? [] : [channels.sms])];
  await sql.run(
    `update notice_delivery set state = ${states.ended}, ended = $3 where state = ${states.waiting}
     and account = $1::uuid and channel = any($2::text::smallint[])`,
    [account, arrayLiteral(unwanted), now],
  );
}
