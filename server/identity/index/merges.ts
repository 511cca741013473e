/**
 * Which records people merged: of two that are one person, the one that is used no longer and the
 * one that replaces it. Nothing is moved from one to the other, so nothing has to be moved back.
 * https://hl7.org/fhir/R4/valueset-link-type.html
 */
import type { Hash } from '#fhir/store/hash.ts';
import type { Sql } from '#fhir/store/sql.ts';
import { isFirst, latestDecisions, placesOf, readRecords } from './tables.ts';

/** One end of a merge, as the record at the other end names it. */
export interface MergedWith {
  /** Id of the Patient. */
  patient: string;
  /** Id of the Linkage that says so. */
  linkage: string;
}

/** What people merged a record with. */
export interface Merges {
  replacedBy: readonly MergedWith[];
  replaces: readonly MergedWith[];
}

/** Of a record that nobody merged. */
export const unmerged: Merges = { replacedBy: [], replaces: [] };

/** The merges of these records that hold, by key; records without one are left out. */
export async function readMerges(sql: Sql, keys: readonly Hash[]): Promise<Map<Hash, Merges>> {
  const merges = new Map<Hash, Merges>();
  if (keys.length === 0) return merges;
  const columns = `a, b, same, replaced, linkage, at`;
  const rows = await sql.run(
    `select ${columns} from identity_decision where ${isFirst}
      union select ${columns} from identity_decision where b = any($2::text::bigint[])
      order by at, linkage`,
    placesOf(keys),
  );
  const holding = latestDecisions(
    rows.map((row) => ({
      a: String(row['a']),
      b: String(row['b']),
      same: Number(row['same']) === 1,
      at: Number(row['at']),
      replaced: Number(row['replaced']),
      linkage: String(row['linkage']),
    })),
  ).filter(({ same, replaced }) => same && replaced !== 0);
  // Who was deleted replaces nobody.
  const records = await readRecords(
    sql,
    holding.flatMap(({ a, b }) => [a, b]),
  );
  const ids = new Map(records.map(({ key, id }) => [key, id]));
  const of = (key: Hash) => merges.get(key) ?? unmerged;
  for (const { a, b, replaced, linkage } of holding) {
    const [old, kept] = replaced === 1 ? [a, b] : [b, a];
    const [oldId, keptId] = [ids.get(old), ids.get(kept)];
    if (oldId === undefined || keptId === undefined) continue;
    const [one, other] = [of(old), of(kept)];
    merges.set(old, { ...one, replacedBy: [...one.replacedBy, { patient: keptId, linkage }] });
    merges.set(kept, { ...other, replaces: [...other.replaces, { patient: oldId, linkage }] });
  }
  return merges;
}
