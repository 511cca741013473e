/** How far a number reaches by its digits. https://hl7.org/fhir/R4/search.html#number */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { approximately, parseDecimal } from './decimal.ts';

describe('A number reaches', () => {
  const rows: [text: string, low: number, beyond: number][] = [
    ['100', 99.5, 100.5],
    ['100.00', 99.995, 100.005],
    ['1e2', 95, 105],
    ['5.4', 5.35, 5.45],
    ['0', -0.5, 0.5],
    ['-5.4', -5.45, -5.35],
    ['+7', 6.5, 7.5],
    ['0.1', 0.05, 0.15],
    ['5.40e-3', 0.0053995, 0.0054005],
  ];
  for (const [text, low, beyond] of rows) {
    test(`${text} from ${low} to just below ${beyond}`, () => {
      const found = parseDecimal(text);
      assert.equal(found?.low, low);
      assert.ok((found?.high ?? beyond) < beyond);
      assert.ok(Math.abs((found?.high ?? 0) - beyond) < 1e-12);
    });
  }
});

describe('No number is', () => {
  for (const text of ['', 'x', '1,5', '1.', '.5', '1e', '0x10', 'NaN', 'Infinity']) {
    test(`"${text}"`, () => assert.equal(parseDecimal(text), undefined));
  }
});

test('Approximately is a tenth to either side', () => {
  assert.deepEqual(approximately({ value: -50, low: 0, high: 0 }), { low: -55, high: -45 });
});
