/**
 * What to say when a way to a record did not open it.
 * https://hl7.org/fhir/R4/operationoutcome.html
 */
import type { TFunction } from 'i18next';
import type { Language } from '../../design/moment.ts';
import { FhirFailure } from '../../fhir/client.ts';

/** The server's own reason where it gave one, else what to do. */
export function reasonText(failure: unknown, t: TFunction, language: Language): string {
  if (!(failure instanceof FhirFailure)) return t('access.glass.ask');
  if (failure.status === 0) return t('app.error.offline');
  return failure.said[language] ?? t('access.glass.ask');
}

/** The status of a failure; undefined where it is none of the server's. */
export function statusOf(failure: unknown): number | undefined {
  return failure instanceof FhirFailure ? failure.status : undefined;
}
