/**
 * A server with residents and clinics on an empty database, for measurements of booking.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { Resource } from '#model/fhir.ts';
import { templateExtensions } from '#model/scheduling/clinic.ts';
import type { AuditLine, Journal } from '#fhir/handling/audit-line.ts';
import type { Database } from '#fhir/store/sql.ts';
import { openSessions } from '#server/modules/scheduling/sessions/open-sessions.ts';
import type { Fairness, Scheduling } from '#server/modules/scheduling/scheduling.ts';
import { type Session, sessionsOn } from '#server/modules/scheduling/sessions/sessions.ts';
import { readTemplate } from '#server/modules/scheduling/sessions/template.ts';
import { openBenchHouse } from './house.ts';

/** A clinic of every day from tomorrow: eight slots of half an hour. */
export interface PlannedClinic {
  id: string;
  department: string;
  /** Numbers of a slot. */
  seats: number;
  days: number;
  /** When the public books, milliseconds since 1970; long ago by default. */
  opens?: number | undefined;
}

/** The stage. */
export interface BookingStage {
  url: string;
  sql: Database;
  scheduling: Scheduling;
  /** Ids of the residents. */
  residents: string[];
  clinic: (planned: PlannedClinic) => Promise<Session[]>;
  /** The midnight of the first day of clinics, in Shanghai; milliseconds since 1970. */
  midnight: number;
  /** Events of the log, by what was refused; those of writes are not counted. */
  logged: Map<string, number>;
  stop: () => Promise<void>;
}

const dayMs = 86_400_000;
const offsetMs = 8 * 3_600_000;

/** Opens the stage. */
export async function openStage(given: {
  residents: number;
  fairness?: Fairness;
}): Promise<BookingStage> {
  const logged = new Map<string, number>();
  const house = await openBenchHouse({
    ...(given.fairness === undefined ? {} : { fairness: given.fairness }),
    logging: (journal) => counting(journal, logged),
  });
  const { url, sql, scheduling } = house;
  const residents = await house.residents(given.residents);
  const tomorrow = Math.floor((Date.now() + offsetMs) / dayMs) + 1;
  const refreshing = setInterval(() => void scheduling.availability.refresh(), 500);
  return {
    url,
    sql,
    scheduling,
    residents,
    midnight: tomorrow * dayMs - offsetMs,
    logged,
    async clinic(planned) {
      const { opens, days } = planned;
      const template = templateOf(planned);
      const hospital = { reference: 'Organization/county', display: '县医院' };
      const sessions = Array.from({ length: days }, (_, at) =>
        sessionsOn(template, tomorrow + at, { hospital, offset: () => offsetMs }),
      ).flat();
      if (opens !== undefined) for (const session of sessions) session.opens = opens;
      await openSessions(house.store, sessions);
      return sessions;
    },
    async stop() {
      clearInterval(refreshing);
      await house.stop();
    },
  };
}

/** A journal that counts what was refused. */
function counting(journal: Journal, logged: Map<string, number>): Journal {
  const count = ({ refusal = 'none' }: AuditLine) =>
    logged.set(refusal, (logged.get(refusal) ?? 0) + 1);
  return {
    append: (tx, lines) => journal.append(tx, lines),
    record: (line) => {
      count(line);
      return journal.record(line);
    },
  };
}

function templateOf({ id, department, seats }: PlannedClinic) {
  const weekdays = [0, 1, 2, 3, 4, 5, 6];
  return readTemplate({
    resourceType: 'Schedule',
    id,
    extension: templateExtensions(
      weekdays.map((weekday) => ({ weekday, start: 480, end: 720, minutes: 30, seats })),
      { daysAhead: 60 },
    ),
    actor: [{ reference: `HealthcareService/${department}` }],
  } as Resource);
}
