/**
 * The audit log: events a second and what one costs, the rate of the chain, searches over a million
 * events. `node bench/audit.ts [--events 1000000]`
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { AuditLine } from '#fhir/handling/audit-line.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import { hash64 } from '#fhir/store/hash.ts';
import { newId, patientBucket } from '#fhir/store/ids.ts';
import { createSequence } from '#fhir/store/sequence.ts';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import type { FhirRequest } from '#fhir/handling/interaction.ts';
import { chainBlocks } from '#server/audit/chain/chain-blocks.ts';
import { verifyChain } from '#server/audit/chain/verify.ts';
import { createJournal } from '#server/audit/journal.ts';
import { createAuditHandlers } from '#server/audit/reading/handlers.ts';
import { testDatabase } from '#test/database.ts';
import { openTestHub } from '#test/hub.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    callers: { type: 'string', default: '64' },
  },
});

const agents = Array.from({ length: 1000 }, (_, index): Caller => ({
  kind: 'staff',
  role: 'doctor',
  who: `Practitioner/${newId(index, randomBytes(16))}`,
  name: `医师${index}`,
  organization: newId(index % 50, randomBytes(16)),
  practitionerRoles: [],
  scopes: ['user/*.cruds'],
  launchPatient: undefined,
  client: 'workstation',
  session: randomUUID(),
  address: `10.0.${index % 256}.7`,
  strongAt: 0,
}));
const patients = Array.from({ length: 20_000 }, () =>
  newId(randomBytes(2).readUInt16BE(), randomBytes(16)),
);

/** A read of one Observation. */
function line(index: number): AuditLine {
  const patient = patients[(index * 7919) % patients.length]!;
  const bucket = patientBucket(patient);
  const search = index % 4 === 0;
  return {
    at: Date.now(),
    event: search ? 'search-type' : 'read',
    action: search ? 'E' : 'R',
    outcome: 0,
    caller: agents[(index * 31) % agents.length],
    address: undefined,
    why: 'care',
    entities: search ? [] : [`Observation/${newId(bucket, randomBytes(16))}`],
    patients: [{ key: hash64(`Patient/${patient}`), bucket }],
    query: search ? `Observation?patient=${patient}&category=laboratory&_sort=-date` : undefined,
    refusal: undefined,
    request: randomUUID(),
  };
}

const database = await testDatabase();
const store = postgresDatabase(() => database.sql);
const journal = createJournal({
  database: store,
  nextSequence: createSequence(Date.now, 7),
  randomBytes,
});

/**
 * Records on so many callers at once. Lines are made beforehand, so that only record() counts, but
 * for the clock.
 * @param pace milliseconds to add to the clock with each event: a log of many days.
 */
async function record(name: string, total: number, pace = 0): Promise<void> {
  const ready = Array.from({ length: 20_000 }, (_, index) => line(index));
  const begin = Date.now() - total * pace;
  let next = 0;
  const cpu = process.cpuUsage();
  const from = performance.now();
  await Promise.all(
    Array.from({ length: Number(values.callers) }, async () => {
      while (next < total) {
        const at = pace === 0 ? Date.now() : Math.round(begin + next * pace);
        await journal.record({ ...ready[next++ % ready.length]!, at });
      }
    }),
  );
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const each = ((user + system) / total).toFixed(1);
  console.log(`${name}: ${Math.round(total / seconds)} events/s, CPU of Node ${each} µs an event`);
}

async function size(): Promise<void> {
  const [row] = await database.sql`select sum(count)::int as events, count(*)::int as blocks,
    pg_total_relation_size('audit_block')::int as bytes,
    pg_relation_size('audit_block_keys')::int as keys from audit_block`;
  const { events = 1, blocks, bytes = 0, keys = 0 } = row as Record<string, number>;
  const [all, index] = [bytes, keys].map((n) => Math.round(n / events));
  console.log(
    `${events} events in ${blocks} blocks: ${all} bytes each on disk, ${index} of them keys`,
  );
}

const fhir = (await openTestHub(database)).house;
const handlers = createAuditHandlers({ ownPatients: async () => [] });
const caller: Caller = { ...agents[0]!, kind: 'administrator', role: 'audit-administrator' };

/** Times one search, again and again. */
async function search(name: string, query: (round: number) => string): Promise<void> {
  const times: number[] = [];
  let found = 0;
  for (let round = 0; round < 50; round += 1) {
    const from = performance.now();
    const answer = await handlers.search(
      {
        method: 'GET',
        path: ['AuditEvent'],
        query: [...new URLSearchParams(query(round))],
        headers: {},
        base: 'http://localhost/fhir/R4',
      } satisfies FhirRequest,
      { ...fhir, caller },
    );
    times.push(performance.now() - from);
    found += answer.body?.match(/"fullUrl"/g)?.length ?? 0;
  }
  times.sort((a, b) => a - b);
  const [p50, p98] = [times[25], times[48]].map((ms) => ms?.toFixed(1));
  console.log(`${name}: p50 ${p50} ms, p98 ${p98} ms, ${found / 50} events a page`);
}

await record('warm', 50_000, 20);
await record('record()', Number(values.events), 20);
await size();
const chained = performance.now();
const blocks = await chainBlocks(store);
const rate = (n: number, from: number) => Math.round((n * 1000) / (performance.now() - from));
console.log(`chain: ${rate(blocks, chained)} blocks/s`);
const verified = performance.now();
const found = await verifyChain(store, { verifySignature: async () => true });
console.log(`verify: ${rate(found.events, verified)} events/s, whole: ${found.whole}`);
await database.sql`vacuum analyze audit_block`;
await search('by patient', (round) => `patient=${patients[round * 31]}`);
await search('by agent', (round) => `agent=${agents[round * 7]?.who}`);
await search('by organization', (round) => `agent=Organization/${agents[round]?.organization}`);
await search('by patient and event', (round) => `patient=${patients[round * 31]}&subtype=read`);
await search('by event', () => 'subtype=search-type');
await search('all', () => '');
await search('by patient, 1000', (round) => `patient=${patients[round]}&_count=1000`);
await search('by agent, 1000', (round) => `agent=${agents[round]?.who}&_count=1000`);
await database.drop();
