/**
 * What residents may not write: a notice that seems to come from the house or a hospital.
 * https://hl7.org/fhir/R4/communication.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Write } from '#fhir/store/write.ts';
import { categoryOf } from './making/notice.ts';

/** Throws `notice-by-house` where a resident writes or changes a notice. */
export function checkNotices(caller: Caller, writes: readonly Write[]): void {
  if (caller.kind !== 'resident') return;
  for (const { type, content, replaced } of writes) {
    if (type !== 'Communication') continue;
    const earlier = replaced === undefined ? undefined : (JSON.parse(replaced.body) as Resource);
    const isNotice = [content?.resource, earlier].some(
      (one) => one !== undefined && categoryOf(one) !== undefined,
    );
    if (isNotice) throw refuse('notice-by-house');
  }
}
