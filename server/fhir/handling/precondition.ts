/**
 * Preconditions of a write: If-Match and If-None-Match.
 * https://hl7.org/fhir/R4/http.html#concurrency
 */
import { refuse } from '#fhir/refusals.ts';
import type { FhirRequest } from './interaction.ts';

/** The version that If-Match asks for; undefined without the header. Throws `bad-version`. */
export function expectedVersion(headers: FhirRequest['headers']): number | undefined {
  const header = headers['if-match'];
  if (header === undefined || header === '*') return undefined;
  const found = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim());
  if (found === null) throw refuse('bad-version');
  return Number(found[1]);
}

/**
 * Throws `stale-version` where the caller expected another version, `exists-already` where it
 * expected none.
 * @param current the current version; undefined where the resource is not there.
 */
export function checkPrecondition(
  headers: FhirRequest['headers'],
  reference: string,
  current: number | undefined,
): void {
  const expected = expectedVersion(headers);
  if (expected !== undefined && expected !== current) {
    throw refuse('stale-version', { reference, current: current ?? 0 });
  }
  if (headers['if-match'] === '*' && current === undefined) {
    throw refuse('not-found', { reference });
  }
  if (headers['if-none-match'] === '*' && current !== undefined) {
    throw refuse('exists-already', { reference });
  }
}
