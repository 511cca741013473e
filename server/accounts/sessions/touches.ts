/**
 * When each session was last seen: kept in memory, written down at most every 20 seconds, so that
 * an idle time-out costs a request nothing.
 * https://pages.nist.gov/800-63-4/sp800-63b.html#reauthentication
 */
import { type Database, runValues } from '#fhir/store/sql.ts';

/** What was seen since the last writing. */
export interface Touches {
  /** Notes that a session was seen now; writes all notes down when that is due. */
  touch(session: string): Promise<void>;
  /** When a session was last noted; 0 where no note is left. */
  last(session: string): number;
  /** Writes all notes down: for a stop. */
  flush(): Promise<void>;
}

const flushMs = 20_000;

const writing = {
  text: `update account_session s set seen = greatest(s.seen, v.seen)
    from (values $ROWS) as v(id, seen) where s.id = v.id`,
  casts: ['uuid', 'bigint'],
};

/** Notes on a database. */
export function createTouches(given: { now: () => number; database: Database }): Touches {
  const { now, database } = given;
  const seen = new Map<string, number>();
  let flushed = now();
  const flush = async () => {
    flushed = now();
    const rows = [...seen];
    await runValues(database, writing, rows);
    // A note that came meanwhile is newer than what was written.
    for (const [id, at] of rows) if (seen.get(id) === at) seen.delete(id);
  };
  return {
    async touch(session) {
      seen.set(session, now());
      if (now() - flushed >= flushMs) await flush();
    },
    last: (session) => seen.get(session) ?? 0,
    flush,
  };
}
