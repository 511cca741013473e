/**
 * A server of its own for a test: a fresh database, a free port, everything else as in production.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { loadDefinitions } from '#fhir/definitions/load.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { openStore } from '#fhir/open-store.ts';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { createServer } from '#server/http/server.ts';
import { testDatabase } from './database.ts';

/** A running server. */
export interface TestServer {
  /** `http://127.0.0.1:PORT` */
  url: string;
  store: Store;
  /** What the server reported as its own bugs; a story expects none. */
  failures: unknown[];
  stop(): Promise<void>;
}

/** Starts a server on an empty database. */
export async function startTestServer(given: { bodyLimit?: number } = {}): Promise<TestServer> {
  const database = await testDatabase();
  const failures: unknown[] = [];
  const store = openStore({
    database: postgresDatabase(() => database.sql),
    definitions: loadDefinitions(),
    timeZone: 'Asia/Shanghai',
    baseUrls: [],
    now: Date.now,
    randomBytes,
  });
  const server = await createServer({
    store,
    observer: {
      handled: () => undefined,
      failed: (_requestId, error) => failures.push(error),
      metrics: async () => ({ contentType: 'text/plain', text: '' }),
    },
    ready: async () => true,
    bodyLimit: given.bodyLimit ?? 32 * 1024 * 1024,
    webFolder: join(import.meta.dirname, '../web/dist'),
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    store,
    failures,
    async stop() {
      await server.close();
      await database.drop();
    },
  };
}
