/** Seeded random numbers: the same seed gives the same region, byte for byte. Generator: sfc32. */

/** A stream of random draws; each draw moves it on. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** A draw of the normal distribution. */
  normal(mean: number, deviation: number): number;
  /** One element of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  /** One element, drawn with the weight that `weightOf` gives it. */
  weighted<T>(list: readonly T[], weightOf: (item: T) => number): T;
  /** A UUID of version 4 as text; drawn, so deterministic. */
  uuid(): string;
}

/**
 * The stream for a seed and a name; streams of different names are independent, so a change in one
 * resident's story leaves every other resident as they were.
 */
export function createRandom(seed: number, name: string): Random {
  const nextWord = sfc32(seed, name);
  const next = (): number => nextWord() / 0x1_0000_0000;
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    whole,
    chance: (probability) => next() < probability,
    normal: (mean, deviation) => mean + deviation * standardNormal(next),
    pick: (list) => itemAt(list, whole(0, list.length - 1)),
    weighted: (list, weightOf) => pickWeighted(list, weightOf, next()),
    uuid: () => uuidOf([nextWord(), nextWord(), nextWord(), nextWord()]),
  };
}

function sfc32(seed: number, name: string): () => number {
  let [a, b, c] = [hashText(name, seed), hashText(name, seed ^ 0x9e3779b9), seed | 0];
  let counter = 1;
  const draw = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // The first draws still show the seed.
  for (let i = 0; i < 12; i++) draw();
  return draw;
}

/** FNV-1a with a final mix, so that names that differ in one digit start far apart. */
function hashText(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) | 0;
}

/**
 * Box–Muller, cut at three deviations: a record shows no measurement a doctor would call an error.
 */
function standardNormal(next: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - next()));
  const draw = radius * Math.cos(2 * Math.PI * next());
  return Math.max(-3, Math.min(3, draw));
}

function pickWeighted<T>(list: readonly T[], weightOf: (item: T) => number, draw: number): T {
  let left = draw * list.reduce((sum, item) => sum + weightOf(item), 0);
  for (const item of list) {
    left -= weightOf(item);
    if (left < 0) return item;
  }
  return itemAt(list, list.length - 1);
}

function itemAt<T>(list: readonly T[], index: number): T {
  if (list.length === 0) throw new RangeError('cannot pick from an empty list');
  return list[index] as T;
}

function uuidOf(words: readonly [number, number, number, number]): string {
  const hex = words.map((word) => word.toString(16).padStart(8, '0')).join('');
  const variant = '89ab'.charAt(words[2] >>> 30);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}
