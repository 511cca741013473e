/**
 * Asks a provider how an order stands, and gives up one that nobody paid: never before the
 * provider has said that it is not paid and will not be.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791860
 */
import { type Payment, asking, providerOf, settled } from '../payment.ts';
import { ProviderAway } from '../providers/provider.ts';
import { restate } from './entries.ts';
import { type PaymentOrder, readOrder } from './order.ts';
import { recordPayment } from './record-payment.ts';

/**
 * Asks the provider about an order whose notice did not come, and books what it says; of an order
 * that was given up as well. The order as it stands then. Not within a transaction.
 * Throws `not-found`, `payment-provider-away`, `payment-provider-refused`.
 */
export async function queryOrder(payment: Payment, id: string): Promise<PaymentOrder> {
  const order = await readOrder(payment.database, id);
  if (order.paid !== undefined) return order;
  const { channel, number } = order;
  const said = await asking(async () => {
    const answered = await providerOf(payment, channel).query(number);
    if (answered.state !== 'paid' || answered.number === number) return answered;
    throw new ProviderAway('The answer is about another order');
  });
  if (said.state === 'paid') {
    await recordPayment(payment, { channel, paid: said, source: 'query' });
    return readOrder(payment.database, id);
  }
  return said.state === 'closed' ? markClosed(payment, id) : order;
}

/**
 * Gives up an open order. What was paid meanwhile counts: look at the status of what comes back.
 * Not within a transaction. Throws as `queryOrder`.
 */
export async function closeOrder(payment: Payment, id: string): Promise<PaymentOrder> {
  const order = await queryOrder(payment, id);
  if (order.status !== 'created') return order;
  try {
    await asking(() => providerOf(payment, order.channel).close(order.number));
  } catch (error) {
    // It was paid between the question and now, or the provider will not for another reason.
    const again = await queryOrder(payment, id);
    if (again.status !== 'created') return again;
    throw error;
  }
  return markClosed(payment, id);
}

/** Writes down that an order is given up, unless it was paid meanwhile. */
function markClosed(payment: Payment, id: string): Promise<PaymentOrder> {
  return settled(payment, async (tx) => {
    const order = await readOrder(tx, id, true);
    if (order.status !== 'created') return order;
    const closed = payment.now();
    await tx.run('update payment_order set closed = $3 where bucket = $1 and id = $2', [
      order.bucket,
      order.id,
      closed,
    ]);
    return restate(tx, { ...order, closed });
  });
}
