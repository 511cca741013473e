/**
 * How the audit log stands, for the administrators of security and audit.
 * https://csrc.nist.gov/pubs/sp/800/92/final
 */
import type { Sql } from '#fhir/store/sql.ts';
import type { PlainRoute } from '#server/http/plain-route.ts';
import { auditStatus } from './chain/status.ts';

/** The route: head, blocks that wait, last seal, oldest event, last verification. */
export function auditStatusRoute(sql: Sql): PlainRoute {
  return {
    method: 'GET',
    path: '/api/audit/status',
    access: ['security-administrator', 'audit-administrator'],
    audit: 'audit-read',
    summary: 'How the audit log stands: its chain, its seals, its last verification',
    async handler() {
      const { head, waiting, sealedAt, since, verified } = await auditStatus(sql);
      return {
        status: 200,
        body: {
          head,
          waiting,
          sealedAt: sealedAt ?? null,
          since: since ?? null,
          verified: verified ?? null,
        },
      };
    },
  };
}
