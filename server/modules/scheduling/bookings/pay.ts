/**
 * `Appointment/:id/$pay`: a booking that is to be paid first is paid, and money goes back when it
 * is given back. How money moves is the payment room's; here stands what it is for (PAY-01).
 * https://hl7.org/fhir/R4/financial-module.html
 */
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { transact, within } from '#fhir/handling/transact.ts';
import { answerParameters, readParameters, textOf } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import { patientBucket } from '#fhir/store/ids.ts';
import type { Sql } from '#fhir/store/sql.ts';
import { patientIn } from './appointment.ts';
import { readOwn, rulesIn } from './cancel.ts';
import { lockBooking, moveBooking } from './move.ts';
import { type MayBookFor, callerOf } from '../who-may.ts';

/** What is to be paid for an Appointment. */
export interface Due {
  /** Id of the Appointment. */
  appointment: string;
  patient: { key: Hash; bucket: number };
  /** Id of the Organization that is paid. */
  organization: string;
  /** Fen. */
  fee: number;
  channel: string;
  /** For how long it can be paid, in milliseconds. */
  openMs: number;
}

/** What the module needs of whoever moves money. */
export interface Payments {
  /** Asks for money, in a transaction; the same again for the same channel. @returns its order. */
  order(tx: Sql, due: Due): Promise<string>;
  /**
   * Gives up what can still be paid for an Appointment by another channel than this one, before an
   * order by this one; not in a transaction. What was paid meanwhile counts.
   */
  turnTo(channel: string, appointment: { id: string; bucket: number }): Promise<void>;
  /** The address where the patient pays an order. @param payer the address of the browser. */
  page(order: string, payer: string): Promise<string>;
  /** Gives back what was paid for Appointments, in the transaction that ends them. */
  giveBack(
    tx: Sql,
    reason: 'cancelled' | 'stopped',
    appointments: readonly { id: string; bucket: number }[],
  ): Promise<void>;
  /** Which of these Appointments are paid for. @returns their ids. */
  paid(
    sql: Sql,
    appointments: readonly { id: string; bucket: number }[],
  ): Promise<ReadonlySet<string>>;
}

/** Where nobody moves money there is nothing to give back, and nothing can be paid. */
export const noPayments: Payments = {
  order: async () => {
    throw refuse('payment-channel');
  },
  turnTo: async () => undefined,
  page: async () => {
    throw refuse('payment-channel');
  },
  giveBack: async () => undefined,
  paid: async () => new Set(),
};

/**
 * `POST Appointment/:id/$pay` with `channel`: 200 with the `order`, the `url` to open, until when.
 * Whoever turned to another channel before pays by this one now.
 * Throws `appointment-state`, `payment-channel`.
 */
export function createPay({
  house,
  payments,
  mayBookFor,
}: {
  house: Store;
  payments: Payments;
  mayBookFor: MayBookFor;
}): Interaction {
  return async (request, store) => {
    const { address } = callerOf(store);
    const id = request.id!;
    const patient = patientIn(await readOwn(mayBookFor, store, id));
    const channel = textOf(readParameters(request), 'channel');
    await payments.turnTo(channel, { id, bucket: patientBucket(patient) });
    const { order, until } = await transact({ ...house, trace: store.trace }, async (bound) => {
      const booking = await lockBooking(bound.sql, id);
      const now = bound.now();
      if (booking.status !== 'pending' || booking.until === undefined || booking.until <= now) {
        throw refuse('appointment-state');
      }
      const { fee, hospital } = await rulesIn(bound, booking);
      const due: Due = {
        appointment: id,
        patient: { key: resourceKey('Patient', patient), bucket: patientBucket(patient) },
        organization: hospital.reference.split('/')[1] ?? '',
        fee,
        channel,
        openMs: booking.until - now,
      };
      return { order: await payments.order(bound.sql, due), until: booking.until };
    });
    const url = await payments.page(order, address);
    return answerParameters([
      { name: 'order', valueString: order },
      { name: 'url', valueUrl: url },
      { name: 'until', valueInstant: new Date(until).toISOString() },
    ]);
  };
}

/**
 * Money came for an Appointment, in the transaction that books it.
 * @returns `refund` where its number is somebody else's by now.
 */
export async function paid(house: Store, tx: Sql, id: string): Promise<'keep' | 'refund'> {
  // Who may look, and why, is the same for a booking that waits for money and for one that is paid:
  // nothing that is remembered of it must be forgotten after the commit.
  const { result } = await within(house, tx, async (bound, apply) => {
    const booking = await lockBooking(tx, id);
    if (booking.status !== 'pending') return 'refund' as const;
    const now = bound.now();
    const move = { event: 'pay', who: 'house', until: null, freeAt: now } as const;
    await apply([await moveBooking(bound, booking, move)]);
    return 'keep' as const;
  });
  return result;
}
