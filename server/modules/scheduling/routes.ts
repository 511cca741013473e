/**
 * The operations of appointments, as rows of the router's table.
 * https://hl7.org/fhir/R4/operations.html
 */
import type { Caller } from '#fhir/handling/caller.ts';
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { answerParameters } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Route } from '#fhir/router.ts';
import type { ScopeLetter } from '#model/smart-scopes.ts';
import type { Limiter } from '#server/http/limiter.ts';
import { type HospitalRouteParts, hospitalRoutes } from './hospital/routes.ts';
import type { Availability } from './sessions/availability.ts';
import { createBook, createHold } from './bookings/book.ts';
import { createCancel } from './bookings/cancel.ts';
import { createCheckIn } from './bookings/check-in.ts';
import type { TakeSeat } from './bookings/desk.ts';
import { createFind } from './sessions/find.ts';
import { balancesOf } from './bookings/ledger.ts';
import {
  type OpenParts,
  createAdd,
  createOpen,
  createStop,
  createSubstitute,
} from './sessions/open.ts';
import { createPay } from './bookings/pay.ts';
import { createReschedule } from './bookings/reschedule.ts';
import type { MayBookFor } from './who-may.ts';
import { createWait } from './bookings/wait.ts';

/** What the operations work with. */
export interface SchedulingRouteParts extends OpenParts, HospitalRouteParts {
  take: TakeSeat;
  attempts: Limiter;
  mayBookFor: MayBookFor;
  /** Throws unless the token of a caller allows this on every resource of a type. */
  requireScope: (caller: Caller, type: string, letter: ScopeLetter) => void;
}

const bookers = [
  ...(['resident', 'registrar', 'coordinator', 'doctor', 'assistant-doctor'] as const),
  ...(['village-doctor', 'nurse', 'system', 'platform'] as const),
];
const planners = ['registrar', 'system-administrator', 'system', 'platform'] as const;

/** The routes. */
export function schedulingRoutes(parts: SchedulingRouteParts): Route[] {
  const { house, availability } = parts;
  const scoped =
    (type: string, letter: ScopeLetter, handler: Interaction): Interaction =>
    async (request, store) => {
      if (store.caller === undefined) throw refuse('unauthenticated');
      parts.requireScope(store.caller, type, letter);
      return handler(request, store);
    };
  const booking = (path: string, handler: Interaction, summary: string): Route => ({
    method: 'POST',
    path,
    interaction: path.split('$')[1]!,
    access: bookers,
    summary,
    handler: scoped('Appointment', path.includes(':id') ? 'u' : 'c', handler),
  });
  const planning = (name: string, handler: Interaction, summary: string): Route => ({
    method: 'POST',
    path: `Schedule/:id/$${name}`,
    interaction: `schedule-${name}`,
    access: planners,
    summary,
    handler: scoped('Schedule', 'u', handler),
  });
  return [
    {
      method: 'GET',
      path: 'Appointment/$find',
      interaction: 'find',
      access: 'record',
      summary: 'Slots with free numbers, by department, hospital, doctor, days',
      handler: scoped('Slot', 's', createFind(availability, house.now)),
    },
    booking('Appointment/$book', createBook(parts), 'Book a number, or confirm one that is held'),
    booking('Appointment/$hold', createHold(parts), 'Keep a number for five minutes'),
    booking('Appointment/$wait', createWait(parts), 'Wait for a number where none is left'),
    booking('Appointment/:id/$cancel', createCancel(parts), 'Give a number back'),
    booking('Appointment/:id/$reschedule', createReschedule(parts), 'Change a number for another'),
    booking('Appointment/:id/$pay', createPay(parts), 'Pay for a booking'),
    booking(
      'Appointment/:id/$check-in',
      createCheckIn(house, parts.mayBookFor),
      'The patient is here',
    ),
    ...hospitalRoutes(parts, scoped),
    planning('open', createOpen(parts), 'Make the numbers of some days'),
    planning('stop', createStop(parts), 'Stop a session: everybody is told'),
    planning('substitute', createSubstitute(parts), 'Another doctor sees the patients'),
    planning('add', createAdd(parts), 'Add numbers to a slot'),
    {
      method: 'GET',
      path: 'Schedule/:id/$pools',
      interaction: 'pools',
      access: planners,
      summary: 'The ledger of the pools of a session: what was issued, taken, returned, is free',
      handler: scoped('Schedule', 'r', createPools(house, availability)),
    },
  ];
}

/** `GET Schedule/:id/$pools?slot=`: 200 with Parameters. Throws `slot-unknown`. */
function createPools(house: Store, availability: Availability): Interaction {
  return async (request) => {
    const slot = new Map(request.query).get('slot')?.replace('Slot/', '') ?? '';
    const session = availability.ofSlot(slot);
    if (session === undefined || session.schedule !== request.id) throw refuse('slot-unknown');
    const balances = await balancesOf(house.sql, session);
    return {
      ...answerParameters(
        balances.map(({ pool, ...counts }) => ({
          name: pool,
          part: Object.entries(counts).map(([name, valueInteger]) => ({ name, valueInteger })),
        })),
      ),
      looked: { entities: [`Schedule/${session.schedule}`], patients: [] },
    };
  };
}
