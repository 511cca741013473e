/**
 * The database whose audit log a command reads: that of DATABASE_URL, else the embedded one of
 * YISHU_DATA, started for it or found running.
 * https://www.postgresql.org/docs/18/storage-file-layout.html
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import type { Database } from '#fhir/store/sql.ts';
import { openPool } from '#server/database/connect.ts';
import { startEmbedded } from '#server/database/embedded.ts';
import { readPassword, user } from '#server/database/initialise.ts';
import { readSettings } from '#server/config.ts';

/** Opens the database. */
export async function openAuditDatabase(): Promise<{
  database: Database;
  close: () => Promise<void>;
}> {
  const settings = readSettings(process.env);
  const folder = join(settings.data, 'postgres');
  const running = settings.databaseUrl ?? runningUrl(folder);
  const embedded = running === undefined ? await startEmbedded({ folder }) : undefined;
  const pool = openPool(running ?? embedded?.url ?? '', 4);
  return {
    database: postgresDatabase(() => pool),
    async close() {
      await pool.end({ timeout: 5 });
      await embedded?.stop();
    },
  };
}

/** The address of the embedded database while a server has it running. */
function runningUrl(folder: string): string | undefined {
  try {
    const [pid, , , port] = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 0);
    return `postgres://${user}:${readPassword(folder)}@127.0.0.1:${port}/postgres`;
  } catch {
    return undefined;
  }
}
