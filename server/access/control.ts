/**
 * Access control over a store: binds it to the caller of one request, so that every interaction,
 * search and transaction below sees, writes and logs as that caller.
 * https://hl7.org/fhir/R4/security.html
 */
import type { Caller } from '#fhir/handling/caller.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { createTrace } from '#fhir/handling/trace.ts';
import type { Guarded } from '#fhir/store/guard.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { Write } from '#fhir/store/write.ts';
import { type Known, createAccess, knownOf } from './access.ts';
import { type AccessParts, reasonsFor } from './reasons/reasons-for.ts';
import { standingOf } from './rules/standing.ts';

/** A request that is about to be answered. */
export interface Asked {
  caller: Caller | undefined;
  address: string;
  /** Number of the HTTP request. */
  request: string;
}

/** Access control over one store. */
export interface AccessControl {
  parts: AccessParts;
  /** The store as one caller's request sees it. */
  bind: (store: Store, asked: Asked) => Store;
  /** What a caller is to the rules; made once a caller. */
  knownOf(caller: Caller): Known;
}

/** Access control with these parts. */
export function createAccessControl(parts: AccessParts): AccessControl {
  const known = new WeakMap<Caller, Known>();
  const recall = (caller: Caller): Known => {
    const found = known.get(caller) ?? knownOf(standingOf(caller));
    known.set(caller, found);
    return found;
  };
  return {
    parts,
    knownOf: recall,
    bind(store, asked) {
      const trace = createTrace({ ...asked, now: parts.now });
      const { caller } = asked;
      if (caller === undefined) return { ...store, caller, trace, access: nobody };
      const own = recall(caller);
      const access = createAccess(parts, own);
      return {
        ...store,
        caller,
        trace,
        access,
        read: async (place) => {
          const row = await store.read(place);
          const vain = lookInVain(parts, own, { key: place.key, row });
          const [seen] = row === undefined ? [] : await access.admit(store.sql, [row]);
          if (seen === undefined) await vain();
          return seen;
        },
        commit: async (write) => {
          await access.authorize(store.sql, [write]);
          return store.commit(write);
        },
      };
    },
  };
}

/** Without a caller nothing is visible and nothing may be written. */
const nobody: Store['access'] = {
  mayChooseIds: false,
  why: () => undefined,
  visible: async () => ({ kind: 'tokens', any: [] }),
  admit: async () => [],
  authorize: async () => {
    throw new Error('a route for anyone tried to write');
  },
};

/**
 * What is not there takes as many queries to refuse as what may not be seen: for both the reasons
 * of the resource's own key are asked for, and it is remembered that there are none. Where those of
 * the patient must be asked for anyway it is done in the same query.
 * @returns what waits for the answer; it asks where nobody has.
 */
function lookInVain(
  parts: AccessParts,
  { standing }: Known,
  { key, row }: { key: Hash; row: Guarded | undefined },
): () => Promise<void> {
  const vain = { type: 'Basic', key, bucket: 0, patient: key, owner: undefined, level: 4 };
  const look = async () => {
    await reasonsFor(parts, standing, { sql: parts.pool, rows: [vain] });
  };
  const patient = row?.patient;
  const isCold = patient !== undefined && parts.lookup.remembered(patient) === undefined;
  if (!isCold) return look;
  const asked = look();
  // Whoever admits the row waits for the same query, and tells of its failure.
  asked.catch(() => undefined);
  return () => asked;
}

/** The patients whose reasons these writes may change. */
export function patientsOf(writes: readonly Write[]): Hash[] {
  return writes.flatMap(({ reasoned, content, replaced }) =>
    reasoned ? [content?.patient, replaced?.patient].filter((key) => key !== undefined) : [],
  );
}
