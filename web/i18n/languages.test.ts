/** Both languages say everything, with the same blanks to fill. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enClinic } from './clinic/en-clinic.ts';
import { enDesign } from './clinic/en-design.ts';
import { zhClinic } from './clinic/zh-clinic.ts';
import { zhDesign } from './clinic/zh-design.ts';
import { enAdministration } from './en-administration.ts';
import { enResident } from './resident/en-resident.ts';
import { enSignIn } from './en-sign-in.ts';
import { enQueue } from './clinic/en-queue.ts';
import { zhQueue } from './clinic/zh-queue.ts';
import { en } from './en.ts';
import { enScreen } from './screen/en-screen.ts';
import { zhScreen } from './screen/zh-screen.ts';
import { zhAdministration } from './zh-administration.ts';
import { zhResident } from './resident/zh-resident.ts';
import { zhSignIn } from './zh-sign-in.ts';
import { zh } from './zh.ts';

function sentences(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]: [string, string | object]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : sentences(value, `${path}${key}.`),
  );
}

const inZh = new Map(
  sentences({
    ...zh,
    signIn: zhSignIn,
    resident: zhResident,
    administration: zhAdministration,
    screen: zhScreen,
    clinic: zhClinic,
    queue: zhQueue,
    design: zhDesign,
  }),
);
const inEn = new Map(
  sentences({
    ...en,
    signIn: enSignIn,
    resident: enResident,
    administration: enAdministration,
    screen: enScreen,
    clinic: enClinic,
    queue: enQueue,
    design: enDesign,
  }),
);

test('English has every key of Chinese and no other', () => {
  assert.deepEqual([...inEn.keys()].toSorted(), [...inZh.keys()].toSorted());
});

test('no sentence is empty', () => {
  for (const [key, sentence] of [...inZh, ...inEn]) assert.notEqual(sentence.trim(), '', key);
});

test('a sentence has the same blanks in both languages', () => {
  const blanks = (sentence = '') =>
    [...sentence.matchAll(/\{\{(\w+)\}\}/g)]
      .map(([, name = '']) => name)
      .toSorted((a, b) => a.localeCompare(b));
  for (const [key, sentence] of inZh)
    assert.deepEqual(blanks(inEn.get(key)), blanks(sentence), key);
});
