/**
 * Expectation–maximisation of Fellegi and Sunter's model over patterns of levels.
 * https://doi.org/10.23889/ijpds.v7i3.1794
 */
import { silent } from '../matching/fields.ts';

/** Patterns of levels, in the order of the fields, and how many pairs have each. */
export type Patterns = readonly { levels: readonly number[]; count: number }[];

/** What is told by pairs of one session. */
export interface Maximised {
  /** m by field and level. */
  m: number[][];
  /** How many pairs that are one person tell each field. */
  support: number[];
}

const rounds = 60;
/** Added to each count, so that what was not seen is not impossible. */
const smoothing = 0.3;

/**
 * Estimates m where u is known.
 * @param given.chance u by field and level. @param given.free fields that the session does not fix.
 */
export function maximise(
  patterns: Patterns,
  given: { chance: readonly number[][]; free: readonly boolean[] },
): Maximised {
  const { chance, free } = given;
  let m = chance.map((shares) => firstGuess(shares.length));
  let share = 0.8;
  let support = chance.map(() => 0);
  for (let round = 0; round < rounds; round += 1) {
    const sums = chance.map((shares) => shares.map(() => smoothing));
    let [matched, total] = [0, 0];
    for (const { levels, count } of patterns) {
      let odds = share / (1 - share);
      for (const [at, level] of levels.entries()) {
        if (level !== silent && free[at] === true) odds *= m[at]![level]! / chance[at]![level]!;
      }
      const part = count * (odds / (1 + odds));
      matched += part;
      total += count;
      for (const [at, level] of levels.entries()) if (level !== silent) sums[at]![level]! += part;
    }
    share = Math.min(0.999_999, Math.max(1e-6, matched / total));
    support = sums.map((list) => list.reduce((sum, one) => sum + one, 0) - smoothing * list.length);
    m = sums.map((list) => {
      const whole = list.reduce((sum, one) => sum + one, 0);
      return list.map((one) => one / whole);
    });
  }
  return { m, support };
}

/** Nine in ten agree. */
function firstGuess(levels: number): number[] {
  return Array.from({ length: levels }, (_, level) => (level === 0 ? 0.9 : 0.1 / (levels - 1)));
}
