/** Filtration by CKD-EPI 2009. https://doi.org/10.7326/0003-4819-150-9-200905050-00006 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filtration } from './derived.ts';

// Creatinine in μmol/L; expected values worked out by hand from the published formula.
const cases = [
  { creatinine: 61.88, sex: 'female', years: 50, expected: 101 },
  { creatinine: 79.56, sex: 'male', years: 50, expected: 99.2 },
  { creatinine: 159.12, sex: 'male', years: 50, expected: 42.9 },
] as const;

for (const { creatinine, sex, years, expected } of cases) {
  test(`${sex}, ${years} years, ${creatinine} μmol/L filters ${expected} mL/min/1.73 m²`, () => {
    assert.ok(Math.abs(filtration(creatinine, sex, years) - expected) < 0.2);
  });
}
