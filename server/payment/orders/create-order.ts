/**
 * Asks for money: one order for one thing at a time, and one for one key however often it is asked.
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
import { refuse } from '#fhir/refusals.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { newId } from '#fhir/store/ids.ts';
import type { Sql } from '#fhir/store/sql.ts';
import { checkFen } from '../fen.ts';
import { type Payment, providerOf } from '../payment.ts';
import { type Channel, type PaymentOrder, orderColumns, orderOf, ordersOf } from './order.ts';

/** What is to be paid. */
export interface NewOrder {
  /** The key of who asks, unique within the patient. */
  request: string;
  /** `Appointment/ID` or `Invoice/ID`. */
  subject: string;
  patient: { key: Hash; bucket: number };
  /** Id of the Organization that is paid. */
  organization: string;
  /** Fen. */
  amount: bigint;
  channel: Channel;
  /** How long the provider takes payment, in milliseconds. */
  openMs: number;
}

/** Statuses in which the house holds money of an order. */
const holding: ReadonlySet<string> = new Set(['paid', 'refunding', 'partly-refunded']);

/**
 * Makes an order in the caller's transaction; the provider hears of it when the patient goes to
 * pay. The same key gives the same order. Throws `payment-amount`, `payment-channel`,
 * `payment-key-reused`, `payment-open` and `payment-done`; then the transaction must not be
 * committed.
 */
export async function createOrder(
  payment: Payment,
  tx: Sql,
  asked: NewOrder,
): Promise<PaymentOrder> {
  checkFen(asked.amount);
  providerOf(payment, asked.channel);
  const { bucket, key } = asked.patient;
  const id = newId(bucket, payment.randomBytes(16));
  const now = payment.now();
  const [made] = await tx.run(
    `insert into payment_order (bucket, id, number, request, subject, patient, organization,
        amount, channel, status, created, expires, due)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'created', $10, $11, $12)
      on conflict do nothing returning ${orderColumns}`,
    [
      bucket,
      id,
      id.replaceAll('-', ''),
      asked.request,
      asked.subject,
      key,
      asked.organization,
      asked.amount.toString(),
      asked.channel,
      now,
      now + asked.openMs,
      now + payment.askAfterMs,
    ],
  );
  if (made === undefined) return orderBefore(tx, asked);
  // After the insert: an order that was open a moment ago may be paid by now.
  const others = await ordersOf(tx, { bucket, subject: asked.subject });
  if (others.some(({ status }) => holding.has(status))) {
    throw refuse('payment-done', { subject: asked.subject });
  }
  return orderOf(made);
}

/** The order that the key gave before. */
async function orderBefore(tx: Sql, asked: NewOrder): Promise<PaymentOrder> {
  const [row] = await tx.run(
    `select ${orderColumns} from payment_order where bucket = $1 and request = $2`,
    [asked.patient.bucket, asked.request],
  );
  if (row === undefined) throw refuse('payment-open', { subject: asked.subject });
  const order = orderOf(row);
  const same =
    order.subject === asked.subject &&
    order.patient === asked.patient.key &&
    order.organization === asked.organization &&
    order.amount === asked.amount &&
    order.channel === asked.channel;
  if (!same) throw refuse('payment-key-reused');
  return order;
}
