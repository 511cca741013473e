/**
 * Calling from a line: the next one, this one; again, passed over, in the room, to tests, back,
 * done.
 * https://hl7.org/fhir/R4/encounter.html
 */
import type { TicketEvent } from '#model/queue/ticket-states.ts';
import type { FhirResponse, Interaction, Store } from '#fhir/handling/interaction.ts';
import { transact } from '#fhir/handling/transact.ts';
import { answerParameters, parametersOf, readParameters } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import { patientBucket } from '#fhir/store/ids.ts';
import { anew } from '#fhir/transaction/collide.ts';
import type { Write } from '#fhir/store/write.ts';
import type { Asked } from '../bookings/book.ts';
import { readOwn } from '../bookings/cancel.ts';
import type { Payments } from '../bookings/pay.ts';
import { type MayBookFor, callerOf, moverOf } from '../who-may.ts';
import { type RefuseFar } from '../bookings/check-in.ts';
import { advance } from './advance.ts';
import { requireLine } from './staff.ts';
import {
  type LineState,
  type Ticket,
  inRoom,
  lockLine,
  openSessionOf,
  readLine,
  sessionOfAppointment,
  ticketIn,
  waitingIn,
} from './tickets.ts';
import type { SessionRow } from '../sessions/session-row.ts';

/** What calling works with. */
export interface CallParts {
  house: Store;
  payments: Payments;
  mayBookFor: MayBookFor;
  refuseFar: RefuseFar;
  /** Is told that a line changed, once that is committed. */
  changed: (session: SessionRow) => void;
}

const longestRoom = 32;

/** The room that a request names; where patients are to go. Throws `parameter-missing`. */
function roomIn(asked: Asked): string {
  const value = asked.get('room')?.['valueString'];
  const room = typeof value === 'string' ? value.trim() : '';
  if (room === '' || room.length > longestRoom) throw refuse('parameter-missing', { name: 'room' });
  return room;
}

/** Works on a line that nobody else changes meanwhile, and tells those who look at it. */
async function inLine(
  parts: CallParts,
  store: Store,
  given: {
    session: SessionRow;
    work: (bound: Store, line: LineState) => Promise<{ ticket: Ticket; writes: Write[] }>;
  },
): Promise<Ticket> {
  const ticket = await anew(() =>
    transact({ ...parts.house, trace: store.trace }, async (bound, apply) => {
      await lockLine(bound.sql, given.session);
      const line = await readLine(bound.sql, given.session);
      const made = await given.work(bound, line);
      await apply(made.writes);
      return made.ticket;
    }),
  );
  parts.changed(given.session);
  return ticket;
}

function answerTicket({ appointment, encounter, patient, n, kind }: Ticket): FhirResponse {
  return {
    ...answerParameters(parametersOf({ appointment, encounter, patient, number: n, kind })),
    looked: {
      entities: [`Appointment/${appointment}`],
      patients: [{ key: resourceKey('Patient', patient), bucket: patientBucket(patient) }],
    },
  };
}

/**
 * `POST Schedule/:id/$call` with `room`: the next of the line is called there (叫号); with `finish`
 * whoever is in the room is done. 200 with the Appointment, Encounter, Patient and number. Throws
 * `no-line`, `not-your-line`, `nobody-waits`, `room-busy`.
 */
export function createCallNext(parts: CallParts): Interaction {
  return async (request, store) => {
    const caller = callerOf(store);
    const asked = readParameters(request);
    const session = await openSessionOf(parts.house.sql, request.id!, parts.house.now());
    const role = requireLine(caller, session);
    const room = roomIn(asked);
    const finish = asked.get('finish')?.['valueBoolean'] === true;
    const ticket = await inLine(parts, store, {
      session,
      work: async (bound, line) => {
        const { payments } = parts;
        const writes: Write[] = [];
        const current = inRoom(line, room);
        if (current !== undefined) {
          if (!finish) throw refuse('room-busy');
          const step = { event: 'finish', who: 'desk' } as const;
          writes.push(...(await advance(bound, { line, ticket: current, payments }, step)));
        }
        const next = waitingIn(line)[0];
        if (next === undefined) throw refuse('nobody-waits');
        const step = { event: 'call', who: 'desk', room, role } as const;
        writes.push(...(await advance(bound, { line, ticket: next, payments }, step)));
        return { ticket: next, writes };
      },
    });
    return answerTicket(ticket);
  };
}

/** `POST Appointment/:id/$call` with `room`: this one is called, out of turn or after 过号. */
export function createCallThis(parts: CallParts): Interaction {
  return async (request, store) => {
    const session = await sessionOfAppointment(parts.house.sql, request.id!);
    const role = requireLine(callerOf(store), session);
    const room = roomIn(readParameters(request));
    const ticket = await inLine(parts, store, {
      session,
      work: async (bound, line) => {
        const own = ticketIn(line, request.id!);
        const current = inRoom(line, room);
        if (current !== undefined && current !== own) throw refuse('room-busy');
        const step = { event: 'call', who: 'desk', room, role } as const;
        const given = { line, ticket: own, payments: parts.payments };
        return { ticket: own, writes: await advance(bound, given, step) };
      },
    });
    return answerTicket(ticket);
  };
}

/**
 * `POST Appointment/:id/$recall`, `$pass`, `$start`, `$send`, `$return`, `$rejoin`, `$finish`,
 * `$leave`: 200 as `$call`. A resident comes back by phone only near the hospital. Throws
 * `not-your-line`, `not-checked-in`, `ticket-state`, `check-in-far`.
 */
export function createStep(parts: CallParts, event: TicketEvent): Interaction {
  return async (request, store) => {
    const caller = callerOf(store);
    const who = moverOf(caller);
    if (who === 'resident') await readOwn(parts.mayBookFor, store, request.id!);
    const session = await sessionOfAppointment(parts.house.sql, request.id!);
    if (who !== 'resident') requireLine(caller, session);
    else if (event === 'return' || event === 'rejoin') {
      const asked: Asked = request.body === undefined ? new Map() : readParameters(request);
      await parts.refuseFar(parts.house, session.rules.hospital.reference, asked);
    }
    const ticket = await inLine(parts, store, {
      session,
      work: async (bound, line) => {
        const own = ticketIn(line, request.id!);
        const given = { line, ticket: own, payments: parts.payments };
        return { ticket: own, writes: await advance(bound, given, { event, who }) };
      },
    });
    return answerTicket(ticket);
  };
}
