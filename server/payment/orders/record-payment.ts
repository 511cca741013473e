/**
 * Books a payment that a provider told of, once, whoever told it first: a notice, a question, or
 * both at a time.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791861
 */
import type { Sql } from '#fhir/store/sql.ts';
import { type Payment, providerOf, settled } from '../payment.ts';
import type { Paid } from '../providers/provider.ts';
import { type DifferenceKind, dayOf, noteDifference } from '../reconciliation/difference.ts';
import { requestRefund } from '../refunds/request-refund.ts';
import { addEntry, balanceOf, entriesOf, restate } from './entries.ts';
import { type Channel, type PaymentOrder, lockByNumber } from './order.ts';

/** A payment as it was heard of. */
export interface Heard {
  channel: Channel;
  paid: Paid;
  source: 'callback' | 'query';
}

/** What became of it. */
export type Booked =
  | { result: 'booked' | 'known'; order: PaymentOrder }
  /** It does not fit: nothing was booked, and a difference is there for a person. */
  | { result: 'refused'; kind: DifferenceKind };

/** Books a payment and tells the hook, in one transaction. */
export function recordPayment(payment: Payment, heard: Heard): Promise<Booked> {
  return settled(payment, async (tx) => {
    const { paid } = heard;
    const found = await lockByNumber(tx, paid.number);
    const known = found === undefined ? [] : await entriesOf(tx, found.order);
    const before = known.find(({ kind }) => kind === 'payment');
    if (found?.order.channel !== heard.channel) return refused(payment, tx, { heard });
    const { order, others } = found;
    const merchant = providerOf(payment, heard.channel).merchant;
    const kind: DifferenceKind | undefined =
      paid.merchant !== merchant
        ? 'merchant'
        : before !== undefined && before.reference !== paid.transaction
          ? 'transaction'
          : paid.amount !== order.amount
            ? 'amount'
            : undefined;
    if (kind !== undefined) return refused(payment, tx, { heard, order, kind });
    if (before !== undefined) return { result: 'known', order };
    return { result: 'booked', order: await book(payment, tx, { heard, order, others }) };
  });
}

async function refused(
  payment: Payment,
  tx: Sql,
  seen: { heard: Heard; order?: PaymentOrder; kind?: DifferenceKind },
): Promise<Booked> {
  const { heard, order, kind = 'missing-here' } = seen;
  const { channel, paid, source } = heard;
  await noteDifference(payment, tx, {
    day: dayOf(payment.now()),
    channel,
    source,
    kind,
    number: paid.number,
    refund: '',
    ours: order?.amount,
    theirs: paid.amount,
    oursSays: kind === 'transaction' ? order?.transaction : order?.status,
    theirsSays: kind === 'merchant' ? paid.merchant : paid.transaction,
  });
  return { result: 'refused', kind };
}

async function book(
  payment: Payment,
  tx: Sql,
  given: { heard: Heard; order: PaymentOrder; others: readonly PaymentOrder[] },
): Promise<PaymentOrder> {
  const { heard, others } = given;
  const { paid, source } = heard;
  const { amount, transaction: reference, at } = paid;
  const recorded = payment.now();
  await addEntry(tx, given.order, { kind: 'payment', amount, reference, source, at, recorded });
  await tx.run(
    'update payment_order set paid = $3, transaction = $4 where bucket = $1 and id = $2',
    [given.order.bucket, given.order.id, at, reference],
  );
  const order = await restate(tx, { ...given.order, paid: at, transaction: reference });
  const reason = await whyBack(payment, tx, { order, others });
  if (reason === undefined) return order;
  const request = `house ${reason}`;
  const { order: back } = await requestRefund(payment, tx, {
    id: order.id,
    amount,
    reason,
    request,
  });
  return back;
}

/** Why a payment goes back at once; undefined where it stays. */
async function whyBack(
  payment: Payment,
  tx: Sql,
  { order, others }: { order: PaymentOrder; others: readonly PaymentOrder[] },
): Promise<'paid-twice' | 'not-available' | undefined> {
  for (const other of others) {
    if (other.status !== 'created' && other.status !== 'closed') {
      if ((await balanceOf(tx, other)) > 0n) return 'paid-twice';
    }
  }
  return (await payment.hooks.onPaid(tx, order)) === 'refund' ? 'not-available' : undefined;
}
