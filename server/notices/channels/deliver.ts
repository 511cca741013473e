/**
 * Sends what waits: to each target in order, at least once, by one of several servers, again with
 * growing pauses while it is of use.
 * https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE
 */
import type { NoticeParts } from '../parts.ts';
import {
  type Delivery,
  type Outcome,
  channels,
  deliveryOf,
  pauseAfter,
  states,
} from './delivery.ts';
import { removeSubscription } from './push-subscriptions.ts';

/** Sends one notice by one channel. */
export type Sender = (delivery: Delivery) => Promise<Outcome>;

/** So many are sent at a time. */
const parallel = 50;
/** So long a server may take before another takes over, in milliseconds: a try, ten seconds. */
const leaseMs = 60_000;

const place = 'd.bucket = mine.bucket and d.notice = mine.notice and d.channel = mine.channel';

/** The oldest of each target, so that none overtakes another. */
const takeText = `with mine as (
    select d.bucket, d.notice, d.channel, d.target from notice_delivery d
    where d.state = ${states.waiting} and d.due <= $1 and d.leased <= $1
      and not exists (select from notice_delivery e where e.channel = d.channel
        and e.target = d.target and e.state = ${states.waiting}
        and (e.n, e.notice) < (d.n, d.notice))
    order by d.n limit ${parallel} for update of d skip locked)
  update notice_delivery d set leased = $2 from mine
  where ${place} and d.target = mine.target
  returning d.bucket, d.notice, d.channel, d.target, d.id, d.code, d.account, d.until, d.failures`;

/** Sends until nothing is due. @returns how many were taken by the other side. */
export async function deliver(
  parts: NoticeParts,
  senders: { push: Sender; sms: Sender },
): Promise<number> {
  const { house } = parts;
  let sent = 0;
  for (;;) {
    const now = house.now();
    const rows = await house.sql.run(takeText, [now, now + leaseMs]);
    if (rows.length === 0) return sent;
    const outcomes = await Promise.all(
      rows.map(deliveryOf).map((delivery) => attempt(parts, senders, delivery)),
    );
    sent += outcomes.filter((outcome) => outcome === 'sent').length;
  }
}

async function attempt(
  parts: NoticeParts,
  senders: { push: Sender; sms: Sender },
  delivery: Delivery,
): Promise<Outcome> {
  const outcome = await outcomeOf(parts, senders, delivery);
  try {
    await record(parts, delivery, outcome);
  } catch (error) {
    // It goes again when its lease is over: whether it was sent nobody can know then.
    parts.report(error);
  }
  return outcome;
}

async function outcomeOf(
  { house, report }: NoticeParts,
  senders: { push: Sender; sms: Sender },
  delivery: Delivery,
): Promise<Outcome> {
  if (delivery.until <= house.now()) return 'refused';
  const send = delivery.channel === channels.push ? senders.push : senders.sms;
  try {
    return await send(delivery);
  } catch (error) {
    report(error);
    return { afterMs: 0 };
  }
}

const recordText = `update notice_delivery
  set state = $5, failures = $6, due = $7, leased = 0, ended = $8
  where bucket = $1 and notice = $2::bigint and channel = $3 and target = $4::uuid`;

/** Keeps what became of an attempt, so that nothing that was taken goes again. */
async function record({ house }: NoticeParts, delivery: Delivery, outcome: Outcome): Promise<void> {
  const { bucket, notice, channel, target, until } = delivery;
  const now = house.now();
  const keep = (state: number, failures: number, due: number) => {
    const ended = state === states.waiting ? null : now;
    const place = [bucket, notice, channel, target];
    return house.sql.run(recordText, [...place, state, failures, due, ended]);
  };
  if (outcome === 'sent') await keep(states.sent, 0, 0);
  else if (outcome === 'refused') await keep(states.ended, delivery.failures + 1, 0);
  else if (outcome === 'gone') {
    if (channel === channels.push) await removeSubscription(house.sql, target);
    await house.sql.run(
      `update notice_delivery set state = ${states.ended}, leased = 0, ended = $3
       where channel = $1 and target = $2::uuid and state = ${states.waiting}`,
      [channel, target, now],
    );
  } else {
    const failures = delivery.failures + 1;
    const due = now + pauseAfter(failures, outcome.afterMs);
    await keep(due < until ? states.waiting : states.ended, failures, due);
  }
}

const keptMs = 30 * 86_400_000;

/** Forgets deliveries that ended a month ago. @returns how many. */
export async function sweepDeliveries({ house }: NoticeParts): Promise<number> {
  const rows = await house.sql.run(
    `delete from notice_delivery where state <> ${states.waiting} and ended < $1 returning 1`,
    [house.now() - keptMs],
  );
  return rows.length;
}
