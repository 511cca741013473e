/**
 * What waiting patients are told by themselves: that it is time to set out, that it is their turn
 * soon; and lines of yesterday are closed.
 * https://hl7.org/fhir/R4/communication.html
 */
import { ticketStateNumbers } from '#model/queue/ticket-states.ts';
import { statusNumbers } from '#model/scheduling/appointment-states.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { transact } from '#fhir/handling/transact.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import type { Write } from '#fhir/store/write.ts';
import type { Resource } from '#model/fhir.ts';
import { patientIn } from '../bookings/appointment.ts';
import type { Payments } from '../bookings/pay.ts';
import { noticeAbout } from '../notice.ts';
import { advance } from './advance.ts';
import type { Forecaster } from './forecast.ts';
import { type Forecast, leaveAt } from './views/lineup.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { type SessionRow, sessionColumns, sessionRow } from '../sessions/session-row.ts';
import { type LineState, lockLine, openAround, readLine, reminders, waitingIn } from './tickets.ts';

/** What reminding works with. */
export interface RemindParts {
  house: Store;
  forecaster: Forecaster;
  payments: Payments;
  changed: (session: SessionRow) => void;
}

/** So few before somebody is soon. */
export const soonAhead = 3;

/**
 * Reminds whom it is time for, each once.
 * @param sessions those whose lines are open.
 * @returns how many were reminded.
 */
export async function remind(parts: RemindParts, sessions: readonly SessionRow[]): Promise<number> {
  let count = 0;
  for (const session of sessions) {
    const now = parts.house.now();
    const line = await readLine(parts.house.sql, session);
    for (const one of due(line, parts.forecaster.forecast(line, now), now)) {
      count += (await remindOne(parts.house, session, one)) ? 1 : 0;
    }
  }
  return count;
}

/** Who is to be reminded of what. */
interface Due {
  booking: Hash;
  appointment: string;
  what: keyof typeof reminders;
}

/** Who is to be reminded, and was not yet. */
function due(line: LineState, forecast: Forecast, now: number): Due[] {
  const leaving = line.expected.filter((one) => {
    const leave = leaveAt(one, forecast.get(one.appointment));
    return leave !== undefined && leave <= now && (one.reminded & reminders.leave) === 0;
  });
  const isRunning = line.tickets.some(({ called }) => called !== undefined);
  const next = isRunning ? waitingIn(line).slice(0, soonAhead) : [];
  const soon = next.filter(({ reminded }) => (reminded & reminders.soon) === 0);
  const of = (what: Due['what']) => (one: Omit<Due, 'what'>) => ({
    booking: one.booking,
    appointment: one.appointment,
    what,
  });
  return [...leaving.map(of('leave')), ...soon.map(of('soon'))];
}

/** Reminds one of one thing, unless they were. Whoever writes the bit writes the notice. */
async function remindOne(
  house: Store,
  session: SessionRow,
  { booking, appointment, what }: Due,
): Promise<boolean> {
  return transact(house, async (bound, apply) => {
    const rows = await bound.sql.run(
      `update booking set reminded = reminded | $3::smallint
       where bucket = $1 and booking = $2 and reminded & $3::smallint = 0
         and state in (${statusNumbers.booked}, ${statusNumbers['checked-in']})
       returning booking`,
      [session.bucket, booking, reminders[what]],
    );
    if (rows.length === 0) return false;
    const { body } = await readExisting(bound, 'Appointment', appointment);
    const patient = patientIn(JSON.parse(body) as Resource);
    const source = session.rules.hospital.reference;
    await apply([noticeAbout(bound, { appointment, patient, source }, what)]);
    return true;
  });
}

/** How many tickets one round closes. */
const most = 100;

/**
 * Ends what nobody ended when the line has closed: who was in the room was seen, who was not, left.
 * @returns how many tickets were closed.
 */
export async function closeLines(parts: RemindParts): Promise<number> {
  const { house, payments } = parts;
  const now = house.now();
  const rows = await house.sql.run(
    `select t.appointment, ${sessionColumns} from queue_ticket t
     join booking_session b using (bucket, session)
     where t.state < ${ticketStateNumbers.done} and t.came <= $1 and b.ends < $1
     order by t.came limit ${most}`,
    [openAround(now)[1]],
  );
  for (const row of rows) {
    const appointment = String(row['appointment']);
    const session = sessionRow(row);
    await transact(house, async (bound, apply) => {
      await lockLine(bound.sql, session);
      const line = await readLine(bound.sql, session);
      const ticket = line.tickets.find((one) => one.appointment === appointment);
      if (ticket === undefined || ticket.state === 'done' || ticket.state === 'left') return;
      const event = ticket.state === 'called' || ticket.state === 'serving' ? 'finish' : 'leave';
      const writes: Write[] = await advance(
        bound,
        { line, ticket, payments },
        { event, who: 'house' },
      );
      await apply(writes);
    });
    parts.changed(session);
  }
  return rows.length;
}

/** Where lines are open that somebody waits in or is on the way to. */
export async function busySessions(house: Store): Promise<SessionRow[]> {
  const rows = await house.sql.run(
    `select ${sessionColumns} from booking_session b
     where b.starts <= $1 and b.ends >= $2 and exists (select from booking o
       where o.bucket = b.bucket and o.session = b.session and o.n > 0
         and o.state in (${statusNumbers.booked}, ${statusNumbers['checked-in']})
         and (o.state = ${statusNumbers['checked-in']} or o.travel is not null))`,
    openAround(house.now()),
  );
  return rows.map(sessionRow);
}
