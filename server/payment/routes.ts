/**
 * The routes of this room: where providers send their notices, the one that is public and outside
 * /api/, for no page of ours sends there and no session counts; and what a person looks through
 * whose books do not agree.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791861
 */
import { refuse } from '#fhir/refusals.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import type { PlainRequest, PlainRoute } from '#server/http/plain-route.ts';
import { type Payment, providerOf, settled } from './payment.ts';
import {
  type Difference,
  listDifferences,
  resolveDifference,
} from './reconciliation/difference.ts';
import { takeCallback } from './take-callback.ts';

/** Where a provider sends its notices, below the public address. */
export function callbackPath(channel: string): string {
  return `/payment/callback/${channel}`;
}

/** Who sees to money: the desk of an institution to its own, who keeps the house to all. */
const bookkeepers = ['registrar', 'system-administrator'] as const;
/** Differences of an answer. */
const most = 500;
/** Characters of what was found and done. */
const reasonLength = { least: 4, most: 500 };

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
    {
      method: 'GET',
      path: '/api/payment/differences',
      access: bookkeepers,
      audit: 'payment-differences',
      summary: 'What our books and a provider do not agree about; `state=resolved` what was',
      handler: async ({ caller, query }) => {
        const resolved = query.get('state') === 'resolved';
        const organization = institutionOf(caller);
        const asked = { organization, resolved, limit: most };
        const found = await listDifferences(payment.database, asked);
        return { status: 200, body: { differences: found.map(differenceBody) } };
      },
    },
    {
      method: 'POST',
      path: '/api/payment/differences/:id/resolve',
      access: bookkeepers,
      audit: 'payment-difference-resolve',
      summary: 'A person has seen to a difference, and says how',
      handler: (request) => resolve(payment, request),
    },
  ];
}

/** 200 with the difference. Throws `parameter-missing`, `not-found`, `difference-resolved`. */
async function resolve(payment: Payment, { caller, names, body }: PlainRequest) {
  const { reason } = (body ?? {}) as { reason?: unknown };
  const how = typeof reason === 'string' ? reason.trim() : '';
  if (how.length < reasonLength.least || how.length > reasonLength.most) {
    throw refuse('parameter-missing', { name: 'reason' });
  }
  const organization = institutionOf(caller);
  const given = { id: names['id'] ?? '', by: caller?.who ?? '', how, organization };
  const difference = await settled(payment, (tx) => resolveDifference(payment, tx, given));
  return { status: 200, body: differenceBody(difference) };
}

/** Of whose orders a caller sees the differences; undefined for all. */
function institutionOf(caller: Caller | undefined): string | undefined {
  if (caller?.role === 'system-administrator') return undefined;
  // A registrar of no institution sees none.
  return caller?.organization ?? '-';
}

/** Amounts are fen. */
function differenceBody(difference: Difference): object {
  const { ours, theirs, found, resolved, ...rest } = difference;
  const fen = (amount: bigint | undefined) => (amount === undefined ? null : Number(amount));
  return {
    ...rest,
    ours: fen(ours),
    theirs: fen(theirs),
    found: new Date(found).toISOString(),
    resolved:
      resolved === undefined ? null : { ...resolved, at: new Date(resolved.at).toISOString() },
  };
}
