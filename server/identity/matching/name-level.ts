/**
 * How alike two names are: characters, then sounds, then what brothers and sisters share.
 * https://arxiv.org/abs/2001.01895
 */
import { editDistance } from '../traits/identity-number.ts';
import type { PersonName } from '../traits/person-name.ts';
import { jaroWinkler } from './edit.ts';
import { silent } from './fields.ts';

const exact = 0;
const sameSound = 1;
const nearSound = 2;
const part = 3;
const oneCharacter = 4;
const sameSurname = 5;
const different = 6;

/** The level of the two names that are most alike; for names of which one is in characters. */
export function hanNameLevel(a: readonly PersonName[], b: readonly PersonName[]): number {
  let best = silent;
  for (const one of a) {
    for (const other of b) {
      const level = levelOfPair(one, other);
      if (level !== silent && (best === silent || level < best)) best = level;
      if (best === exact) return best;
    }
  }
  return best;
}

function levelOfPair(a: PersonName, b: PersonName): number {
  if (!a.isHan && !b.isHan) return silent;
  if (a.isHan !== b.isHan) return a.sound === b.sound ? sameSound : different;
  if (a.text === b.text) return exact;
  if (a.parts.length > 0 && b.parts.length > 0 && sharesAll(a.parts, b.parts)) return part;
  if (a.sound === b.sound) return sameSound;
  if (a.syllables.length !== b.syllables.length) return levelOfLengths(a, b);
  return levelOfCharacters(a, b);
}

/** Whether all parts of the shorter name are in the longer. */
function sharesAll(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.every((one) => long.includes(one));
}

/** Names of one length: how many characters differ, in sound too. */
function levelOfCharacters(a: PersonName, b: PersonName): number {
  const [left, right] = [Array.from(a.text), Array.from(b.text)];
  let far = 0;
  let near = 0;
  let inSurname = 0;
  for (let at = 0; at < left.length; at += 1) {
    if (left[at] === right[at] || a.syllables[at] === b.syllables[at]) continue;
    if (a.blurred[at] === b.blurred[at]) near += 1;
    else far += 1;
    if (at < Math.min(a.familyCount, b.familyCount)) inSurname += 1;
  }
  if (far === 0 && near <= 1) return nearSound;
  const isTurned = left.toSorted().join('') === right.toSorted().join('');
  if (isTurned) return nearSound;
  // Of two characters the one that is left tells little: that is the surname, or chance.
  if (far + near === 1 && left.length > 2) return oneCharacter;
  return inSurname === 0 ? sameSurname : different;
}

/** One name is the other with something left out or put in. */
function levelOfLengths(a: PersonName, b: PersonName): number {
  const [short, long] = a.text.length < b.text.length ? [a.text, b.text] : [b.text, a.text];
  if (short.length >= 2 && long.length - short.length === 1 && isWithin(short, long)) return part;
  return a.family === b.family ? sameSurname : different;
}

/** Whether the characters of a text stand in another in their order. */
function isWithin(short: string, long: string): boolean {
  let at = 0;
  for (const character of long) if (character === short[at]) at += 1;
  return at === short.length;
}

/** Levels of surname and given name of Latin names, also where they stand the other way round. */
export function latinNameLevels(
  a: readonly PersonName[],
  b: readonly PersonName[],
): { family: number; given: number } {
  const best = { family: silent, given: silent };
  // A name in characters is compared as such; its pinyin would count twice.
  if (a.some(({ isHan }) => isHan) || b.some(({ isHan }) => isHan)) return best;
  let least = Infinity;
  for (const one of a) {
    for (const other of b) {
      const straight = pairLevels(one, other);
      const turned = pairLevels(one, { family: other.given, given: other.family });
      // Turned round is an error of its own: never exact.
      const crossed = {
        family: turned.family === exact ? 1 : turned.family,
        given: turned.given === exact ? 1 : turned.given,
      };
      for (const levels of [straight, crossed]) {
        const sum = costOf(levels.family) + costOf(levels.given);
        if (sum < least) {
          least = sum;
          Object.assign(best, levels);
        }
      }
    }
  }
  return best;
}

const costOf = (level: number) => (level === silent ? 2.5 : level);

type Words = Pick<PersonName, 'family' | 'given'>;

function pairLevels(a: Words, b: Words): { family: number; given: number } {
  return { family: wordLevel(a.family, b.family), given: wordLevel(a.given, b.given) };
}

/** Exact, close, alike or different; silent where one is. */
export function wordLevel(a: string, b: string): number {
  if (a === '' || b === '') return silent;
  if (a === b) return 0;
  const alike = jaroWinkler(a, b);
  if (alike >= 0.92 || editDistance(a, b, 1) === 1) return 1;
  return alike >= 0.82 ? 2 : 3;
}
