/**
 * What is free, kept in memory: every session to come with its slots, brought up to date from the
 * ledger. It only shows; what is sold is decided in the database.
 * https://hl7.org/fhir/R4/slot.html
 */
import { type PoolCode, poolOf } from '#model/scheduling/pools.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { type Sql, type SqlRow, arrayLiteral } from '#fhir/store/sql.ts';
import type { SessionPlace } from '../bookings/ledger.ts';
import { sessionStates } from './open-sessions.ts';
import type { SessionRules } from './sessions.ts';

/** A slot, and how many numbers of each pool are free in it. */
export interface OpenSlot {
  id: string;
  starts: number;
  ends: number;
  free: Partial<Record<PoolCode, number>>;
}

/** A session to come. */
export interface OpenSession extends SessionPlace {
  schedule: string;
  organization: string;
  department: Hash;
  starts: number;
  ends: number;
  opens: number;
  isStopped: boolean;
  rules: SessionRules;
  slots: OpenSlot[];
}

/** The sessions to come. */
export interface Availability {
  /** Grows whenever something changed. */
  version(): number;
  all(): Iterable<OpenSession>;
  ofSlot(id: string): OpenSession | undefined;
  /** The sessions that changed after a version. */
  since(version: number): Iterable<OpenSession>;
  /** Reads what changed since the last time. */
  refresh(): Promise<void>;
}

/** So long a transaction may take until its entries are seen: what is newer is read again. */
export const slackMs = 5000;
/** So often is looked further back: a transaction took longer, or a clock is behind. */
const deepEveryMs = 60_000;
const deepSlackMs = 180_000;

/** The sessions to come; empty until `refresh` read them for the first time. */
export function createAvailability(sql: Sql, now: () => number): Availability {
  const sessions = new Map<Hash, OpenSession>();
  const bySlot = new Map<string, OpenSession>();
  /** By session, the version at which it was read. */
  const readAt = new Map<Hash, number>();
  let version = 1;
  let seen: number | undefined;
  let seenDeep = 0;
  const put = (read: readonly OpenSession[]) => {
    if (read.length > 0) version += 1;
    for (const session of read) {
      sessions.set(session.session, session);
      readAt.set(session.session, version);
      for (const { id } of session.slots) bySlot.set(id, session);
    }
  };
  const drop = (session: OpenSession) => {
    sessions.delete(session.session);
    readAt.delete(session.session);
    for (const { id } of session.slots) bySlot.delete(id);
    version += 1;
  };
  return {
    version: () => version,
    all: () => sessions.values(),
    ofSlot: (id) => bySlot.get(id),
    *since(earlier) {
      for (const [key, at] of readAt) if (at > earlier) yield sessions.get(key)!;
    },
    async refresh() {
      const at = now();
      for (const session of sessions.values()) if (session.ends <= at) drop(session);
      if (seen === undefined) {
        seen = at;
        seenDeep = at;
        put(await readSessions(sql, 'b.ends > $1', [at]));
        return;
      }
      const isDeep = at - seenDeep >= deepEveryMs;
      const rows = await sql.run('select distinct bucket, session from pool_entry where at >= $1', [
        isDeep ? seenDeep - deepSlackMs : seen - slackMs,
      ]);
      seen = at;
      if (isDeep) seenDeep = at;
      if (rows.length === 0) return;
      const changed = ['bucket', 'session'].map((name) =>
        arrayLiteral(rows.map((row) => String(row[name]))),
      );
      const among = `(b.bucket, b.session) in
        (select * from unnest($2::text::integer[], $3::text::bigint[])) and b.ends > $1`;
      const read = await readSessions(sql, among, [at, ...changed]);
      put(read.filter((one) => !isSame(sessions.get(one.session), one)));
    },
  };
}

const isSame = (known: OpenSession | undefined, read: OpenSession) =>
  known !== undefined && JSON.stringify(known) === JSON.stringify(read);

/** The session of a Schedule to which a Slot belongs, over or to come. */
export async function readSessionOf(
  sql: Sql,
  { schedule, slot }: { schedule: string; slot: string },
): Promise<OpenSession | undefined> {
  const holds = `b.schedule = $1 and exists (select from seat where seat.bucket = b.bucket
    and seat.session = b.session and seat.slot = $2)`;
  const [found] = await readSessions(sql, holds, [schedule, slot]);
  return found;
}

/**
 * Reads sessions with their slots, in the order of time.
 * @param where a condition on `booking_session b`.
 */
export async function readSessions(
  sql: Sql,
  where: string,
  parameters: (string | number)[],
): Promise<OpenSession[]> {
  const rows = await sql.run(
    `select b.bucket, b.session, b.schedule, b.organization, b.department, b.starts, b.ends,
       b.opens, b.state, b.rules, c.slots
     from booking_session b cross join lateral (
       select json_agg(s order by s.starts)::text as slots from (
         select slot, pool, min(starts) as starts, min(ends) as ends,
           count(*) filter (where state = 1) as free
         from seat where seat.bucket = b.bucket and seat.session = b.session
         group by slot, pool) s) c
     where ${where} order by b.starts, b.session`,
    parameters,
  );
  return rows.map(sessionOf);
}

interface SlotRow {
  slot: string;
  pool: number;
  starts: number;
  ends: number;
  free: number;
}

function sessionOf(row: SqlRow): OpenSession {
  const slots = new Map<string, OpenSlot>();
  for (const one of JSON.parse(String(row['slots'] ?? '[]')) as SlotRow[]) {
    const slot = slots.get(one.slot) ?? {
      id: one.slot,
      starts: one.starts,
      ends: one.ends,
      free: {},
    };
    slot.free[poolOf(one.pool)] = one.free;
    slots.set(one.slot, slot);
  }
  return {
    bucket: Number(row['bucket']),
    session: String(row['session']),
    schedule: String(row['schedule']),
    organization: String(row['organization']),
    department: String(row['department']),
    starts: Number(row['starts']),
    ends: Number(row['ends']),
    opens: Number(row['opens']),
    isStopped: Number(row['state']) === sessionStates.stopped,
    rules: JSON.parse(String(row['rules'])) as SessionRules,
    slots: [...slots.values()],
  };
}

/** How many numbers of these pools are free in a slot. */
export function freeIn({ free }: OpenSlot, codes: readonly PoolCode[]): number {
  return codes.reduce((sum, code) => sum + (free[code] ?? 0), 0);
}
