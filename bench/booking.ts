/**
 * Booking under load, over HTTP: a release burst on one session, sustained bookings on 200,
 * searches of a city. Server, PostgreSQL and load generator (a worker) share the machine; the log
 * is the real one, callers are known by name instead of by token.
 *   node bench/booking.ts [--residents 10000] [--requests 50000] [--numbers 500] [--bookings 30000]
 *     [--draw] the burst is drawn for instead of going by arrival
 * https://hl7.org/fhir/R4/appointment.html
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Session } from '#server/modules/scheduling/sessions/sessions.ts';
import { repeat } from '#server/repeat.ts';
import type { Job, Report } from './booking/load.ts';
import { openStage } from './booking/stage.ts';

const { values } = parseArgs({
  options: {
    residents: { type: 'string', default: '10000' },
    requests: { type: 'string', default: '50000' },
    numbers: { type: 'string', default: '500' },
    bookings: { type: 'string', default: '30000' },
    draw: { type: 'boolean', default: false },
  },
});
const counts = {
  residents: Number(values.residents),
  requests: Number(values.requests),
  numbers: Number(values.numbers),
  bookings: Number(values.bookings),
};

const windowMs = 15_000;
const stage = await openStage({
  residents: counts.residents,
  fairness: {
    // All come from this machine: an address of so many people does not exist.
    perAddress: 1_000_000_000,
    ...(values.draw ? { waiting: { hot: 20, windowMs, settleMs: 1000 } } : {}),
  },
});
const { url, sql, scheduling, clinic, residents: ids } = stage;

async function load(title: string, job: Omit<Job, 'url'>): Promise<Report> {
  const worker = new Worker(join(import.meta.dirname, 'booking/load.ts'), {
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

// 1. A release burst on one session.
const seats = Math.ceil(counts.numbers / 8);
const opens = values.draw ? Date.now() : undefined;
const [hot] = await clinic({ id: 'hot', department: 'hot', seats, days: 1, opens });
await scheduling.availability.refresh();
const hotSlots = [...new Set(hot!.seats.map(({ slot }) => slot))];
const burst = Array.from({ length: counts.requests }, (_, at): [string, string] => [
  ids[at % ids.length]!,
  hotSlots[at % 8]!,
]);
await load('release burst', { kind: 'book', asks: burst, connections: 256 });
if (values.draw) {
  const [draw] = await sql.run('select closes from draw', []);
  await new Promise((resolve) =>
    setTimeout(resolve, Math.max(0, Number(draw?.['closes']) - Date.now())),
  );
  const from = performance.now();
  await scheduling.tick();
  const [entries] = await sql.run('select count(*)::integer as n from draw_entry', []);
  const dealt = ((performance.now() - from) / 1000).toFixed(1);
  console.log(`  ${entries?.['n']} persons entered, all served ${dealt} s after the window`);
}
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
  open.push(...(await clinic({ id: `s${at}`, department: `d${at % 50}`, seats: 30, days: 1 })));
}
await scheduling.availability.refresh();
const asks = Array.from({ length: counts.bookings }, (_, at): [string, string] => {
  const person = ids[at % ids.length]!;
  // Each person has one of a department and half day.
  const session = open[(at + 17 * Math.floor(at / ids.length)) % 200]!;
  return [person, session.seats[(at * 7) % session.seats.length]!.slot];
});
// What happens by itself goes on beside, as in a server; a draw is dealt by hand above.
const stopTicking = repeat(1000, () => scheduling.tick(), { report: console.error });
await load('sustained bookings', { kind: 'book', asks, connections: 128 });
await followed('sustained bookings');

// 500 slots of one number each, sold in one burst: each Slot becomes busy.
const single: Session[] = [];
for (let at = 0; at < 63; at += 1) {
  single.push(...(await clinic({ id: `o${at}`, department: `o${at}`, seats: 1, days: 1 })));
}
await scheduling.availability.refresh();
const each = single
  .flatMap((session) => session.seats)
  .map(({ slot }, at): [string, string] => [ids[at % ids.length]!, slot]);
await load('504 slots of one number', { kind: 'book', asks: each, connections: 128 });
await followed('504 slots of one number');

// 3. Searches of a city: 300 doctors, 14 days.
for (let at = 0; at < 300; at += 1) {
  await clinic({ id: `c${at}`, department: `city${at % 60}`, seats: 2, days: 14 });
}
await scheduling.availability.refresh();
// A department on one of the days, as a page shows it.
const dayMs = 86_400_000;
const days = Array.from({ length: 14 }, (_, at) => {
  const [start, end] = [at, at + 1].map((day) =>
    new Date(stage.midnight + day * dayMs).toISOString(),
  );
  return `&start=${start}&end=${end}`;
});
const searches = Array.from({ length: 20_000 }, (_, at): [string, string] => [
  ids[at % ids.length]!,
  `department=city${at % 60}${days[at % days.length]!}`,
]);
await load('availability search', { kind: 'find', asks: searches, connections: 64 });

await stopTicking();
await stage.stop();

/** Waits until every Slot says what its numbers say, and tells how long that took. */
async function followed(title: string): Promise<void> {
  const from = performance.now();
  for (;;) {
    const [row] = await sql.run(
      `select count(*)::integer as full,
         count(*) filter (where coalesce(s.status, 'free') <> 'busy')::integer as late
       from (select slot from seat group by slot having bool_and(state <> 1)) t
       left join slot_status s on s.slot = t.slot`,
      [],
    );
    if (Number(row?.['late']) === 0) {
      const seconds = ((performance.now() - from) / 1000).toFixed(1);
      console.log(`  ${title}: ${row?.['full']} slots full by now, all busy ${seconds} s later`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
