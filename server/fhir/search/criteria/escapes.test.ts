/** Separators and their escapes. https://hl7.org/fhir/R4/search.html#escaping */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { splitEscaped, unescape } from './escapes.ts';

describe('Values are split', () => {
  const rows: [string, ',' | '$' | '|', string[]][] = [
    ['a,b', ',', ['a', 'b']],
    ['a\\,b,c', ',', ['a,b', 'c']],
    ['a\\\\,b', ',', ['a\\', 'b']],
    ['a$b\\$c', '$', ['a', 'b$c']],
    ['sys|a\\|b', '|', ['sys', 'a|b']],
    ['a\\nb', ',', ['a\\nb']],
    ['a\\', ',', ['a\\']],
    ['', ',', ['']],
    [',', ',', ['', '']],
  ];
  for (const [text, separator, parts] of rows) {
    test(`${text} at ${separator} gives ${parts.join(' and ')}`, () => {
      assert.deepEqual(splitEscaped(text, separator).map(unescape), parts);
    });
  }
});
