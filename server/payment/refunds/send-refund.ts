/**
 * Sends a refund to the provider and books what it did; asked again under the same number, a
 * provider tells and does not give back twice.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791862
 */
import type { Sql } from '#fhir/store/sql.ts';
import { addEntry, balanceOf, restate } from '../orders/entries.ts';
import { type PaymentOrder, readOrder } from '../orders/order.ts';
import { type Payment, providerOf, settled } from '../payment.ts';
import { ProviderAway, type ProviderRefund, ProviderRefusal } from '../providers/provider.ts';
import { dayOf, noteDifference } from '../reconciliation/difference.ts';
import { type Refund, refundColumns, refundOf, refundReasons } from './refund.ts';
import { type AskedRefund, requestRefund } from './request-refund.ts';

/**
 * Asks money back and sends it at once. The refund as it stands then: `asked` where the provider
 * needs time or does not answer, and `settleDue` goes on. Not within a transaction.
 * Throws as `requestRefund`.
 */
export async function refund(payment: Payment, asked: AskedRefund): Promise<Refund> {
  const made = await settled(payment, (tx) => requestRefund(payment, tx, asked));
  return sendRefund(payment, made.refund);
}

/** Sends a refund, or asks what became of it; the refund as it stands then. */
export async function sendRefund(
  payment: Payment,
  place: Pick<Refund, 'bucket' | 'order' | 'n'>,
): Promise<Refund> {
  const asked = await readRefund(payment.database, place);
  if (asked.status === 'done') return asked;
  const order = await readOrder(payment.database, asked.order);
  let answered: ProviderRefund;
  try {
    answered = await providerOf(payment, order.channel).refund({
      order,
      number: asked.number,
      amount: asked.amount,
      text: refundReasons[asked.reason],
    });
  } catch (error) {
    if (error instanceof ProviderAway) return asked;
    if (!(error instanceof ProviderRefusal)) throw error;
    answered = { state: 'failed', code: error.code };
  }
  if (answered.state === 'pending') return asked;
  return settleRefund(payment, asked, answered);
}

/** Books what a provider answered for good, once. */
function settleRefund(
  payment: Payment,
  place: Refund,
  answered: Exclude<ProviderRefund, { state: 'pending' }>,
): Promise<Refund> {
  return settled(payment, async (tx) => {
    const order = await readOrder(tx, place.order, true);
    const asked = await readRefund(tx, place);
    if (asked.status === 'done') return asked;
    if (answered.state === 'failed') {
      return fail(payment, tx, { order, asked, said: answered.code, kind: 'status' });
    }
    const { amount, at } = answered;
    if (amount !== asked.amount || amount > (await balanceOf(tx, order))) {
      const said = { said: 'done', kind: 'amount', amount } as const;
      return fail(payment, tx, { order, asked, ...said });
    }
    const entry = { amount: -amount, reference: asked.number, at, recorded: payment.now() };
    await addEntry(tx, order, { kind: 'refund', source: 'answer', ...entry });
    const done = await writeStatus(tx, asked, { status: 'done', at: payment.now() });
    await payment.hooks.onRefunded(tx, await restate(tx, order), done);
    return done;
  });
}

/** What the provider will not do, or did otherwise, is for a person. */
async function fail(
  payment: Payment,
  tx: Sql,
  given: {
    order: PaymentOrder;
    asked: Refund;
    said: string;
    kind: 'status' | 'amount';
    amount?: bigint;
  },
): Promise<Refund> {
  const { order, asked, said, kind, amount } = given;
  const at = payment.now();
  await noteDifference(payment, tx, {
    day: dayOf(at),
    channel: order.channel,
    source: 'refund',
    kind,
    number: order.number,
    refund: asked.number,
    ours: asked.amount,
    theirs: amount,
    oursSays: asked.status,
    theirsSays: said,
  });
  if (asked.status === 'failed') return asked;
  const failed = await writeStatus(tx, asked, { status: 'failed', at });
  await restate(tx, order);
  return failed;
}

async function writeStatus(
  tx: Sql,
  { bucket, order, n }: Refund,
  { status, at }: { status: Refund['status']; at: number },
): Promise<Refund> {
  const [row] = await tx.run(
    `update payment_refund set status = $4, settled = $5
      where bucket = $1 and order_id = $2 and n = $3 returning ${refundColumns}`,
    [bucket, order, n, status, at],
  );
  return refundOf(row!);
}

async function readRefund(
  sql: Sql,
  { bucket, order, n }: Pick<Refund, 'bucket' | 'order' | 'n'>,
): Promise<Refund> {
  const [row] = await sql.run(
    `select ${refundColumns} from payment_refund where bucket = $1 and order_id = $2 and n = $3`,
    [bucket, order, n],
  );
  return refundOf(row!);
}
