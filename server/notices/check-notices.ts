/**
 * What residents may not write: a notice that seems to come from the house or a hospital.
 * https://hl7.org/fhir/R4/communication.html
 */
import type { Caller } from '#fhir/handling/caller.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Write } from '#fhir/store/write.ts';
import { categoryOf } from './making/notice.ts';

/**
 * Throws `notice-by-house` where a resident writes a notice; what others wrote they cannot change
 * anyway.
 */
export function checkNotices(caller: Caller, writes: readonly Write[]): void {
  if (caller.kind !== 'resident') return;
  for (const { content } of writes) {
    if (content !== undefined && categoryOf(content.resource) !== undefined) {
      throw refuse('notice-by-house');
    }
  }
}
