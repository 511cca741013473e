/** Puts the parts of the store together on a database. https://hl7.org/fhir/R4/http.html */
import type { Guardian } from '#fhir/handling/access.ts';
import type { Journal } from '#fhir/handling/audit-line.ts';
import type { Identity } from '#fhir/store/identity.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import type { Definitions } from '#fhir/definitions/load.ts';
import { createKin } from '#fhir/search/kin.ts';
import { compileSearch } from '#fhir/search/schema.ts';
import type { Note } from '#fhir/store/apply.ts';
import { createGroupCommit } from '#fhir/store/group-commit.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { createCoalescedRead } from '#fhir/store/read.ts';
import { createSequence } from '#fhir/store/sequence.ts';
import type { Sealer } from '#fhir/store/sealer.ts';
import type { Database } from '#fhir/store/sql.ts';
import { type Write, createKnownTerms } from '#fhir/store/write.ts';
import { compileValidator } from '#fhir/validation/compile.ts';

/** What a store is made of. */
export interface StoreParts {
  database: Database;
  definitions: Definitions;
  /** IANA name; dates without a zone are in it. */
  timeZone: string;
  /** The addresses under which this server's own resources may be referred to. */
  baseUrls: string[];
  /** Milliseconds since 1970. */
  now: () => number;
  randomBytes: (count: number) => Uint8Array;
  guardian: Guardian;
  sealer: Sealer;
  journal: Journal;
  /** Makes the index of people. */
  identity: (store: IdentityParts) => Identity;
  /** Notes what was written, in its transaction; nothing by default. */
  note?: Note;
  /** Called after the commit of these writes; `moved`: Patients whose person is another now. */
  committed: (writes: readonly Write[], moved: readonly Hash[]) => void;
}

/** What the index of people takes from the store. */
export type IdentityParts = Pick<Store, 'search' | 'guardian' | 'sealer' | 'now' | 'nextSequence'>;

/** How many group commits and shared reads run at once, and how many rows one carries. */
const concurrency = {
  commit: { batches: 1, size: 256 },
  read: { queries: 3, size: 128 },
};

/** How many texts are remembered as written. */
const knownTerms = 200_000;

/**
 * How many resources one conditional delete may remove, how often a transaction that lost a race
 * begins again.
 */
const limits = { conditionalDelete: 1000, transactionRetries: 8 };

/** A store on a migrated database. */
export function openStore(parts: StoreParts): Store {
  const { database, definitions, now, randomBytes } = parts;
  const known = createKnownTerms(knownTerms);
  const kin = createKin(database, now);
  const committed: Store['committed'] = (writes, moved) => {
    known.remember(writes);
    if (moved.length > 0) kin.forget();
    parts.committed(writes, moved);
  };
  const search = compileSearch(definitions, {
    timeZone: parts.timeZone,
    baseUrls: parts.baseUrls,
    keyedHash: parts.sealer.keyedHash,
  });
  const [high = 0, low = 0] = randomBytes(2);
  const nextSequence = createSequence(now, (high << 8) | low);
  const { guardian, sealer, note = async () => undefined } = parts;
  const identity = parts.identity({ search, guardian, sealer, now, nextSequence });
  const patientTypes = new Set(definitions.compartments.get('Patient')?.keys());
  patientTypes.delete('Patient');
  for (const type of parts.guardian.belonging) patientTypes.add(type);
  return {
    database,
    sql: database,
    read: createCoalescedRead(database, concurrency.read),
    commit: createGroupCommit(
      database,
      { known, journal: parts.journal, identity, note, committed },
      concurrency.commit,
    ),
    known,
    definitions,
    validator: compileValidator(definitions),
    search,
    patientTypes,
    now,
    randomBytes,
    nextSequence,
    limits,
    guardian,
    sealer,
    journal: parts.journal,
    identity,
    note,
    kin,
    committed,
    caller: undefined,
    access: undefined,
    trace: undefined,
  };
}
