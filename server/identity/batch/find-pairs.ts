/**
 * The pairs of many records that have a blocking key in common, each once; keys of too many records
 * are passed over and counted.
 * https://moj-analytical-services.github.io/splink/topic_guides/blocking/blocking_rules.html
 */
import { blockMax } from '../matching/blocking-keys.ts';

/** What was passed over. */
export interface Skipped {
  keys: number;
  records: number;
}

/**
 * Calls `visit` for each pair of positions, the smaller first.
 * @param keys blocking keys of each record, by position.
 */
export function findPairs(
  keys: readonly (readonly string[])[],
  visit: (a: number, b: number) => void,
): Skipped {
  const blocks = blocksOf(keys);
  const skipped: Skipped = { keys: 0, records: 0 };
  const own: number[][][] = keys.map(() => []);
  for (const block of blocks.values()) {
    if (block.length > blockMax) {
      skipped.keys += 1;
      skipped.records += block.length;
    } else if (block.length > 1) {
      for (const at of block) own[at]!.push(block);
    }
  }
  // The last record that asked for a position: a pair of two blocks is visited once.
  const seen = new Int32Array(keys.length).fill(-1);
  for (let at = 0; at < keys.length; at += 1) {
    for (const block of own[at]!) {
      for (const other of block) {
        if (other <= at || seen[other] === at) continue;
        seen[other] = at;
        visit(at, other);
      }
    }
  }
  return skipped;
}

function blocksOf(keys: readonly (readonly string[])[]): Map<string, number[]> {
  const blocks = new Map<string, number[]>();
  for (let at = 0; at < keys.length; at += 1) {
    for (const key of keys[at]!) {
      const block = blocks.get(key);
      if (block === undefined) blocks.set(key, [at]);
      else block.push(at);
    }
  }
  return blocks;
}
