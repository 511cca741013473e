/**
 * The words of red flags, as people say them: what a reviewer reads and extends. `~` stands for up
 * to six characters of the same clause, `~3` for up to three, none of them a negation; `{chest}`
 * for a class of words.
 * docs/decisions/0023-guidance.md
 */
import { breathAndBloodTerms } from './terms/breath-and-blood.ts';
import { concepts } from './terms/concepts.ts';
import { feverAndBellyTerms } from './terms/fever-and-belly.ts';
import { heartAndBrainTerms } from './terms/heart-and-brain.ts';
import { injuriesTerms } from './terms/injuries.ts';
import { mindTerms } from './terms/mind.ts';
import { mothersAndInfantsTerms } from './terms/mothers-and-infants.ts';
import { poisonAndAllergyTerms } from './terms/poison-and-allergy.ts';

/** Every term by its name, as parts of regular expressions. */
export const terms = {
  ...heartAndBrainTerms,
  ...breathAndBloodTerms,
  ...mindTerms,
  ...poisonAndAllergyTerms,
  ...mothersAndInfantsTerms,
  ...feverAndBellyTerms,
  ...injuriesTerms,
} as const satisfies Record<string, readonly string[]>;

/** The name of a term. */
export type TermName = keyof typeof terms;

const gap = (count: string) => `[^,。;!?、不没无未]{0,${count}}`;

/** The regular expression of a term. Throws a RangeError where it names a class that is none. */
export function expressionOf(name: TermName): RegExp {
  const source = withClasses(terms[name].join('|'));
  return new RegExp(
    source.replace(/~(\d{0,2})\??/g, (_, count: string) => gap(count || '6')),
    'g',
  );
}

/** Classes in place of their names; they may name others. */
function withClasses(pattern: string): string {
  return pattern.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => {
    const words = concepts[name];
    if (words === undefined) throw new RangeError(`No class of words is called ${name}.`);
    return `(?:${withClasses(words)})`;
  });
}
