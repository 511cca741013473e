/**
 * The system under test: a PostgreSQL of its own, the simulators of the payment providers, and the
 * house as a process that is killed and started again.
 * https://www.postgresql.org/docs/18/server-shutdown.html
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import { openPool } from '#server/database/connect.ts';
import { startEmbedded } from '#server/database/embedded.ts';
import { migrate } from '#server/database/migrate.ts';
import type { Simulator } from '#server/payment/simulators/simulator.ts';
import { fhirClient, sendAs } from '#test/fhir-client.ts';
import { type HouseProcess, startHouse } from './house.ts';
import {
  type Booths,
  type PaymentKeys,
  makePaymentKeys,
  placeholder,
  startBooths,
} from './providers.ts';
import { type Town, monday, settleTown } from './town.ts';

/** Where lives are lived: one for all of them. */
export interface Bench {
  /** Address of PostgreSQL. */
  server: string;
  town: Town;
  keys: PaymentKeys;
  master: string;
  /** A house that is loaded and waits to be opened. */
  spare: HouseProcess;
  stop: () => Promise<void>;
}

/** One life. */
export interface System {
  bench: Bench;
  /** Of its database. */
  url: string;
  clock: { at: number };
  booths: Record<'wechat' | 'alipay', Simulator>;
  house: HouseProcess;
  /** What dead houses said were bugs; those of the living are in `house.bugs`. */
  bugs: string[];
}

const template = 'life_template';

/** Opens the bench: PostgreSQL, and a town in a template. */
export async function openBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-life-'));
  const spare = startHouse();
  const embedded = await startEmbedded({ folder: join(folder, 'postgres') });
  const server = embedded.url;
  await asAdmin(server, (sql) => sql.unsafe(`create database ${template}`));
  const pool = openPool(addressOf(server, template), 2);
  await migrate(pool, join(import.meta.dirname, '../../../sql'));
  await pool.end();
  const bench: Bench = {
    server,
    keys: makePaymentKeys(),
    master: randomBytes(32).toString('hex'),
    town: { people: [], slots: [], fees: {} },
    spare,
    async stop() {
      await bench.spare.kill();
      await embedded.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const system = await openOn(bench, addressOf(server, template));
  try {
    bench.town = await settleTown(sendAs(fhirClient(system.house.url), 'platform'));
  } finally {
    await close(system);
  }
  return bench;
}

/** Begins a life: a copy of the town, and a house that is open. */
export async function beginLife(bench: Bench): Promise<System> {
  const name = `life_${randomBytes(6).toString('hex')}`;
  await asAdmin(bench.server, (sql) =>
    sql.unsafe(`create database ${name} template ${template} strategy file_copy`),
  );
  return openOn(bench, addressOf(bench.server, name));
}

/** Ends a life; nothing of it is left. */
export async function endLife(system: System): Promise<void> {
  await close(system);
  const name = new URL(system.url).pathname.slice(1);
  await asAdmin(system.bench.server, (sql) => sql.unsafe(`drop database ${name} with (force)`));
}

async function close({ house, booths }: System): Promise<void> {
  await house.kill();
  for (const booth of Object.values(booths)) {
    await booth.quiet();
    await booth.stop();
  }
}

async function openOn(bench: Bench, url: string): Promise<System> {
  const clock = { at: monday };
  const found: { system?: System } = {};
  const booths = await startBooths(bench.keys, {
    now: () => clock.at,
    fetch: (address, init) => {
      const to = found.system?.house.url;
      if (to === undefined || to === '') return Promise.reject(new TypeError('nobody is there'));
      return fetch((address as string).replace(placeholder, to), init);
    },
  });
  const system: System = { bench, url, clock, booths, house: takeSpare(bench), bugs: [] };
  found.system = system;
  await system.house.open(openingOf(system));
  return system;
}

/** The house that waits; another one is loaded meanwhile. */
function takeSpare(bench: Bench): HouseProcess {
  const { spare } = bench;
  bench.spare = startHouse();
  return spare;
}

function openingOf({ bench: { keys, master }, url, clock, booths }: System) {
  const at: Booths = { wechat: booths.wechat.url, alipay: booths.alipay.url };
  return { url, now: clock.at, master, keys, booths: at };
}

/** `kill -9` of the house. What its transactions came to is decided when this resolves. */
export async function killHouse(system: System): Promise<void> {
  await system.house.kill();
  system.bugs.push(...system.house.bugs.splice(0));
  await untilAlone(system);
}

/** A new process of the house on the same database. */
export async function restartHouse(system: System): Promise<void> {
  await system.house.kill();
  system.house = takeSpare(system.bench);
  await system.house.open(openingOf(system));
}

/**
 * `kill -9` of a backend of PostgreSQL: it ends every other one, throws away what is in memory, and
 * recovers from its log. Resolves when it takes connections again.
 */
export async function crashPostgres(system: System): Promise<void> {
  const pid = await asAdmin(system.bench.server, async (sql) => {
    const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    process.kill(row!.pid, 'SIGKILL');
    return row!.pid;
  });
  await pause(50);
  for (let tries = 0; tries < 400; tries += 1) {
    const next = await asAdmin(system.bench.server, async (sql) => {
      const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
      return row!.pid;
    }).catch(() => pid);
    if (next !== pid) return;
    await pause(25);
  }
  throw new Error('PostgreSQL did not come back');
}

/** Sets the clock forward, everybody's. */
export async function pass(system: System, ms: number): Promise<void> {
  system.clock.at += ms;
  await system.house.ask({ ask: 'clock', now: system.clock.at });
}

/** Looks into the database, past the house. */
export async function look<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const asAdmin = <T>(server: string, work: (sql: postgres.Sql) => Promise<T>) => look(server, work);

/** Waits until no transaction of a house that was killed is under way. */
async function untilAlone({ url }: System): Promise<void> {
  const others = () =>
    look(url, async (sql) => {
      const rows = await sql`select 1 from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`;
      return rows.length;
    });
  for (let tries = 0; tries < 400; tries += 1) {
    if ((await others()) === 0) return;
    await pause(10);
  }
  throw new Error('What a killed house began did not end');
}

function addressOf(server: string, database: string): string {
  return Object.assign(new URL(server), { pathname: `/${database}` }).href;
}
