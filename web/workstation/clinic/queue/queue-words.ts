/**
 * The words of the page that calls patients, in the chosen language.
 * https://www.w3.org/TR/WCAG22/#language-of-page
 */
import { useAppearance } from '../../../design/appearance-context.ts';
import { enQueue } from '../../../i18n/clinic/en-queue.ts';
import { zhQueue } from '../../../i18n/clinic/zh-queue.ts';
import type { Words } from '../../../i18n/zh.ts';

export type QueueWords = Words<typeof zhQueue>;

/** The words, by their keys. */
export function useQueueWords(): QueueWords {
  return useAppearance().language === 'en' ? enQueue : zhQueue;
}
