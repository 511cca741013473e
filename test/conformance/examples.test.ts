/**
 * The 5,306 official R4 examples: all valid but those that break the specification itself.
 * https://hl7.org/fhir/R4/downloads.html
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { loadDefinitions } from '#fhir/definitions/load.ts';
import { compileValidator } from '#fhir/validation/compile.ts';

const folder = dirname(createRequire(import.meta.url).resolve('hl7.fhir.r4.examples/package.json'));

interface Invalid {
  problems: number;
  /** Where the first problem is. */
  expression: string;
  /** What the specification says of it. */
  reason: string;
}

const listed = JSON.parse(
  readFileSync(join(import.meta.dirname, 'data/invalid-examples.json'), 'utf8'),
) as Record<string, Invalid>;

function refusedExamples(): Map<string, Omit<Invalid, 'reason'>> {
  const validator = compileValidator(loadDefinitions());
  const refused = new Map<string, Omit<Invalid, 'reason'>>();
  const files = readdirSync(folder).filter((file) => /^[A-Za-z].*\.json$/.test(file));
  const examples = files.filter((file) => file !== 'package.json');
  assert.equal(examples.length, 5306);
  for (const file of examples) {
    const issues = validator.validate(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    const expression = issues[0]?.expression ?? '';
    if (issues.length > 0) refused.set(file, { problems: issues.length, expression });
  }
  return refused;
}

describe('the official examples', () => {
  const refused = refusedExamples();

  test('are all valid but those listed', () => {
    const unlisted = [...refused].filter(([file]) => listed[file] === undefined);
    assert.deepEqual(unlisted, []);
  });

  for (const [file, { reason, ...expected }] of Object.entries(listed)) {
    test(`${file} is refused: ${reason}`, () => assert.deepEqual(refused.get(file), expected));
  }
});
