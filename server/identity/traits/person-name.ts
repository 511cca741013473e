/**
 * Names as they are compared: characters, sounds, surname and given name apart.
 * https://hl7.org/fhir/R4/datatypes.html#HumanName
 */
import { pinyin } from 'pinyin-pro';
import type { Resource } from '#model/fhir.ts';
import { cleanName, separators, toSimplified } from './clean-name.ts';

/** A name of a person. */
export interface PersonName {
  isHan: boolean;
  /** The whole of it, cleaned. */
  text: string;
  family: string;
  given: string;
  /** Pinyin of each character without tones; of a Latin name its words. */
  syllables: readonly string[];
  /** The same without what dialects and typists confuse: zh and z, n and l, ng and n. */
  blurred: readonly string[];
  /** How many of the syllables are the surname's. */
  familyCount: number;
  /** All syllables joined. */
  sound: string;
  /** Parts of a name that is not of Han Chinese, in order of the alphabet; else none. */
  parts: readonly string[];
}

interface HumanName {
  use?: string;
  text?: string;
  family?: string;
  given?: string[];
}

/** The names of a Patient, without those of earlier times where there are others. */
export function namesOf(patient: Resource): PersonName[] {
  const names = (patient['name'] ?? []) as HumanName[];
  const found = new Map<string, PersonName>();
  for (const name of names) {
    const made = personName(name);
    if (made !== undefined) found.set(made.text, made);
  }
  return [...found.values()];
}

/** What is written for who has no name, or none that is known. */
const placeholders = new Set('无名氏 无名 无姓名 不详 未知 佚名 未提供 待补 未命名'.split(' '));

const han = /\p{Script=Han}/u;

/** One name as it is compared; undefined where there is none. */
export function personName(name: HumanName): PersonName | undefined {
  const { text, family = '', given = [] } = name;
  const written = text ?? (han.test(family) ? family + given.join('') : undefined);
  if (written !== undefined && han.test(written)) return hanName(written, family);
  const words = [...given, family].join(' ').trim() === '' ? (text ?? '') : '';
  return latinName(family, given.join(' '), words);
}

/** Surnames of two characters. */
const compound = new Set(
  (
    '欧阳 上官 司马 诸葛 夏侯 尉迟 令狐 皇甫 宇文 长孙 慕容 司徒 司空 东方 独孤 南宫 西门 公孙 轩辕 ' +
    '钟离 闾丘 端木 申屠 淳于 单于 太史 呼延 万俟 赫连 澹台 濮阳 公冶 宗政 拓跋 百里 东郭 东门 羊舌'
  ).split(' '),
);

function hanName(written: string, family: string): PersonName | undefined {
  const text = cleanName(written);
  if (text === '' || placeholders.has(text)) return undefined;
  const bare = written.normalize('NFKC').replace(/\([^)]*\)/g, '');
  const parts = toSimplified(bare)
    .split(separators)
    .filter((part) => part !== '');
  // Blanks within a Chinese name are only writing; dots are not.
  const isForeign = parts.length > 1 && /[·•‧・∙．.]/u.test(bare);
  const said = cleanName(family);
  const characters = Array.from(text);
  const own = said !== '' && text.startsWith(said) && said.length < text.length ? said : undefined;
  const two = characters.slice(0, 2).join('');
  const surname = own ?? (compound.has(two) && characters.length > 2 ? two : (characters[0] ?? ''));
  const syllables = syllablesOf(text);
  return {
    isHan: true,
    text,
    family: surname,
    given: text.slice(surname.length),
    syllables,
    blurred: syllables.map(blurredSound),
    familyCount: Array.from(surname).length,
    sound: syllables.join(''),
    parts: isForeign ? parts.map((part) => part.toLowerCase()).toSorted() : [],
  };
}

/** Pinyin without tones; a surname is read as one at the beginning. */
function syllablesOf(text: string): string[] {
  return pinyin(text, {
    toneType: 'none',
    type: 'array',
    v: true,
    surname: 'head',
    nonZh: 'spaced',
  }).map((syllable) => syllable.toLowerCase());
}

const confused: readonly (readonly [RegExp, string])[] = [
  [/^zh/, 'z'],
  [/^ch/, 'c'],
  [/^sh/, 's'],
  [/^[nr]/, 'l'],
  [/^h(?=[ueo])/, 'f'],
  [/ng$/, 'n'],
];

function blurredSound(syllable: string): string {
  return confused.reduce((text, [from, to]) => text.replace(from, to), syllable);
}

const folded = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .trim();

function latinName(family: string, given: string, text: string): PersonName | undefined {
  const words = folded(text).split(/\s+/);
  const last = family === '' && text !== '' ? (words.at(-1) ?? '') : folded(family);
  const first = family === '' && text !== '' ? words.slice(0, -1).join(' ') : folded(given);
  if (last === '' && first === '') return undefined;
  const syllables = [last, ...first.split(/\s+/)].filter((word) => word !== '');
  return {
    isHan: false,
    text: `${last} ${first}`.trim(),
    family: last,
    given: first,
    syllables,
    blurred: syllables,
    familyCount: last === '' ? 0 : 1,
    sound: syllables.join('').replace(/\s/g, ''),
    parts: [],
  };
}
