/**
 * The words of the residents' pages in the chosen language.
 * https://www.w3.org/TR/WCAG22/#language-of-page
 */
import { useAppearance } from '../design/appearance-context.ts';
import type { Language } from '../design/moment.ts';
import { FhirFailure } from '../fhir/client.ts';
import { enRecord } from '../i18n/en-record.ts';
import { zhRecord } from '../i18n/zh-record.ts';
import type { Words } from '../i18n/zh.ts';
import { fill } from '../light/fill.ts';

export type RecordWords = Words<typeof zhRecord>;

/** The words, by their keys. */
export function useRecordWords(): RecordWords {
  return useAppearance().language === 'en' ? enRecord : zhRecord;
}

/** What went wrong with a request, in a sentence. */
export function recordFailureText(error: unknown, words: RecordWords, language: Language): string {
  const status = error instanceof FhirFailure ? error.status : undefined;
  const said = error instanceof FhirFailure ? error.said[language] : undefined;
  if (status === 0) return words.failure.offline;
  if (said !== undefined && status !== undefined && status < 500) return said;
  return fill(words.failure.server, { status: status ?? '?' });
}
