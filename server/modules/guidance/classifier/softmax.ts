/** Softmax of scores at a temperature. https://arxiv.org/abs/1706.04599 (temperature scaling) */

/** Probabilities of scores, in their order. */
export function softmax(scores: ArrayLike<number>, temperature = 1): Float64Array {
  const list = Float64Array.from(scores);
  const most = Math.max(...list);
  let sum = 0;
  for (let at = 0; at < list.length; at += 1) {
    list[at] = Math.exp((list[at]! - most) / temperature);
    sum += list[at]!;
  }
  for (let at = 0; at < list.length; at += 1) list[at]! /= sum;
  return list;
}
