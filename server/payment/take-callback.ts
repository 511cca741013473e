/**
 * A notice of a provider: believed only by its signature, booked once however often it comes, and
 * refused where it does not fit.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791861
 * https://opendocs.alipay.com/open/203/105286
 */
import { refuse } from '#fhir/refusals.ts';
import { bucketInId } from '#fhir/store/ids.ts';
import { type Channel, idOfNumber, readOrder } from './orders/order.ts';
import { recordPayment } from './orders/record-payment.ts';
import { type Payment, providerOf, settled } from './payment.ts';
import { type CallbackRequest, type Notice, ProviderAway } from './providers/provider.ts';
import { dayOf, noteDifference } from './reconciliation/difference.ts';
import { sendRefund } from './refunds/send-refund.ts';

/**
 * Takes a notice. Throws `payment-channel`, `payment-callback-forged` (nothing is written down but
 * the refusal in the audit log) and `payment-callback-refused` (a difference is there for a
 * person).
 * @returns what is paid for, as `Appointment/ID`; undefined where the notice says nothing to us.
 */
export async function takeCallback(
  payment: Payment,
  channel: string,
  request: CallbackRequest,
): Promise<{ subject: string | undefined }> {
  const provider = providerOf(payment, channel);
  const notice = readNotice(() => provider.verifyCallback(request));
  if (notice.kind === 'other') return { subject: undefined };
  if (notice.kind === 'refund') return takeRefund(payment, provider.channel, notice);
  const heard = { channel: provider.channel, paid: notice.paid, source: 'callback' } as const;
  const booked = await recordPayment(payment, heard);
  if (booked.result === 'refused') throw refuse('payment-callback-refused', { kind: booked.kind });
  return { subject: booked.order.subject };
}

function readNotice(read: () => Notice): Notice {
  try {
    return read();
  } catch (error) {
    // Signed, and yet nothing that can be read.
    if (error instanceof ProviderAway) throw refuse('payment-callback-forged');
    throw error;
  }
}

/** Something happened to a refund: asks what, so that there is one way in which it is booked. */
async function takeRefund(
  payment: Payment,
  channel: Channel,
  { number, refund }: Extract<Notice, { kind: 'refund' }>,
): Promise<{ subject: string }> {
  const id = idOfNumber(number);
  const n = Number(/^[0-9a-f]{32}R([1-9]\d{0,8})$/.exec(refund)?.[1]);
  const [row] = await payment.database.run(
    `select n from payment_refund where bucket = $1 and order_id = $2 and n = $3
      and number = $4`,
    [bucketInId(id ?? '') ?? -1, id ?? '', Number.isNaN(n) ? 0 : n, refund],
  );
  if (id === undefined || row === undefined) {
    await settled(payment, (tx) =>
      noteDifference(payment, tx, {
        day: dayOf(payment.now()),
        channel,
        source: 'callback',
        kind: 'missing-here',
        number,
        refund,
        ours: undefined,
        theirs: undefined,
        oursSays: undefined,
        theirsSays: 'refund',
      }),
    );
    throw refuse('payment-callback-refused', { kind: 'missing-here' });
  }
  await sendRefund(payment, { bucket: bucketInId(id)!, order: id, n });
  const { subject } = await readOrder(payment.database, id);
  return { subject };
}
