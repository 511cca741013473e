/** How many rows the planner expects. https://www.postgresql.org/docs/18/sql-explain.html */
import type { Sql } from '#fhir/store/sql.ts';
import type { Resolved } from '../predicate.ts';
import { createStatement } from './statement.ts';
import { whereText } from './where.ts';

/** The planner's estimate of how many resources fulfil a predicate, from its statistics alone. */
export async function estimateRows(sql: Sql, predicate: Resolved): Promise<number> {
  const statement = createStatement();
  const where = whereText(statement, predicate);
  const text = `explain (format json) select 1 from resource r where ${where}`;
  const [row] = await sql.run(text, statement.parameters);
  const plan: unknown = row?.['QUERY PLAN'];
  const parsed: unknown = typeof plan === 'string' ? JSON.parse(plan) : plan;
  return (parsed as [{ Plan: { 'Plan Rows': number } }])[0].Plan['Plan Rows'];
}
