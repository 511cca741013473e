/**
 * The job that leaves nothing open: asks the providers about every order whose notice did not come
 * and every refund that is not done, and gives up orders that ran out.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791861
 */
import type { SqlRow } from '#fhir/store/sql.ts';
import { Refusal } from '#fhir/refusals.ts';
import { closeOrder, queryOrder } from './orders/close-order.ts';
import { type PaymentOrder, orderColumns, orderOf } from './orders/order.ts';
import type { Payment } from './payment.ts';
import { type Refund, refundColumns, refundOf } from './refunds/refund.ts';
import { sendRefund } from './refunds/send-refund.ts';

/** What the job came to. */
export interface Settled {
  /** How many orders and refunds were asked about. */
  asked: number;
  paid: number;
  closed: number;
  refunded: number;
}

/** Asked again not before, in milliseconds, unless orders are asked about sooner than this. */
const pauseLeastMs = 60_000;
/** Asked at least so often, in milliseconds. */
const pauseMostMs = 600_000;
/** Asked at a time. */
const together = 8;

/**
 * Asks about everything that is due, at most `limit` orders and as many refunds. A provider that
 * is away costs only time: what is open stays due. Several servers may run it at once.
 */
export async function settleDue(payment: Payment, limit = 200): Promise<Settled> {
  const settled: Settled = { asked: 0, paid: 0, closed: 0, refunded: 0 };
  const orders = (await takeDue(payment, orderTable, limit)).map(orderOf);
  await each(payment, orders, async (order) => {
    settled.asked += 1;
    const isOver = order.expires <= payment.now();
    const after = await (isOver ? closeOrder : queryOrder)(payment, order.id);
    if (after.paid !== undefined) settled.paid += 1;
    else if (after.status === 'closed') settled.closed += 1;
  });
  const refunds = (await takeDue(payment, refundTable, limit)).map(refundOf);
  await each(payment, refunds, async (refund) => {
    settled.asked += 1;
    const after = await sendRefund(payment, refund);
    if (after.status === 'done') settled.refunded += 1;
  });
  return settled;
}

const orderTable = { table: 'payment_order', id: 'id', open: 'created', columns: orderColumns };
const refundTable = {
  table: 'payment_refund',
  id: 'order_id, n',
  open: 'asked',
  columns: refundColumns,
};

/** Takes what is due; asked next after half its age, so that what is new is asked about often. */
function takeDue(
  { database, now, askAfterMs }: Payment,
  kind: typeof orderTable,
  limit: number,
): Promise<SqlRow[]> {
  const { table, id, open, columns } = kind;
  return database.run(
    `update ${table} set due = $1::bigint
        + greatest($3::bigint, least($4::bigint, ($1::bigint - created) / 2))
      where (bucket, ${id}) in (select bucket, ${id} from ${table}
        where status = '${open}' and due <= $1::bigint order by due limit $2::integer
        for update skip locked)
      returning ${columns}`,
    [now(), limit, Math.min(askAfterMs, pauseLeastMs), pauseMostMs],
  );
}

/** Does it for each, some at a time; what fails is told and keeps nobody else waiting. */
async function each<T extends PaymentOrder | Refund>(
  payment: Payment,
  things: readonly T[],
  work: (thing: T) => Promise<void>,
): Promise<void> {
  const left = [...things];
  const worker = async () => {
    for (let thing = left.shift(); thing !== undefined; thing = left.shift()) {
      try {
        await work(thing);
      } catch (error) {
        // A provider that is away is asked again: nobody has to be woken.
        if (!(error instanceof Refusal)) payment.report(error);
      }
    }
  };
  await Promise.all(Array.from({ length: together }, worker));
}
