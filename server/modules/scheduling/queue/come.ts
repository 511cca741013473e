/**
 * A patient comes: their ticket in the line of the session, and the Encounter of the visit.
 * https://hl7.org/fhir/R4/encounter-definitions.html#Encounter.appointment
 */
import type { Resource } from '#model/fhir.ts';
import { rankOf } from '#model/queue/line-order.ts';
import {
  type PriorityClass,
  priorityClasses,
  ticketStateNumbers,
} from '#model/queue/ticket-states.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { prepareCreate } from '#fhir/handling/prepare.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import type { Write } from '#fhir/store/write.ts';
import type { Booking } from '../bookings/move.ts';
import type { SessionRow } from '../sessions/session-row.ts';
import { isAged } from '../patient.ts';
import { enterStep } from './advance.ts';
import type { Forecaster } from './forecast.ts';
import { lockLine, readLine, sessionOfAppointment } from './tickets.ts';
import { visitOf } from './visit.ts';

/** From this age on patients are called before others of their slot, without asking. */
export const priorityYears = 80;

/** What a patient comes with. */
export interface Coming {
  booking: Booking;
  /** Id. */
  patient: string;
  /** What the desk says; by age where it says nothing. */
  class: PriorityClass | undefined;
}

/** What became of a patient who came. */
export interface Came {
  encounter: Write;
  session: SessionRow;
}

/**
 * Puts a patient into the line.
 * @param bound the store of the house in the transaction that checks in.
 * @returns the Encounter to be written, and whose line it is.
 */
export async function come(bound: Store, coming: Coming, forecaster: Forecaster): Promise<Came> {
  const { booking, patient } = coming;
  const now = bound.now();
  const session = await sessionOfAppointment(bound.sql, booking.appointment);
  await lockLine(bound.sql, session);
  const resource = visitOf(session, { appointment: booking.appointment, patient, now });
  const encounter = prepareCreate(bound, { resource, faithful: resource });
  const [seat] = await bound.sql.run(
    'select ends from seat where bucket = $1 and session = $2 and n = $3',
    [booking.bucket, booking.session, booking.n],
  );
  const ends = Number(seat?.['ends'] ?? session.ends);
  const priority = coming.class ?? (await classByAge(bound, patient));
  await bound.sql.run(
    `insert into queue_ticket (bucket, booking, session, department, appointment, patient,
       encounter, n, class, kind, state, rank, since, came)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, ${ticketStateNumbers.waiting}, $10, $11, $11)`,
    [
      booking.bucket,
      booking.booking,
      booking.session,
      session.department,
      booking.appointment,
      patient,
      encounter.id,
      booking.n,
      priorityClasses[priority],
      rankOf({ starts: booking.starts, ends, came: now, n: booking.n }),
      now,
    ],
  );
  await enterStep(bound, {
    line: { session },
    ticket: { booking: booking.booking, kind: 'first', class: priority, role: undefined },
    event: 'check-in',
  });
  const line = await readLine(bound.sql, session);
  const told = forecaster.forecast(line, now).get(booking.appointment);
  await bound.sql.run(
    'update queue_ticket set forecast = $3, ahead = $4 where bucket = $1 and booking = $2',
    [
      booking.bucket,
      booking.booking,
      told === undefined ? null : Math.round(told.base - now),
      told?.ahead ?? null,
    ],
  );
  return { encounter, session };
}

/** Who is very old goes first; who has no date of birth on record does not. */
async function classByAge(bound: Store, patient: string): Promise<PriorityClass> {
  const { body } = await readExisting(bound, 'Patient', patient);
  const isOld = isAged(JSON.parse(body) as Resource, priorityYears, bound.now());
  return isOld ? 'priority' : 'usual';
}
