/**
 * How a name sounds: pinyin of Chinese names, in full and by initials; the name itself for others.
 */
import { pinyin } from 'pinyin-pro';
import { fold, hasHan } from './fold.ts';

interface HumanName {
  family?: unknown;
  given?: unknown;
  text?: unknown;
}

/**
 * The texts by which `phonetic` finds a name: `zhangsan`, `zs`, `zhang`, `san`; folded parts of a
 * Latin name.
 */
export function soundsOfName(name: HumanName): string[] {
  const family = typeof name.family === 'string' ? name.family : '';
  const given = (Array.isArray(name.given) ? name.given : []).filter(
    (part): part is string => typeof part === 'string',
  );
  const text = typeof name.text === 'string' ? name.text : '';
  const sounds = new Set<string>();
  const whole = family + given.join('');
  if (hasHan(whole)) addHan(sounds, whole, true);
  else addLatin(sounds, [family, ...given]);
  for (const part of given) if (hasHan(part)) addHan(sounds, part, false);
  if (hasHan(text)) addHan(sounds, text.replace(/\s/g, ''), true);
  else addLatin(sounds, text.split(/\s+/));
  sounds.delete('');
  return [...sounds];
}

/** The texts by which the name of an organization is found. */
export function soundsOfText(text: string): string[] {
  const sounds = new Set<string>();
  if (hasHan(text)) addHan(sounds, text, false);
  else sounds.add(fold(text));
  sounds.delete('');
  return [...sounds];
}

function addHan(sounds: Set<string>, text: string, isName: boolean): void {
  const syllables = pinyin(text, {
    toneType: 'none',
    type: 'array',
    v: true,
    nonZh: 'consecutive',
    surname: isName ? 'head' : 'off',
  }).map((part) => fold(part).replace(/[^\p{L}\p{N}]/gu, ''));
  sounds.add(syllables.join(''));
  sounds.add(syllables.map((syllable) => syllable.charAt(0)).join(''));
}

function addLatin(sounds: Set<string>, parts: string[]): void {
  const folded = parts.map(fold).filter((part) => part !== '');
  for (const part of folded) sounds.add(part);
  sounds.add(folded.join(' '));
}

/**
 * What a person types for `phonetic`, as it is compared: Chinese becomes pinyin; also without
 * spaces between syllables.
 */
export function soundsTyped(text: string): string[] {
  const folded = hasHan(text) ? longest(soundsOfName({ text })) : fold(text).replace(/['’]/g, '');
  return [...new Set([folded, folded.replace(/ /g, '')])];
}

function longest(texts: string[]): string {
  return texts.reduce((a, b) => (b.length > a.length ? b : a), '');
}
