/**
 * `Appointment/:id/$cancel` and `Appointment/:id/$reschedule`: a number is given back, or changed
 * for another one. Nobody is without a number in between.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Mover } from '#model/scheduling/appointment-states.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import { type FhirResponse, type Interaction, type Store } from '#fhir/handling/interaction.ts';
import { transact } from '#fhir/handling/transact.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Write } from '#fhir/store/write.ts';
import { type Booking, lockBooking, moveBooking } from './move.ts';
import { bookerIn, patientIn } from './appointment.ts';
import type { Payments } from './pay.ts';
import type { SessionRules } from '../sessions/sessions.ts';
import { type MayBookFor, callerOf, moverOf, requireBooking } from '../who-may.ts';
import { anew } from '#fhir/transaction/collide.ts';

/** What giving back works with. */
export interface CancelParts {
  house: Store;
  /** When a number that is given back at a moment is free again. */
  freeAt: (now: number) => number;
  payments: Payments;
  mayBookFor: MayBookFor;
}

const minuteMs = 60_000;

/** 200 with the Appointment, cancelled. Throws `appointment-state`, `cancel-late`. */
export function createCancel(parts: CancelParts): Interaction {
  return async (request, store) => {
    const caller = callerOf(store);
    const mover = moverOf(caller);
    const appointment = await readOwn(parts.mayBookFor, store, request.id!);
    const write = await anew(() =>
      transact({ ...parts.house, trace: store.trace }, async (bound, apply) => {
        const booking = await lockBooking(bound.sql, request.id!);
        const now = bound.now();
        await refuseOthers(bound, booking, { caller, appointment });
        await refuseLate(bound, booking, mover);
        const made = await moveBooking(bound, booking, {
          event: 'cancel',
          who: mover,
          cancelled: mover === 'resident' ? 'resident' : 'desk',
          freeAt: parts.freeAt(now),
        });
        await parts.payments.giveBack(bound.sql, 'cancelled', [made]);
        await apply([made]);
        return made;
      }),
    );
    return answerMoved(write);
  };
}

/**
 * Staff change bookings of their own hospital, and those they made themselves: to see one is no
 * reason to change it. Throws `other-institution`.
 */
export async function refuseOthers(
  bound: Store,
  booking: Booking,
  { caller, appointment }: { caller: Caller; appointment: Resource },
): Promise<void> {
  const { role, who, organization } = caller;
  if (role === 'resident' || role === 'platform' || bookerIn(appointment) === who) return;
  const { hospital } = await rulesIn(bound, booking);
  if (hospital.reference === `Organization/${organization}`) return;
  throw refuse('other-institution', { type: 'Appointment' });
}

/** Throws `cancel-late` for a resident whose booking begins too soon to be given up. */
export async function refuseLate(bound: Store, booking: Booking, mover: Mover): Promise<void> {
  if (mover !== 'resident' || booking.status !== 'booked') return;
  const { cancelMinutes } = await rulesIn(bound, booking);
  if (booking.starts - cancelMinutes * minuteMs < bound.now()) throw refuse('cancel-late');
}

/** The Appointment, which the caller may change. Throws `not-found`, `not-permitted`. */
export async function readOwn(mayBookFor: MayBookFor, store: Store, id: string): Promise<Resource> {
  const { body } = await readExisting(store, 'Appointment', id);
  const appointment = JSON.parse(body) as Resource;
  await requireBooking(mayBookFor, store, patientIn(appointment));
  return appointment;
}

/** The rules of a booking's session. */
export async function rulesIn(
  { sql }: Store,
  { bucket, session }: { bucket: number; session: string },
): Promise<SessionRules> {
  const [row] = await sql.run(
    'select rules from booking_session where bucket = $1 and session = $2',
    [bucket, session],
  );
  return JSON.parse(String(row?.['rules'])) as SessionRules;
}

/** The answer with a new version of an Appointment. */
export function answerMoved({ id, version, updated, content }: Write): FhirResponse {
  return {
    status: 200,
    body: content!.body,
    version,
    updated,
    location: `Appointment/${id}/_history/${version}`,
    written: true,
  };
}
