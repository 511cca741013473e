/**
 * A refund: what is to go back of an order, and why.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791862
 */
import type { Sql, SqlRow } from '#fhir/store/sql.ts';
import type { PaymentOrder } from '../orders/order.ts';

/**
 * Why money goes back, and what the patient reads of it at the provider. A closed list: a free
 * text would tell the provider about the patient.
 */
export const refundReasons = {
  cancelled: '取消预约退款',
  stopped: '停诊退款',
  'not-available': '号源已失效退款',
  'paid-twice': '重复支付退款',
  'by-staff': '人工退款',
} as const;

/** Why money goes back. */
export type RefundReason = keyof typeof refundReasons;

/** A refund as it lies in the database. */
export interface Refund {
  bucket: number;
  /** Id of the order. */
  order: string;
  n: number;
  /** What the provider knows it by. */
  number: string;
  /** The key of who asked for it. */
  request: string;
  /** Fen. */
  amount: bigint;
  reason: RefundReason;
  /** `asked` until the provider has answered for good. */
  status: 'asked' | 'done' | 'failed';
  created: number;
  settled: number | undefined;
}

/** The columns that `refundOf` reads. */
export const refundColumns = `bucket, order_id, n, number, request, amount, reason, status, created,
  settled`;

/** A refund of its row. */
export function refundOf(row: SqlRow): Refund {
  return {
    bucket: Number(row['bucket']),
    order: String(row['order_id']),
    n: Number(row['n']),
    number: String(row['number']),
    request: String(row['request']),
    amount: BigInt(String(row['amount'])),
    reason: String(row['reason']) as RefundReason,
    status: String(row['status']) as Refund['status'],
    created: Number(row['created']),
    settled: row['settled'] === null ? undefined : Number(row['settled']),
  };
}

/** The refunds of an order, in order. */
export async function refundsOf(
  sql: Sql,
  { bucket, id }: Pick<PaymentOrder, 'bucket' | 'id'>,
): Promise<Refund[]> {
  const rows = await sql.run(
    `select ${refundColumns} from payment_refund where bucket = $1 and order_id = $2 order by n`,
    [bucket, id],
  );
  return rows.map(refundOf);
}
