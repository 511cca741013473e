/**
 * A store bound to one database transaction: what interactions do with it is committed together or
 * not at all.
 */
import type { Guarded } from '#fhir/store/guard.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { readMany } from '#fhir/store/read.ts';
import type { Sql } from '#fhir/store/sql.ts';
import { applyAll } from '#fhir/store/apply.ts';
import type { Write } from '#fhir/store/write.ts';
import type { Access } from './access.ts';
import type { AuditLine } from './audit-line.ts';
import type { Store } from './interaction.ts';

/** Applies writes in the transaction of a bound store; the keys of those that won. */
export type Apply = (writes: readonly Write[]) => Promise<Set<Hash>>;

/**
 * Runs work on a store bound to a new transaction. Rolled back when the work rejects. Every write
 * is authorized before it is applied, and its event is logged in the same transaction.
 */
export async function transact<T>(
  store: Store,
  work: (bound: Store, apply: Apply) => Promise<T>,
): Promise<T> {
  const { result, written, moved } = await store.database.transaction((tx) =>
    within(store, tx, work),
  );
  store.committed(written, moved);
  return result;
}

/** What work in a transaction came to. */
export interface Worked<T> {
  result: T;
  /** Everything that was written: `store.committed` is to be told after the commit. */
  written: Write[];
  /** Keys of Patients whose person is another now. */
  moved: Hash[];
}

/** Runs work on a store bound to a transaction that somebody else opened, and commits. */
export async function within<T>(
  store: Store,
  tx: Sql,
  work: (bound: Store, apply: Apply) => Promise<T>,
): Promise<Worked<T>> {
  const written: Write[] = [];
  const moved: Hash[] = [];
  const lines: AuditLine[] = [];
  const apply: Apply = async (writes) => {
    await store.access?.authorize(tx, writes);
    const applied = await applyAll(tx, writes, store);
    written.push(...applied.written);
    moved.push(...applied.moved);
    lines.push(...applied.lines);
    return applied.won;
  };
  const bound: Store = {
    ...store,
    sql: tx,
    // Part of this transaction: nothing is shown unless it commits.
    journal: {
      ...store.journal,
      record: async (line) => {
        lines.push(line);
      },
    },
    read: async (place) => {
      const row = (await readMany(tx, [place])).get(place.key);
      return row === undefined ? undefined : (await admitted(store.access, tx, [row]))[0];
    },
    commit: async (write) => (await apply([write])).has(write.key),
  };
  const result = await work(bound, apply);
  await store.journal.append(tx, lines);
  return { result, written, moved };
}

/** Those of these rows that may be seen; all of them where the house itself asks. */
export async function admitted<Row extends Guarded>(
  access: Access | undefined,
  sql: Sql,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  return access === undefined ? rows : access.admit(sql, rows);
}
