/**
 * Who asks in bench/bots.ts, in a process of its own: people, who ask once, wait as told, and at
 * most tap again impatiently; and programs, which ask as often as they can, whatever they are told.
 * https://nodejs.org/api/child_process.html
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, type Connection, openConnection } from '../http-client.ts';

/** What is asked. */
export interface AskersJob {
  url: string;
  /** When numbers are released, milliseconds since 1970. */
  opens: number;
  windowMs: number;
  /** For how long after the release. */
  endsMs: number;
  /** Ids of residents. */
  people: string[];
  bots: string[];
  /** Requests of a bot in a second. */
  rate: number;
  slots: string[];
}

/** What came of it. */
export interface AskersReport {
  people: Asked;
  bots: Asked;
}

interface Asked {
  requests: number;
  /** By status. */
  statuses: Record<string, number>;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

process.once('message', (job: AskersJob) => {
  void run(job).then((report) => process.send?.(report));
});

async function run(job: AskersJob): Promise<AskersReport> {
  const kinds = { people: createCounter(), bots: createCounter() };
  // Everybody is connected before the release.
  const connections = new Map<string, Connection[]>();
  for (const who of job.people) connections.set(who, [await connectAs(job, who)]);
  for (const who of job.bots) {
    connections.set(who, [await connectAs(job, who), await connectAs(job, who)]);
  }
  await Promise.all([
    ...job.people.map((who) => askAsPerson(job, { who, ...kinds }, connections.get(who)![0]!)),
    ...job.bots.flatMap((who) =>
      connections.get(who)!.map((one) => askAsBot(job, { who, ...kinds }, one)),
    ),
  ]);
  return { people: kinds.people.report(), bots: kinds.bots.report() };
}

async function connectAs({ url }: AskersJob, who: string): Promise<Connection> {
  const { hostname, port } = new URL(url);
  return openConnection(hostname, Number(port), who);
}

interface Asker {
  who: string;
  people: Counter;
  bots: Counter;
}

type Counter = ReturnType<typeof createCounter>;

function createCounter() {
  const times: number[] = [];
  const statuses: Record<string, number> = {};
  return {
    async ask(work: () => Promise<Answer>): Promise<Answer> {
      const from = performance.now();
      const answer = await work();
      times.push(performance.now() - from);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      return answer;
    },
    report(): Asked {
      const sorted = times.toSorted((a, b) => a - b);
      const at = (share: number) =>
        Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
      return { requests: times.length, statuses, p50: at(0.5), p99: at(0.99) };
    },
  };
}

function book(connection: Connection, who: string, given: { slot: string; ticket?: string }) {
  const { slot, ticket } = given;
  const body = JSON.stringify({
    resourceType: 'Parameters',
    parameter: [
      { name: 'slot', valueReference: { reference: `Slot/${slot}` } },
      { name: 'patient', valueReference: { reference: `Patient/${who}` } },
      { name: 'any-slot', valueBoolean: true },
      ...(ticket === undefined ? [] : [{ name: 'ticket', valueString: ticket }]),
    ],
  });
  return connection.request('POST', '/fhir/R4/Appointment/$book', body);
}

/** A person looks some time after the release, taps, perhaps once more, and comes when told. */
async function askAsPerson(
  { opens, windowMs, endsMs, slots }: AskersJob,
  { who, people }: Asker,
  connection: Connection,
): Promise<void> {
  const slot = slots[Math.floor(Math.random() * slots.length)]!;
  await pause(opens - Date.now() + Math.random() * windowMs * 0.9);
  let answer = await people.ask(() => book(connection, who, { slot }));
  if (answer.status === 429 && Math.random() < 0.3) {
    await pause(1000 + Math.random() * 2000);
    answer = await people.ask(() => book(connection, who, { slot }));
  }
  while (answer.status === 429) {
    const ticket = /"url":"ticket","valueString":"([^"]+)"/.exec(answer.body)?.[1];
    const seconds = Number(answer.headers.get('retry-after') ?? 5);
    if (Date.now() + seconds * 1000 > opens + endsMs) return;
    await pause(seconds * 1000);
    const given = ticket === undefined ? { slot } : { slot, ticket };
    answer = await people.ask(() => book(connection, who, given));
  }
}

/** A program begins at the release and never waits; each of its two connections half the time. */
async function askAsBot(
  { opens, endsMs, rate, slots }: AskersJob,
  { who, bots }: Asker,
  connection: Connection,
): Promise<void> {
  const everyMs = 2000 / rate;
  let next = opens + Math.random() * everyMs;
  while (Date.now() < opens + endsMs) {
    await pause(Math.max(0, next - Date.now()));
    next = Math.max(next + everyMs, Date.now() - 1000);
    const slot = slots[Math.floor(Math.random() * slots.length)]!;
    await bots.ask(() => book(connection, who, { slot }));
  }
}
