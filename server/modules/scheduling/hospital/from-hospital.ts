/**
 * `Appointment/$from-hospital`: what a hospital's own system did with a number, done in our ledger
 * too. The same again, late, or in another order, it comes to the same.
 * docs/decisions/0026-his-adapters.md
 */
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { type Apply, transact } from '#fhir/handling/transact.ts';
import { answerParameters, readParameters } from '#fhir/operations/parameters.ts';
import { Refusal, refuse } from '#fhir/refusals.ts';
import { anew } from '#fhir/transaction/collide.ts';
import { type Asked, idIn } from '../bookings/book.ts';
import { type Booking, lockBooking, moveBooking } from '../bookings/move.ts';
import { patientIn } from '../bookings/appointment.ts';
import type { Payments } from '../bookings/pay.ts';
import { noticeAbout, noticesOf } from '../notice.ts';
import type { Availability, OpenSession } from '../sessions/availability.ts';
import { bookedFor, callerOf } from '../who-may.ts';
import { openDifferences } from './differences.ts';
import { type HospitalPlace, type Link, hospitalPlace, keepLink, lockLink } from './links.ts';
import { speakFor, takeSold } from './sold-there.ts';

/** What it works with. */
export interface FromHospitalParts {
  house: Store;
  availability: Availability;
  payments: Payments;
  /** When a number that is given back at a moment is free again. */
  freeAt: (now: number) => number;
}

/** What can have happened there. */
export const hospitalEvents = ['book', 'move', 'change', 'cancel', 'no-show'] as const;

/** What a hospital says of a booking. */
export interface Said {
  event: (typeof hospitalEvents)[number];
  /** Its number there; and ours, the id of the Appointment. At least one. */
  filler: string | undefined;
  placer: string | undefined;
  /** Number of the message, for what comes twice. */
  message: string | undefined;
  /** When it was said, milliseconds since 1970. */
  at: number;
  /** Ids of the Slot and the Patient, where it is about a number to have. */
  slot: string | undefined;
  patient: string | undefined;
}

/** What came of it. */
export interface Outcome {
  /** Id of the Appointment; undefined: there is none of ours. */
  appointment: string | undefined;
  status: string;
  number: number;
}

/**
 * `POST Appointment/$from-hospital`: 200 with `appointment`, `status`, `number`. Takes `event`,
 * `filler` or `placer`, `said`, `message`; `slot`, `patient`. Throws `other-institution`,
 * `parameter-missing`, `slot-unknown`, `not-real-name`, the outcomes of the desk.
 */
export function createFromHospital(parts: FromHospitalParts): Interaction {
  return async (request, store) => {
    const { organization } = callerOf(store);
    if (organization === undefined) throw refuse('other-institution', { type: 'Appointment' });
    const said = saidIn(readParameters(request), parts.house.now());
    const outcome = await hearHospital(parts, store, { place: hospitalPlace(organization), said });
    return answerParameters([
      ...(outcome.appointment === undefined
        ? []
        : [
            {
              name: 'appointment',
              valueReference: { reference: `Appointment/${outcome.appointment}` },
            },
          ]),
      { name: 'status', valueCode: outcome.status },
      ...(outcome.number === 0 ? [] : [{ name: 'number', valueInteger: outcome.number }]),
    ]);
  };
}

function saidIn(asked: Asked, now: number): Said {
  const event = hospitalEvents.find((one) => one === asked.get('event')?.['valueCode']);
  if (event === undefined) throw refuse('parameter-missing', { name: 'event' });
  const text = (name: string) => {
    const value = asked.get(name)?.['valueString'];
    return typeof value === 'string' && value !== '' ? value.slice(0, 128) : undefined;
  };
  const filler = text('filler');
  const placer = idIn(asked, 'placer', 'Appointment');
  if (filler === undefined && placer === undefined) {
    throw refuse('parameter-missing', { name: 'filler' });
  }
  const told = asked.get('said')?.['valueInstant'];
  const at = typeof told === 'string' ? Date.parse(told) : Number.NaN;
  if (Number.isNaN(at)) throw refuse('parameter-missing', { name: 'said' });
  return {
    event,
    filler,
    placer,
    message: text('message'),
    // A clock that goes before ours would win every conflict.
    at: Math.min(at, now),
    slot: idIn(asked, 'slot', 'Slot'),
    patient: idIn(asked, 'patient', 'Patient'),
  };
}

/** Does what a hospital did. Refused, that is remembered: the same message gets the same answer. */
export async function hearHospital(
  parts: FromHospitalParts,
  store: Store,
  given: { place: HospitalPlace; said: Said },
): Promise<Outcome> {
  const { place, said } = given;
  const wantsNumber = said.event !== 'cancel' && said.event !== 'no-show';
  if (wantsNumber && said.patient !== undefined) await bookedFor(store, said.patient);
  const asHouse: Store = { ...parts.house, trace: store.trace };
  try {
    return await anew(() =>
      transact(asHouse, async (bound, apply) => {
        await speakFor(bound, place.organization);
        return hear({ parts, bound, apply, booker: callerOf(store).who }, place, said);
      }),
    );
  } catch (error) {
    if (wantsNumber && error instanceof Refusal && error.status < 500) {
      await rememberRefused({ parts, asHouse }, { ...given, error });
    }
    throw error;
  }
}

interface Hearing {
  parts: FromHospitalParts;
  bound: Store;
  apply: Apply;
  booker: string;
}

async function hear(hearing: Hearing, place: HospitalPlace, said: Said): Promise<Outcome> {
  const { bound } = hearing;
  if (said.placer !== undefined) await requireOwn(bound, place, said.placer);
  const link = await lockLink(bound.sql, place, said);
  const isSame = said.message !== undefined && link.message === said.message;
  if (isSame && link.refused !== undefined) throw refuse(link.refused);
  const booking =
    link.appointment === undefined ? undefined : await lockBooking(bound.sql, link.appointment);
  // What is older than what we know, or about what is over, changes nothing any more.
  if (isSame || said.at < link.said || link.ended) return outcomeOf(link, booking);
  const heard: Link = {
    ...link,
    filler: said.filler ?? link.filler,
    said: said.at,
    message: said.message,
    refused: undefined,
    acked: link.acked ?? bound.now(),
  };
  if (said.event === 'cancel' || said.event === 'no-show') {
    return over(hearing, place, { link: heard, booking, said });
  }
  if (booking === undefined) return first(hearing, place, { link: heard, said });
  return moved(hearing, place, { link: heard, booking, said });
}

/** Throws `not-found` unless an Appointment is one of this hospital. */
async function requireOwn(bound: Store, place: HospitalPlace, appointment: string): Promise<void> {
  const { bucket, session } = await lockBooking(bound.sql, appointment);
  const [row] = await bound.sql.run(
    'select organization from booking_session where bucket = $1 and session = $2',
    [bucket, session],
  );
  if (row?.['organization'] === place.organization) return;
  throw refuse('not-found', { reference: `Appointment/${appointment}` });
}

const outcomeOf = (link: Link, booking: Booking | undefined): Outcome => ({
  appointment: link.appointment,
  status: booking?.status ?? (link.ended ? 'cancelled' : 'unknown'),
  number: booking?.n ?? 0,
});

/** It ended there: so it does here. */
async function over(
  { parts, bound, apply }: Hearing,
  place: HospitalPlace,
  { link, booking, said }: { link: Link; booking: Booking | undefined; said: Said },
): Promise<Outcome> {
  await keepLink(bound.sql, place, { ...link, ended: true });
  const living = new Set(['proposed', 'pending', 'booked']);
  if (booking === undefined || !living.has(booking.status)) return outcomeOf(link, booking);
  const missed = said.event === 'no-show' && booking.status === 'booked';
  const write = await moveBooking(
    bound,
    booking,
    missed
      ? { event: 'miss', who: 'house', freeAt: bound.now() }
      : { event: 'cancel', who: 'desk', cancelled: 'desk', freeAt: parts.freeAt(bound.now()) },
  );
  if (!missed) await parts.payments.giveBack(bound.sql, 'cancelled', [write]);
  await apply([write, ...(missed ? noticesOf(bound, [write], 'missed') : [])]);
  return { ...outcomeOf(link, booking), status: missed ? 'noshow' : 'cancelled' };
}

/** A number that was sold there and is not known here. */
async function first(
  { parts, bound, apply, booker }: Hearing,
  place: HospitalPlace,
  { link, said }: { link: Link; said: Said },
): Promise<Outcome> {
  const { session, slot, patient } = wantedIn(parts, place, said);
  const filler = link.filler ?? '';
  const sold = { place, session, slot, patient, filler, sold: said.at, booker };
  const { taken, writes } = await takeSold(bound, sold, parts.payments);
  const known = { ...link, appointment: taken.appointment };
  await keepLink(bound.sql, place, known);
  await apply(writes);
  return outcomeOf(known, await lockBooking(bound.sql, taken.appointment));
}

/** What a message asks for. Throws `slot-unknown`, `parameter-missing`, `other-institution`. */
function wantedIn(
  { availability }: FromHospitalParts,
  place: HospitalPlace,
  { slot, patient }: Pick<Said, 'slot' | 'patient'>,
): { session: OpenSession; slot: string; patient: string } {
  if (slot === undefined) throw refuse('slot-unknown');
  if (patient === undefined) throw refuse('parameter-missing', { name: 'patient' });
  const session = availability.ofSlot(slot);
  if (session === undefined) throw refuse('slot-unknown');
  if (session.organization !== place.organization) {
    throw refuse('other-institution', { type: 'Appointment' });
  }
  return { session, slot, patient };
}

/** It is known: where the slot is another, it is changed for one there. */
async function moved(
  { parts, bound, apply, booker }: Hearing,
  place: HospitalPlace,
  { link, booking, said }: { link: Link; booking: Booking; said: Said },
): Promise<Outcome> {
  const [seat] = await bound.sql.run(
    'select slot from seat where bucket = $1 and session = $2 and n = $3',
    [booking.bucket, booking.session, booking.n],
  );
  const stays = said.slot === undefined || seat?.['slot'] === said.slot;
  if (stays || booking.status !== 'booked') {
    if (!stays && booking.status !== 'cancelled') throw refuse('appointment-state');
    await keepLink(bound.sql, place, link);
    return outcomeOf(link, booking);
  }
  const old = await moveBooking(bound, booking, {
    event: 'cancel',
    who: 'desk',
    cancelled: 'rescheduled',
    freeAt: parts.freeAt(bound.now()),
  });
  const patient = patientIn(old.content!.resource);
  const { session, slot } = wantedIn(parts, place, { slot: said.slot, patient });
  const filler = link.filler ?? '';
  const sold = { place, session, slot, patient, filler, sold: said.at, booker };
  const { taken, writes } = await takeSold(bound, sold, parts.payments);
  await parts.payments.giveBack(bound.sql, 'cancelled', [old]);
  const known = { ...link, appointment: taken.appointment };
  await keepLink(bound.sql, place, known);
  await apply([old, ...writes]);
  return outcomeOf(known, await lockBooking(bound.sql, taken.appointment));
}

/** Nobody gets lost: a number that was sold there and cannot be had here is looked at by people. */
async function rememberRefused(
  { parts, asHouse }: { parts: FromHospitalParts; asHouse: Store },
  given: { place: HospitalPlace; said: Said; error: Refusal },
): Promise<void> {
  const { place, said, error } = given;
  const unknown = error.code === 'other-institution' || error.code === 'not-found';
  if (said.filler === undefined || unknown) return;
  await transact(asHouse, async (bound, apply) => {
    const link = await lockLink(bound.sql, place, said);
    if (link.message === said.message && link.refused !== undefined) return;
    await keepLink(bound.sql, place, {
      ...link,
      filler: said.filler,
      said: Math.max(link.said, said.at),
      message: said.message,
      refused: error.code,
    });
    const isTwice = error.code === 'slot-gone' && said.event === 'book';
    const schedule = parts.availability.ofSlot(said.slot ?? '')?.schedule ?? '';
    const difference = {
      kind: isTwice ? ('sold-twice' as const) : ('refused-here' as const),
      schedule,
      appointment: link.appointment ?? '',
      filler: said.filler!,
      ours: error.code,
      theirs: `${said.event} ${new Date(said.at).toISOString()}`,
    };
    await openDifferences(bound, place, [difference]);
    // Told once, however often it is tried again.
    if (!isTwice || said.patient === undefined || link.refused === error.code) return;
    const source = `Organization/${place.organization}`;
    const about = { patient: said.patient, appointment: undefined, source };
    await apply([noticeAbout(bound, about, 'conflict')]);
  });
}
