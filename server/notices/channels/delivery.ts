/**
 * One notice to one target by one channel: what is kept of it, and what becomes of an attempt.
 * https://www.rfc-editor.org/rfc/rfc8030#section-5
 */
import type { NoticeCode } from '#model/notices/notice-codes.ts';
import type { SqlRow } from '#fhir/store/sql.ts';

/** Channels, as the column `channel`. In the house itself a notice is read by search. */
export const channels = { push: 1, sms: 2 } as const;

/** States, as the column `state`. */
export const states = { waiting: 1, sent: 2, ended: 3 } as const;

/** A delivery under way. */
export interface Delivery {
  bucket: number;
  /** Key of the Communication. */
  notice: string;
  channel: number;
  target: string;
  /** Id of the Communication. */
  id: string;
  code: NoticeCode;
  account: string;
  /** Of no use to anybody later, in milliseconds since 1970. */
  until: number;
  failures: number;
}

/** A delivery of a row. */
export function deliveryOf(row: SqlRow): Delivery {
  return {
    bucket: Number(row['bucket']),
    notice: String(row['notice']),
    channel: Number(row['channel']),
    target: String(row['target']),
    id: String(row['id']),
    code: row['code'] as NoticeCode,
    account: String(row['account']),
    until: Number(row['until']),
    failures: Number(row['failures']),
  };
}

/**
 * What became of an attempt: `sent`; `gone`, where the target is no more; `refused`, where trying
 * again is in vain; or to try again, not before `afterMs` where the other side said so.
 */
export type Outcome = 'sent' | 'gone' | 'refused' | { afterMs: number };

const firstMs = 2000;
const longestMs = 3_600_000;

/** The pause after so many failures, in milliseconds: doubling, an hour at most. */
export function pauseAfter(failures: number, askedMs: number): number {
  const own = firstMs * 2 ** Math.min(Math.max(failures - 1, 0), 20);
  return Math.min(Math.max(own, askedMs), longestMs);
}
