/**
 * The other records of a person: where a search names a Patient, all of them are meant.
 * docs/decisions/0017-one-person-one-index.md
 */
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import { type Sql, arrayLiteral } from '#fhir/store/sql.ts';

/** Finds the ids of the Patients that are one person with each of some. */
export type FindKin = (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;

/** Finds them on a connection, and remembers them for a moment. */
export interface Kin {
  /** On the pool, or as a transaction sees them. */
  on(sql: Sql): FindKin;
  /** Forgets everything: somebody's person is another now. */
  forget(): void;
}

/** How long another process's change may go unseen, in milliseconds. */
const youngMs = 1000;
const rememberedMax = 50_000;

const text = `select o.key, m.id from identity_record o
  join identity_record m on m.person = o.person and m.key <> o.key
  where o.key = any($1::text::bigint[])`;

/** Kin on a pool. @param now milliseconds since 1970. */
export function createKin(pool: Sql, now: () => number): Kin {
  const memory = new Map<string, { at: number; others: readonly string[] }>();
  let changes = 0;
  return {
    on: (sql) => async (ids) => {
      const found = new Map<string, readonly string[]>();
      for (const id of ids) {
        const known = sql === pool ? memory.get(id) : undefined;
        if (known !== undefined && now() - known.at < youngMs) found.set(id, known.others);
      }
      const missing = ids.filter((id) => !found.has(id));
      if (missing.length === 0) return found;
      const [at, started] = [now(), changes];
      const asked = await findOthers(sql, missing);
      if (memory.size > rememberedMax) memory.clear();
      for (const [id, others] of asked) {
        found.set(id, others);
        if (sql === pool && started === changes) memory.set(id, { at, others });
      }
      return found;
    },
    forget() {
      changes += 1;
      memory.clear();
    },
  };
}

async function findOthers(sql: Sql, ids: readonly string[]): Promise<Map<string, string[]>> {
  const byKey = new Map<Hash, string>(ids.map((id) => [resourceKey('Patient', id), id]));
  const found = new Map<string, string[]>(ids.map((id) => [id, []]));
  const rows = await sql.run(text, [arrayLiteral([...byKey.keys()])]);
  for (const row of rows) {
    found.get(byKey.get(String(row['key'])) ?? '')?.push(String(row['id']));
  }
  return found;
}
