/**
 * What every interaction takes and gives; it knows no HTTP, so batch and transaction call the same
 * ones.
 * https://hl7.org/fhir/R4/http.html
 */
import type { Definitions } from '#fhir/definitions/load.ts';
import type { Kin } from '#fhir/search/kin.ts';
import type { SearchSchema } from '#fhir/search/schema.ts';
import type { Note } from '#fhir/store/apply.ts';
import type { Commit } from '#fhir/store/group-commit.ts';
import type { ReadCurrent } from '#fhir/store/read.ts';
import type { Guarded } from '#fhir/store/guard.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { Sealer } from '#fhir/store/sealer.ts';
import type { Sequence } from '#fhir/store/sequence.ts';
import type { Database, Sql } from '#fhir/store/sql.ts';
import type { KnownTerms, Write } from '#fhir/store/write.ts';
import type { Access, Guardian } from './access.ts';
import type { AuditLine, Journal } from './audit-line.ts';
import type { Caller } from './caller.ts';
import type { Identity } from '#fhir/store/identity.ts';
import type { Trace } from './trace.ts';
import type { Validator } from '#fhir/validation/compile.ts';

/** A request of the FHIR API, wherever it came from: HTTP, a batch entry, a transaction entry. */
export interface FhirRequest {
  method: string;
  /** Segments below the base. */
  path: string[];
  /** What the path names; absent where the path has none. */
  type?: string;
  id?: string;
  version?: string;
  /** The second type of a compartment search, or `*`. */
  member?: string;
  query: [string, string][];
  /** Lower-case names. */
  headers: Record<string, string | undefined>;
  /** The body as text, or already parsed (an entry of a Bundle). */
  body?: RequestBody;
  /** The base URL of the API as the caller sees it. */
  base: string;
}

/** A body as it came. */
export type RequestBody = { text: string } | { value: unknown; faithful: unknown };

/** The answer of an interaction. */
export interface FhirResponse {
  status: number;
  /** JSON text of a resource. */
  body?: string;
  version?: number;
  /** Milliseconds since 1970. */
  updated?: number;
  /** Relative: `Patient/1/_history/2`. */
  location?: string;
  /** A resource the caller may ask not to get (Prefer: return): the body is that of a write. */
  written?: boolean;
  /** What was looked at, for the audit log; a write is logged with its transaction. */
  looked?: Looked;
}

/** What an answer shows of whom. */
export interface Looked {
  /** What was tried, where it was not to read. */
  action?: AuditLine['action'];
  /** Why it could be seen, where it is one thing. */
  why?: string | undefined;
  entities: readonly string[];
  patients: readonly { key: Hash; bucket: number }[];
  query?: string;
}

/** What these rows show of whom. Each patient is named once. */
export function lookedAt(
  rows: readonly (Pick<Guarded, 'type' | 'patient' | 'bucket'> & { id: string })[],
): Looked {
  const patients = new Map<Hash, number>();
  for (const { patient, bucket } of rows) if (patient !== undefined) patients.set(patient, bucket);
  return {
    entities: rows.map(({ type, id }) => `${type}/${id}`),
    patients: Array.from(patients, ([key, bucket]) => ({ key, bucket })),
  };
}

/** Everything an interaction works with. State is here, and nowhere else. */
export interface Store {
  database: Database;
  /** Where searches and reads outside a group go: the pool, or the transaction they belong to. */
  sql: Sql;
  read: ReadCurrent;
  commit: Commit;
  known: KnownTerms;
  definitions: Definitions;
  validator: Validator;
  search: SearchSchema;
  /** Types that can belong to a patient, without Patient itself. */
  patientTypes: ReadonlySet<string>;
  now: () => number;
  randomBytes: (count: number) => Uint8Array;
  nextSequence: Sequence;
  guardian: Guardian;
  sealer: Sealer;
  journal: Journal;
  identity: Identity;
  note: Note;
  /** The other records of a person, for searches. */
  kin: Kin;
  /**
   * Called after the commit of these writes, for what is remembered of them; `moved`: Patients
   * whose person is another now.
   */
  committed: (writes: readonly Write[], moved: readonly Hash[]) => void;
  /** Who asks; undefined where the house itself does. */
  caller: Caller | undefined;
  /** What the caller may; undefined where the house itself asks, which may everything. */
  access: Access | undefined;
  /** What becomes of this request in the audit log; undefined for the house itself. */
  trace: Trace | undefined;
  limits: { conditionalDelete: number; transactionRetries: number };
}

/** One interaction. */
export type Interaction = (request: FhirRequest, store: Store) => Promise<FhirResponse>;
