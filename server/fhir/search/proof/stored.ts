/** Puts resources into a fresh database for a test of search, as the interactions would. */
import type postgres from 'postgres';
import type { Resource } from '#model/fhir.ts';
import { hash64 } from '#fhir/store/hash.ts';
import { loadDefinitions } from '#fhir/definitions/load.ts';
import { bucketOfHash, resourceKey } from '#fhir/store/hash.ts';
import { bucketInId, homeBucket, patientBucket } from '#fhir/store/ids.ts';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import type { Database } from '#fhir/store/sql.ts';
import { type Write, applyWrites, createKnownTerms, methods } from '#fhir/store/write.ts';
import { extract } from '../extract.ts';
import { type ParseOptions, parseSearch } from '../parse.ts';
import { type SearchResult, runSearch } from '../run.ts';
import { compileSearch } from '../schema.ts';

/** The address that this server goes by in tests. */
export const baseUrl = 'https://hub.example/fhir/R4';

/** The search schema of R4, in Shanghai's time. */
export const schema = compileSearch(loadDefinitions(), {
  timeZone: 'Asia/Shanghai',
  baseUrls: [baseUrl],
  keyedHash: (text) => hash64(`key|${text}`),
});

/** A fresh database, as test/database.ts gives it. */
export interface TestDatabase {
  sql: postgres.Sql;
  drop: () => Promise<void>;
}

/** A database with resources in it. */
export interface Stored {
  database: Database;
  /**
   * Writes resources, in this order of creation. The number is `updated`, milliseconds since 1970.
   */
  put(resources: readonly Resource[], updated?: number): Promise<void>;
  search(type: string | undefined, query: string, options?: ParseOptions): Promise<SearchResult>;
  drop: () => Promise<void>;
}

/** Opens an empty one. */
export function openStored({ sql, drop }: TestDatabase): Stored {
  const database = postgresDatabase(() => sql);
  const known = createKnownTerms(10_000);
  let created = 0;
  return {
    database,
    async put(resources, updated = Date.UTC(2026, 10, 24)) {
      const writes = resources.map((resource) => {
        created += 1;
        return writeOf(resource, { seq: String(created), updated });
      });
      await database.transaction((tx) => applyWrites(tx, writes, known));
      known.remember(writes);
    },
    search: async (type, query, options) =>
      runSearch(
        { sql: database, access: undefined },
        schema,
        parseSearch(schema, type, [...new URLSearchParams(query)], options),
      ),
    drop,
  };
}

/** A first version of a resource with an id that a client chose. */
function writeOf(resource: Resource, given: { seq: string; updated: number }): Write {
  const { resourceType: type, id = '' } = resource;
  const key = resourceKey(type, id);
  const entries = extract(schema, resource);
  const inCompartment = type !== 'Patient' && schema.types.get(type)!.patientWays.length > 0;
  const ofPatient = entries.patientId === undefined ? undefined : patientBucket(entries.patientId);
  const bucket = homeBucket(type, id, inCompartment) ?? ofPatient ?? bucketOfHash(key);
  const patient =
    entries.patientId === undefined ? undefined : resourceKey('Patient', entries.patientId);
  return {
    type,
    id,
    key,
    bucket,
    version: 1,
    ...given,
    method: methods.PUT,
    content: {
      resource,
      body: JSON.stringify(resource),
      stored: JSON.stringify(resource),
      entries,
      patient,
      owner: undefined,
      level: 4,
      reasons: [],
    },
    replaced: undefined,
    reasoned: false,
    audit: undefined,
    located: bucketInId(id) === undefined && bucket !== bucketOfHash(key),
  };
}
