/**
 * The shape of a resource: which of its type's parameters have a value, as one text of the
 * dictionary, for `:missing`.
 */
import type { Hash } from '#fhir/store/hash.ts';
import type { TermEntry } from '#fhir/store/index-entries.ts';
import { textToken } from '../values/keys.ts';
import { bitsPerWord } from './leaf-table.ts';

/**
 * Makes the shape of bits, remembered: a type has few. The text names the codes between spaces: `
 * code subject `.
 */
export function shapeTerms(
  slot: Hash,
  codes: readonly string[],
): (present: readonly number[]) => TermEntry {
  const known = new Map<string, TermEntry>();
  return (present) => {
    const name = present.join();
    let term = known.get(name);
    if (term === undefined) {
      const has = codes.filter(
        (_, bit) => ((present[Math.floor(bit / bitsPerWord)] ?? 0) >> (bit % bitsPerWord)) & 1,
      );
      const value = ` ${has.join(' ')} `;
      term = { slot, value, token: textToken(slot, value) };
      if (known.size >= 10_000) known.clear();
      known.set(name, term);
    }
    return term;
  };
}
