/**
 * A server on an empty database, for measurements: its log is the real one, residents are written
 * at once, callers are known by name instead of by token.
 * https://hl7.org/fhir/R4/http.html
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Resource } from '#model/fhir.ts';
import { checkDigit } from '#model/resident-id.ts';
import type { Journal } from '#fhir/handling/audit-line.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { prepareCreate } from '#fhir/handling/prepare.ts';
import { refuse } from '#fhir/refusals.ts';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { createSequence } from '#fhir/store/sequence.ts';
import type { Database } from '#fhir/store/sql.ts';
import { type Write, applyWrites } from '#fhir/store/write.ts';
import { createJournal } from '#server/audit/journal.ts';
import { createServer } from '#server/http/server.ts';
import type { Fairness, Scheduling } from '#server/modules/scheduling/scheduling.ts';
import { queueSocket } from '#server/start/sockets/queue-socket.ts';
import { callerOf } from '#test/callers.ts';
import { testDatabase } from '#test/database.ts';
import { openTestHub } from '#test/hub.ts';

/** The house. */
export interface BenchHouse {
  url: string;
  sql: Database;
  store: Store;
  scheduling: Scheduling;
  write: (writes: readonly Write[]) => Promise<void>;
  /** Writes so many Patients, each of whom is a caller by its id. @returns their ids. */
  residents: (count: number) => Promise<string[]>;
  stop: () => Promise<void>;
}

/** Opens it; `platform` is a caller. `logging` is given the log, and what is used in its place. */
export async function openBenchHouse(
  given: { fairness?: Fairness; now?: () => number; logging?: (journal: Journal) => Journal } = {},
): Promise<BenchHouse> {
  const { fairness, now = Date.now, logging = (journal: Journal) => journal } = given;
  const database = await testDatabase();
  const sql = postgresDatabase(() => database.sql);
  const nextSequence = createSequence(Date.now, 1);
  const journal = logging(createJournal({ database: sql, nextSequence, randomBytes }));
  const hub = await openTestHub(database, { journal, fairness, now });
  const { house, scheduling, router } = hub;
  const { bind } = hub.control;
  const callers = new Map([['platform', callerOf('platform')]]);
  const authenticate = async (authorization: string) => {
    const caller = callers.get(authorization.slice('Bearer '.length));
    if (caller === undefined) throw refuse('unauthenticated');
    return caller;
  };
  const report = (error: unknown) => console.error(error);
  const server = await createServer({
    api: { store: house, router, bind, authenticate },
    sockets: [queueSocket({ queue: scheduling.queue, router, house, bind, authenticate, report })],
    observer: {
      handled: () => undefined,
      failed: (_id, error) => report(error),
      metrics: async () => ({ contentType: 'text/plain', text: '' }),
    },
    publicAddress: 'http://localhost',
    ready: async () => true,
    bodyLimit: 1024 * 1024,
    webFolder: join(import.meta.dirname, '../../web/dist'),
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const write = async (writes: readonly Write[]) => {
    for (let at = 0; at < writes.length; at += 500) {
      const some = writes.slice(at, at + 500);
      await house.database.transaction((tx) => applyWrites(tx, some, house.known));
    }
  };
  return {
    url,
    sql,
    store: house,
    scheduling,
    write,
    async residents(count) {
      const writes = Array.from({ length: count }, (_, at): Write => {
        const resource = residentOf(at);
        return prepareCreate(house, { resource, faithful: resource });
      });
      await write(writes);
      for (const { id } of writes) callers.set(id, callerOf('resident', { who: `Patient/${id}` }));
      return writes.map(({ id }) => id);
    },
    async stop() {
      await server.close();
      await database.drop();
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
