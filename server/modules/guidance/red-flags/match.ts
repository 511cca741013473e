/**
 * Finds the red flags in a complaint.
 * docs/decisions/0023-guidance.md
 */
import { isSaidOfNow, plainText } from './context.ts';
import { type RedFlag, redFlags } from './lexicon.ts';
import { type TermName, terms } from './terms.ts';

/** What is known of the patient beside the complaint. */
export interface KnownFacts {
  /** Days since birth, where that is known so exactly. */
  ageDays?: number | undefined;
  pregnant?: boolean | undefined;
}

const gap = (count: string) => `[^,。;!?、不没无未]{0,${count}}`;

const compiled = new Map(
  Object.entries(terms).map(([name, patterns]) => [
    name as TermName,
    new RegExp(
      patterns
        .map((pattern) => pattern.replace(/~(\d?)\??/g, (_, count: string) => gap(count || '6')))
        .join('|'),
      'g',
    ),
  ]),
);

/** The red flags of a complaint of at most 500 characters, the most urgent first. */
export function findRedFlags(complaint: string, facts: KnownFacts = {}): RedFlag[] {
  const text = plainText(complaint);
  const known = new Map<TermName, boolean>();
  if (facts.pregnant === true) known.set('pregnant', true);
  if (facts.ageDays !== undefined) known.set('newborn', facts.ageDays < 28);
  const isSaid = (name: TermName): boolean => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const said = occursNow(text, name);
    known.set(name, said);
    return said;
  };
  return redFlags.filter(({ rules }) =>
    rules.some(({ all, unless = [] }) => all.every(isSaid) && !unless.some(isSaid)),
  );
}

function occursNow(text: string, name: TermName): boolean {
  // Every term has a pattern: the map is made of them.
  for (const found of text.matchAll(compiled.get(name)!)) {
    if (isSaidOfNow(text, found.index, found.index + found[0].length)) return true;
  }
  return false;
}
