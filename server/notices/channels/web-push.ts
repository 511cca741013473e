/**
 * Web push: a message that is sealed for one browser, and says no more than that there is something
 * to read.
 * https://www.rfc-editor.org/rfc/rfc8030
 */
import webPush from 'web-push';
import { type NoticeCode, type PushMessage, newMessage } from '#model/notices/notice-codes.ts';
import type { NoticeParts } from '../parts.ts';
import type { Sender } from './deliver.ts';
import type { Outcome } from './delivery.ts';
import { isPushAddress } from './push-services.ts';
import { targetOf } from './push-subscriptions.ts';
import type { VapidKeys } from './vapid.ts';

/** So long a push service may take, in milliseconds. */
const patienceMs = 10_000;

const urgent: readonly NoticeCode[] = [
  'appointment-called',
  'appointment-soon',
  'appointment-leave',
  'surgery',
];

/** A sender of pushes. @param keys the keys of the house. */
export function createPushSender(parts: NoticeParts, keys: () => Promise<VapidKeys>): Sender {
  const { push, house } = parts;
  return async ({ id, code, target: subscription, until }) => {
    const target = await targetOf(parts, subscription);
    if (target === undefined) return 'gone';
    // Asked again: the operator may have closed a service since.
    if (!isPushAddress(target.endpoint, push.services)) return 'refused';
    const message: PushMessage = { text: newMessage, code, id };
    const { headers, body } = webPush.generateRequestDetails(target, JSON.stringify(message), {
      vapidDetails: { subject: push.contact, ...(await keys()) },
      TTL: Math.max(Math.round((until - house.now()) / 1000), 0),
      urgency: urgent.includes(code) ? 'high' : 'normal',
      // What is sent again takes the place of what still waits at the service.
      topic: id.replaceAll('-', '').slice(0, 32),
    });
    const { 'Content-Length': _length, ...sent } = headers as Record<string, unknown>;
    return post(push.fetch, target.endpoint, { headers: sent, body });
  };
}

async function post(
  send: typeof fetch,
  endpoint: string,
  { headers, body }: { headers: Record<string, unknown>; body: Buffer },
): Promise<Outcome> {
  let response: Response;
  try {
    response = await send(endpoint, {
      method: 'POST',
      headers: Object.entries(headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
      body: new Uint8Array(body),
      // The operator allowed this address, no other.
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    });
    await response.body?.cancel();
  } catch {
    // Nobody answers: nothing to report, the service may be closed from here for a while.
    return { afterMs: 0 };
  }
  return outcomeOf(response.status, response.headers.get('retry-after'));
}

/**
 * What a status of a push service means.
 * @param retryAfter the header Retry-After; its seconds count, a date does not.
 */
export function outcomeOf(status: number, retryAfter: string | null): Outcome {
  if (status >= 200 && status < 300) return 'sent';
  if (status === 404 || status === 410) return 'gone';
  if (status === 408 || status === 429 || status >= 500) {
    const seconds = Number(retryAfter ?? 0);
    return { afterMs: Number.isFinite(seconds) ? Math.max(seconds, 0) * 1000 : 0 };
  }
  return 'refused';
}
