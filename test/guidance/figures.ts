/**
 * How often guidance is right, on the sentences of data/: what the bench prints and the test holds.
 * docs/decisions/0023-guidance.md
 */
import type { Classifier } from '#server/modules/guidance/classifier/classifier.ts';
import { type Asked, decideDoor, rankDepartments } from '#server/modules/guidance/decide.ts';
import { findRedFlags } from '#server/modules/guidance/red-flags/match.ts';
import { inDanger } from '#server/modules/guidance/questions.ts';
import { type Sentence, readSentences } from './sentences.ts';

/** Figures of departments; shares between 0 and 1. */
export interface DepartmentFigures {
  sentences: number;
  departments: number;
  first: number;
  amongThree: number;
  /** Mean distance between what is said to be probable and what is right (ECE, 10 bins). */
  calibrationError: number;
  missed: { sentence: Sentence; named: string[] }[];
}

/** A sentence as it is asked. */
export function askedOf({ text, ageYears }: Sentence): Asked {
  const patient = { ageYears, ageDays: undefined, sex: undefined, pregnant: false };
  return { complaint: text, patient, answer: undefined };
}

/** How often the right department is the first of those named, and among three. */
export function departmentFigures(classifier: Classifier, file: string): DepartmentFigures {
  const sentences = readSentences(file);
  const judged = sentences.map((sentence) => {
    const { ranked } = rankDepartments(classifier, askedOf(sentence));
    const named = ranked.slice(0, 3).map(([code]) => code);
    return { sentence, named, share: ranked[0]?.[1] ?? 0, isFirst: named[0] === sentence.group };
  });
  const right = judged.filter(({ isFirst }) => isFirst).length;
  const among = judged.filter(({ sentence, named }) => named.includes(sentence.group)).length;
  return {
    sentences: sentences.length,
    departments: new Set(sentences.map(({ group }) => group)).size,
    first: right / sentences.length,
    amongThree: among / sentences.length,
    calibrationError: calibrationError(judged),
    missed: judged.filter(({ isFirst }) => !isFirst),
  };
}

function calibrationError(judged: readonly { share: number; isFirst: boolean }[]): number {
  const bins = Map.groupBy(judged, ({ share }) => Math.min(9, Math.floor(share * 10)));
  let sum = 0;
  for (const bin of bins.values()) {
    const said = bin.reduce((total, { share }) => total + share, 0);
    sum += Math.abs(said - bin.filter(({ isFirst }) => isFirst).length);
  }
  return sum / judged.length;
}

/** Emergencies missed by the lexicon, by lexicon and net, and of these those asked about. */
export function emergencyFigures(file: string, classifier: Classifier) {
  const sentences = readSentences(file);
  const decided = sentences.map((sentence) => decideDoor(classifier, askedOf(sentence)));
  const missedByBoth = sentences.filter((_, at) => decided[at]?.kind !== 'emergency');
  return {
    sentences: sentences.length,
    missed: sentences.filter(({ text }) => findRedFlags(text).length === 0),
    missedByBoth,
    asked: decided.filter(({ question }) => question === inDanger).length,
  };
}

/** Ordinary questions that are taken for emergencies, or lead to the question of danger. */
export function falseAlarms(classifier: Classifier, files: readonly string[]) {
  const sentences = files.flatMap((file) => readSentences(file));
  const decided = sentences.map((sentence) => ({
    sentence,
    guidance: decideDoor(classifier, askedOf(sentence)),
  }));
  return {
    sentences: sentences.length,
    raised: decided.filter(({ guidance }) => guidance.kind === 'emergency'),
    asked: decided.filter(({ guidance }) => guidance.question === inDanger).length,
    primaryCare: decided.filter(({ guidance }) => guidance.kind === 'primary-care').length,
    desk: decided.filter(({ guidance }) => guidance.kind === 'desk').length,
  };
}
