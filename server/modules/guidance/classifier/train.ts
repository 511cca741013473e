/**
 * Softmax regression over hashed n-grams, fitted by AdaGrad. The same examples and random numbers
 * make the same weights.
 * https://jmlr.org/papers/v12/duchi11a.html
 */
import { featureBits, featuresOf, vectorOf } from './features.ts';
import { softmax } from './softmax.ts';

/** A text and the number of its department. */
export interface Example {
  text: string;
  label: number;
  /** How much it counts. */
  weight: number;
}

/** How it is fitted. */
export interface Settings {
  labels: number;
  epochs: number;
  rate: number;
  /** Share of a weight that each touch of it takes away. */
  decay: number;
  /** Uniform in [0, 1). */
  random: () => number;
}

/** What was fitted: weights by feature, then label; the bias is the last row. */
export interface Fitted {
  labels: number;
  idf: Float32Array;
  weights: Float32Array;
  bias: Float32Array;
}

/** Fits the weights. */
export function fit(examples: readonly Example[], settings: Settings): Fitted {
  const { labels, epochs, rate, decay, random } = settings;
  const idf = idfOf(examples.map(({ text }) => text));
  const vectors = examples.map(({ text }) => vectorOf(text, idf));
  const weights = new Float32Array(2 ** featureBits * labels);
  const bias = new Float32Array(labels);
  const squares = new Float32Array(weights.length).fill(1e-6);
  const order = examples.map((_, index) => index);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    for (const index of order) {
      const { label, weight } = examples[index]!;
      const vector = vectors[index]!;
      const errors = softmax(scoresOf({ labels, idf, weights, bias }, vector));
      errors[label]! -= 1;
      for (let of = 0; of < labels; of += 1) {
        const error = errors[of]! * weight;
        if (Math.abs(error) < 1e-4) continue;
        bias[of]! -= 0.01 * error;
        for (const [place, value] of vector) {
          const at = place * labels + of;
          const gradient = error * value + decay * weights[at]!;
          squares[at]! += gradient * gradient;
          weights[at]! -= (rate * gradient) / Math.sqrt(squares[at]!);
        }
      }
    }
  }
  return { labels, idf, weights, bias };
}

/** The scores of a weighted text. */
export function scoresOf(fitted: Fitted, vector: readonly [number, number][]): Float64Array {
  const { labels, weights, bias } = fitted;
  const scores = Float64Array.from(bias);
  for (const [place, value] of vector) {
    const from = place * labels;
    for (let of = 0; of < labels; of += 1) scores[of]! += weights[from + of]! * value;
  }
  return scores;
}

/** log(1 + texts / texts with the feature); 0 for what is in no text. */
function idfOf(texts: readonly string[]): Float32Array {
  const idf = new Float32Array(2 ** featureBits);
  for (const text of texts) for (const place of featuresOf(text).keys()) idf[place]! += 1;
  for (let at = 0; at < idf.length; at += 1) {
    if (idf[at]! > 0) idf[at] = Math.log(1 + texts.length / idf[at]!);
  }
  return idf;
}

function shuffle(list: number[], random: () => number): void {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [list[at], list[other]] = [list[other]!, list[at]!];
  }
}
