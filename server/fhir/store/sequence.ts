/** The creation order of resources: a number that only grows, from the clock and a counter. */

const epoch = Date.UTC(2020, 0, 1);
const perMillisecond = 1n << 20n;

/** Gives each new resource its place in the order of creation. */
export type Sequence = () => string;

/**
 * A sequence on a clock. Numbers of one process strictly grow; those of several are told apart by
 * their start.
 * @param now milliseconds since 1970.
 * @param start where the counter of this process begins, 0 … 2^19.
 */
export function createSequence(now: () => number, start: number): Sequence {
  let last = 0n;
  return () => {
    const floor = BigInt(now() - epoch) * perMillisecond + BigInt(start);
    last = floor > last ? floor : last + 1n;
    return last.toString();
  };
}
