/**
 * The reasons on record for the patients of some rows: remembered, looked up together, or, inside a
 * transaction, as that transaction sees them.
 * https://hl7.org/fhir/R4/security.html#authorization.2Faccess_control
 */
import type { Resource } from '#model/fhir.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import type { SearchSchema } from '#fhir/search/schema.ts';
import type { Guarded } from '#fhir/store/guard.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { Sql } from '#fhir/store/sql.ts';
import type { Write } from '#fhir/store/write.ts';
import type { Reason } from '../rules/decide.ts';
import { isOpenType } from '../rules/resource-classes.ts';
import type { Standing } from '../rules/standing.ts';
import type { Levels } from '../record-rows.ts';
import { type ReasonLookup, findReasons } from './reason-lookup.ts';

/** The rules of the registry, which belong to another room. */
export interface Register {
  /** The types that they are about. */
  types: ReadonlySet<string>;
  /** Throws a refusal unless a resource may be registered; `lookup` finds what it refers to. */
  check: (
    resource: Resource,
    lookup: (reference: string) => Promise<Resource | undefined>,
  ) => Promise<void>;
}

/** What access control works with. */
export interface AccessParts {
  /** The pool: what is looked up on it is shared and remembered, unlike in a transaction. */
  pool: Sql;
  search: SearchSchema;
  lookup: ReasonLookup;
  register: Register;
  /** The rules of entry, which belong to another room: throws a refusal, or flags a write. */
  checkEntry: (caller: Caller, given: { sql: Sql; writes: readonly Write[] }) => Promise<void>;
  /** What reasons that are remembered amount to for a caller; gone with them. */
  levels: WeakMap<readonly Reason[], Map<Standing, Levels | undefined>>;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** The reasons on record for the patients of these rows. */
export async function reasonsFor(
  parts: AccessParts,
  standing: Standing,
  { sql, rows }: { sql: Sql; rows: readonly Guarded[] },
): Promise<ReadonlyMap<Hash, readonly Reason[]>> {
  const { reach } = standing.policy;
  const found = new Map<Hash, readonly Reason[]>();
  if (reach === 'none' || reach === 'all') return found;
  const missing = new Map<Hash, number>();
  for (const { patient, bucket, type } of rows) {
    if (patient === undefined || isOpenType(type) || found.has(patient)) continue;
    const young = sql === parts.pool ? parts.lookup.remembered(patient) : undefined;
    if (young === undefined) missing.set(patient, bucket);
    else found.set(patient, young);
  }
  if (missing.size === 0) return found;
  const subjects = Array.from(missing, ([key, bucket]) => ({ key, bucket }));
  const asked =
    sql === parts.pool
      ? await parts.lookup.find(subjects)
      : await findReasons(sql, subjects, parts.now());
  for (const { key } of subjects) found.set(key, asked.get(key) ?? []);
  return found;
}
