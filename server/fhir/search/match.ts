/**
 * Who matches a condition: the search of conditional interactions.
 * https://hl7.org/fhir/R4/http.html#ccreate
 */
import type { Hash } from '#fhir/store/hash.ts';
import { type Looker, seenBy } from './looker.ts';
import { parseSearch } from './parse.ts';
import { resolveAll } from './plan/resolve.ts';
import { createStatement } from './plan/statement.ts';
import { whereText, withTypes } from './plan/where.ts';
import type { SearchSchema } from './schema/search-schema.ts';

/** A resource that matches. */
export interface Match {
  type: string;
  id: string;
  key: Hash;
  bucket: number;
  version: number;
}

/** At most `limit` resources that match. Throws what parseSearch throws, and `search-too-broad`. */
export async function matchIds(
  looker: Looker,
  schema: SearchSchema,
  condition: { type: string; parameters: readonly [string, string][]; limit: number },
): Promise<Match[]> {
  const { type, parameters, limit } = condition;
  const query = parseSearch(schema, type, parameters);
  const predicate = await seenBy(looker, query.types, await resolveAll(looker, query.criteria));
  const statement = createStatement();
  const where = whereText(statement, withTypes(query.types, predicate));
  const rows = await looker.sql.run(
    `select r.id, r.key, r.bucket, r.version from resource r where ${where}
      limit ${statement.add(limit, 'integer')}`,
    statement.parameters,
  );
  return rows.map((row) => ({
    type,
    id: String(row['id']),
    key: String(row['key']),
    bucket: Number(row['bucket']),
    version: Number(row['version']),
  }));
}
