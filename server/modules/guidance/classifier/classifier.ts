/**
 * The classifier of the release: which department a complaint is for, with how probable that is.
 * docs/decisions/0023-guidance.md
 */
import { readFileSync } from 'node:fs';
import { vectorOf } from './features.ts';
import { softmax } from './softmax.ts';
import { type SparseWeights, unpackWeights } from './weights-file.ts';

/** Judges complaints. */
export interface Classifier {
  version: string;
  /** Codes of 医疗机构诊疗科目名录. */
  departments: readonly string[];
  /** Calibrated probabilities by department, and how many known features the text has. */
  judge(complaint: string): { probabilities: ReadonlyMap<string, number>; known: number };
}

/** A classifier with these weights. */
export function createClassifier(weights: SparseWeights): Classifier {
  const { version, departments, temperature, idf, starts, labels, values } = weights;
  return {
    version,
    departments,
    judge(complaint) {
      const vector = vectorOf(complaint, idf);
      const scores = Float64Array.from(weights.bias);
      for (const [place, value] of vector) {
        for (let at = starts[place]!; at < starts[place + 1]!; at += 1) {
          scores[labels[at]!]! += values[at]! * value;
        }
      }
      const shares = softmax(scores, temperature);
      return {
        probabilities: new Map(departments.map((code, label) => [code, shares[label]!])),
        known: vector.length,
      };
    },
  };
}

/** The classifier in a file of weights. Throws a RangeError where it is none. */
export function readClassifier(path: string | URL): Classifier {
  return createClassifier(unpackWeights(readFileSync(path)));
}

/** The classifier of the release; its card is zh-1.md. */
export function houseClassifier(): Classifier {
  return readClassifier(new URL('zh-1.bin', import.meta.url));
}
