/**
 * Booking under load, over HTTP: a release burst on one session, sustained bookings on 200,
 * searches of a city. Server, PostgreSQL and load generator (a worker) share the machine; the log
 * is the real one, callers are known by name instead of by token.
 *   node bench/booking.ts [--residents 10000] [--requests 50000] [--numbers 500] [--seconds 10]
 * https://hl7.org/fhir/R4/appointment.html
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Resource } from '#model/fhir.ts';
import { checkDigit } from '#model/resident-id.ts';
import { prepareCreate } from '#fhir/handling/prepare.ts';
import { refuse } from '#fhir/refusals.ts';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { createSequence } from '#fhir/store/sequence.ts';
import { type Write, applyWrites } from '#fhir/store/write.ts';
import { createJournal } from '#server/audit/journal.ts';
import { createServer } from '#server/http/server.ts';
import { openSessions } from '#server/modules/scheduling/sessions/open-sessions.ts';
import { type Session, sessionsOn } from '#server/modules/scheduling/sessions/sessions.ts';
import { readTemplate } from '#server/modules/scheduling/sessions/template.ts';
import { templateExtensions } from '#model/scheduling/clinic.ts';
import { callerOf } from '#test/callers.ts';
import { testDatabase } from '#test/database.ts';
import { openTestHub } from '#test/hub.ts';
import type { Job, Report } from './booking-load.ts';

const { values } = parseArgs({
  options: {
    residents: { type: 'string', default: '10000' },
    requests: { type: 'string', default: '50000' },
    numbers: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '10' },
  },
});
const counts = {
  residents: Number(values.residents),
  requests: Number(values.requests),
  numbers: Number(values.numbers),
};

const database = await testDatabase();
const sql = postgresDatabase(() => database.sql);
const journal = createJournal({
  database: sql,
  nextSequence: createSequence(Date.now, 1),
  randomBytes,
});
const { house, control, router, scheduling } = await openTestHub(database, { journal });
const callers = new Map([['platform', callerOf('platform')]]);
const server = await createServer({
  api: {
    store: house,
    router,
    bind: control.bind,
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
  webFolder: join(import.meta.dirname, '../web/dist'),
});
const url = await server.listen({ host: '127.0.0.1', port: 0 });

const write = async (writes: Write[]) => {
  for (let at = 0; at < writes.length; at += 500) {
    const some = writes.slice(at, at + 500);
    await sql.transaction((tx) => applyWrites(tx, some, house.known));
  }
};

const residents = Array.from({ length: counts.residents }, (_, at): Write => {
  const two = (count: number) => String(count + 1).padStart(2, '0');
  const serial = String(Math.floor(at / 336) % 1000).padStart(3, '0');
  const body = `1101011980${two(at % 12)}${two(Math.floor(at / 12) % 28)}${serial}`;
  const resource = {
    resourceType: 'Patient',
    identifier: [{ system: 'urn:oid:2.16.156.10011.1.3', value: body + checkDigit(body) }],
    name: [{ text: `测试${at}` }],
  } as Resource;
  return prepareCreate(house, { resource, faithful: resource });
});
await write(residents);
for (const { id } of residents) callers.set(id, callerOf('resident', { who: `Patient/${id}` }));

const tomorrow = Math.floor((Date.now() + 8 * 3_600_000) / 86_400_000) + 1;
const hospital = { reference: 'Organization/county', display: '县医院' };

/** Opens one session a day for a doctor of a department. */
async function clinic(id: string, department: string, given: { seats: number; days: number }) {
  const weekdays = [0, 1, 2, 3, 4, 5, 6];
  const { seats, days } = given;
  const template = readTemplate({
    resourceType: 'Schedule',
    id,
    extension: templateExtensions(
      weekdays.map((weekday) => ({ weekday, start: 480, end: 720, minutes: 30, seats })),
      { daysAhead: 60 },
    ),
    actor: [{ reference: `HealthcareService/${department}` }],
  } as Resource);
  const sessions = Array.from({ length: days }, (_, at) =>
    sessionsOn(template, tomorrow + at, { hospital, offset: () => 8 * 3_600_000 }),
  ).flat();
  await openSessions(house, sessions);
  return sessions;
}

async function load(title: string, job: Omit<Job, 'url'>): Promise<Report> {
  const worker = new Worker(join(import.meta.dirname, 'booking-load.ts'), {
    workerData: { ...job, url },
  });
  const before = process.cpuUsage();
  const [report] = (await once(worker, 'message')) as [Report];
  const { user, system } = process.cpuUsage(before);
  const { statuses, seconds, admitted, all } = report;
  const cpu = (user + system) / 1000 / all.count;
  console.log(
    `${title}: ${all.count} in ${seconds.toFixed(1)} s, ${(all.count / seconds).toFixed(0)}/s; ` +
      `${JSON.stringify(statuses)}; p50 ${all.p50.toFixed(0)} p99 ${all.p99.toFixed(0)} ms; ` +
      `admitted p99 ${admitted.p99.toFixed(0)} ms; ` +
      `CPU of load generator and server ${cpu.toFixed(2)} ms a request`,
  );
  return report;
}

const refreshing = setInterval(() => void scheduling.availability.refresh(), 500);

// 1. A release burst on one session.
const seats = Math.ceil(counts.numbers / 8);
const [hot] = await clinic('hot', 'hot', { seats, days: 1 });
await scheduling.availability.refresh();
const ids = residents.map(({ id }) => id);
const hotSlots = [...new Set(hot!.seats.map(({ slot }) => slot))];
const burst = Array.from({ length: counts.requests }, (_, at): [string, string] => [
  ids[at % ids.length]!,
  hotSlots[at % 8]!,
]);
await load('release burst', { kind: 'book', asks: burst, connections: 256 });
const [sold] = await sql.run('select count(*)::integer as n from booking where state = 3', []);
const [twice] = await sql.run(
  `select count(*)::integer as n from (select from booking where state = 3
     group by session, n having count(*) > 1) t`,
  [],
);
console.log(`  numbers ${hot!.seats.length}, sold ${sold?.['n']}, sold twice ${twice?.['n']}`);

// 2. Sustained bookings, 200 sessions of 50 departments.
const open: Session[] = [];
for (let at = 0; at < 200; at += 1) {
  open.push(...(await clinic(`s${at}`, `d${at % 50}`, { seats: 30, days: 1 })));
}
await scheduling.availability.refresh();
const asks = Array.from({ length: 30_000 }, (_, at): [string, string] => {
  const person = ids[at % ids.length]!;
  // Each person has one of a department and half day.
  const session = open[(at + 17 * Math.floor(at / ids.length)) % 200]!;
  return [person, session.seats[(at * 7) % session.seats.length]!.slot];
});
await load('sustained bookings', { kind: 'book', asks, connections: 128 });

// 3. Searches of a city: 300 doctors, 14 days.
for (let at = 0; at < 300; at += 1) {
  await clinic(`c${at}`, `city${at % 60}`, { seats: 2, days: 14 });
}
await scheduling.availability.refresh();
// A department on one of the days, as a page shows it.
const dayMs = 86_400_000;
const midnight = (tomorrow * 24 - 8) * 3_600_000;
const days = Array.from({ length: 14 }, (_, at) => {
  const [start, end] = [at, at + 1].map((day) => new Date(midnight + day * dayMs).toISOString());
  return `&start=${start}&end=${end}`;
});
const searches = Array.from({ length: 20_000 }, (_, at): [string, string] => [
  ids[at % ids.length]!,
  `department=city${at % 60}${days[at % days.length]!}`,
]);
await load('availability search', { kind: 'find', asks: searches, connections: 64 });

clearInterval(refreshing);
await server.close();
await database.drop();
