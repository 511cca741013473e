/**
 * How names are found by ear, and how texts are folded. https://hl7.org/fhir/R4/search.html#string
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fold } from './fold.ts';
import { soundsOfName, soundsOfText, soundsTyped } from './sound.ts';

describe('A name is found by', () => {
  const rows: [string, object, string[]][] = [
    ['张三', { family: '张', given: ['三'] }, ['zhangsan', 'zs', 'san', 's']],
    ['欧阳修', { text: '欧阳修' }, ['ouyangxiu', 'oyx']],
    ['单于 as a surname', { family: '单', given: ['雄信'] }, ['shanxiongxin', 'sxx']],
    ['吕', { family: '吕', given: ['布'] }, ['lvbu', 'lb']],
    ['John Smith', { family: 'Smith', given: ['John'] }, ['smith', 'john', 'smith john']],
  ];
  for (const [who, name, sounds] of rows) {
    test(`${who}: ${sounds.join(', ')}`, () => {
      const found = soundsOfName(name);
      for (const sound of sounds) assert.ok(found.includes(sound), found.join());
    });
  }
});

test('What is typed in Chinese is compared by its sound', () => {
  assert.ok(soundsTyped('章三').some((typed) => soundsOfName({ text: '张三' }).includes(typed)));
});

test('What is typed with spaces is compared without them too', () => {
  assert.deepEqual(soundsTyped('Zhang San'), ['zhang san', 'zhangsan']);
});

test('An organization is found by the sound of its name', () => {
  assert.ok(soundsOfText('西湖医院').includes('xihuyiyuan'));
});

describe('Folding', () => {
  const rows: [string, string][] = [
    ['  Müller   ANNA ', 'muller anna'],
    ['ＡＢＣ１２３', 'abc123'],
    ['Ａｎｎａ　Ｂ', 'anna b'],
    ['张三', '张三'],
    ['ﬁne', 'fine'],
  ];
  for (const [text, folded] of rows) {
    test(`"${text}" becomes "${folded}"`, () => assert.equal(fold(text), folded));
  }
});
