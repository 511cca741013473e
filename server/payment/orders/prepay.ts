/**
 * Sends the patient to pay: the provider makes the order, and tells the address to open.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791834
 */
import { refuse } from '#fhir/refusals.ts';
import { type Payment, asking, providerOf } from '../payment.ts';
import type { Browser } from '../providers/provider.ts';
import { readOrder } from './order.ts';

/**
 * The address that the patient's browser opens to pay an open order; asked again, one for the same
 * order. Not within a transaction: the order is committed before the provider hears of it.
 * @param given.payer the IP address of that browser, which WeChat asks for.
 * @param given.returnTo the page of ours where it goes afterwards, as a whole address.
 * Throws `not-found`, `payment-not-open`, `payment-provider-away`, `payment-provider-refused`.
 */
export async function prepay(
  payment: Payment,
  given: Browser & { id: string },
): Promise<{ url: string }> {
  const order = await readOrder(payment.database, given.id);
  if (order.status !== 'created' || order.expires <= payment.now()) {
    throw refuse('payment-not-open');
  }
  return asking(() => providerOf(payment, order.channel).prepay(order, given));
}
