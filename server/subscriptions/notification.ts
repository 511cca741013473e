/**
 * The Bundle that a subscriber is sent: which of its records are concerned, and nothing of what is
 * in them.
 * https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/notifications.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Parameter } from '#fhir/operations/parameters.ts';
import type { Change } from './changes.ts';
import { personChange } from './subscription.ts';

/** What is told of a Subscription itself. */
export interface Told {
  /** Id of the Subscription. */
  id: string;
  status: string;
  type: 'handshake' | 'event-notification' | 'query-status';
  /** How many events were told so far, with these. */
  events: bigint;
  changes: readonly Change[];
}

/** How a Subscription stands, as Parameters of the profile backport-subscription-status-r4. */
export function statusParameters(told: Told): Parameter[] {
  const { id, status, type, events, changes } = told;
  const first = events - BigInt(changes.length) + 1n;
  return [
    { name: 'subscription', valueReference: { reference: `Subscription/${id}` } },
    { name: 'topic', valueCanonical: personChange },
    { name: 'status', valueCode: status },
    { name: 'type', valueCode: type },
    { name: 'events-since-subscription-start', valueString: String(events) },
    ...changes.map(({ at, patients: [focus, ...others] }, index) => ({
      name: 'notification-event',
      part: [
        { name: 'event-number', valueString: String(first + BigInt(index)) },
        { name: 'timestamp', valueInstant: new Date(at).toISOString() },
        { name: 'focus', valueReference: { reference: `Patient/${focus}` } },
        ...others.map((id) => ({
          name: 'additional-context',
          valueReference: { reference: `Patient/${id}` },
        })),
      ],
    })),
  ];
}

/** The Bundle of a notice. @param given.base the address of the FHIR interface. */
export function notificationOf(
  told: Told,
  given: { id: string; at: number; base: string },
): Resource {
  const status = { resourceType: 'Parameters', parameter: statusParameters(told) };
  const patients = new Set(told.changes.flatMap((one) => one.patients));
  return {
    resourceType: 'Bundle',
    id: given.id,
    type: 'history',
    timestamp: new Date(given.at).toISOString(),
    entry: [
      {
        fullUrl: `urn:uuid:${given.id}`,
        resource: status,
        request: { method: 'GET', url: `Subscription/${told.id}/$status` },
        response: { status: '200' },
      },
      ...Array.from(patients, (id) => ({
        fullUrl: `${given.base}/Patient/${id}`,
        request: { method: 'GET', url: `Patient/${id}` },
        response: { status: '200' },
      })),
    ],
  };
}
