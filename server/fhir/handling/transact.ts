/**
 * A store bound to one database transaction: what interactions do with it is committed together or
 * not at all.
 */
import { readMany } from '#fhir/store/read.ts';
import { type Write, applyWrites } from '#fhir/store/write.ts';
import type { Store } from './interaction.ts';

/** Runs work on a store bound to a new transaction. Rolled back when the work rejects. */
export async function transact<T>(store: Store, work: (bound: Store) => Promise<T>): Promise<T> {
  const written: Write[] = [];
  const result = await store.database.transaction((tx) =>
    work({
      ...store,
      sql: tx,
      read: async (place) => (await readMany(tx, [place])).get(place.key),
      commit: async (write) => {
        written.push(write);
        return (await applyWrites(tx, [write], store.known)).has(write.key);
      },
    }),
  );
  store.known.remember(written);
  return result;
}
