/** Answers of guidance, read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedOf, guidanceOf } from './guidance.ts';

const both = (zh: string, en: string) => [
  { name: 'zh', valueString: zh },
  { name: 'en', valueString: en },
];

test('A red flag brings its words and whom to call', () => {
  const guidance = guidanceOf({
    parameter: [
      { name: 'kind', valueCode: 'emergency' },
      { name: 'redFlag', part: [{ name: 'code', valueCode: 'chest-pain' }, ...both('胸痛', 'x')] },
      { name: 'call', valueString: '120' },
      { name: 'disclaimer', part: both('指引', 'guidance') },
    ],
  });
  assert.equal(guidance.kind, 'emergency');
  assert.deepEqual(guidance.flags, [{ zh: '胸痛', en: 'x' }]);
  assert.deepEqual(guidance.calls, ['120']);
  assert.equal(guidance.disclaimer.zh, '指引');
});

test('Departments come with their doors, three at most, and one question with its answers', () => {
  const department = (code: string) => ({
    name: 'department',
    part: [
      { name: 'code', valueCoding: { code } },
      ...both(code, code),
      { name: 'probability', valueDecimal: 0.6 },
      {
        name: 'service',
        part: [
          {
            name: 'healthcareService',
            valueReference: { reference: 'HealthcareService/eyes', display: '眼科' },
          },
        ],
      },
    ],
  });
  const guidance = guidanceOf({
    parameter: [
      { name: 'kind', valueCode: 'departments' },
      ...['a', 'b', 'c', 'd'].map(department),
      {
        name: 'question',
        part: [
          { name: 'code', valueCode: 'q' },
          ...both('多久了', 'since when'),
          {
            name: 'option',
            part: [{ name: 'answer', valueCode: 'q:long' }, ...both('很久', 'long')],
          },
        ],
      },
    ],
  });
  assert.equal(guidance.departments.length, 3);
  assert.deepEqual(guidance.departments[0]?.doors, ['eyes']);
  assert.equal(guidance.departments[0]?.probability, 0.6);
  assert.deepEqual(guidance.question?.options, [{ zh: '很久', en: 'long', answer: 'q:long' }]);
});

test('An answer that says nothing leads to the desk', () => {
  assert.equal(guidanceOf({}).kind, 'desk');
});

test('A birthday says the age, and only what decides is asked with', () => {
  const given = {
    complaint: '头疼',
    birthDate: '2024-06-01',
    age: undefined,
    gender: 'female',
    pregnant: false,
  };
  assert.deepEqual((askedOf(given) as { parameter: unknown }).parameter, [
    { name: 'complaint', valueString: '头疼' },
    { name: 'birthDate', valueDate: '2024-06-01' },
    { name: 'sex', valueCode: 'female' },
  ]);
  const other = { ...given, birthDate: '1980', age: 45, gender: 'unknown', pregnant: true };
  assert.deepEqual(
    (askedOf({ ...other, answer: 'q:a' }) as { parameter: { name: string }[] }).parameter.map(
      ({ name }) => name,
    ),
    ['complaint', 'age', 'pregnant', 'answer'],
  );
});
