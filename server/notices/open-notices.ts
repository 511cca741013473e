/**
 * Opens the room of notices on a migrated database: its routes, and the job that makes and sends
 * them.
 * https://hl7.org/fhir/R4/communication.html
 */
import type { Route } from '#fhir/router.ts';
import type { PlainRoute } from '#server/http/plain-route.ts';
import { repeat } from '#server/repeat.ts';
import { deliver, sweepDeliveries } from './channels/deliver.ts';
import { createTextSender } from './channels/text-message.ts';
import { type VapidKeys, openVapidKeys } from './channels/vapid.ts';
import { createPushSender } from './channels/web-push.ts';
import { turnEvents } from './making/turn-events.ts';
import type { NoticeParts } from './parts.ts';
import { noticePlainRoutes, noticeRoutes } from './routes/notice-routes.ts';

/** The open room. */
export interface OpenNotices {
  /** Routes of the FHIR API. */
  routes: Route[];
  /** Routes beside it. */
  plainRoutes: PlainRoute[];
  /** Does what is due. @returns how many notices were taken by a channel. */
  tick: () => Promise<number>;
  /** Starts the jobs; what stops them, once what is under way is done. */
  start: () => () => Promise<void>;
}

const everyMs = 500;
const sweepMs = 3_600_000;

/** Opens the room. */
export function openNotices(parts: NoticeParts): OpenNotices {
  const made: { keys?: Promise<VapidKeys> } = {};
  const keys = async () => {
    made.keys ??= openVapidKeys(parts);
    try {
      return await made.keys;
    } catch (error) {
      delete made.keys;
      throw error;
    }
  };
  const senders = { push: createPushSender(parts, keys), sms: createTextSender(parts) };
  // Notices are made, and noted again as they are written: the second turn takes them on.
  const making = () => turnEvents(parts);
  const sending = () => deliver(parts, senders);
  return {
    routes: noticeRoutes(parts),
    plainRoutes: noticePlainRoutes(parts, keys),
    async tick() {
      await making();
      return sending();
    },
    start() {
      // Apart: a push service that takes its time keeps no notice from being written.
      const stops = [
        repeat(everyMs, making, parts),
        repeat(everyMs, sending, parts),
        repeat(sweepMs, () => sweepDeliveries(parts), parts),
      ];
      return async () => {
        await Promise.all(stops.map((stop) => stop()));
      };
    },
  };
}
