/**
 * How an order stands: one function of what was paid, given back and asked back, so that no
 * command sets a status of its own.
 * https://hl7.org/fhir/R4/valueset-payment-status.html
 */

/** How an order stands. */
export type OrderStatus =
  | 'created'
  | 'paid'
  | 'closed'
  | 'refunding'
  | 'refunded'
  | 'partly-refunded';

/** What an order's status is made of; amounts in fen. */
export interface Standing {
  paid: bigint;
  refunded: bigint;
  /** Asked of the provider and not answered for good. */
  pending: bigint;
  closed: boolean;
}

/** The status of an order that stands so. */
export function statusOf({ paid, refunded, pending, closed }: Standing): OrderStatus {
  // What was paid counts, though we had given the order up.
  if (paid === 0n) return closed ? 'closed' : 'created';
  if (pending > 0n) return 'refunding';
  if (refunded === 0n) return 'paid';
  return refunded < paid ? 'partly-refunded' : 'refunded';
}
