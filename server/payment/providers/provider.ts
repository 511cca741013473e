/**
 * What a payment provider does for us, whoever it is; each answer was verified before it comes
 * here.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012062524
 * https://opendocs.alipay.com/open/203/105288
 */
import type { Channel, PaymentOrder } from '../orders/order.ts';

/** What a provider says of an order. Amounts are fen, instants milliseconds since 1970. */
export type ProviderOrder =
  /** It has not heard of it: nobody began to pay. */
  { state: 'unknown' | 'open' | 'closed' } | ({ state: 'paid' } & Paid);

/** A payment as a provider tells it. */
export interface Paid {
  /** The order's number. */
  number: string;
  /** The merchant to whom it was paid. */
  merchant: string;
  amount: bigint;
  /** What the provider calls it. */
  transaction: string;
  at: number;
}

/** What became of a refund. */
export type ProviderRefund =
  | { state: 'done'; amount: bigint; at: number }
  | { state: 'pending' }
  /** For good: the provider will not do it. */
  | { state: 'failed'; code: string };

/** A notice that a provider sent us, its signature verified. */
export type Notice =
  | { kind: 'payment'; paid: Paid }
  /** Something happened to a refund: what, is asked. */
  | { kind: 'refund'; number: string; refund: string }
  /** About what we do not write down, as an order that was closed. */
  | { kind: 'other' };

/** A line of a daily bill. */
export interface BillLine {
  kind: 'payment' | 'refund';
  number: string;
  /** Number of the refund; empty for a payment. */
  refund: string;
  /** Fen, above 0 for refunds as well. */
  amount: bigint;
  transaction: string;
  state: 'done' | 'pending' | 'failed';
}

/** A request as a provider sent it. */
export interface CallbackRequest {
  headers: Record<string, string | undefined>;
  /** The body as it came. */
  text: string;
}

/** One provider. All but `verifyCallback` reject with `ProviderAway` or `ProviderRefusal`. */
export interface PaymentProvider {
  channel: Channel;
  /** The merchant that it knows us as. */
  merchant: string;
  /** What it wants to be told when it has told us something. */
  thanks: { body: unknown; contentType: string };
  /** The address that the patient's browser opens to pay. */
  prepay(order: PaymentOrder, browser: Browser): Promise<{ url: string }>;
  query(number: string): Promise<ProviderOrder>;
  /** Takes no payment of this order any more. Asking twice is asking once. */
  close(number: string): Promise<void>;
  /** Gives back, or tells what became of it: asking twice with one number is asking once. */
  refund(asked: RefundAsked): Promise<ProviderRefund>;
  /** Everything of a day (`2026-11-26`) of Beijing; undefined where the bill is not made yet. */
  bill(day: string): Promise<BillLine[] | undefined>;
  /** What a notice says. Throws `payment-callback-forged`. */
  verifyCallback(request: CallbackRequest): Notice;
}

/** The browser in which a patient pays. */
export interface Browser {
  /** Its IP address, which WeChat asks for. */
  payer: string;
  /** The page of ours where it goes afterwards. Nothing is believed of its coming there. */
  returnTo: string;
}

/** A refund to be made. */
export interface RefundAsked {
  order: Pick<PaymentOrder, 'number' | 'amount'>;
  number: string;
  amount: bigint;
  /** What the patient reads: nothing of what was wrong with them. */
  text: string;
}

/** A provider did not answer, or not so that it can be believed: nobody knows what it did. */
export class ProviderAway extends Error {}

/** A provider said no, and why. */
export class ProviderRefusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`The provider refused: ${code}`);
    this.code = code;
  }
}

/** What a patient's bill at the provider says for every payment: nothing of what was wrong. */
export const neutralText = '医疗服务费';

/** The instant of a moment in Beijing, `2026-11-26 08:00:00`; undefined where it is none. */
export function beijingInstant(text: string): number | undefined {
  const found = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)$/.exec(text.trim());
  const at = found === null ? Number.NaN : Date.parse(`${found[1]}T${found[2]}+08:00`);
  return Number.isNaN(at) ? undefined : at;
}

/** `2026-11-26 08:00:00`: a moment in Beijing, cut to the second. */
export function beijingText(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
