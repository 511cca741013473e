/**
 * The whole house for whoever attacks it: opened as server/main.ts opens it, on a database of its
 * own, with real accounts, real sessions and real tokens.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import {
  type DemonstrationAccount,
  createDemonstrationAccounts,
} from '#server/accounts/demonstration.ts';
import { type Settings, readSettings } from '#server/config.ts';
import { createServer } from '#server/http/server.ts';
import { newClient, putClient } from '#server/oauth/clients/registry.ts';
import { issueSystemToken } from '#server/oauth/tokens/issue-token.ts';
import { createObserver } from '#server/observe/observer.ts';
import { placeClients } from '#server/start/first-logins.ts';
import { type House as OpenHouse, openHouse } from '#server/start/open-house.ts';
import { type TestDatabase, testDatabase } from '#test/database.ts';
import { freePort } from '#test/oauth/house.ts';
import { people } from './cast.ts';

/** An open house, and what an attacker of it looks at. */
export interface House extends OpenHouse {
  url: string;
  database: TestDatabase;
  server: FastifyInstance;
  settings: Settings;
  /** Lines of the log, as written. */
  log: string[];
  /** What was a bug of the server: a story expects none. */
  failures: unknown[];
  /** The accounts by login or phone, with their secrets. */
  accounts: Map<string, DemonstrationAccount>;
  /** Statements sent to the database since the start. */
  statements: { count: number };
  /** A token of the platform. */
  platform: string;
  /** A token of the information system of the western hospital, and of the eastern one. */
  westSystem: string;
  eastSystem: string;
  stop(): Promise<void>;
}

/** Opens the house. @param changed settings that differ from those of the demonstration. */
export async function openAttackedHouse(changed: Partial<Settings> = {}): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-attack-'));
  const port = await freePort();
  const database = await testDatabase();
  const statements = countStatements(database);
  const settings: Settings = {
    ...readSettings({ YISHU_DATA: folder, PORT: String(port) }),
    publicAddress: `http://localhost:${port}`,
    ...changed,
  };
  const log: string[] = [];
  const kept = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.push(chunk.toString('utf8'));
      done();
    },
  });
  const logger = pino({ level: 'debug', base: null, errorKey: 'error' }, kept);
  const demonstration: DemonstrationAccount[] = [];
  const house = await openHouse({
    pool: () => database.sql,
    settings,
    log: logger,
    stream: process.stdout,
    demonstration,
  });
  await placeClients(house, settings);
  const failures: unknown[] = [];
  const observer = createObserver(logger);
  const server = await createServer({
    ...house.served,
    observer: {
      ...observer,
      failed(requestId, error) {
        failures.push(error);
        observer.failed(requestId, error);
      },
    },
    ready: async () => true,
    webFolder: join(import.meta.dirname, '../../web/dist'),
  });
  await server.listen({ host: settings.host, port });
  demonstration.push(...(await createDemonstrationAccounts(house.signIn.accounts, people, folder)));
  const accounts = new Map(demonstration.map((one) => [one.login ?? one.phone ?? '', one]));
  const systems = await placeSystems(house);
  return {
    ...house,
    ...systems,
    url: house.served.publicAddress,
    database,
    server,
    settings,
    log,
    failures,
    accounts,
    statements,
    async stop() {
      await server.close();
      await house.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Counts what is sent to the database, whoever sends it. */
function countStatements({ sql }: TestDatabase): { count: number } {
  const statements = { count: 0 };
  Object.assign(sql.options, {
    debug: () => {
      statements.count += 1;
    },
  });
  return statements;
}

async function placeSystems({
  hub,
}: OpenHouse): Promise<Pick<House, 'platform' | 'westSystem' | 'eastSystem'>> {
  const { database } = hub.house;
  for (const organization of ['west', 'east']) {
    const client = newClient({
      id: `${organization}-his`,
      name: `${organization} HIS`,
      kind: 'system',
      role: 'system',
      organization,
      method: 'private_key_jwt',
      scopes: 'system/*.cruds',
      status: 'active',
    });
    await putClient(database, client);
  }
  const parts = { database, now: Date.now, randomBytes, fhirBase: 'x' };
  const issue = async (client: string) =>
    (await issueSystemToken(parts, { client, seconds: 3600 })) ?? '';
  return {
    platform: await issue('demo-platform'),
    westSystem: await issue('west-his'),
    eastSystem: await issue('east-his'),
  };
}
