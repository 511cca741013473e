/**
 * The line of a session as the database has it: who came, who is expected, whose turn it is.
 * https://hl7.org/fhir/R4/encounter.html
 */
import { type Turn, callingOrder } from '#model/queue/line-order.ts';
import {
  type TicketState,
  classCodes,
  priorityClasses,
  ticketEventNumbers,
  ticketStateOf,
} from '#model/queue/ticket-states.ts';
import { statusNumbers } from '#model/scheduling/appointment-states.ts';
import { refuse } from '#fhir/refusals.ts';
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import type { Sql, SqlRow } from '#fhir/store/sql.ts';
import type { SessionPlace } from '../bookings/ledger.ts';
import { type SessionRow, sessionColumns, sessionRow } from '../sessions/session-row.ts';

/** Somebody who came. Times are milliseconds since 1970. */
export interface Ticket extends Turn {
  booking: Hash;
  /** Ids. */
  appointment: string;
  patient: string;
  encounter: string;
  n: number;
  state: TicketState;
  since: number;
  came: number;
  /** For the first time. */
  called: number | undefined;
  /** Begin of the slot. */
  slot: number;
  room: string | undefined;
  /** Id of the PractitionerRole that called. */
  role: string | undefined;
  /** Of what they were reminded: see `reminders`. */
  reminded: number;
}

/** Somebody who has a number and is not here yet. */
export interface Expected {
  booking: Hash;
  appointment: string;
  /** Key of the Patient. */
  patient: Hash;
  n: number;
  slot: number;
  ends: number;
  /** Minutes of the way, as told. */
  travel: number | undefined;
  /** Of what they were reminded: see `reminders`. */
  reminded: number;
}

/** Of what somebody is reminded once, as bits in the database. */
export const reminders = { leave: 1, soon: 2 } as const;

/** A line. */
export interface LineState {
  session: SessionRow;
  tickets: Ticket[];
  expected: Expected[];
  /** First visits that were called since the last return. */
  firstsSince: number;
  /** The latest step. */
  step: string;
}

const hourMs = 3_600_000;
/** A line is open from so long before its session until so long after it. */
const openBeforeMs = 2 * hourMs;
const openAfterMs = 6 * hourMs;

/** The last begin and the first end of sessions whose lines are open at a moment. */
export function openAround(now: number): [starts: number, ends: number] {
  return [now + openBeforeMs, now - openAfterMs];
}

/**
 * The session of a Schedule whose line is open at a moment: of several the one that began last, or
 * the first to come. Throws `no-line`.
 */
export async function openSessionOf(sql: Sql, schedule: string, now: number): Promise<SessionRow> {
  const [row] = await sql.run(
    `select ${sessionColumns} from booking_session b
     where schedule = $1 and starts <= $2 and ends >= $3
     order by (starts <= $4) desc, abs(starts - $4) limit 1`,
    [schedule, ...openAround(now), now],
  );
  if (row === undefined) throw refuse('no-line');
  return sessionRow(row);
}

/** The sessions of a department whose lines are open at a moment. */
export async function openSessionsIn(
  sql: Sql,
  department: string,
  now: number,
): Promise<SessionRow[]> {
  const rows = await sql.run(
    `select ${sessionColumns} from booking_session b
     where department = $1 and starts <= $2 and ends >= $3
     order by starts, schedule`,
    [resourceKey('HealthcareService', department), ...openAround(now)],
  );
  return rows.map(sessionRow);
}

/** The session of an Appointment. Throws `not-found`. */
export async function sessionOfAppointment(sql: Sql, appointment: string): Promise<SessionRow> {
  const [row] = await sql.run(
    `select ${sessionColumns} from booking o join booking_session b using (bucket, session)
     where o.booking = $1`,
    [resourceKey('Appointment', appointment)],
  );
  if (row === undefined) throw refuse('not-found', { reference: `Appointment/${appointment}` });
  return sessionRow(row);
}

/** Lets nobody else change a line until the transaction ends. */
export async function lockLine(tx: Sql, { bucket, session }: SessionPlace): Promise<void> {
  await tx.run(
    'select 1 from booking_session where bucket = $1 and session = $2 for no key update',
    [bucket, session],
  );
}

/** Reads a line. */
export async function readLine(sql: Sql, session: SessionRow): Promise<LineState> {
  const place = [session.bucket, session.session];
  const tickets = await sql.run(
    `select t.*, b.starts, b.reminded from queue_ticket t join booking b using (bucket, booking)
     where t.bucket = $1 and t.session = $2`,
    place,
  );
  const expected = await sql.run(
    `select b.booking, b.appointment, b.patient, b.n, b.travel, b.reminded, c.starts, c.ends
     from booking b join seat c using (bucket, session, n)
     where b.bucket = $1 and b.session = $2 and b.state = ${statusNumbers.booked} and b.n > 0
     order by c.starts, b.n`,
    place,
  );
  const [steps] = await sql.run(
    `select coalesce(max(step), 0) as step,
       count(*) filter (where event = ${ticketEventNumbers.call} and kind = 1 and class > 1
         and step > (select coalesce(max(r.step), 0) from queue_step r
           where r.bucket = $1 and r.session = $2 and r.kind = 2
             and r.event = ${ticketEventNumbers.call})) as firsts
     from queue_step where bucket = $1 and session = $2`,
    place,
  );
  return {
    session,
    tickets: tickets.map(ticketOf),
    expected: expected.map(expectedOf),
    firstsSince: Number(steps?.['firsts'] ?? 0),
    step: String(steps?.['step'] ?? 0),
  };
}

const numberOr = <T>(value: unknown, otherwise: T) =>
  value === null || value === undefined ? otherwise : Number(value);
const textOr = (value: SqlRow[string] | undefined) =>
  value === null || value === undefined ? undefined : String(value);

function ticketOf(row: SqlRow): Ticket {
  return {
    booking: String(row['booking']),
    appointment: String(row['appointment']),
    patient: String(row['patient']),
    encounter: String(row['encounter']),
    n: Number(row['n']),
    class: classCodes.find((code) => priorityClasses[code] === Number(row['class'])) ?? 'usual',
    kind: Number(row['kind']) === 2 ? 'return' : 'first',
    state: ticketStateOf(Number(row['state'])),
    rank: Number(row['rank']),
    since: Number(row['since']),
    came: Number(row['came']),
    called: numberOr(row['called'], undefined),
    slot: Number(row['starts']),
    room: textOr(row['room']),
    role: textOr(row['role']),
    reminded: Number(row['reminded']),
  };
}

function expectedOf(row: SqlRow): Expected {
  return {
    booking: String(row['booking']),
    appointment: String(row['appointment']),
    patient: String(row['patient']),
    n: Number(row['n']),
    slot: Number(row['starts']),
    ends: Number(row['ends']),
    travel: numberOr(row['travel'], undefined),
    reminded: Number(row['reminded']),
  };
}

/** Those who wait, in the order in which they are called. */
export function waitingIn({ tickets, firstsSince }: LineState): Ticket[] {
  return callingOrder(
    tickets.filter(({ state }) => state === 'waiting'),
    firstsSince,
  );
}

/** Whoever is called to a room, or in it. */
export function inRoom({ tickets }: LineState, room: string): Ticket | undefined {
  return tickets.find(
    (one) => one.room === room && (one.state === 'called' || one.state === 'serving'),
  );
}

/** The ticket of an Appointment. Throws `not-checked-in`. */
export function ticketIn({ tickets }: LineState, appointment: string): Ticket {
  const found = tickets.find((one) => one.appointment === appointment);
  if (found === undefined) throw refuse('not-checked-in');
  return found;
}
