/**
 * Writes down that money is to go back, before any provider hears of it: whatever falls over
 * afterwards, it is known what was asked, and under which number.
 * https://microservices.io/patterns/data/transactional-outbox.html
 */
import { refuse } from '#fhir/refusals.ts';
import type { Sql } from '#fhir/store/sql.ts';
import { checkFen } from '../fen.ts';
import { balanceOf, pendingOf, restate } from '../orders/entries.ts';
import { type PaymentOrder, readOrder } from '../orders/order.ts';
import type { Payment } from '../payment.ts';
import { type Refund, type RefundReason, refundColumns, refundOf, refundsOf } from './refund.ts';

/** What is asked back. */
export interface AskedRefund {
  /** Id of the order. */
  id: string;
  /** Fen. */
  amount: bigint;
  reason: RefundReason;
  /** The key of who asks, unique within the order. */
  request: string;
}

/**
 * Asks back what an order holds, in the caller's transaction; `settleDue` sends it. The same key
 * gives the same refund. Throws `not-found`, `payment-amount`, `payment-key-reused`,
 * `refund-too-much`.
 */
export async function requestRefund(
  payment: Pick<Payment, 'now'>,
  tx: Sql,
  asked: AskedRefund,
): Promise<{ refund: Refund; order: PaymentOrder }> {
  checkFen(asked.amount);
  const order = await readOrder(tx, asked.id, true);
  const before = await refundsOf(tx, order);
  const same = before.find(({ request }) => request === asked.request);
  if (same !== undefined) {
    if (same.amount !== asked.amount) throw refuse('payment-key-reused');
    return { refund: same, order };
  }
  const left = (await balanceOf(tx, order)) - (await pendingOf(tx, order));
  if (asked.amount > left) throw refuse('refund-too-much', { left: left.toString() });
  const n = before.length + 1;
  const now = payment.now();
  const [row] = await tx.run(
    `insert into payment_refund
      (bucket, order_id, n, number, request, amount, reason, status, created, due)
      values ($1, $2, $3, $4, $5, $6, $7, 'asked', $8, $8) returning ${refundColumns}`,
    [
      order.bucket,
      order.id,
      n,
      `${order.number}R${n}`,
      asked.request,
      asked.amount.toString(),
      asked.reason,
      now,
    ],
  );
  return { refund: refundOf(row!), order: await restate(tx, order) };
}
