/**
 * The routes of notices: one operation of the FHIR API, and what a browser of a resident's asks.
 * https://www.w3.org/TR/push-api/
 */
import { z } from 'zod';
import { refuse } from '#fhir/refusals.ts';
import type { Route } from '#fhir/router.ts';
import type { PlainRequest, PlainResponse, PlainRoute } from '#server/http/plain-route.ts';
import { keepPreferences, preferencesOf } from '../channels/preferences.ts';
import {
  keepSubscription,
  readTarget,
  removeSubscription,
  subscriptionsOf,
} from '../channels/push-subscriptions.ts';
import type { VapidKeys } from '../channels/vapid.ts';
import type { NoticeParts } from '../parts.ts';
import { createSeen } from './seen.ts';

/** The routes of the FHIR API. */
export function noticeRoutes(
  parts: Pick<NoticeParts, 'house' | 'requireScope' | 'mayActFor'>,
): Route[] {
  return [
    {
      method: 'POST',
      path: 'Communication/:id/$seen',
      interaction: 'seen',
      access: ['resident'],
      summary: 'A notice was read by whom it is addressed to, or by who acts for them',
      handler: createSeen(parts),
    },
  ];
}

const own = { access: ['resident'] } as const;

/** The routes beside it: the browsers that are told, and which channels are wanted. */
export function noticePlainRoutes(
  parts: NoticeParts,
  keys: () => Promise<VapidKeys>,
): PlainRoute[] {
  return [
    {
      ...own,
      method: 'GET',
      path: '/api/notices/push',
      audit: undefined,
      summary: 'The key that a browser subscribes with, and the own browsers that are told',
      handler: (request) => tellBrowsers(parts, keys, request),
    },
    {
      ...own,
      method: 'POST',
      path: '/api/notices/push',
      audit: 'push-subscribe',
      summary: 'This browser is told by web push: what PushSubscription.toJSON() says',
      handler: (request) => subscribe(parts, request),
    },
    {
      ...own,
      method: 'DELETE',
      path: '/api/notices/push/:id',
      audit: 'push-unsubscribe',
      summary: 'A browser is told no more',
      handler: (request) => unsubscribe(parts, request),
    },
    {
      ...own,
      method: 'GET',
      path: '/api/notices/preferences',
      audit: undefined,
      summary: 'Which channels are wanted: {"push": true, "sms": true}',
      handler: async (request) => ({
        status: 200,
        body: await preferencesOf(parts.house.sql, await parts.accounts.ofRequest(request)),
      }),
    },
    {
      ...own,
      method: 'POST',
      path: '/api/notices/preferences',
      audit: 'notice-preferences',
      summary: 'Says which channels are wanted',
      handler: (request) => changePreferences(parts, request),
    },
  ];
}

async function tellBrowsers(
  { house, accounts }: NoticeParts,
  keys: () => Promise<VapidKeys>,
  request: PlainRequest,
): Promise<PlainResponse> {
  const browsers = await subscriptionsOf(house.sql, await accounts.ofRequest(request));
  const { publicKey } = await keys();
  return {
    status: 200,
    body: {
      publicKey,
      browsers: browsers.map(({ id, service, created }) => ({
        id,
        service,
        since: new Date(created).toISOString(),
      })),
    },
  };
}

async function subscribe(parts: NoticeParts, request: PlainRequest): Promise<PlainResponse> {
  const account = await parts.accounts.ofRequest(request);
  const target = readTarget(request.body, parts.push.services);
  const id = await keepSubscription(parts, account, target);
  return { status: 201, body: { id }, entities: [`Person/${account}`] };
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** 204; `unknown-route` for what is not there, or another's. */
async function unsubscribe(parts: NoticeParts, request: PlainRequest): Promise<PlainResponse> {
  const account = await parts.accounts.ofRequest(request);
  const id = request.names['id'] ?? '';
  const removed = uuid.test(id) && (await removeSubscription(parts.house.sql, id, account));
  if (!removed) throw refuse('unknown-route');
  return { status: 204, entities: [`Person/${account}`] };
}

const wanted = z.object({ push: z.boolean(), sms: z.boolean() });

async function changePreferences(
  { house, accounts }: NoticeParts,
  request: PlainRequest,
): Promise<PlainResponse> {
  const account = await accounts.ofRequest(request);
  const parsed = wanted.safeParse(request.body ?? {});
  if (!parsed.success) {
    throw refuse('bad-field', { field: parsed.error.issues[0]?.path.join('.') || 'body' });
  }
  await keepPreferences(house.sql, account, { ...parsed.data, now: house.now() });
  return { status: 200, body: parsed.data, entities: [`Person/${account}`] };
}
