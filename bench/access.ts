/**
 * What trust costs: the same reads and searches without rules and log, with the rules, and with the
 * log as well, on one server process and one database, by turns.
 * https://hl7.org/fhir/R4/security.html#authorization.2Faccess_control
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { createSequence } from '#fhir/store/sequence.ts';
import { createJournal } from '#server/audit/journal.ts';
import { generateRegion } from '#server/demonstration/region.ts';
import { createServer } from '#server/http/server.ts';
import { callerOf } from '#test/callers.ts';
import { testDatabase } from '#test/database.ts';
import { type TestHub, openTestHub } from '#test/hub.ts';
import { type Connection, openConnection } from './http-client.ts';
import { type Measured, line, loadFor } from './measure.ts';

const { values } = parseArgs({
  options: {
    serve: { type: 'boolean', default: false },
    connections: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '6' },
    turns: { type: 'string', default: '3' },
    residents: { type: 'string', default: '300' },
  },
});

const hospital = 'demo-first-hospital';

/** How a server is opened. */
const modes = ['bare', 'access', 'access and audit'] as const;

/** A server of each mode on the demonstration region; prints their ports. */
async function serve(): Promise<void> {
  const database = await testDatabase();
  const nothing = { append: async () => undefined, record: async () => undefined };
  const pool = postgresDatabase(() => database.sql);
  const nextSequence = createSequence(Date.now, 0);
  const journal = createJournal({ database: pool, nextSequence, randomBytes });
  const silent = await openTestHub(database, { journal: nothing });
  const { keyring } = silent;
  const logging = await openTestHub(database, { journal, keyring });
  await fill(silent);
  await database.sql.unsafe('analyze');
  const caller = callerOf('doctor', { who: 'Practitioner/none', organization: hospital });
  const ports = await Promise.all(
    modes.map(async (mode) => {
      const { house, router, control } = mode === 'access and audit' ? logging : silent;
      const server = await createServer({
        api: {
          store: house,
          router,
          bind: (store, asked) => (mode === 'bare' ? store : control.bind(store, asked)),
          authenticate: async () => caller,
        },
        observer: {
          handled: () => undefined,
          failed: (_id, error) => process.stderr.write(`${String(error)}\n`),
          metrics: async () => ({ contentType: 'text/plain', text: '' }),
        },
        publicAddress: 'http://localhost',
        ready: async () => true,
        bodyLimit: 1_000_000,
        webFolder: 'none',
      });
      return Number(new URL(await server.listen({ host: '127.0.0.1', port: 0 })).port);
    }),
  );
  process.stdout.write(`${JSON.stringify(ports)}\n`);
  process.once('SIGTERM', () => {
    void database.drop().then(() => process.exit(0));
  });
}

/** Puts the directory and so many residents into the store. */
async function fill({ house, router }: TestHub): Promise<void> {
  let residents = -20;
  for (const value of generateRegion({ seed: 1, today: '2026-11-20' })) {
    const body = { value, faithful: value };
    const request = { method: 'POST', path: [], query: [], headers: {}, base: '', body };
    await router.answer({ ...request, query: [] }, house);
    residents += 1;
    if (residents > Number(values.residents)) break;
  }
}

interface Found {
  resource: { id: string; subject?: { reference: string } };
}

/** What the doctor may see of a type, a page of 1,000. */
async function findVisible(connection: Connection, query: string): Promise<Found[]> {
  const { body } = await connection.request('GET', `/fhir/R4/${query}`);
  return (JSON.parse(body) as { entry?: Found[] }).entry ?? [];
}

/** The paths of each workload; those that the doctor may see, so that both do the same. */
async function workloads(connection: Connection): Promise<Record<string, string[]>> {
  const observations = await findVisible(connection, 'Observation?_count=1000');
  const patients = [
    ...new Set(observations.map(({ resource }) => resource.subject?.reference ?? '')),
  ];
  return {
    'read by id': observations.map(({ resource }) => `Observation/${resource.id}`),
    'chart of a patient': patients.map(
      (patient) => `Observation?patient=${patient}&_sort=-date&_count=50`,
    ),
    'conditions of a patient': patients.map((patient) => `Condition?patient=${patient}`),
    'patients by name': ['王', '李', '张', '陈'].map(
      (name) => `Patient?name=${encodeURIComponent(name)}&_count=20`,
    ),
    'recent of a code': ['8867-4', '8480-6', '2339-0'].map(
      (code) => `Observation?code=${code}&_sort=-date&_count=20`,
    ),
  };
}

async function measure(port: number, paths: readonly string[]): Promise<Measured> {
  const connections = await Promise.all(
    Array.from({ length: Number(values.connections) }, () =>
      openConnection('127.0.0.1', port, 'x'),
    ),
  );
  let at = 0;
  const workers = connections.map((connection) => async () => {
    at = (at + 7919) % paths.length;
    return (await connection.request('GET', `/fhir/R4/${paths[at]!}`)).status === 200;
  });
  await loadFor(1, workers);
  const measured = await loadFor(Number(values.seconds), workers);
  for (const connection of connections) connection.close();
  return measured;
}

const rateOf = ({ count, seconds }: Measured) => count / seconds;
const middle = (list: number[]) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

async function compare(): Promise<void> {
  const args = [import.meta.filename, '--serve', '--residents', values.residents];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const ports = JSON.parse(said.toString()) as number[];
  const guarded = await openConnection('127.0.0.1', ports[1] ?? 0, 'x');
  const works = await workloads(guarded);
  guarded.close();
  for (const [name, paths] of Object.entries(works)) {
    const rates = modes.map((): number[] => []);
    for (let turn = 0; turn < Number(values.turns); turn += 1) {
      for (const [index, port] of ports.entries()) {
        const measured = await measure(port, paths);
        rates[index]?.push(rateOf(measured));
        console.log(line(`${name}, ${modes[index]}, ${paths.length} paths`, measured));
      }
    }
    const [bare = 1, access = 1, audit = 1] = rates.map(middle);
    const loss = (part: number, whole: number) => `${(100 * (1 - part / whole)).toFixed(1)} %`;
    console.log(`=> ${name}: access costs ${loss(access, bare)}, audit ${loss(audit, access)}`);
  }
  child.kill('SIGTERM');
}

await (values.serve ? serve() : compare());
