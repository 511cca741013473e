/**
 * `npm run token -- CLIENT`: prints an access token of a registered system client, for twelve
 * hours, in demonstration mode only. It writes the token into the database of the running
 * demonstration, which takes the right to read its data folder.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { type Settings, readSettings } from '#server/config.ts';
import { openPool } from '#server/database/connect.ts';
import { readPassword, user } from '#server/database/initialise.ts';
import { fhirBase } from '#server/http/fhir-api.ts';
import { findClient, listClients } from '#server/oauth/clients/registry.ts';
import { issueSystemToken } from '#server/oauth/tokens/issue-token.ts';

const usage = 'npm run token -- CLIENT   as demo-platform; only while a demonstration is running';
const seconds = 12 * 3600;

/** Where the database of the running server listens. */
function databaseOf(settings: Settings): string {
  if (settings.databaseUrl !== undefined) return settings.databaseUrl;
  const folder = join(settings.data, 'postgres');
  // https://www.postgresql.org/docs/18/storage-file-layout.html: the fourth line is the port.
  const port = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[3];
  return `postgres://${user}:${readPassword(folder)}@127.0.0.1:${port}/postgres`;
}

async function printToken(client: string): Promise<string | undefined> {
  const settings = readSettings(process.env);
  if (!settings.demonstration) {
    return 'Tokens are printed in demonstration mode only (YISHU_DEMO=on)';
  }
  let url: string;
  try {
    url = databaseOf(settings);
  } catch {
    return `No demonstration is running on ${settings.data}: start it with npm start`;
  }
  const pool = openPool(url, 1);
  const database = postgresDatabase(() => pool);
  try {
    const parts = {
      database,
      now: Date.now,
      randomBytes,
      fhirBase: `${settings.publicAddress ?? `http://localhost:${settings.port}`}${fhirBase}`,
    };
    // A database that the demonstration did not seed is somebody's real one.
    if ((await findClient(database, 'demo-platform')) === undefined) {
      return 'This database is not that of a demonstration';
    }
    const token = await issueSystemToken(parts, { client, seconds });
    if (token === undefined) {
      const systems = (await listClients(database)).filter(
        ({ kind, status }) => kind === 'system' && status === 'active',
      );
      const names = systems.map(({ id }) => id).join(', ');
      return `There is no system client ${client}; there are: ${names === '' ? 'none' : names}`;
    }
    console.log(token);
    return undefined;
  } finally {
    await pool.end({ timeout: 1 });
  }
}

const [client] = process.argv.slice(2);
if (client === undefined || client.startsWith('-')) {
  console.error(usage);
  process.exit(2);
}
const failure = await printToken(client);
if (failure !== undefined) {
  console.error(failure);
  process.exit(1);
}
