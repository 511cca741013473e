/** JSON keeps its numbers as they were written. https://hl7.org/fhir/R4/json.html#decimal */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseJson } from './json.ts';

describe('JSON that is parsed and printed again is the same', () => {
  for (const number of [
    '1.50',
    '-0',
    '1.0',
    '0.10',
    '1e3',
    '1.20E-7',
    '12345678901234567890',
    '0.1234567890123456789',
    '22.000000000000004',
    '100',
    '-3.25',
  ]) {
    test(number, () => {
      for (const text of [`{"a":${number}}`, `[1,${number},2]`, `{"a":[${number}],"b":"x"}`]) {
        const { value, faithful } = parseJson(text);
        assert.equal(JSON.stringify(faithful), text);
        assert.deepEqual(value, JSON.parse(text));
      }
    });
  }
});
