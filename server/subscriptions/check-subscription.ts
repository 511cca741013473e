/**
 * What callers may subscribe to: notices go where the operator of the hub allows, and tell an
 * institution of its own records alone.
 * https://hl7.org/fhir/R4/subscription.html#safety
 */
import type { Caller } from '#fhir/handling/caller.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Write } from '#fhir/store/write.ts';
import { readSubscription } from './subscription.ts';

/** Throws a refusal unless each Subscription among these writes can be served. */
export function checkSubscriptions(
  origins: ReadonlySet<string>,
  caller: Caller,
  writes: readonly Write[],
): void {
  for (const { type, content } of writes) {
    if (type !== 'Subscription' || content === undefined) continue;
    // Without an institution it would be told of every record.
    if (caller.organization === undefined && caller.role !== 'platform') {
      throw refuse('not-permitted', { type });
    }
    readSubscription(content.resource, origins);
  }
}
