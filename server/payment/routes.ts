/**
 * The one route of this room that is public: where providers send their notices. It is outside
 * /api/, for no page of ours sends there and no session counts.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791861
 */
import type { PlainRoute } from '#server/http/plain-route.ts';
import { type Payment, providerOf } from './payment.ts';
import { takeCallback } from './take-callback.ts';

/** Where a provider sends its notices, below the public address. */
export function callbackPath(channel: string): string {
  return `/payment/callback/${channel}`;
}

/** The routes. */
export function paymentRoutes(payment: Payment): PlainRoute[] {
  return [
    {
      method: 'POST',
      path: callbackPath(':channel'),
      access: 'anyone',
      audit: 'payment-callback',
      summary: 'Takes the signed notice of a payment provider',
      handler: async ({ names, headers, text }) => {
        const channel = names['channel'] ?? '';
        const { subject } = await takeCallback(payment, channel, { headers, text });
        const thanks = providerOf(payment, channel).thanks;
        return { status: 200, ...thanks, entities: subject === undefined ? [] : [subject] };
      },
    },
  ];
}
