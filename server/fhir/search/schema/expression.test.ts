/** The expressions that R4's search parameters use. https://hl7.org/fhir/R4/searchparameter.html */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type PathExpression, isTruth, parseAlternatives, parseTruth } from './expression.ts';

describe('An expression is read', () => {
  const rows: [string, PathExpression[]][] = [
    ['Patient.name', [{ root: 'Patient', steps: [{ property: 'name' }] }]],
    ['code', [{ root: '', steps: [{ property: 'code' }] }]],
    [
      'A.x | B.y.z',
      [
        { root: 'A', steps: [{ property: 'x' }] },
        { root: 'B', steps: [{ property: 'y' }, { property: 'z' }] },
      ],
    ],
    [
      '(Observation.value as Quantity)',
      [{ root: 'Observation', steps: [{ property: 'value', as: 'Quantity' }] }],
    ],
    ['Condition.onset.as(Age)', [{ root: 'Condition', steps: [{ property: 'onset', as: 'Age' }] }]],
    [
      'Observation.subject.where(resolve() is Patient)',
      [{ root: 'Observation', steps: [{ property: 'subject', target: 'Patient' }] }],
    ],
    [
      "Patient.telecom.where(system='phone')",
      [
        {
          root: 'Patient',
          steps: [{ property: 'telecom', where: { property: 'system', value: 'phone' } }],
        },
      ],
    ],
    [
      'Bundle.entry[0].resource',
      [{ root: 'Bundle', steps: [{ property: 'entry', first: true }, { property: 'resource' }] }],
    ],
    [
      '%resource.referenceSeq.chromosome',
      [{ root: '%resource', steps: [{ property: 'referenceSeq' }, { property: 'chromosome' }] }],
    ],
  ];
  for (const [expression, alternatives] of rows) {
    test(expression, () => assert.deepEqual(parseAlternatives(expression), alternatives));
  }
});

test('A condition is two tests', () => {
  const expression = 'Patient.deceased.exists() and Patient.deceased != false';
  assert.ok(isTruth(expression));
  assert.deepEqual(parseTruth(expression), {
    root: 'Patient',
    tests: [
      { steps: [{ property: 'deceased' }] },
      { steps: [{ property: 'deceased' }], not: 'false' },
    ],
  });
});

test('More of FHIRPath than R4 uses is refused', () => {
  assert.throws(() => parseAlternatives('Patient.name.select(given)'), /not understood/);
});
