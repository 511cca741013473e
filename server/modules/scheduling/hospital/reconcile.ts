/**
 * `Schedule/:id/$reconcile`: a hospital's own list of the bookings of a session is compared with
 * ours; what a rule settles is settled, people look at the rest. The same list again does nothing.
 * docs/decisions/0026-his-adapters.md
 */
import { createHash } from 'node:crypto';
import type { Resource } from '#model/fhir.ts';
import { parseContent } from '#fhir/handling/content.ts';
import type { FhirRequest, Interaction, Store } from '#fhir/handling/interaction.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { type Parameter, answerParameters, listParameters } from '#fhir/operations/parameters.ts';
import { Refusal, refuse } from '#fhir/refusals.ts';
import { identifierValue } from '#fhir/search/escape.ts';
import { matchIds } from '#fhir/search/match.ts';
import { textArrayLiteral } from '#fhir/store/sql.ts';
import { patientIn } from '../bookings/appointment.ts';
import { bookingColumns, bookingOf } from '../bookings/move.ts';
import { type OpenSession, readSessionOf } from '../sessions/availability.ts';
import {
  type OurBooking,
  type Settlement,
  type TheirBooking,
  compareBookings,
  stateOf,
} from './compare.ts';
import { closeAgreed, openDifferences } from './differences.ts';
import { type FromHospitalParts, type Said, hearHospital } from './from-hospital.ts';
import { type HospitalPlace, linksOf } from './links.ts';
import { keepList } from './lists.ts';
import { eventOf, tellAgain } from './outbox.ts';
import { ownHospital } from './own-hospital.ts';

/** A booking as it is listed, with whom it is for. */
interface Listed extends TheirBooking {
  /** An identifier of the patient, as the hospital knows it. */
  identifier: { system?: string; value?: string } | undefined;
}

/** A list of a hospital. */
interface List {
  session: OpenSession;
  /** When it was made. */
  made: number;
  bookings: Listed[];
}

const states = {
  booked: 'living',
  arrived: 'here',
  fulfilled: 'here',
  cancelled: 'cancelled',
  noshow: 'noshow',
} as const;

/** Bookings of one session that a list may have. */
const most = 2000;

/**
 * `POST Schedule/:id/$reconcile` with `slot` (any of the session), `made` (instant), and a
 * `booking` for each: `filler`, `placer`, `state`, `start`, `number`, `patient-hash`, `patient`
 * (identifier). 200 with a `difference` for each and what settled it, and how many agree. Throws
 * `bookings-unreadable`, `slot-unknown`, `other-institution`.
 */
export function createReconcile(parts: FromHospitalParts): Interaction {
  return async (request, store) => {
    const list = await listIn(parts, request);
    const place = ownHospital(store, list.session.organization);
    const ours = await ourBookings(parts.house, place, list.session);
    const { differences, agreed } = compareBookings(ours, list.bookings, list.made);
    const answers: Parameter[] = [];
    let settled = 0;
    for (const one of differences) {
      const isSettled = await settle(parts, store, { place, list, one });
      answers.push(answerOf(one, isSettled));
      if (isSettled) settled += 1;
      else await openDifferences(parts.house, place, [rowOf(one, list.session.schedule)]);
    }
    const now = parts.house.now();
    await closeAgreed(parts.house.sql, place, {
      agreed: agreed.flatMap(({ appointment, filler }) => [appointment, filler ?? appointment]),
      now,
    });
    const open = differences.length - settled;
    await keepList({ ...parts.house, trace: store.trace }, list.session, {
      made: list.made,
      counts: { agreed: agreed.length, settled, open },
    });
    return {
      ...answerParameters([{ name: 'agreed', valueInteger: agreed.length }, ...answers]),
      looked: { entities: [`Schedule/${list.session.schedule}`], patients: [] },
    };
  };
}

async function listIn(
  { availability, house }: FromHospitalParts,
  request: FhirRequest,
): Promise<List> {
  const list = listParameters(parseContent(request).resource);
  const one = (name: string) => list.find((each) => each.name === name);
  const slot = (one('slot')?.['valueReference'] as { reference?: string } | undefined)?.reference;
  const made = Date.parse(String(one('made')?.['valueInstant']));
  if (slot === undefined || Number.isNaN(made)) throw refuse('bookings-unreadable');
  const [schedule, id] = [request.id!, slot.replace('Slot/', '')];
  // A list is sent at the end of the day, too, when the session is over.
  const session =
    availability.ofSlot(id) ?? (await readSessionOf(house.sql, { schedule, slot: id }));
  if (session === undefined || session.schedule !== schedule) throw refuse('slot-unknown');
  const listed = list.filter(({ name }) => name === 'booking');
  if (listed.length > most) throw refuse('bookings-unreadable');
  return { session, made, bookings: listed.map(({ part = [] }) => bookingIn(part)) };
}

function bookingIn(parts: readonly Parameter[]): Listed {
  const value = (name: string, kind: string) => parts.find((one) => one.name === name)?.[kind];
  const text = (name: string) => {
    const found = value(name, 'valueString');
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  const placer = value('placer', 'valueReference') as { reference?: string } | undefined;
  const state = states[value('state', 'valueCode') as keyof typeof states];
  const start = value('start', 'valueInstant');
  const starts = typeof start === 'string' ? Date.parse(start) : undefined;
  const number = value('number', 'valueInteger');
  const identifier = value('patient', 'valueIdentifier') as Listed['identifier'];
  const read: Listed = {
    filler: text('filler'),
    placer: placer?.reference?.replace('Appointment/', ''),
    state,
    starts,
    number: typeof number === 'number' ? number : undefined,
    hash: text('patient-hash')?.toLowerCase(),
    identifier,
    isNamed: identifier !== undefined,
  };
  const isNamed = read.filler !== undefined || read.placer !== undefined;
  if (!isNamed || state === undefined || Number.isNaN(starts)) throw refuse('bookings-unreadable');
  return read;
}

/** The hash of a number of a patient: what a list tells instead of the number. */
export function patientHash({
  system = '',
  value = '',
}: {
  system?: string;
  value?: string;
}): string {
  return createHash('sha256').update(`${system}|${value}`).digest('hex');
}

/** Our bookings of a session, with what both sides call them. */
async function ourBookings(
  house: Store,
  place: HospitalPlace,
  { bucket, session }: OpenSession,
): Promise<OurBooking[]> {
  const rows = await house.sql.run(
    `select ${bookingColumns}, at from booking where bucket = $1 and session = $2 and n > 0
     order by at, booking`,
    [bucket, session],
  );
  const ids = rows.map((row) => String(row['appointment']));
  const links = await linksOf(house.sql, place, textArrayLiteral(ids));
  const bookings: OurBooking[] = [];
  for (const row of rows) {
    const { appointment, status, starts, n } = bookingOf(row);
    const state = stateOf[status];
    if (state === undefined) continue;
    const { body, updated } = await readExisting(house, 'Appointment', appointment);
    const link = links.get(appointment);
    bookings.push({
      appointment,
      state,
      starts,
      number: n,
      filler: link?.filler,
      origin: link?.origin ?? 'hub',
      changed: Math.max(updated, link?.said ?? 0),
      patient: await hashesOf(house, patientIn(JSON.parse(body) as Resource)),
    });
  }
  return bookings;
}

async function hashesOf(house: Store, patient: string): Promise<Set<string>> {
  const { body } = await readExisting(house, 'Patient', patient);
  const { identifier = [] } = JSON.parse(body) as { identifier?: Listed['identifier'][] };
  return new Set(identifier.flatMap((one) => (one === undefined ? [] : [patientHash(one)])));
}

interface Settling {
  place: HospitalPlace;
  list: List;
  one: Settlement;
}

/** Does what the rule says. @returns whether that settled it. */
async function settle(
  parts: FromHospitalParts,
  store: Store,
  { place, list, one }: Settling,
): Promise<boolean> {
  const { ours, rule } = one;
  const { house } = parts;
  if (rule === 'people') return false;
  if (rule === 'tell-again') {
    const { schedule } = list.session;
    await tellAgain(house, place, {
      event: eventOf(ours!.state, one.kind === 'ours-alone'),
      appointment: ours!.appointment,
      schedule,
      n: ours!.number,
    });
    return true;
  }
  const theirs = one.theirs as Listed | undefined;
  try {
    await hearHospital(parts, store, {
      place,
      said: {
        event: spoken(one),
        filler: theirs?.filler ?? ours?.filler,
        placer: ours?.appointment,
        message: undefined,
        at: Math.min(list.made, house.now()),
        slot: list.session.slots.find(({ starts }) => starts === theirs?.starts)?.id,
        patient: theirs?.identifier && (await patientOf(store, theirs.identifier)),
      },
    });
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.status < 500) return false;
    throw error;
  }
}

/** What the list says as if a message had said it. */
function spoken({ rule, theirs }: Settlement): Said['event'] {
  if (rule === 'take-theirs') return 'book';
  if (rule === 'move-ours') return 'move';
  return theirs?.state === 'noshow' ? 'no-show' : 'cancel';
}

/** The Patient whom a hospital knows by a number, as far as that one is open to it. */
async function patientOf(
  store: Store,
  { system = '', value = '' }: { system?: string; value?: string },
): Promise<string | undefined> {
  const found = await matchIds(store, store.search, {
    type: 'Patient',
    parameters: [['identifier', identifierValue({ system, value })]],
    limit: 2,
  });
  return found.length === 1 ? found[0]!.id : undefined;
}

const said = (one: OurBooking | TheirBooking | undefined) =>
  one === undefined
    ? ''
    : [
        one.state,
        one.starts === undefined ? '' : new Date(one.starts).toISOString(),
        one.number === undefined ? '' : `#${one.number}`,
      ]
        .filter((part) => part !== '')
        .join(' ');

function rowOf({ kind, ours, theirs }: Settlement, schedule: string) {
  return {
    kind,
    schedule,
    appointment: ours?.appointment ?? '',
    filler: theirs?.filler ?? ours?.filler ?? '',
    ours: said(ours),
    theirs: said(theirs),
  };
}

function answerOf(one: Settlement, isSettled: boolean): Parameter {
  const { ours, theirs } = one;
  const filler = theirs?.filler ?? ours?.filler;
  return {
    name: 'difference',
    part: [
      { name: 'kind', valueCode: one.kind },
      { name: 'rule', valueCode: one.rule },
      { name: 'settled', valueBoolean: isSettled },
      ...(ours === undefined
        ? []
        : [
            {
              name: 'appointment',
              valueReference: { reference: `Appointment/${ours.appointment}` },
            },
            { name: 'ours', valueString: said(ours) },
          ]),
      ...(filler === undefined ? [] : [{ name: 'filler', valueString: filler }]),
      ...(theirs === undefined ? [] : [{ name: 'theirs', valueString: said(theirs) }]),
    ],
  };
}
