/**
 * When those of a line are called, learned from how long services took and how earlier forecasts
 * turned out.
 * https://doi.org/10.2196/77297
 */
import {
  type Awaited,
  type Room,
  beginsAt,
  predictCalls,
  usualLateness,
} from '#model/queue/predict.ts';
import { type Residuals, learnOutcome } from '#model/queue/residuals.ts';
import {
  type ServiceKind,
  type ServiceTimes,
  learnService,
  noServiceTimes,
} from '#model/queue/service-times.ts';
import { priorityClasses, ticketEventNumbers } from '#model/queue/ticket-states.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { SqlRow } from '#fhir/store/sql.ts';
import { type Forecast, lineup } from './views/lineup.ts';
import type { LineState, Ticket } from './tickets.ts';

/** Foretells calls, and learns from services. */
export interface Forecaster {
  /** When those of a line are called, by the id of the Appointment. */
  forecast(line: LineState, now: number): Forecast;
  /** Reads the services and calls since the last time; to be called every few seconds. */
  learn(): Promise<void>;
}

/** What was told somebody, until they are called. Times are milliseconds since 1970. */
interface Open {
  made: number;
  base: number;
  ahead: number;
  department: Hash;
}

interface Memory {
  times: ServiceTimes;
  residuals: Residuals;
  /** Minutes after the session's begin, by doctor. */
  late: Map<string, number>;
  /** How many rooms called from the lines of a Schedule at once, in the mean. */
  rooms: Map<string, number>;
  /** Sessions whose begin is learned. */
  begun: Set<Hash>;
  /** By the key of the Appointment. */
  open: Map<Hash, Open[]>;
}

/** Knows nothing until `learn` was called. */
export function createForecaster(house: Store): Forecaster {
  const memory: Memory = {
    times: noServiceTimes(),
    residuals: new Map(),
    late: new Map(),
    rooms: new Map(),
    begun: new Set(),
    open: new Map(),
  };
  let cursor: number | undefined;
  let roomsRead = 0;
  let seen = new Set<string>();
  return {
    forecast(line, now) {
      learnBegin(memory, line);
      const told = predictCalls({
        now,
        department: line.session.department,
        rooms: roomsOf(memory, line, now),
        line: awaitedIn(line, now),
        times: memory.times,
        residuals: memory.residuals,
      });
      noteTold(memory, line, { told, now });
      return told;
    },
    async learn() {
      const now = house.now();
      if (cursor === undefined) {
        await readPast(house, memory, now);
        cursor = now;
        roomsRead = now;
        return;
      }
      if (now - roomsRead > roomsMs) {
        roomsRead = now;
        await readRooms(house, memory, now - pastDays * dayMs);
      }
      const rows = await house.sql.run(
        `select session, step, booking, department, event, kind, class, at, role, ms
         from queue_step where at >= $1 order by at, step`,
        [cursor - slackMs],
      );
      cursor = now;
      const read = new Set<string>();
      for (const row of rows) {
        const key = `${String(row['session'])} ${String(row['step'])}`;
        read.add(key);
        if (!seen.has(key)) learnStep(memory, row);
      }
      seen = read;
    },
  };
}

/** So long a transaction may take until its steps are seen. */
const slackMs = 5000;
const minuteMs = 60_000;
const dayMs = 86_400_000;
/** From how many rooms lines are called is read anew so often. */
const roomsMs = 3_600_000;
/** How far back is read at the start. */
const pastDays = 60;
const pastRows = 20_000;
/** Beyond this many the oldest are forgotten. */
const mostOpen = 50_000;

/** Services of a line without a doctor of its own that nobody named are the department's. */
const doctorOf = (role: unknown, department: Hash) =>
  typeof role === 'string' && role !== '' ? role : department;

const kindOf = (row: SqlRow): ServiceKind => {
  if (Number(row['class']) === priorityClasses.emergency) return 'emergency';
  return Number(row['kind']) === 2 ? 'return' : 'first';
};

/** What was so before the server started. */
async function readPast(house: Store, memory: Memory, now: number): Promise<void> {
  const since = now - pastDays * dayMs;
  const services = await house.sql.run(
    `select department, kind, class, role, ms from queue_step
     where ms is not null and at >= $1 order by at desc limit ${pastRows}`,
    [since],
  );
  for (const row of services.toReversed()) learnService(memory.times, serviceOf(row));
  const outcomes = await house.sql.run(
    `select department, ahead, forecast, called - came as actual from queue_ticket
     where called >= $1 and forecast is not null order by called desc limit ${pastRows}`,
    [since],
  );
  for (const row of outcomes.toReversed()) {
    learnOutcome(memory.residuals, {
      department: String(row['department']),
      ahead: Number(row['ahead']),
      forecast: Number(row['forecast']) / minuteMs,
      actual: Number(row['actual']) / minuteMs,
    });
  }
  const begins = await house.sql.run(
    `select t.session, t.department, t.role, min(t.called) - s.starts as late
     from queue_ticket t join booking_session s using (bucket, session)
     where t.called >= $1 group by t.session, t.department, t.role, s.starts
     order by min(t.called) limit ${pastRows}`,
    [since],
  );
  await readRooms(house, memory, since);
  for (const row of begins) {
    memory.begun.add(String(row['session']));
    const doctor = doctorOf(row['role'], String(row['department']));
    learnLate(memory, doctor, Number(row['late']) / minuteMs);
  }
}

/** From how many rooms the lines of each Schedule were called. */
async function readRooms(house: Store, memory: Memory, since: number): Promise<void> {
  const rows = await house.sql.run(
    `select schedule, avg(rooms) as rooms from (
       select s.schedule, s.session, count(distinct t.room) as rooms
       from queue_ticket t join booking_session s using (bucket, session)
       where t.called >= $1 and t.room is not null group by s.schedule, s.session) x
     group by schedule`,
    [since],
  );
  for (const row of rows) memory.rooms.set(String(row['schedule']), Number(row['rooms']));
}

function serviceOf(row: SqlRow) {
  const department = String(row['department']);
  return {
    doctor: doctorOf(row['role'], department),
    department,
    kind: kindOf(row),
    minutes: Number(row['ms']) / minuteMs,
  };
}

function learnStep(memory: Memory, row: SqlRow): void {
  if (row['ms'] !== null) learnService(memory.times, serviceOf(row));
  if (Number(row['event']) !== ticketEventNumbers.call) return;
  const booking = String(row['booking']);
  for (const { made, base, ahead, department } of memory.open.get(booking) ?? []) {
    learnOutcome(memory.residuals, {
      department,
      ahead,
      forecast: (base - made) / minuteMs,
      actual: (Number(row['at']) - made) / minuteMs,
    });
  }
  memory.open.delete(booking);
}

/** Remembers what was told those who wait, once for each number ahead. */
function noteTold(
  { open }: Memory,
  line: LineState,
  { told, now }: { told: ReturnType<typeof predictCalls>; now: number },
): void {
  for (const { state, booking, appointment } of line.tickets) {
    const one = told.get(appointment);
    if (state !== 'waiting' || one === undefined) continue;
    const known = open.get(booking) ?? [];
    if (known.at(-1)?.ahead === one.ahead) continue;
    const { department } = line.session;
    open.set(booking, [...known, { made: now, base: one.base, ahead: one.ahead, department }]);
  }
  for (const key of open.keys()) {
    if (open.size <= mostOpen) break;
    open.delete(key);
  }
}

/** The share of a new beginning in what is known of them. */
const newest = 0.2;

function learnLate({ late }: Memory, doctor: string, minutes: number): void {
  late.set(doctor, (1 - newest) * (late.get(doctor) ?? usualLateness) + newest * minutes);
}

/** Learns how late a session began, once. */
function learnBegin(memory: Memory, { session, tickets }: LineState): void {
  if (memory.begun.has(session.session)) return;
  const first = tickets
    .filter(({ called }) => called !== undefined)
    .toSorted((a, b) => a.called! - b.called!)[0];
  if (first === undefined) return;
  if (memory.begun.size > mostOpen) memory.begun.clear();
  memory.begun.add(session.session);
  const doctor = doctorOf(first.role, session.department);
  learnLate(memory, doctor, (first.called! - session.starts) / minuteMs);
}

/** A room from which nobody was called for so long is closed, unless it is the only one. */
const closedMs = 45 * minuteMs;

/** The rooms that call from a line now. */
function roomsOf(memory: Memory, line: LineState, now: number): Room[] {
  const { session, tickets } = line;
  const own = session.rules.role?.reference.split('/')[1];
  const byRoom = Map.groupBy(
    tickets.filter(({ room }) => room !== undefined),
    ({ room }) => room,
  );
  const rooms = [...byRoom.values()].flatMap((those): Room[] => {
    const [last] = those.toSorted((a, b) => b.since - a.since);
    const inside = those.find(({ state }) => state === 'called' || state === 'serving');
    if (inside === undefined && now - last!.since > closedMs && byRoom.size > 1) return [];
    const doctor = doctorOf(last!.role, session.department);
    const busy =
      inside === undefined ? {} : { busy: { kind: ticketKind(inside), since: inside.since } };
    return [{ doctor, ...busy, freeFrom: now }];
  });
  // Rooms that have not called yet: as many as usual call from this line, one at least.
  const usual = Math.max(1, Math.round(memory.rooms.get(session.schedule) ?? 1));
  const doctor = doctorOf(own, session.department);
  const late = memory.late.get(doctor) ?? usualLateness;
  const isStarting = now < session.starts + startingMs;
  for (let at = byRoom.size; at < usual && (isStarting || rooms.length === 0); at += 1) {
    rooms.push({ doctor, freeFrom: beginsAt({ starts: session.starts, late, now }) });
  }
  if (rooms.length === 0) rooms.push({ doctor, freeFrom: now });
  return rooms;
}

/** A room that has not called so long after the begin does not call today. */
const startingMs = 60 * minuteMs;

const ticketKind = ({ class: priority, kind }: Pick<Ticket, 'class' | 'kind'>): ServiceKind =>
  priority === 'emergency' ? 'emergency' : kind;

/** How many of those with a number come; 11.1 % do not (see algorithms.md §7). */
const usualShare = 0.89;
/** People come so long before their slot. */
const earlyMs = 15 * minuteMs;

function awaitedIn(line: LineState, now: number): Awaited[] {
  const ends = new Map(line.expected.map((one) => [one.appointment, one.ends]));
  return lineup(line).flatMap((one) => {
    const id = one.appointment;
    if (one.ticket !== undefined) {
      return { id, kind: ticketKind(one), notBefore: now, share: 1 };
    }
    // Whoever has missed the slot comes behind others, if at all.
    if ((ends.get(id) ?? 0) <= now) return [];
    return { id, kind: one.kind, notBefore: Math.max(now, one.slot - earlyMs), share: usualShare };
  });
}
