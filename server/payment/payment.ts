/**
 * What every command of this room works with: the database, the providers, the clock, and who is
 * told inside the transaction.
 * https://www.postgresql.org/docs/current/transaction-iso.html
 */
import { refuse } from '#fhir/refusals.ts';
import { anew } from '#fhir/transaction/collide.ts';
import type { Database, Sql } from '#fhir/store/sql.ts';
import type { Channel, PaymentOrder } from './orders/order.ts';
import { type PaymentProvider, ProviderAway, ProviderRefusal } from './providers/provider.ts';
import type { Refund } from './refunds/refund.ts';

/**
 * Who is told of money, in the transaction that writes it down: what a hook writes is there when,
 * and only when, the money is. A hook that throws undoes both, and is called again when the
 * provider tells again or is asked.
 */
export interface PaymentHooks {
  /**
   * The whole amount was paid. `refund`: what was paid for cannot be had any more (a hold that ran
   * out, an appointment that was cancelled), and the money goes back.
   */
  onPaid: (tx: Sql, order: PaymentOrder) => Promise<'keep' | 'refund'>;
  /** Money went back to the patient; `order` as it stands now. */
  onRefunded: (tx: Sql, order: PaymentOrder, refund: Refund) => Promise<void>;
}

/** The open room. */
export interface Payment {
  database: Database;
  providers: ReadonlyMap<Channel, PaymentProvider>;
  now: () => number;
  randomBytes: (count: number) => Uint8Array;
  hooks: PaymentHooks;
  /** An order is asked about when it was open so long and nothing was heard. */
  askAfterMs: number;
  /** Is told of what went wrong in the background, where nobody waits for an answer. */
  report: (error: unknown) => void;
}

/** The provider of a channel. Throws `payment-channel`. */
export function providerOf({ providers }: Pick<Payment, 'providers'>, channel: string) {
  const provider = providers.get(channel as Channel);
  if (provider === undefined) throw refuse('payment-channel');
  return provider;
}

/**
 * A transaction that is made anew when it collides: money and appointment are locked in one order
 * by who pays and in the other by who cancels.
 */
export async function settled<T>(
  { database }: Pick<Payment, 'database'>,
  work: (tx: Sql) => Promise<T>,
): Promise<T> {
  return anew(() => database.transaction(work));
}

/**
 * What a provider does for somebody who waits. Throws `payment-provider-away` where it does not
 * answer, `payment-provider-refused` where it says no.
 */
export async function asking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderAway) throw refuse('payment-provider-away');
    if (!(error instanceof ProviderRefusal)) throw error;
    throw refuse('payment-provider-refused', { code: error.code });
  }
}
