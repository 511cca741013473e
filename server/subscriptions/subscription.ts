/**
 * What a Subscription says: to which topic, where the notices go, and how far it is.
 * https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/
 */
import type { Resource } from '#model/fhir.ts';
import { refuse } from '#fhir/refusals.ts';

/** The one topic so far: records joined a person or left one. */
export const personChange = 'https://yishu.example/SubscriptionTopic/person-change';

/** A Subscription that can be served. */
export interface Subscription {
  id: string;
  status: string;
  /** Where notices are posted. */
  endpoint: string;
  /** Sent along, as the subscriber asked: its own credentials. */
  headers: [name: string, value: string][];
}

interface Given {
  status?: string;
  criteria?: string;
  channel?: { type?: string; endpoint?: string; payload?: string; header?: string[] };
}

/** Names of HTTP headers (RFC 9110), without those that are the sender's own. */
const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e]*)$/;
const ownHeaders = new Set(['host', 'content-length', 'content-type', 'transfer-encoding']);

/**
 * Reads a Subscription. Throws `subscription-topic`, `subscription-channel`,
 * `subscription-endpoint` where it cannot be served.
 * @param origins where notices may go, as `https://his.example`.
 */
export function readSubscription(resource: Resource, origins: ReadonlySet<string>): Subscription {
  const { status = '', criteria, channel = {} } = resource as Given;
  if (criteria !== personChange) throw refuse('subscription-topic', { topic: personChange });
  const { type, endpoint = '', payload = 'application/fhir+json', header = [] } = channel;
  if (type !== 'rest-hook' || payload !== 'application/fhir+json') {
    throw refuse('subscription-channel');
  }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isPlain = url !== undefined && url.username === '' && url.password === '';
  if (!isPlain || !origins.has(url.origin)) throw refuse('subscription-endpoint');
  const headers = header.map((line): [string, string] => {
    const [, name = '', value = ''] = headerLine.exec(line) ?? [];
    if (name === '' || ownHeaders.has(name.toLowerCase())) throw refuse('subscription-channel');
    return [name, value];
  });
  return { id: resource.id ?? '', status, endpoint: url.href, headers };
}
