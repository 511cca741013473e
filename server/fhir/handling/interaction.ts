/**
 * What every interaction takes and gives; it knows no HTTP, so batch and transaction call the same
 * ones.
 * https://hl7.org/fhir/R4/http.html
 */
import type { Definitions } from '#fhir/definitions/load.ts';
import type { SearchSchema } from '#fhir/search/schema.ts';
import type { Commit } from '#fhir/store/group-commit.ts';
import type { ReadCurrent } from '#fhir/store/read.ts';
import type { Sequence } from '#fhir/store/sequence.ts';
import type { Database, Sql } from '#fhir/store/sql.ts';
import type { KnownTerms } from '#fhir/store/write.ts';
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
  /** Types that can be in a patient's compartment, without Patient itself. */
  patientTypes: ReadonlySet<string>;
  now: () => number;
  randomBytes: (count: number) => Uint8Array;
  nextSequence: Sequence;
  limits: { conditionalDelete: number; transactionRetries: number };
}

/** One interaction. */
export type Interaction = (request: FhirRequest, store: Store) => Promise<FhirResponse>;
