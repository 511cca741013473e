/**
 * What forbids to link two records without a person's decision, however much agrees.
 * https://openstd.samr.gov.cn (GB 11643)
 */
import type { Traits } from '../traits/traits.ts';
import { type Levels, fieldNames } from './fields.ts';

/**
 * Two resident numbers that both hold and differ; brothers and sisters, of one birth or not; one
 * card and two people.
 */
export type Veto = 'two-cards' | 'twins' | 'siblings' | 'borrowed-card';

const at = (name: (typeof fieldNames)[number]) => fieldNames.indexOf(name);
const [idAt, nameAt, birthAt, sexAt, contactAt] = [
  at('residentId'),
  at('name'),
  at('birth'),
  at('sex'),
  at('contact'),
];
/** Levels of a name that another person of the household has as well. */
const anotherName = 3;
const anotherPerson = 5;

/** Why two records may not be linked by themselves; undefined where they may. */
export function vetoOf(
  { levels, contradict }: { levels: Levels; contradict: boolean },
  a: Traits,
  b: Traits,
): Veto | undefined {
  if (contradict) return 'two-cards';
  const [id, name, birth, sex] = [levels[idAt]!, levels[nameAt]!, levels[birthAt]!, levels[sexAt]!];
  if (id === 0 && isAnother(name, birth, sex)) return 'borrowed-card';
  if (id === 0) return undefined;
  if (areTwins(levels, a, b)) return 'twins';
  return areSiblings(levels, a, b) ? 'siblings' : undefined;
}

/** Of name, day of birth and sex at least two say that it is another person. */
function isAnother(name: number, birth: number, sex: number): boolean {
  const against = [name >= anotherPerson, birth >= 4, sex === 1].filter(Boolean).length;
  return against >= 2 || (name === anotherPerson + 1 && birth !== 0);
}

/** One day of birth and one household, and another name, sex or ordinal. */
function areTwins(levels: Levels, a: Traits, b: Traits): boolean {
  if (a.birthOrder !== undefined && b.birthOrder !== undefined && a.birthOrder !== b.birthOrder) {
    return true;
  }
  const isOneBirth = levels[birthAt] === 0 || levels[birthAt] === 1;
  if (!isOneBirth) return false;
  if (hasNoName(a) || hasNoName(b)) return !isOneNewborn(a, b);
  const isOneHouse = levels[contactAt]! >= 0 && levels[contactAt]! <= 3;
  return isOneHouse && (levels[nameAt]! >= anotherName || levels[sexAt] === 1);
}

/** One household, and neither the name nor the day of birth is the same. */
function areSiblings(levels: Levels, a: Traits, b: Traits): boolean {
  const isOtherBirth = levels[birthAt]! >= 3;
  if (hasNoName(a) && hasNoName(b)) return isOtherBirth;
  const isOneHouse = levels[contactAt]! >= 0 && levels[contactAt]! <= 3;
  return isOneHouse && isOtherBirth && levels[nameAt]! >= 2;
}

/** Whether a child is still called by the name of a parent. */
export function hasNoName({ newborn }: Traits): boolean {
  return newborn?.parent !== undefined;
}

/** A child without a name is one with another record by mother and ordinal alone. */
function isOneNewborn(a: Traits, b: Traits): boolean {
  const mothers = [a.newborn?.mother, b.newborn?.mother];
  const isOneMother = mothers[0] !== undefined && mothers[0] === mothers[1];
  const parents = [a.newborn?.parent, b.newborn?.parent];
  const isOneName = parents[0] !== undefined && parents[0] === parents[1];
  const isOneOrder = a.birthOrder !== undefined && a.birthOrder === b.birthOrder;
  return (isOneMother || isOneName) && isOneOrder;
}
