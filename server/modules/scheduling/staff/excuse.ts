/**
 * `Appointment/:id/$excuse` (核销爽约): the desk heard why somebody did not come, and it counts no
 * longer. Who said so, when and why stands in the Appointment. China's rule APT-02.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { Resource } from '#model/fhir.ts';
import { nextStatus, statusNumbers } from '#model/scheduling/appointment-states.ts';
import { bookingUrl } from '#model/scheduling/extensions.ts';
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { transact } from '#fhir/handling/transact.ts';
import { readParameters, textOf } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import { movedTo } from '../bookings/appointment.ts';
import { answerMoved, readOwn, rulesIn } from '../bookings/cancel.ts';
import { lockBooking, writeMoved } from '../bookings/move.ts';
import { noticesOf } from '../notice.ts';
import { type MayBookFor, callerOf, moverOf } from '../who-may.ts';
import { isEverywhere } from './asked-session.ts';

const mostReason = 200;

/**
 * `POST Appointment/:id/$excuse` with `reason`: 200 with the Appointment, `cancelled` as excused.
 * The number stays taken: its time is over. Throws `not-found`, `parameter-missing`,
 * `other-institution`, `appointment-state`.
 */
export function createExcuse(house: Store, mayBookFor: MayBookFor): Interaction {
  return async (request, store) => {
    const caller = callerOf(store);
    await readOwn(mayBookFor, store, request.id!);
    const reason = textOf(readParameters(request), 'reason').slice(0, mostReason);
    const write = await transact({ ...house, trace: store.trace }, async (bound, apply) => {
      const booking = await lockBooking(bound.sql, request.id!);
      const { hospital } = await rulesIn(bound, booking);
      const isOwn = hospital.reference === `Organization/${caller.organization}`;
      if (!isOwn && !isEverywhere(caller))
        throw refuse('other-institution', { type: 'Appointment' });
      const to = nextStatus(booking.status, 'excuse', moverOf(caller));
      if (to === undefined) throw refuse('appointment-state');
      await bound.sql.run('update booking set state = $3 where bucket = $1 and booking = $2', [
        booking.bucket,
        booking.booking,
        statusNumbers[to],
      ]);
      const said = { by: caller.who, reason, at: bound.now() };
      const made = await writeMoved(bound, request.id!, (appointment) =>
        excused(movedTo(appointment, to, { cancelled: 'excused' }), said),
      );
      await apply([made, ...noticesOf(bound, [made], 'excused')]);
      return made;
    });
    return answerMoved(write);
  };
}

interface Extension {
  url?: string;
  extension?: object[];
}

/** The Appointment, and who excused it, when and why. */
function excused(
  appointment: Resource,
  { by, reason, at }: { by: string; reason: string; at: number },
): Resource {
  const extensions = (appointment['extension'] ?? []) as Extension[];
  const said = [
    { url: 'excused-by', valueReference: { reference: by } },
    { url: 'excused-because', valueString: reason },
    { url: 'excused', valueInstant: new Date(at).toISOString() },
  ];
  return {
    ...appointment,
    extension: extensions.map((one) =>
      one.url === bookingUrl ? { ...one, extension: [...(one.extension ?? []), ...said] } : one,
    ),
  };
}
