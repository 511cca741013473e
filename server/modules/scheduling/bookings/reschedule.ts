/**
 * `Appointment/:id/$reschedule`: another number for the one that there is. Both happen, or neither.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { Interaction } from '#fhir/handling/interaction.ts';
import { transact } from '#fhir/handling/transact.ts';
import { readParameters } from '#fhir/operations/parameters.ts';
import { type RefusalCode, refuse } from '#fhir/refusals.ts';
import { patientIn } from './appointment.ts';
import { type BookParts, answerTaken, countAttempt, prepareRequest } from './book.ts';
import { type CancelParts, readOwn, refuseLate, refuseOthers, rulesIn } from './cancel.ts';
import { type Taken, numbered, takeIn, takenBefore } from './desk.ts';
import { type Booking, lockBooking, moveBooking } from './move.ts';
import { callerOf, moverOf } from '../who-may.ts';
import { anew } from '#fhir/transaction/collide.ts';

/**
 * 201 with the new Appointment, which says what it replaces; the old one is cancelled. 200 where
 * the same `key` changed it before. Takes `slot`; `key`. Throws what `$book` and `$cancel` throw.
 */
export function createReschedule(parts: BookParts & CancelParts): Interaction {
  return async (request, store) => {
    const { house } = parts;
    await countAttempt(parts, store);
    const caller = callerOf(store);
    const mover = moverOf(caller);
    const old = await readOwn(parts.mayBookFor, store, request.id!);
    const asked = new Map(readParameters(request));
    const patient = `Patient/${patientIn(old)}`;
    asked.set('patient', { name: 'patient', valueReference: { reference: patient } });
    const prepared = await prepareRequest(parts, { store, asked }, 'book');
    const wanted = { ...prepared, limits: undefined, replaces: request.id! };
    const asHouse = { ...house, trace: store.trace };
    const taken = await anew(() =>
      transact(asHouse, async (bound, apply) => {
        const booking = await lockBooking(bound.sql, request.id!);
        const now = bound.now();
        const one = numbered(house, wanted);
        const before = await takenBefore(bound.sql, one);
        if (before !== undefined) return sameAgain(booking, before);
        await refuseOthers(bound, booking, { caller, appointment: old });
        await refuseLate(bound, booking, mover);
        if (booking.status !== 'booked') throw refuse('appointment-state');
        const { hospital } = await rulesIn(bound, booking);
        const isSame = hospital.reference === wanted.session.rules.hospital.reference;
        // Its own system is told of a change, not of an end and a beginning: sql/0014-his.sql.
        if (isSame && wanted.event === 'book') {
          await bound.sql.run(`select set_config('yishu.moved', $1, true)`, [request.id!]);
        }
        const cancelled = await moveBooking(bound, booking, {
          event: 'cancel',
          who: mover,
          cancelled: 'rescheduled',
          freeAt: parts.freeAt(now),
        });
        const { results, writes } = await takeIn(asHouse, bound.sql, [one]);
        const [result] = results;
        if (typeof result === 'string' || result === undefined) throw refuse(result ?? 'slot-gone');
        await parts.payments.giveBack(bound.sql, 'cancelled', [cancelled]);
        await apply([cancelled, ...writes]);
        return result;
      }),
    );
    return answerTaken(house, taken);
  };
}

/** Who asks again under a key has changed the old one for the new one before, or errs. */
function sameAgain({ status }: Booking, before: Taken | RefusalCode): Taken {
  if (typeof before === 'string') throw refuse(before);
  if (status === 'booked') throw refuse('asked-otherwise');
  return before;
}
