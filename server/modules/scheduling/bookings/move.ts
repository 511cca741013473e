/**
 * Moves a booking from one state to the next, its number with it, and writes both into the ledger
 * and the Appointment: one transaction.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { Resource } from '#model/fhir.ts';
import {
  type AppointmentEvent,
  type AppointmentStatus,
  type Mover,
  nextStatus,
  seated,
  statusNumbers,
  statusOf,
} from '#model/scheduling/appointment-states.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { prepareVersion } from '#fhir/handling/prepare.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { refuse } from '#fhir/refusals.ts';
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import type { Sql, SqlRow } from '#fhir/store/sql.ts';
import { type Write, methods } from '#fhir/store/write.ts';
import { type Cancellation, movedTo } from './appointment.ts';
import { cameBack, enter, poolAgain, seatStates } from './ledger.ts';

/** A booking as the database has it. */
export interface Booking {
  bucket: number;
  booking: Hash;
  /** Id of the Appointment. */
  appointment: string;
  session: Hash;
  n: number;
  starts: number;
  status: AppointmentStatus;
  until: number | undefined;
}

/** The columns of a booking. */
export const bookingColumns = 'bucket, booking, appointment, session, n, starts, state, until';

/** A row of these columns. */
export function bookingOf(row: SqlRow): Booking {
  const until = row['until'];
  return {
    bucket: Number(row['bucket']),
    booking: String(row['booking']),
    appointment: String(row['appointment']),
    session: String(row['session']),
    n: Number(row['n']),
    starts: Number(row['starts']),
    status: statusOf(Number(row['state'])),
    until: until === null || until === undefined ? undefined : Number(until),
  };
}

/** The booking of an Appointment, locked. Throws `not-found`. */
export async function lockBooking(tx: Sql, appointment: string): Promise<Booking> {
  const [row] = await tx.run(
    `select ${bookingColumns} from booking where booking = $1 for update`,
    [resourceKey('Appointment', appointment)],
  );
  if (row === undefined) throw refuse('not-found', { reference: `Appointment/${appointment}` });
  return bookingOf(row);
}

/** What happens to a booking. */
export interface Move {
  event: AppointmentEvent;
  who: Mover;
  cancelled?: Cancellation;
  /** Until when it is kept now; `null`: for good. */
  until?: number | null;
}

/**
 * Moves a booking that is locked. A number that becomes free by it is returned: nobody gets it
 * until `free_at`, so that whoever asks most often gains nothing. One of a slot that its hospital
 * says is full is withdrawn.
 * @param bound the store of the house in this transaction.
 * @param freeAt when a number that is given back is free again.
 * @returns the write of the Appointment, to be applied with others. Throws `appointment-state`.
 */
export async function moveBooking(
  bound: Store,
  booking: Booking,
  move: Move & { freeAt: number },
): Promise<Write> {
  const to = nextStatus(booking.status, move.event, move.who);
  if (to === undefined) throw refuse('appointment-state');
  const { bucket, booking: key } = booking;
  const until = move.until === undefined ? (booking.until ?? null) : move.until;
  await bound.sql.run(
    'update booking set state = $3, until = $4 where bucket = $1 and booking = $2',
    [bucket, key, statusNumbers[to], seated.has(to) ? until : null],
  );
  if (seated.has(booking.status) && !seated.has(to)) await giveBack(bound, booking, move.freeAt);
  return writeMoved(bound, booking.appointment, (appointment) =>
    movedTo(appointment, to, {
      cancelled: move.cancelled,
      ...(move.until === undefined ? {} : { until: move.until }),
    }),
  );
}

async function giveBack(bound: Store, booking: Booking, freeAt: number): Promise<void> {
  await bound.sql.run(
    `update seat set state = case when final = 1 then $7::smallint else $4::smallint end,
       free_at = case when final = 1 then null else $5::bigint end
     where bucket = $1 and session = $2 and n = $3 and state = $6`,
    [
      booking.bucket,
      booking.session,
      booking.n,
      seatStates.returned,
      freeAt,
      seatStates.taken,
      seatStates.withdrawn,
    ],
  );
}

/** The next version of an Appointment. */
export async function writeMoved(
  bound: Store,
  appointment: string,
  change: (appointment: Resource) => Resource,
): Promise<Write> {
  const current = await readExisting(bound, 'Appointment', appointment);
  const resource = change(JSON.parse(current.body) as Resource);
  return prepareVersion(
    bound,
    { resource, faithful: resource },
    { id: appointment, method: methods.PUT, predecessor: current },
  );
}

/** Makes numbers free whose time has come: the ledger has them again. */
export async function freeReturned(tx: Sql, now: number): Promise<void> {
  const rows = await tx.run(
    `with back as (select s.bucket, s.session, s.n, s.pool as was, ${poolAgain} as pool
       from seat s join booking_session b on b.bucket = s.bucket and b.session = s.session
       where s.state = $2 and s.free_at <= $3 and s.ends > $3 for update of s)
     update seat s set state = $1, free_at = null, pool = back.pool from back
     where s.bucket = back.bucket and s.session = back.session and s.n = back.n
     returning s.bucket, s.session, back.was, back.pool`,
    [seatStates.free, seatStates.returned, now],
  );
  const entries = rows.flatMap((row) => {
    const place = { bucket: Number(row['bucket']), session: String(row['session']) };
    return cameBack(place, { from: Number(row['was']), to: Number(row['pool']), count: 1 });
  });
  await enter(tx, entries, now);
}
