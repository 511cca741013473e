/**
 * `Appointment/:id/$check-in` (签到): the patient is here, which the desk sees or the phone says.
 * https://hl7.org/fhir/R4/location-definitions.html#Location.position
 */
import type { Resource } from '#model/fhir.ts';
import { type PriorityClass, classCodes } from '#model/queue/ticket-states.ts';
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { transact } from '#fhir/handling/transact.ts';
import { readParameters } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import { matchIds } from '#fhir/search/match.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { patientIn } from './appointment.ts';
import { type Asked } from './book.ts';
import { answerMoved, readOwn, refuseOthers, rulesIn } from './cancel.ts';
import { lockBooking, moveBooking } from './move.ts';
import { come } from '../queue/come.ts';
import type { PlaceCodes } from '../queue/views/keys.ts';
import type { Queue } from '../queue/queue.ts';
import { type MayBookFor, callerOf, moverOf } from '../who-may.ts';

const minuteMs = 60_000;
/** So long before a slot begins one may check in. */
export const earliestMs = 120 * minuteMs;
/** So near a phone must be, in metres: a hospital's grounds. */
export const nearMetres = 500;

/** What checking in works with. */
export interface CheckInParts {
  house: Store;
  mayBookFor: MayBookFor;
  queue: Pick<Queue, 'refuseFar' | 'forecaster' | 'changed'>;
}

/**
 * 200 with the Appointment, `checked-in`. The desk may say a `class`, as emergency. A resident
 * tells the `code` of a screen, or `latitude` and `longitude` near a place of the hospital.
 * Throws `check-in-early`, `check-in-far`, `appointment-state`.
 */
export function createCheckIn(parts: CheckInParts): Interaction {
  const { house, mayBookFor, queue } = parts;
  return async (request, store) => {
    const caller = callerOf(store);
    const mover = moverOf(caller);
    const appointment = await readOwn(mayBookFor, store, request.id!);
    const asked: Asked = request.body === undefined ? new Map() : readParameters(request);
    const { write, session } = await transact(
      { ...house, trace: store.trace },
      async (bound, apply) => {
        const booking = await lockBooking(bound.sql, request.id!);
        if (bound.now() < booking.starts - earliestMs) throw refuse('check-in-early');
        await refuseOthers(bound, booking, { caller, appointment });
        if (mover === 'resident') {
          const { hospital } = await rulesIn(bound, booking);
          await queue.refuseFar(bound, hospital.reference, asked);
        }
        const made = await moveBooking(bound, booking, {
          event: 'check-in',
          who: mover,
          freeAt: bound.now(),
        });
        const { encounter, session } = await come(
          bound,
          {
            booking,
            patient: patientIn(appointment),
            class: mover === 'resident' ? undefined : classIn(asked),
          },
          queue.forecaster,
        );
        await apply([made, encounter]);
        return { write: made, session };
      },
    );
    queue.changed(session);
    return answerMoved(write);
  };
}

/** The class that the desk says. Throws `parameter-missing` for one that there is not. */
function classIn(asked: Asked): PriorityClass | undefined {
  const told = asked.get('class')?.['valueCode'];
  if (told === undefined) return undefined;
  const found = classCodes.find((code) => code === told);
  if (found === undefined) throw refuse('parameter-missing', { name: 'class' });
  return found;
}

/** Throws `check-in-far` unless `latitude`, `longitude` are near a hospital, or `code` is its. */
export type RefuseFar = (house: Store, hospital: string, asked: Asked) => Promise<void>;

/** Lets in who shows a code that is on the hospital's screens just now, or where they are. */
export function createRefuseFar(codes: PlaceCodes): RefuseFar {
  return async (house, hospital, asked) => {
    const code = asked.get('code')?.['valueString'];
    if (typeof code === 'string' && codes.isGood(hospital, code, house.now())) return;
    await refuseFar(house, hospital, asked);
  };
}

/** Where nobody recorded the place of a hospital, no phone is near it: its screens and desk are. */
async function refuseFar(house: Store, hospital: string, asked: Asked): Promise<void> {
  const [latitude, longitude] = ['latitude', 'longitude'].map(
    (name) => asked.get(name)?.['valueDecimal'],
  );
  if (typeof latitude !== 'number' || typeof longitude !== 'number') throw refuse('check-in-far');
  const here = { latitude, longitude };
  const places = await placesOf(house, hospital);
  if (!places.some((place) => metresBetween(place, here) <= nearMetres)) {
    throw refuse('check-in-far');
  }
}

/** A place on earth, in degrees. */
export interface Position {
  latitude: number;
  longitude: number;
}

/** The sites of a hospital whose place is known. */
async function placesOf(house: Store, hospital: string): Promise<Position[]> {
  const found = await matchIds(house, house.search, {
    type: 'Location',
    parameters: [['organization', hospital]],
    limit: 100,
  });
  const places: Position[] = [];
  for (const { id } of found) {
    const { body } = await readExisting(house, 'Location', id);
    const { position } = JSON.parse(body) as Resource & { position?: Position };
    if (position !== undefined) places.push(position);
  }
  return places;
}

const earthMetres = 6_371_000;

/** The way between two places over the ground, in metres (haversine). */
export function metresBetween(a: Position, b: Position): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const [north, east] = [
    radians(b.latitude - a.latitude) / 2,
    radians(b.longitude - a.longitude) / 2,
  ];
  const part =
    Math.sin(north) ** 2 +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(east) ** 2;
  return 2 * earthMetres * Math.asin(Math.sqrt(part));
}
