/**
 * A token for a started process, which in production knows no client: registers a system client in
 * its database and issues a token to it, as an administrator and that system would.
 * https://hl7.org/fhir/smart-app-launch/backend-services.html
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { openPool } from '#server/database/connect.ts';
import { readPassword, user } from '#server/database/initialise.ts';
import { fhirBase } from '#server/http/fhir-api.ts';
import { newClient, putClient } from '#server/oauth/clients/registry.ts';
import { issueSystemToken } from '#server/oauth/tokens/issue-token.ts';

/** The address of the database that a started process runs in its data folder. */
export function databaseUrl(data: string): string {
  const folder = join(data, 'postgres');
  // https://www.postgresql.org/docs/18/storage-file-layout.html: the fourth line is the port.
  const port = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[3];
  return `postgres://${user}:${readPassword(folder)}@127.0.0.1:${port}/postgres`;
}

/** The headers of a platform's system at the server that runs on a data folder. */
export async function platformHeaders(
  data: string,
  publicAddress: string,
): Promise<{ authorization: string }> {
  const pool = openPool(databaseUrl(data), 1);
  const database = postgresDatabase(() => pool);
  const id = 'test-platform';
  try {
    const client = newClient({ id, name: 'Test', kind: 'system' });
    await putClient(database, {
      ...client,
      role: 'platform',
      status: 'active',
      scopes: 'system/*.cruds',
    });
    const parts = { database, now: Date.now, randomBytes, fhirBase: publicAddress + fhirBase };
    const token = await issueSystemToken(parts, { client: id, seconds: 3600 });
    return { authorization: `Bearer ${token}` };
  } finally {
    await pool.end({ timeout: 1 });
  }
}
