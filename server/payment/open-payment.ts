/**
 * Opens the room of payments on a migrated database: its commands with their parts, its route, and
 * its jobs.
 * https://hl7.org/fhir/R4/financial-module.html
 */
import { repeat } from '#server/repeat.ts';
import type { PlainRoute } from '#server/http/plain-route.ts';
import type { Channel } from './orders/order.ts';
import type { Payment, PaymentHooks } from './payment.ts';
import type { PaymentProvider } from './providers/provider.ts';
import { dayOf } from './reconciliation/difference.ts';
import { reconcile } from './reconciliation/reconcile.ts';
import { paymentRoutes } from './routes.ts';
import { settleDue } from './settle-due.ts';

/** What the room is opened with. */
export interface PaymentParts extends Omit<Payment, 'providers' | 'hooks'> {
  /** At most one a channel. */
  providers: readonly PaymentProvider[];
  /** Who is told, each by what the subject begins with, as `Appointment`. */
  hooks: Readonly<Record<string, PaymentHooks>>;
}

/** The open room: what commands take, the route to mount, the jobs to run. */
export interface OpenPayment {
  payment: Payment;
  routes: PlainRoute[];
  /** Starts the jobs; what stops them, once what is under way is done. */
  start: () => () => Promise<void>;
}

const settleEveryMs = 5000;
const reconcileEveryMs = 3_600_000;
const dayMs = 86_400_000;
/** Days back: yesterday, and once more when a bill that is not there means that it is empty. */
const daysBack = [1, 3];
/** Looked at once after a start: this server may have been down. */
const daysBackAtStart = [1, 2, 3, 4, 5, 6, 7];

/** Opens the room. */
export function openPayment(parts: PaymentParts): OpenPayment {
  const providers = new Map<Channel, PaymentProvider>();
  for (const provider of parts.providers) providers.set(provider.channel, provider);
  const payment: Payment = { ...parts, providers, hooks: hooksBySubject(parts.hooks) };
  return {
    payment,
    routes: paymentRoutes(payment),
    start() {
      const stops = [
        repeat(settleEveryMs, () => settleDue(payment), payment),
        // Bills of a day are there from about nine in the morning of the next.
        repeat(reconcileEveryMs, reconciling(payment), payment),
      ];
      return async () => {
        await Promise.all(stops.map((stop) => stop()));
      };
    },
  };
}

/** Tells whose subject it is. What is nobody's is kept, and shows in the list of orders. */
function hooksBySubject(hooks: PaymentParts['hooks']): PaymentHooks {
  const of = (subject: string) => hooks[subject.slice(0, subject.indexOf('/'))];
  return {
    onPaid: async (tx, order) => (await of(order.subject)?.onPaid(tx, order)) ?? 'keep',
    onRefunded: async (tx, order, refund) => of(order.subject)?.onRefunded(tx, order, refund),
  };
}

/** The job that reconciles the days that are due. */
function reconciling(payment: Payment): () => Promise<void> {
  let days = daysBackAtStart;
  return async () => {
    for (const back of days) await reconcile(payment, dayOf(payment.now() - back * dayMs));
    days = daysBack;
  };
}
