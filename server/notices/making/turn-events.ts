/**
 * Turns what was written into notices, and notices into deliveries: in order, by one server at a
 * time, each once.
 * https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
 */
import { noticeCodeOf, noticeLives } from '#model/notices/notice-codes.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { placeOf } from '#fhir/handling/prepare.ts';
import { transact } from '#fhir/handling/transact.ts';
import { locate } from '#fhir/store/read.ts';
import { type SqlParameter, type SqlRow, runValues, textArrayLiteral } from '#fhir/store/sql.ts';
import type { NoticeParts } from '../parts.ts';
import { channels, states } from '../channels/delivery.ts';
import { type NoticeEvent, eventOf, makeNotices, readVersions } from './make-notices.ts';
import { categoryOf, recipientsOf, sentAt } from './notice.ts';
import { addresseeOf } from './recipients.ts';

const batch = 50;
/** What failed so often is left for a person to look at; those behind it go on. */
const failuresMost = 5;

/** Turns what is there. @returns how many events were turned. */
export async function turnEvents(parts: NoticeParts): Promise<number> {
  let turned = 0;
  for (;;) {
    const count = await turnBatch(parts);
    turned += count;
    if (count === 0) return turned;
  }
}

async function turnBatch(parts: NoticeParts): Promise<number> {
  try {
    return await turn(parts, batch);
  } catch {
    // One of them fails: alone, it fails nobody but itself.
  }
  const trying: { row?: SqlRow } = {};
  try {
    return await turn(parts, 1, trying);
  } catch (error) {
    parts.report(error);
    if (trying.row !== undefined) await countFailure(parts, trying.row);
    return 0;
  }
}

async function countFailure({ house }: NoticeParts, row: SqlRow): Promise<void> {
  await house.sql.run(
    `update notice_event set failures = failures + 1
     where bucket = $1 and n = $2::bigint and key = $3::bigint`,
    placeOfEvent(row),
  );
}

const placeOfEvent = (row: SqlRow) => [row['bucket']!, row['n']!, row['key']!];

const lockText = `select pg_try_advisory_xact_lock(hashtext('yishu notices'))::text as mine`;
const eventsText = `select bucket, n, key, type, version from notice_event
  where failures < ${failuresMost} order by n, key limit $1`;

/** One transaction: so many events, the notices and deliveries that they make. */
function turn(parts: NoticeParts, limit: number, trying: { row?: SqlRow } = {}): Promise<number> {
  return transact(parts.house, async (bound, apply) => {
    const [lock] = await bound.sql.run(lockText, []);
    if (lock?.['mine'] !== 'true') return 0;
    const rows = await bound.sql.run(eventsText, [limit]);
    for (const row of rows) {
      trying.row = row;
      const event = eventOf(row);
      if (event.type === 'Communication') await addDeliveries(parts, bound, event);
      // Written one event after the other: their notices are noted in the order of the events.
      else await apply(await makeNotices(bound, event));
    }
    await runValues(
      bound.sql,
      {
        text: 'delete from notice_event where (bucket, n, key) in (values $ROWS)',
        casts: ['integer', 'bigint', 'bigint'],
      },
      rows.map(placeOfEvent),
    );
    return rows.length;
  });
}

const intoDeliveries = {
  text: `insert into notice_delivery
    (bucket, notice, channel, target, id, code, account, n, until, state, failures, due, leased)
    values $ROWS on conflict do nothing`,
  casts: [
    ...'integer,bigint,smallint,uuid,text,text,uuid'.split(','),
    ...'bigint,bigint,smallint,integer,bigint,bigint'.split(','),
  ],
};

/** Notes to whom and how a notice is to be sent. */
async function addDeliveries(parts: NoticeParts, bound: Store, event: NoticeEvent): Promise<void> {
  const versions = await readVersions(bound.sql, event);
  if (versions === undefined) return;
  const { id, level, resource } = versions.current;
  const now = bound.now();
  const code = noticeCodeOf(categoryOf(resource));
  const until = (sentAt(resource) ?? now) + noticeLives[code];
  if (until <= now) return;
  const accounts = new Set<string>();
  for (const recipient of recipientsOf(resource)) {
    const found = await accountsOf(parts, bound, { recipient, level, code });
    for (const account of found) accounts.add(account);
  }
  const targets = await targetsOf(bound, [...accounts]);
  await runValues(
    bound.sql,
    intoDeliveries,
    targets.map(({ channel, target, account }): SqlParameter[] => {
      const place = [event.bucket, event.key, channel, target];
      return [...place, id, code, account, event.n, until, states.waiting, 0, now, 0];
    }),
  );
}

/**
 * The accounts of a recipient. For a patient who has none those are told who act for them in
 * everything: a child's parents; of operations the family has notices of its own.
 */
async function accountsOf(
  { accounts }: NoticeParts,
  bound: Store,
  given: { recipient: string; level: number; code: string },
): Promise<string[]> {
  const { recipient, level, code } = given;
  const { own, acting } = await addresseeOf(bound.sql, recipient, {
    level,
    now: bound.now(),
    async bucketOf(id) {
      const place = placeOf(bound, 'RelatedPerson', id);
      return (await locate(bound.sql, [place])).get(place.key)!;
    },
  });
  const found = await accounts.of(bound.sql, own);
  if (found.length > 0 || code === 'surgery') return found;
  return accounts.of(bound.sql, await acting());
}

/** The channels that these accounts want, and where they lead. */
async function targetsOf(
  { sql }: Store,
  accounts: readonly string[],
): Promise<{ channel: number; target: string; account: string }[]> {
  if (accounts.length === 0) return [];
  const rows = await sql.run(
    `with wanted as (select a.account, coalesce(p.push, 1) as push, coalesce(p.sms, 1) as sms
       from unnest($1::text::uuid[]) as a(account)
       left join notice_preference p on p.account = a.account)
     select ${channels.push} as channel, s.id as target, w.account
       from wanted w join push_subscription s on s.account = w.account where w.push = 1
     union all select ${channels.sms}, w.account, w.account from wanted w where w.sms = 1`,
    [textArrayLiteral(accounts)],
  );
  return rows.map((row) => ({
    channel: Number(row['channel']),
    target: String(row['target']),
    account: String(row['account']),
  }));
}
