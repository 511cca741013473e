/**
 * Finds in a complaint what is a red flag, and what is not one but should be asked about.
 * docs/decisions/0023-guidance.md
 */
import { isSaidOfNow, plainText } from './context.ts';
import { type RedFlag, type Rule, redFlags } from './lexicon.ts';
import { suspicions } from './suspicions.ts';
import { type TermName, expressionOf, terms } from './terms.ts';

/** What is known of the patient beside the complaint. */
export interface KnownFacts {
  /** Days since birth, where that is known so exactly. */
  ageDays?: number | undefined;
  ageYears?: number | undefined;
  pregnant?: boolean | undefined;
}

// Object.keys of a record has exactly its names.
const compiled = new Map(
  (Object.keys(terms) as TermName[]).map((name) => [name, expressionOf(name)]),
);

/** What was found: red flags, the most urgent first, and whether danger is to be asked about. */
export interface Found {
  flags: RedFlag[];
  isSuspicious: boolean;
}

/** Reads a complaint of at most 500 characters. */
export function readComplaint(complaint: string, facts: KnownFacts = {}): Found {
  const text = plainText(complaint);
  const known = knownTerms(facts);
  const isSaid = (name: TermName): boolean => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const said = occursNow(text, name);
    known.set(name, said);
    return said;
  };
  const holds = ({ all, unless = [] }: Rule) => all.every(isSaid) && !unless.some(isSaid);
  return {
    flags: redFlags.filter(({ rules }) => rules.some(holds)),
    isSuspicious: suspicions.some(holds),
  };
}

/** The red flags of a complaint of at most 500 characters, the most urgent first. */
export function findRedFlags(complaint: string, facts: KnownFacts = {}): RedFlag[] {
  return readComplaint(complaint, facts).flags;
}

function knownTerms({ ageDays, ageYears, pregnant }: KnownFacts): Map<TermName, boolean> {
  const known = new Map<TermName, boolean>();
  if (pregnant === true) known.set('pregnant', true);
  if (ageDays !== undefined) {
    known.set('newborn', ageDays < 28);
    known.set('infant', ageDays >= 28 && ageDays < 91);
  }
  if (ageYears !== undefined && ageYears < 6) known.set('child', true);
  return known;
}

function occursNow(text: string, name: TermName): boolean {
  // Every term has a pattern: the map is made of them.
  const pattern = compiled.get(name)!;
  pattern.lastIndex = 0;
  let seenUntil = 0;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const end = found.index + found[0].length;
    // A part of what was denied is denied too; what reaches beyond it may be said of now.
    if (end > seenUntil && isSaidOfNow(text, found.index, end)) return true;
    seenUntil = Math.max(seenUntil, end);
    pattern.lastIndex = found.index + 1;
  }
  return false;
}
