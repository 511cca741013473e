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
import { type Told, noticeAbout } from '../notice.ts';
import { advance } from './advance.ts';
import type { Forecaster } from './forecast.ts';
import { type Forecast, leaveAt, lineup } from './views/lineup.ts';
import {
  type LineSession,
  type LineState,
  lockLine,
  openAround,
  readLine,
  sessionOfAppointment,
} from './tickets.ts';

/** What reminding works with. */
export interface RemindParts {
  house: Store;
  forecaster: Forecaster;
  payments: Payments;
  changed: (session: LineSession) => void;
}

/** Of what somebody was reminded, as bits in the database. */
const bits = { leave: 1, soon: 2 } as const;

/** So few before somebody is soon. */
export const soonAhead = 3;

/**
 * Reminds whom it is time for, each once.
 * @param sessions those whose lines are open.
 * @returns how many were reminded.
 */
export async function remind(
  parts: RemindParts,
  sessions: readonly LineSession[],
): Promise<number> {
  let count = 0;
  for (const session of sessions) {
    const now = parts.house.now();
    const line = await readLine(parts.house.sql, session);
    for (const [appointment, what] of due(line, parts.forecaster.forecast(line, now), now)) {
      count += (await remindOne(parts.house, { session, appointment, what })) ? 1 : 0;
    }
  }
  return count;
}

/** Who is to be reminded of what, by the id of the Appointment. */
function due(line: LineState, forecast: Forecast, now: number): Map<string, keyof typeof bits> {
  const found = new Map<string, keyof typeof bits>();
  for (const one of line.expected) {
    const leave = leaveAt(one, forecast.get(one.appointment));
    if (leave !== undefined && leave <= now) found.set(one.appointment, 'leave');
  }
  const isRunning = line.tickets.some(({ called }) => called !== undefined);
  const here = lineup(line).filter(({ ticket }) => ticket !== undefined);
  for (const { appointment } of isRunning ? here.slice(0, soonAhead) : []) {
    found.set(appointment, 'soon');
  }
  return found;
}

/** Reminds one of one thing, unless they were. Whoever writes the bit writes the notice. */
async function remindOne(
  house: Store,
  given: { session: LineSession; appointment: string; what: keyof typeof bits },
): Promise<boolean> {
  const { session, appointment, what } = given;
  return transact(house, async (bound, apply) => {
    const rows = await bound.sql.run(
      `update booking set reminded = reminded | $3::smallint
       where bucket = $1 and appointment = $2 and reminded & $3::smallint = 0
         and state in (${statusNumbers.booked}, ${statusNumbers['checked-in']})
       returning booking`,
      [session.bucket, appointment, bits[what]],
    );
    if (rows.length === 0) return false;
    const { body } = await readExisting(bound, 'Appointment', appointment);
    const patient = patientIn(JSON.parse(body) as Resource);
    const source = session.rules.hospital.reference;
    await apply([noticeAbout(bound, { appointment, patient, source }, what satisfies Told)]);
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
    `select t.appointment from queue_ticket t
     join booking_session s using (bucket, session)
     where t.state < ${ticketStateNumbers.done} and t.came <= $1 and s.ends < $1
     order by t.came limit ${most}`,
    [openAround(now)[1]],
  );
  for (const row of rows) {
    const appointment = String(row['appointment']);
    const session = await sessionOfAppointment(house.sql, appointment);
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
export async function busySessions(house: Store): Promise<LineSession[]> {
  const now = house.now();
  const rows = await house.sql.run(
    `select distinct on (b.session) b.appointment from booking b
     join booking_session s using (bucket, session)
     where s.starts <= $1 and s.ends >= $2
       and (b.state = ${statusNumbers['checked-in']}
         or (b.state = ${statusNumbers.booked} and b.travel is not null))`,
    openAround(now),
  );
  const sessions: LineSession[] = [];
  for (const row of rows) {
    sessions.push(await sessionOfAppointment(house.sql, String(row['appointment'])));
  }
  return sessions;
}
