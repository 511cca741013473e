/**
 * What befalls bookings and money with nobody at a page: a patient who does not come, a provider
 * who sees a payment otherwise.
 * https://hl7.org/fhir/R4/appointment.html
 */
import assert from 'node:assert/strict';
import { transact } from '#fhir/handling/transact.ts';
import { lockBooking, moveBooking } from '#server/modules/scheduling/bookings/move.ts';
import { createOrder } from '#server/payment/orders/create-order.ts';
import { noteDifference } from '#server/payment/reconciliation/difference.ts';
import type { BrowserHouse } from '../house.ts';

/** The Appointments that are booked, the oldest first. */
export async function bookedIn({ house }: BrowserHouse): Promise<string[]> {
  const rows = await house.hub.house.sql.run(
    'select appointment from booking where state = 3 order by at, booking',
    [],
  );
  return rows.map((row) => String(row['appointment']));
}

/** The clinic is over, and who had this did not come. */
export async function miss({ house }: BrowserHouse, appointment: string): Promise<void> {
  await transact(house.hub.house, async (bound, apply) => {
    const booking = await lockBooking(bound.sql, appointment);
    const move = { event: 'miss', who: 'house', freeAt: bound.now() } as const;
    await apply([await moveBooking(bound, booking, move)]);
  });
}

/** A provider says that an order of ours was paid, and we have not booked it. */
export async function differ({ house }: BrowserHouse, given: { amount: bigint; day: string }) {
  const payment = house.hub.payment?.payment;
  assert.ok(payment !== undefined);
  const { amount, day } = given;
  await payment.database.transaction(async (tx) => {
    const { number } = await createOrder(payment, tx, {
      request: `story ${day} ${amount}`,
      subject: `Invoice/story-${amount}`,
      patient: { key: '4711', bucket: 12345 },
      organization: 'yunhe-first',
      amount,
      channel: 'wechat',
      openMs: 900_000,
    });
    await noteDifference(payment, tx, {
      day,
      channel: 'wechat',
      source: 'bill',
      kind: 'status',
      number,
      refund: '',
      ours: amount,
      theirs: amount,
      oursSays: 'created',
      theirsSays: 'done',
    });
  });
}
