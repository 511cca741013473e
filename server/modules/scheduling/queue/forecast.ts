/**
 * When those of a line are called, learned from how long services took and how earlier forecasts
 * turned out.
 * https://doi.org/10.2196/77297
 */
import { type Awaited, type Foretold, awaitedOf, predictCalls } from '#model/queue/predict.ts';
import { type Residuals, learnOutcome } from '#model/queue/residuals.ts';
import { type Room, type RoomSeen, roomsOf, startingMs } from '#model/queue/rooms.ts';
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
interface Open extends Pick<Foretold, 'base' | 'ahead' | 'isOpen'> {
  made: number;
  department: Hash;
}

interface Memory {
  times: ServiceTimes;
  residuals: Residuals;
  /** When rooms usually begin to call, by Schedule: see `RoomsKnown`. */
  begins: Map<string, number[]>;
  /** By the key of the Appointment. */
  open: Map<Hash, Open[]>;
}

/** Knows nothing until `learn` was called. */
export function createForecaster(house: Store): Forecaster {
  const memory: Memory = {
    times: noServiceTimes(),
    residuals: new Map(),
    begins: new Map(),
    open: new Map(),
  };
  let cursor: number | undefined;
  let beginsRead = 0;
  let seen = new Set<string>();
  return {
    forecast(line, now) {
      const told = predictCalls({
        now,
        department: line.session.department,
        rooms: roomsIn(memory, line, now),
        line: awaitedIn(line, now),
        times: memory.times,
        residuals: memory.residuals,
      });
      noteTold(memory, line, { told, now });
      return told;
    },
    async learn() {
      const now = house.now();
      if (now - beginsRead > beginsMs) {
        beginsRead = now;
        await readBegins(house, memory, now);
      }
      if (cursor === undefined) {
        await readPast(house, memory, now - pastDays * dayMs);
        cursor = now;
        return;
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
/** When rooms usually begin is read anew so often. */
const beginsMs = 4 * 3_600_000;
/** How far back is read. */
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
async function readPast(house: Store, memory: Memory, since: number): Promise<void> {
  const services = await house.sql.run(
    `select department, kind, class, role, ms from queue_step
     where ms is not null and at >= $1 order by at desc limit ${pastRows}`,
    [since],
  );
  for (const row of services.toReversed()) learnService(memory.times, serviceOf(row));
  const outcomes = await house.sql.run(
    `select department, ahead, forecast, called - came as actual,
       (select min(o.called) from queue_ticket o
        where o.bucket = t.bucket and o.session = t.session) - came as closed
     from queue_ticket t
     where called >= $1 and forecast is not null order by called desc limit ${pastRows}`,
    [since],
  );
  for (const row of outcomes.toReversed()) {
    learnOutcome(memory.residuals, {
      department: String(row['department']),
      ahead: Number(row['ahead']),
      isOpen: Number(row['closed']) <= 0,
      forecast: Number(row['forecast']) / minuteMs,
      actual: Number(row['actual']) / minuteMs,
    });
  }
}

/**
 * When the first room, the second and so on called from the lines of each Schedule, in the median;
 * as many as called on every other day at least. A day counts once all of its rooms have begun; a
 * room that called nobody in the first hour had nobody to call, and tells nothing of the next day.
 */
async function readBegins(house: Store, memory: Memory, now: number): Promise<void> {
  const rows = await house.sql.run(
    `select schedule, late from (
       select schedule, place, percentile_cont(0.5) within group (order by late) as late,
         2 * count(*) >= max(count(*)) over (partition by schedule) as is_usual
       from (
         select s.schedule, (min(t.called) - s.starts) / ${minuteMs}.0 as late, row_number()
           over (partition by s.bucket, s.session order by min(t.called)) as place
         from queue_ticket t join booking_session s using (bucket, session)
         where t.called >= $1 and t.room is not null and s.starts < $2
         group by s.bucket, s.session, s.schedule, s.starts, t.room
         having min(t.called) - s.starts <= ${startingMs}) rooms
       group by schedule, place) places
     where is_usual order by schedule, place`,
    [now - pastDays * dayMs, now - startingMs],
  );
  memory.begins = new Map();
  for (const row of rows) {
    const schedule = String(row['schedule']);
    const known = memory.begins.get(schedule) ?? [];
    memory.begins.set(schedule, [...known, Number(row['late'])]);
  }
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
  for (const { made, base, ahead, isOpen, department } of memory.open.get(booking) ?? []) {
    learnOutcome(memory.residuals, {
      department,
      ahead,
      isOpen,
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
  { told, now }: { told: Forecast; now: number },
): void {
  for (const { state, booking, appointment } of line.tickets) {
    const one = told.get(appointment);
    if (state !== 'waiting' || one === undefined) continue;
    const known = open.get(booking) ?? [];
    if (known.at(-1)?.ahead === one.ahead) continue;
    const { base, ahead, isOpen } = one;
    const { department } = line.session;
    open.set(booking, [...known, { made: now, base, ahead, isOpen, department }]);
  }
  for (const key of open.keys()) {
    if (open.size <= mostOpen) break;
    open.delete(key);
  }
}

/** The rooms that call from a line now. */
function roomsIn({ begins }: Memory, { session, tickets }: LineState, now: number): Room[] {
  const byRoom = Map.groupBy(
    tickets.filter(({ room }) => room !== undefined),
    ({ room }) => room,
  );
  const seen = [...byRoom.values()].map((those): RoomSeen => {
    const last = those.reduce((a, b) => (b.since > a.since ? b : a));
    const inside = those.find(({ state }) => state === 'called' || state === 'serving');
    return {
      doctor: doctorOf(last.role, session.department),
      since: last.since,
      busy: inside && { kind: ticketKind(inside), since: inside.since },
    };
  });
  const own = session.rules.role?.reference.split('/')[1];
  return roomsOf({
    now,
    starts: session.starts,
    doctor: doctorOf(own, session.department),
    seen,
    begins: begins.get(session.schedule) ?? [],
  });
}

const ticketKind = ({ class: priority, kind }: Pick<Ticket, 'class' | 'kind'>): ServiceKind =>
  priority === 'emergency' ? 'emergency' : kind;

function awaitedIn(line: LineState, now: number): Awaited[] {
  const ends = new Map(line.expected.map((one) => [one.appointment, one.ends]));
  return lineup(line).flatMap((one) => {
    const id = one.appointment;
    if (one.ticket === undefined) {
      return awaitedOf({ id, kind: one.kind, slot: one.slot, ends: ends.get(id) ?? 0 }, now);
    }
    return [{ id, kind: ticketKind(one), notBefore: now, share: 1 }];
  });
}
