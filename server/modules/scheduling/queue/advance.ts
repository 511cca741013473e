/**
 * What happens to somebody in a line: the ticket, its step, the Encounter, the Appointment and the
 * notice move in one transaction.
 * https://hl7.org/fhir/R4/encounter-definitions.html#Encounter.statusHistory
 */
import type { Resource } from '#model/fhir.ts';
import { rankBehind, rankOfReturn } from '#model/queue/line-order.ts';
import {
  type TicketEvent,
  nextTicketState,
  priorityClasses,
  ticketEventNumbers,
  ticketStateNumbers,
} from '#model/queue/ticket-states.ts';
import type { Mover } from '#model/scheduling/appointment-states.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { prepareVersion } from '#fhir/handling/prepare.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { refuse } from '#fhir/refusals.ts';
import { type Write, methods } from '#fhir/store/write.ts';
import { lockBooking, moveBooking } from '../bookings/move.ts';
import type { Payments } from '../bookings/pay.ts';
import { noticeAbout } from '../notice.ts';
import { type LineState, type Ticket, waitingIn } from './tickets.ts';
import { type VisitStatus, visitMoved, visitStatusAfter } from './visit.ts';

/** What happens. */
export interface Step {
  event: TicketEvent;
  who: Mover;
  room?: string | undefined;
  /** Id of the PractitionerRole of who calls. */
  role?: string | undefined;
}

/**
 * Moves somebody in a line that is locked.
 * @param bound the store of the house in this transaction.
 * @returns what is to be written. Throws `ticket-state`.
 */
export async function advance(
  bound: Store,
  { line, ticket, payments }: { line: LineState; ticket: Ticket; payments: Payments },
  step: Step,
): Promise<Write[]> {
  const to = nextTicketState(ticket.state, step.event, step.who);
  if (to === undefined) throw refuse('ticket-state');
  const now = bound.now();
  const moved: Ticket = {
    ...ticket,
    ...turnAfter(line, ticket, { event: step.event, now }),
    state: to,
    since: now,
    called: ticket.called ?? (step.event === 'call' ? now : undefined),
    room: step.room ?? ticket.room,
    role: step.role ?? ticket.role,
  };
  await writeTicket(bound, line, moved);
  const ms = await servedMs(bound, line, { ticket, step });
  await enterStep(bound, { line, ticket: moved, event: step.event, ms });
  const writes = await recordsOf(bound, { ticket: moved, step, payments });
  if (step.event !== 'call' && step.event !== 'recall') return writes;
  const { reference, display } = line.session.rules.hospital;
  const about = {
    appointment: ticket.appointment,
    patient: ticket.patient,
    source: reference,
    details: { room: moved.room ?? display },
  };
  return [...writes, noticeAbout(bound, about, 'called')];
}

/** Where somebody is in the order after an event. */
function turnAfter(
  line: LineState,
  ticket: Ticket,
  { event, now }: { event: TicketEvent; now: number },
): Partial<Ticket> {
  if (event === 'return') return { kind: 'return', rank: rankOfReturn({ now, n: ticket.n }) };
  if (event === 'rejoin') return rankBehind(waitingIn(line), ticket);
  return {};
}

/** How long a service was that ends now, from the call on, in milliseconds. */
async function servedMs(
  bound: Store,
  { session }: LineState,
  { ticket, step: { event, who } }: { ticket: Ticket; step: Step },
): Promise<number | undefined> {
  // What the house ends, nobody measured.
  if ((event !== 'finish' && event !== 'send') || who === 'house') return undefined;
  const [row] = await bound.sql.run(
    `select max(at) as at from queue_step
     where bucket = $1 and session = $2 and booking = $3 and event = ${ticketEventNumbers.call}`,
    [session.bucket, session.session, ticket.booking],
  );
  return bound.now() - Number(row?.['at'] ?? ticket.since);
}

async function writeTicket(bound: Store, { session }: LineState, ticket: Ticket): Promise<void> {
  await bound.sql.run(
    `update queue_ticket set class = $3, kind = $4, state = $5, rank = $6, since = $7,
       called = $8, room = $9, role = $10
     where bucket = $1 and booking = $2`,
    [
      session.bucket,
      ticket.booking,
      priorityClasses[ticket.class],
      ticket.kind === 'return' ? 2 : 1,
      ticketStateNumbers[ticket.state],
      ticket.rank,
      ticket.since,
      ticket.called ?? null,
      ticket.room ?? null,
      ticket.role ?? null,
    ],
  );
}

/** Writes down a step. @param given.ms how long a service was that ended. */
export async function enterStep(
  bound: Store,
  given: {
    line: Pick<LineState, 'session'>;
    ticket: Pick<Ticket, 'booking' | 'kind' | 'class' | 'role'>;
    event: TicketEvent;
    ms?: number | undefined;
  },
): Promise<void> {
  const { session } = given.line;
  const { booking, kind, role } = given.ticket;
  await bound.sql.run(
    `insert into queue_step (bucket, session, booking, department, event, kind, class, at, role, ms)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      session.bucket,
      session.session,
      booking,
      session.department,
      ticketEventNumbers[given.event],
      kind === 'return' ? 2 : 1,
      priorityClasses[given.ticket.class],
      bound.now(),
      role ?? null,
      given.ms ?? null,
    ],
  );
}

/** The Encounter and the Appointment after a step. */
async function recordsOf(
  bound: Store,
  { ticket, step, payments }: { ticket: Ticket; step: Step; payments: Payments },
): Promise<Write[]> {
  const writes: Write[] = [];
  const status = visitStatusAfter[step.event];
  if (status !== undefined) writes.push(await writeVisit(bound, ticket, status));
  if (step.event !== 'finish' && step.event !== 'leave') return writes;
  const booking = await lockBooking(bound.sql, ticket.appointment);
  const made = await moveBooking(bound, booking, {
    event: step.event,
    who: step.who,
    freeAt: bound.now(),
    ...(step.event === 'leave' ? { cancelled: 'left' as const } : {}),
  });
  // Who left unseen has paid for nothing.
  if (step.event === 'leave') await payments.giveBack(bound.sql, 'cancelled', [made]);
  return [...writes, made];
}

async function writeVisit(bound: Store, ticket: Ticket, status: VisitStatus): Promise<Write> {
  const current = await readExisting(bound, 'Encounter', ticket.encounter);
  const resource = visitMoved(JSON.parse(current.body) as Resource, status, {
    now: bound.now(),
    role: ticket.role === undefined ? undefined : `PractitionerRole/${ticket.role}`,
    room: ticket.room,
  });
  return prepareVersion(
    bound,
    { resource, faithful: resource },
    { id: ticket.encounter, method: methods.PUT, predecessor: current },
  );
}
