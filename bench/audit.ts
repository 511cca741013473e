/**
 * The audit log: events a second and what one costs, the rate of the chain, searches over a million
 * events. `node bench/audit.ts [--seconds 10] [--events 1000000]`
 */
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { AuditLine } from '#fhir/handling/audit-line.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import { hash64 } from '#fhir/store/hash.ts';
import { newId, patientBucket } from '#fhir/store/ids.ts';
import { createSequence } from '#fhir/store/sequence.ts';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { createJournal } from '#server/audit/journal.ts';
import { testDatabase } from '#test/database.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
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
const patients = Array.from({ length: 20_000 }, () => newId(randomBytes(2).readUInt16BE(), randomBytes(16)));

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

/** Records on so many callers at once; lines are made beforehand so that only record() counts. */
async function record(name: string, total: number): Promise<void> {
  const ready = Array.from({ length: 20_000 }, (_, index) => line(index));
  let next = 0;
  const cpu = process.cpuUsage();
  const from = performance.now();
  await Promise.all(
    Array.from({ length: Number(values.callers) }, async () => {
      while (next < total) await journal.record({ ...ready[next++ % ready.length]!, at: Date.now() });
    }),
  );
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const [size] = await database.sql`select pg_total_relation_size('audit_block') as block,
    pg_total_relation_size('audit_waiting') as waiting, pg_relation_size('audit_block_keys') as keys,
    pg_relation_size('audit_block') as heap, (select count(*) from audit_block) as blocks`;
  console.log(`${name}: ${Math.round(total / seconds)}/s, CPU ${(user / total).toFixed(2)} + ${(system / total).toFixed(2)} µs an event (user + system)`,
   JSON.stringify(size));
}
if (process.env['X']) await database.sql.unsafe(process.env['X']);
await record('warm', 50_000);
await record('record', 300_000);
await database.drop();
void generateKeyPairSync;
