/**
 * What the store asks of access control. The rules themselves are in server/access; a store without
 * them serves the house itself.
 * https://hl7.org/fhir/R4/security.html#access
 */
import type { Coding, Resource } from '#model/fhir.ts';
import type { Resolved } from '#fhir/search/predicate.ts';
import type { Guarded, ReasonEntry } from '#fhir/store/guard.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { Sql } from '#fhir/store/sql.ts';
import type { Write } from '#fhir/store/write.ts';

/** What one caller may see and change, for one request. */
export interface Access {
  /**
   * What every row that a search finds, follows or counts must fulfil.
   * @param about what the search is about, as far as it says.
   */
  visible(sql: Sql, about: About): Promise<Resolved>;
  /** Those of these rows that may be seen, in their order. */
  admit<Row extends Guarded>(sql: Sql, rows: readonly Row[]): Promise<Row[]>;
  /** Throws a refusal unless every one of these writes may be made, together. */
  authorize(sql: Sql, writes: readonly Write[]): Promise<void>;
  /** Whether an update may create a resource under an id that the caller chose. */
  mayChooseIds: boolean;
  /** Why this row may be seen; undefined where it may not. For the audit log, after `admit`. */
  why(row: Guarded): string | undefined;
}

/** What a search is about. */
export interface About {
  /** Numbers of the only types; undefined for any. */
  types?: readonly number[];
  /** Keys of the only patients; undefined for anybody. */
  patients?: readonly Hash[] | undefined;
  /** Whether earlier versions are looked at: what is found by criteria is the current one alone. */
  isOfVersions?: boolean;
}

/** What access control derives from a resource while it is written. */
export interface Guardian {
  /** Types of resource that can give someone a reason. */
  giving: ReadonlySet<string>;
  /** Types in no compartment that belong to a patient all the same, as Task. */
  belonging: ReadonlySet<string>;
  /** The id of the patient to whom a resource of such a type belongs. */
  patientOf(resource: Resource): string | undefined;
  /**
   * How a resource is guarded.
   * @param given.patient key of the patient to whom it belongs.
   */
  describe(
    resource: Resource,
    given: { id: string; patient: Hash | undefined; now: number },
  ): Described;
}

/** How a resource is guarded. */
export interface Described {
  level: number;
  /** Labels that its meta.security must carry. */
  labels: readonly Coding[];
  /** The tags of one system that its meta.tag must carry, and no others of it. */
  flags?: { system: string; tags: readonly Coding[] } | undefined;
  /** Id of the Organization that says by meta.source that it wrote this. */
  source: string | undefined;
  reasons: readonly ReasonEntry[];
}
