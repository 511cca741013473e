/**
 * The daily reconciliation: the bill of each provider against our books, every difference noted
 * for a person. Doing it again notes nothing twice.
 * https://opendocs.alipay.com/open/204/106262
 */
import { refuse } from '#fhir/refusals.ts';
import { type Sql, textArrayLiteral } from '#fhir/store/sql.ts';
import type { Channel } from '../orders/order.ts';
import { type Payment, asking, settled } from '../payment.ts';
import type { BillLine } from '../providers/provider.ts';
import { type OwnBooks, type OwnMovement, type Unlike, compareBill } from './compare-bill.ts';
import { noteDifference } from './difference.ts';

/** What a reconciliation of a channel came to. Amounts are fen. */
export interface Reconciled {
  channel: Channel;
  day: string;
  /** Undefined: the provider has not made the bill yet, and nothing was compared. */
  bill: { lines: number; paid: bigint; refunded: bigint } | undefined;
  ours: { lines: number; paid: bigint; refunded: bigint };
  differences: Unlike[];
  /** How many of them were not noted before. */
  fresh: number;
}

const dayMs = 86_400_000;
/** So long after a day began its bill is made, or there was nothing on it. */
const lateMs = 3 * dayMs;

/**
 * Reconciles a day of Beijing with every provider. Throws `bad-request` for what is no day,
 * `payment-provider-away` where a provider does not answer; what was noted stays.
 * @param day `2026-11-26`.
 */
export async function reconcile(payment: Payment, day: string): Promise<Reconciled[]> {
  const start = Date.parse(`${day}T00:00:00+08:00`);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(start)) throw refuse('bad-request');
  const results: Reconciled[] = [];
  for (const [channel, provider] of payment.providers) {
    const bill = await asking(() => provider.bill(day));
    results.push(await reconcileChannel(payment, { channel, day, start, bill }));
  }
  return results;
}

async function reconcileChannel(
  payment: Payment,
  given: { channel: Channel; day: string; start: number; bill: BillLine[] | undefined },
): Promise<Reconciled> {
  const { channel, day, start } = given;
  const { database } = payment;
  const booked = await movements(database, {
    where: 'e.at >= $2 and e.at < $3',
    parameters: [channel, start, start + dayMs],
  });
  const ours = totals(booked);
  // A day without trades has no bill at either provider; until then it may still be made.
  const isLate = payment.now() >= start + lateMs;
  const bill = given.bill ?? (isLate ? [] : undefined);
  if (bill === undefined) {
    return { channel, day, bill, ours, differences: [], fresh: 0 };
  }
  const own = { booked, ...(await knownOf(database, channel, bill)) };
  const differences = compareBill(own, bill);
  let fresh = 0;
  await settled(payment, async (tx) => {
    fresh = 0;
    for (const unlike of differences) {
      const found = { ...unlike, day, channel, source: 'bill' } as const;
      if (await noteDifference(payment, tx, found)) fresh += 1;
    }
  });
  const done = bill.filter(({ state }) => state === 'done');
  return { channel, day, bill: totals(done), ours, differences, fresh };
}

function totals(lines: readonly Pick<BillLine, 'kind' | 'amount'>[]) {
  const sum = (kind: BillLine['kind']) =>
    lines.reduce((all, line) => (line.kind === kind ? all + line.amount : all), 0n);
  return { lines: lines.length, paid: sum('payment'), refunded: sum('refund') };
}

/** What we booked of a channel. @param given.parameters the first is the channel. */
async function movements(
  sql: Sql,
  given: { where: string; parameters: (string | number)[] },
): Promise<OwnMovement[]> {
  const rows = await sql.run(
    `select e.kind, o.number, e.reference, e.amount from payment_entry e
      join payment_order o on o.bucket = e.bucket and o.id = e.order_id
      where o.channel = $1 and ${given.where} order by e.at, o.number, e.n`,
    given.parameters,
  );
  return rows.map((row) => {
    const isRefund = row['kind'] === 'refund';
    const amount = BigInt(String(row['amount']));
    const reference = String(row['reference']);
    return {
      kind: isRefund ? 'refund' : 'payment',
      number: String(row['number']),
      refund: isRefund ? reference : '',
      amount: isRefund ? -amount : amount,
      transaction: isRefund ? '' : reference,
    };
  });
}

const atATime = 1000;

/** What we know of the orders and refunds that a bill names. */
async function knownOf(
  sql: Sql,
  channel: Channel,
  bill: readonly BillLine[],
): Promise<Pick<OwnBooks, 'ever' | 'standing'>> {
  const numbers = [...new Set(bill.map(({ number }) => number))];
  const ever: OwnMovement[] = [];
  const standing = new Map<string, { status: string; amount: bigint }>();
  for (let start = 0; start < numbers.length; start += atATime) {
    const list = textArrayLiteral(numbers.slice(start, start + atATime));
    const where = 'o.number = any($2::text[])';
    ever.push(...(await movements(sql, { where, parameters: [channel, list] })));
    const rows = await sql.run(
      `select o.number, o.status, o.amount from payment_order o
        where o.channel = $1 and ${where}
      union all select r.number, r.status, r.amount from payment_refund r
        join payment_order o on o.bucket = r.bucket and o.id = r.order_id
        where o.channel = $1 and ${where}`,
      [channel, list],
    );
    for (const row of rows) {
      const amount = BigInt(String(row['amount']));
      standing.set(String(row['number']), { status: String(row['status']), amount });
    }
  }
  return { ever, standing };
}
