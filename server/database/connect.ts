/** The connections to PostgreSQL. https://github.com/porsager/postgres */
import postgres from 'postgres';
import { StartFailure } from '../start-failure.ts';

/** An open database. */
export interface Connected {
  pool: postgres.Sql;
  /** Whether the database answers. */
  ready: () => Promise<boolean>;
  close: () => Promise<void>;
}

/** The oldest PostgreSQL that will do, as server_version_num. */
const oldest = 160_000;

/**
 * Connects to a PostgreSQL. Throws a `StartFailure` where it cannot be reached, is too old, or may not be written.
 * @param given how many connections the pool may open.
 */
export async function connect(url: string, given: { connections: number }): Promise<Connected> {
  const pool = openPool(url, given.connections);
  try {
    const [row] = await pool`select current_setting('server_version_num')::int as number,
      current_setting('server_version') as name,
      current_setting('server_encoding') as encoding,
      pg_is_in_recovery() as standby`;
    if (Number(row?.['number']) < oldest) {
      throw new StartFailure(`PostgreSQL ${row?.['name']} is too old: Yishu needs 16 or later`);
    }
    if (row?.['encoding'] !== 'UTF8') {
      throw new StartFailure(`The database has encoding ${row?.['encoding']}: Yishu needs UTF8`);
    }
    if (row['standby'] === true) {
      throw new StartFailure('The database is a standby and takes no writes: name the primary');
    }
  } catch (error) {
    await pool.end({ timeout: 1 });
    throw error instanceof StartFailure ? error : new StartFailure(unreachable(url, error));
  }
  return {
    pool,
    ready: () =>
      pool`select 1`.then(
        () => true,
        () => false,
      ),
    close: () => pool.end({ timeout: 5 }),
  };
}

/** A pool as the store wants it: no type lookups, plans made for the values at hand. */
export function openPool(url: string, connections: number): postgres.Sql {
  return postgres(url, {
    max: connections,
    fetch_types: false,
    connect_timeout: 5,
    max_lifetime: null,
    onnotice: () => undefined,
    connection: { application_name: 'yishu', plan_cache_mode: 'force_custom_plan' },
  });
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no machine of that name',
  CONNECT_TIMEOUT: 'it does not answer',
  '28P01': 'it refuses the password',
  '28000': 'it refuses the user',
  '3D000': 'it has no database of that name',
  '53300': 'it has no connection to spare',
};

/** The line for a database that cannot be reached; never with the password. */
function unreachable(url: string, error: unknown): string {
  const code = String((error as { code?: unknown } | null)?.code);
  const reason = reasons[code] ?? code;
  let place = 'of DATABASE_URL';
  if (URL.canParse(url)) {
    const { host, pathname } = new URL(url);
    place = `at ${host}${pathname}`;
  }
  return `The database ${place} cannot be reached (${reason}): start it, or correct DATABASE_URL`;
}
