/**
 * Where a search looks, and what of it may be found: every row that is found, followed, counted or
 * brought along fulfils what the caller may see. https://hl7.org/fhir/R4/security.html#access
 */
import type { Access } from '#fhir/handling/access.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { Sql } from '#fhir/store/sql.ts';
import type { FindKin } from './kin.ts';
import { type Resolved, allOf } from './predicate.ts';
import { tokenLists } from './plan/where.ts';
import type { TypeSchema } from './schema/search-schema.ts';

/** Where a search looks. */
export interface Looker {
  /** A database connection. */
  sql: Sql;
  /** The access of who searches; undefined for the house itself. */
  access: Access | undefined;
  /** Finds the other records of a person; undefined where a Patient means one record. */
  findKin?: FindKin | undefined;
}

/** A predicate on rows of these types, with what the caller may see. */
export async function seenBy(
  looker: Looker,
  types: readonly TypeSchema[],
  predicate: Resolved,
): Promise<Resolved> {
  if (looker.access === undefined) return predicate;
  const visible = await looker.access.visible(looker.sql, {
    types: types.map(({ number }) => number),
    patients: patientsOf(predicate),
  });
  return allOf([predicate, visible]);
}

/** The only patients that a predicate is about; undefined where it names none. */
function patientsOf(predicate: Resolved): readonly Hash[] | undefined {
  return tokenLists(predicate).find(({ patients }) => patients !== undefined)?.patients;
}
