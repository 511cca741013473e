/** How many resources match. https://hl7.org/fhir/R4/search.html#total */
import type { Sql } from '#fhir/store/sql.ts';
import type { Resolved } from '../predicate.ts';
import type { TotalMode } from '../query.ts';
import type { TypeSchema } from '../schema/search-schema.ts';
import { estimateRows } from './estimate.ts';
import { createStatement } from './statement.ts';
import { whereText, withTypes } from './where.ts';

/** Up to here an estimate is counted. */
const countedMax = 5000;

/** The total as it is asked for; an estimate beyond 5,000 is the planner's. */
export async function findTotal(
  sql: Sql,
  given: { types: readonly TypeSchema[]; predicate: Resolved; mode: TotalMode },
): Promise<number | undefined> {
  const { types, predicate, mode } = given;
  if (mode === 'none') return undefined;
  const statement = createStatement();
  const from = `from resource r where ${whereText(statement, withTypes(types, predicate))}`;
  if (mode === 'accurate') {
    return count(await sql.run(`select count(*) ${from}`, statement.parameters));
  }
  const capped = await sql.run(
    `select count(*) from (select 1 ${from} limit ${countedMax + 1}) as counted`,
    statement.parameters,
  );
  if (count(capped) <= countedMax) return count(capped);
  return Math.max(countedMax + 1, await estimateRows(sql, withTypes(types, predicate)));
}

function count(rows: { [name: string]: string | number | null }[]): number {
  return Number(rows[0]?.['count'] ?? 0);
}
