/**
 * A server with residents and clinics on an empty database, for measurements of booking. The log is
 * the real one, callers are known by name instead of by token.
 * https://hl7.org/fhir/R4/appointment.html
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Resource } from '#model/fhir.ts';
import { checkDigit } from '#model/resident-id.ts';
import { templateExtensions } from '#model/scheduling/clinic.ts';
import type { AuditLine, Journal } from '#fhir/handling/audit-line.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { prepareCreate } from '#fhir/handling/prepare.ts';
import { refuse } from '#fhir/refusals.ts';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { createSequence } from '#fhir/store/sequence.ts';
import type { Database } from '#fhir/store/sql.ts';
import { type Write, applyWrites } from '#fhir/store/write.ts';
import { createJournal } from '#server/audit/journal.ts';
import { createServer } from '#server/http/server.ts';
import { openSessions } from '#server/modules/scheduling/sessions/open-sessions.ts';
import type { Fairness, Scheduling } from '#server/modules/scheduling/scheduling.ts';
import { type Session, sessionsOn } from '#server/modules/scheduling/sessions/sessions.ts';
import { readTemplate } from '#server/modules/scheduling/sessions/template.ts';
import { callerOf } from '#test/callers.ts';
import { testDatabase } from '#test/database.ts';
import { openTestHub } from '#test/hub.ts';

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
  const database = await testDatabase();
  const sql = postgresDatabase(() => database.sql);
  const nextSequence = createSequence(Date.now, 1);
  const logged = new Map<string, number>();
  const journal = counting(createJournal({ database: sql, nextSequence, randomBytes }), logged);
  const { fairness } = given;
  const hub = await openTestHub(database, { journal, fairness });
  const { house, scheduling } = hub;
  const callers = new Map([['platform', callerOf('platform')]]);
  const server = await createServer({
    api: {
      store: house,
      router: hub.router,
      bind: hub.control.bind,
      authenticate: async (authorization) => {
        const caller = callers.get(authorization.slice('Bearer '.length));
        if (caller === undefined) throw refuse('unauthenticated');
        return caller;
      },
    },
    observer: {
      handled: () => undefined,
      failed: (_id, error) => console.error(error),
      metrics: async () => ({ contentType: 'text/plain', text: '' }),
    },
    publicAddress: 'http://localhost',
    ready: async () => true,
    bodyLimit: 1024 * 1024,
    webFolder: join(import.meta.dirname, '../../web/dist'),
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const residents = await writeResidents(house, given.residents);
  for (const id of residents) callers.set(id, callerOf('resident', { who: `Patient/${id}` }));
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
      await openSessions(house, sessions);
      return sessions;
    },
    async stop() {
      clearInterval(refreshing);
      await server.close();
      await database.drop();
    },
  };
}

/** @returns their ids. */
async function writeResidents(house: Store, count: number): Promise<string[]> {
  const writes = Array.from({ length: count }, (_, at): Write => {
    const resource = residentOf(at);
    return prepareCreate(house, { resource, faithful: resource });
  });
  for (let at = 0; at < writes.length; at += 500) {
    const some = writes.slice(at, at + 500);
    await house.database.transaction((tx) => applyWrites(tx, some, house.known));
  }
  return writes.map(({ id }) => id);
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

function residentOf(at: number): Resource {
  const two = (count: number) => String(count + 1).padStart(2, '0');
  const serial = String(Math.floor(at / 336) % 1000).padStart(3, '0');
  const body = `1101011980${two(at % 12)}${two(Math.floor(at / 12) % 28)}${serial}`;
  return {
    resourceType: 'Patient',
    identifier: [{ system: 'urn:oid:2.16.156.10011.1.3', value: body + checkDigit(body) }],
    name: [{ text: `测试${at}` }],
  } as Resource;
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
