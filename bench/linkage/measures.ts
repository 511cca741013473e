/**
 * Precision, recall and F1 of what was linked, and the causes of what was linked wrongly or not.
 * https://en.wikipedia.org/wiki/Precision_and_recall
 */
import type { Comparison } from '#server/identity/matching/compare.ts';
import type { ChineseRecord } from './chinese-records.ts';

/** A pair that was compared. */
export interface Judged extends Omit<Comparison, 'fields'> {
  a: number;
  b: number;
  isTrue: boolean;
}

/** How many pairs of records are one person. */
export function truePairs(truths: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const truth of truths) counts.set(truth, (counts.get(truth) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
}

/** Precision, recall, F1. */
export interface Scores {
  precision: number;
  recall: number;
  f1: number;
}

/** The scores of so many pairs found, of which some are true, among all true ones. */
export function scoresOf(found: number, right: number, all: number): Scores {
  const precision = found === 0 ? 1 : right / found;
  const recall = right / all;
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}

/** The scores as one line. */
export function scoresText({ precision, recall, f1 }: Scores): string {
  return `P ${precision.toFixed(5)} R ${recall.toFixed(4)} F1 ${f1.toFixed(4)}`;
}

/** Why a pair is hard: who they are to each other, and what happened to the records. */
export function causeOf(a: ChineseRecord, b: ChineseRecord): string {
  const causes = [...new Set([...a.causes, ...b.causes])].toSorted();
  return [relationOf(a, b), ...causes].filter((one) => one !== '').join(' ');
}

function relationOf({ person: a }: ChineseRecord, { person: b }: ChineseRecord): string {
  if (a === b) return '';
  if (a.household !== b.household) return 'strangers:';
  if (a.birthOrder !== undefined && a.born === b.born) return 'twins:';
  return a.mother !== undefined && a.mother === b.mother ? 'siblings:' : 'household:';
}

/** The commonest of some texts with their counts. */
export function commonest(texts: readonly string[], most: number): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([text, count]) => `${count} × ${text === '' ? 'nothing wrong' : text}`);
}
