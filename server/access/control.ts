/**
 * Access control over a store: binds it to the caller of one request, so that every interaction,
 * search and transaction below sees, writes and logs as that caller.
 * https://hl7.org/fhir/R4/security.html
 */
import type { Caller } from '#fhir/handling/caller.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { createTrace } from '#fhir/handling/trace.ts';
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
          if (row !== undefined) return (await access.admit(store.sql, [row]))[0];
          await lookInVain(parts, own, place.key);
          return undefined;
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
 * What is not there takes as long to answer as what may not be seen: both look for reasons, and
 * remember that there are none.
 */
async function lookInVain(parts: AccessParts, { standing }: Known, key: Hash): Promise<void> {
  const row = { type: 'Basic', key, bucket: 0, patient: key, owner: undefined, level: 4 };
  await reasonsFor(parts, standing, { sql: parts.pool, rows: [row] });
}

/** The patients whose reasons these writes may change. */
export function patientsOf(writes: readonly Write[]): Hash[] {
  return writes.flatMap(({ reasoned, content, replaced }) =>
    reasoned ? [content?.patient, replaced?.patient].filter((key) => key !== undefined) : [],
  );
}
