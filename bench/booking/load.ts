/**
 * The load generator of bench/booking.ts, in a thread of its own.
 * https://nodejs.org/api/worker_threads.html
 */
import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

/** What is asked. */
export interface Job {
  url: string;
  kind: 'book' | 'find';
  /** Who asks for what: a Slot, or a query. */
  asks: readonly (readonly [who: string, what: string])[];
  connections: number;
}

/** What came of it; milliseconds. */
export interface Report {
  seconds: number;
  statuses: Record<string, number>;
  all: Times;
  /** Of those that were answered with success. */
  admitted: Times;
}

interface Times {
  count: number;
  p50: number;
  p99: number;
}

const job = workerData as Job;
const agent = new Agent({ keepAlive: true, maxSockets: job.connections });

function send(who: string, what: string): Promise<number> {
  const isFind = job.kind === 'find';
  const path = isFind ? `/fhir/R4/Appointment/$find?${what}` : '/fhir/R4/Appointment/$book';
  const body = JSON.stringify({
    resourceType: 'Parameters',
    parameter: [
      { name: 'slot', valueReference: { reference: `Slot/${what}` } },
      { name: 'patient', valueReference: { reference: `Patient/${who}` } },
    ],
  });
  return new Promise((resolve, reject) => {
    const sent = request(job.url + path, {
      agent,
      method: isFind ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${who}`, 'content-type': 'application/fhir+json' },
    });
    sent.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(isFind ? undefined : body);
  });
}

function timesOf(list: number[]): Times {
  const sorted = list.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { count: list.length, p50: at(0.5), p99: at(0.99) };
}

const all: number[] = [];
const admitted: number[] = [];
const statuses: Record<string, number> = {};
let next = 0;
const work = async () => {
  for (let at = next; at < job.asks.length; at = next) {
    next += 1;
    const begun = performance.now();
    const status = await send(...job.asks[at]!);
    const took = performance.now() - begun;
    all.push(took);
    if (status < 300) admitted.push(took);
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
};
const from = performance.now();
await Promise.all(Array.from({ length: job.connections }, work));
const seconds = (performance.now() - from) / 1000;
agent.destroy();
parentPort?.postMessage({
  seconds,
  statuses,
  all: timesOf(all),
  admitted: timesOf(admitted),
} satisfies Report);
