/**
 * How the audit log stands: for the page of the audit administrator and for /metrics.
 * https://prometheus.io/docs/practices/naming/
 */
import type { Sql } from '#fhir/store/sql.ts';
import { readHead } from './chain-blocks.ts';
import type { Verification } from './verify.ts';

/** How the log stands. */
export interface AuditStatus {
  head: { n: number; hash: string };
  /** Committed blocks that the chain has not taken in yet. */
  waiting: number;
  /** Milliseconds since 1970; undefined where there is no seal. */
  sealedAt: number | undefined;
  /** The oldest event, milliseconds since 1970. */
  since: number | undefined;
  /** The last verification; undefined where there was none. */
  verified: { at: number; n: number; events: number; findings: number } | undefined;
}

const statusText = `select
  (select count(*) from audit_waiting) as waiting,
  (select at from audit_seal order by number desc limit 1) as sealed,
  (select at_first from audit_link order by n limit 1) as since`;
const checkText = 'select at, n, events, findings from audit_check order by at desc limit 1';

/** How the log stands now. */
export async function auditStatus(sql: Sql): Promise<AuditStatus> {
  const [head, [row], [check]] = await Promise.all([
    readHead(sql),
    sql.run(statusText, []),
    sql.run(checkText, []),
  ]);
  return {
    head,
    waiting: Number(row?.['waiting'] ?? 0),
    sealedAt: optional(row?.['sealed']),
    since: optional(row?.['since']),
    verified:
      check === undefined
        ? undefined
        : {
            at: Number(check['at']),
            n: Number(check['n']),
            events: Number(check['events']),
            findings: Number(check['findings']),
          },
  };
}

function optional(value: string | number | null | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

/** Writes down what a verification found. @param took milliseconds. */
export async function noteCheck(
  sql: Sql,
  found: Verification,
  { at, took }: { at: number; took: number },
): Promise<void> {
  await sql.run(
    `insert into audit_check (at, n, hash, links, blocks, events, findings, took)
     values ($1, $2, $3::text::bytea, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      at,
      found.head.n,
      `\\x${found.head.hash}`,
      found.links,
      found.blocks,
      found.events,
      found.findings.length,
      Math.round(took),
    ],
  );
}
