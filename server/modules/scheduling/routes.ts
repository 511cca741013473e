/**
 * The operations of appointments, as rows of the router's table.
 * https://hl7.org/fhir/R4/operations.html
 */
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { answerParameters } from '#fhir/operations/parameters.ts';
import { type RequireScope, type Scoped, scopedBy } from '#fhir/operations/scoped.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Route } from '#fhir/router.ts';
import { type HospitalRouteParts, hospitalRoutes } from './hospital/routes.ts';
import type { Availability } from './sessions/availability.ts';
import { createBook, createHold } from './bookings/book.ts';
import { createCancel } from './bookings/cancel.ts';
import { createCheckIn } from './bookings/check-in.ts';
import type { Quotas } from './fairness/quotas.ts';
import { createShowDraw } from './fairness/show-draw.ts';
import type { WaitingRoom } from './fairness/waiting-room.ts';
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
import { createRespond } from './bookings/respond.ts';
import { createReschedule } from './bookings/reschedule.ts';
import type { Queue } from './queue/queue.ts';
import { queueRoutes } from './queue/queue-routes.ts';
import type { MayBookFor } from './who-may.ts';
import { createWait } from './bookings/wait.ts';
import { createExcuse } from './staff/excuse.ts';
import { createLedger } from './staff/ledger-of-session.ts';
import { createNoShows } from './staff/no-shows.ts';
import { createRoster } from './staff/roster.ts';
import { createSessions } from './staff/sessions-of-days.ts';

/** What the operations work with. */
export interface SchedulingRouteParts extends OpenParts, HospitalRouteParts {
  room: WaitingRoom;
  quotas: Quotas;
  mayBookFor: MayBookFor;
  freeAt: (now: number) => number;
  queue: Queue;
  requireScope: RequireScope;
}

const bookers = [
  ...(['resident', 'registrar', 'coordinator', 'doctor', 'assistant-doctor'] as const),
  ...(['village-doctor', 'nurse', 'system', 'platform'] as const),
];
/** Whose work the day of a clinic is. */
const atClinics = [
  ...(['doctor', 'assistant-doctor', 'village-doctor', 'nurse'] as const),
  ...(['registrar', 'system', 'platform'] as const),
];
const registrars = ['registrar', 'platform'] as const;
const planners = ['registrar', 'system-administrator', 'system', 'platform'] as const;

const wanted = {
  slot: 'Reference',
  patient: 'Reference',
  pool: 'code?',
  key: 'string?',
  relation: 'string?',
  referral: 'Reference?',
  'any-slot': 'boolean?',
  ticket: 'string?',
};
const appointment = { return: 'Appointment' };
/** A session by one of its Slots. */
const ofSession = { slot: 'string' };

/** What each operation takes and gives, by its name. */
const parameters: Readonly<Record<string, Pick<Route, 'takes' | 'gives'>>> = {
  find: {
    takes: {
      organization: 'string?',
      department: 'string?',
      'practitioner-role': 'string?',
      schedule: 'string?',
      slot: 'string?',
      start: 'dateTime?',
      end: 'dateTime?',
      by: 'code?',
    },
    gives: { return: 'Bundle' },
  },
  book: { takes: { ...wanted, appointment: 'Reference?' }, gives: appointment },
  hold: { takes: wanted, gives: appointment },
  wait: { takes: wanted, gives: appointment },
  cancel: { takes: {}, gives: appointment },
  reschedule: {
    takes: { slot: 'Reference', key: 'string?', pool: 'code?', 'any-slot': 'boolean?' },
    gives: appointment,
  },
  pay: {
    takes: { channel: 'string' },
    gives: { order: 'string', url: 'url', until: 'instant' },
  },
  'check-in': {
    takes: { class: 'code?', latitude: 'decimal?', longitude: 'decimal?', code: 'string?' },
    gives: appointment,
  },
  open: { takes: { from: 'date', to: 'date' }, gives: { opened: 'integer' } },
  stop: { takes: { slot: 'Reference' }, gives: { cancelled: 'integer', kept: 'integer' } },
  substitute: { takes: { slot: 'Reference', role: 'Reference' }, gives: { moved: 'integer' } },
  add: {
    takes: { slot: 'Reference', pool: 'code', count: 'integer' },
    gives: { added: 'integer' },
  },
};

/** The routes. */
export function schedulingRoutes(parts: SchedulingRouteParts): Route[] {
  const { house, availability, offset } = parts;
  const scoped = scopedBy(parts.requireScope);
  const booking = (path: string, handler: Interaction, summary: string): Route => ({
    method: 'POST',
    path,
    interaction: path.split('$')[1]!,
    access: bookers,
    summary,
    ...parameters[path.split('$')[1]!],
    handler: scoped('Appointment', path.includes(':id') ? 'u' : 'c', handler),
  });
  const planning = (name: string, handler: Interaction, summary: string): Route => ({
    method: 'POST',
    path: `Schedule/:id/$${name}`,
    interaction: `schedule-${name}`,
    access: planners,
    summary,
    ...parameters[name],
    handler: scoped('Schedule', 'u', handler),
  });
  return [
    {
      method: 'GET',
      path: 'Appointment/$find',
      interaction: 'find',
      access: 'record',
      summary: 'Slots with free numbers, by department, hospital, doctor, days',
      ...parameters['find'],
      handler: scoped('Slot', 's', createFind(availability, { now: house.now, offset })),
    },
    {
      method: 'GET',
      path: 'Appointment/$draw',
      interaction: 'draw',
      access: 'record',
      summary: 'How the numbers of a hot session were drawn: what was committed to, seed, order',
      takes: ofSession,
      handler: scoped('Slot', 's', createShowDraw(house, availability)),
    },
    booking('Appointment/$book', createBook(parts), 'Book a number, or confirm one that is held'),
    booking('Appointment/$hold', createHold(parts), 'Keep a number for five minutes'),
    booking('Appointment/$wait', createWait(parts), 'Wait for a number where none is left'),
    booking('Appointment/:id/$cancel', createCancel(parts), 'Give a number back'),
    booking('Appointment/:id/$reschedule', createReschedule(parts), 'Change a number for another'),
    booking('Appointment/:id/$pay', createPay(parts), 'Pay for a booking'),
    booking('Appointment/:id/$check-in', createCheckIn(parts), 'The patient is here'),
    respondRoute(parts, scoped),
    ...queueRoutes(parts.queue, scoped),
    ...hospitalRoutes(parts, scoped),
    planning('open', createOpen(parts), 'Make the numbers of some days'),
    planning(
      'stop',
      createStop(parts),
      'Stop a session: other numbers are kept, everybody is told',
    ),
    planning('substitute', createSubstitute(parts), 'Another doctor sees the patients'),
    planning('add', createAdd(parts), 'Add numbers to a slot'),
    ...staffRoutes(parts, scoped),
    {
      method: 'GET',
      path: 'Schedule/:id/$pools',
      interaction: 'pools',
      access: planners,
      summary: 'The ledger of the pools of a session: what was issued, taken, returned, is free',
      takes: ofSession,
      handler: scoped('Schedule', 'r', createPools(house, availability)),
    },
  ];
}

/** The one interaction of FHIR itself that means more here. */
function respondRoute(parts: SchedulingRouteParts, scoped: Scoped): Route {
  return {
    method: 'POST',
    path: 'AppointmentResponse',
    interaction: 'create',
    access: 'record',
    summary: 'Accept or decline an Appointment of ours; any other is created',
    handler: scoped('AppointmentResponse', 'c', createRespond(parts)),
  };
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

/** What the institution's people ask of a day, its people and its numbers. */
function staffRoutes(
  { house, offset, payments, mayBookFor }: SchedulingRouteParts,
  scoped: Scoped,
): Route[] {
  return [
    {
      method: 'GET',
      path: 'Schedule/$sessions',
      interaction: 'sessions',
      access: [...atClinics, 'system-administrator'],
      summary: 'The sessions of some days, their numbers counted; a doctor’s own',
      takes: { date: 'date?', days: 'integer?', organization: 'string?', schedule: 'string?' },
      handler: scoped('Schedule', 's', createSessions(house, offset)),
    },
    {
      method: 'GET',
      path: 'Schedule/:id/$roster',
      interaction: 'roster',
      access: atClinics,
      summary: 'Who comes to a session, by number; names as far as the caller may know them',
      takes: ofSession,
      handler: scoped('Appointment', 's', createRoster(house, payments)),
    },
    {
      method: 'GET',
      path: 'Schedule/:id/$ledger',
      interaction: 'ledger',
      access: planners,
      summary: 'The ledger of a session: how its pools stand, and every movement',
      takes: ofSession,
      handler: scoped('Schedule', 'r', createLedger(house)),
    },
    {
      method: 'GET',
      path: 'Appointment/$no-shows',
      interaction: 'no-shows',
      access: registrars,
      summary: 'Who did not come within half a year, and until when booking is paused for them',
      takes: { organization: 'string?' },
      handler: scoped('Appointment', 's', createNoShows(house)),
    },
    {
      method: 'POST',
      path: 'Appointment/:id/$excuse',
      interaction: 'excuse',
      access: registrars,
      summary: 'Who did not come is excused: it counts no longer',
      takes: { reason: 'string' },
      handler: scoped('Appointment', 'u', createExcuse(house, mayBookFor)),
    },
  ];
}
