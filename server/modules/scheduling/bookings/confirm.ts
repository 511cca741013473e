/**
 * Confirms a number that is held or was offered.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { Store, FhirResponse } from '#fhir/handling/interaction.ts';
import { transact } from '#fhir/handling/transact.ts';
import { refuse } from '#fhir/refusals.ts';
import { answerMoved, readOwn, rulesIn } from './cancel.ts';
import { isPaidFirst } from '../sessions/sessions.ts';
import { lockBooking, moveBooking } from './move.ts';
import { type MayBookFor, callerOf, moverOf } from '../who-may.ts';

const minuteMs = 60_000;

/** 200 with the Appointment, `booked` or `pending`. Throws `appointment-state`. */
export async function confirm(
  { house, mayBookFor }: { house: Store; mayBookFor: MayBookFor },
  store: Store,
  id: string,
): Promise<FhirResponse> {
  const mover = moverOf(callerOf(store));
  await readOwn(mayBookFor, store, id);
  const asHouse: Store = { ...house, trace: store.trace };
  const write = await transact(asHouse, async (bound, apply) => {
    const booking = await lockBooking(bound.sql, id);
    const now = bound.now();
    // Lapsed a moment ago, and nobody has looked yet.
    if (booking.until !== undefined && booking.until <= now) throw refuse('appointment-state');
    const rules = await rulesIn(bound, booking);
    const prepaid = mover === 'resident' && isPaidFirst(rules);
    const made = await moveBooking(bound, booking, {
      event: prepaid ? 'await-payment' : 'book',
      who: mover,
      until: prepaid ? now + rules.payMinutes * minuteMs : null,
      freeAt: now,
    });
    await apply([made]);
    return made;
  });
  return answerMoved(write);
}
