/** The 5,306 official R4 examples: all valid but those that break the specification itself. https://hl7.org/fhir/R4/downloads.html */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { loadDefinitions } from '#fhir/definitions/load.ts';
import { compileValidator } from '#fhir/validation/compile.ts';

const folder = dirname(createRequire(import.meta.url).resolve('hl7.fhir.r4.examples/package.json'));
const listed = JSON.parse(
  readFileSync(join(import.meta.dirname, 'data/invalid-examples.json'), 'utf8'),
) as Record<string, string>;

test('Of the official examples just those are refused that are listed with the reason', () => {
  const validator = compileValidator(loadDefinitions());
  const files = readdirSync(folder).filter((file) => /^[A-Za-z].*\.json$/.test(file));
  const examples = files.filter((file) => file !== 'package.json');
  const refused: Record<string, string> = {};
  for (const file of examples) {
    const resource = JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown;
    const [first] = validator.validate(resource);
    if (first !== undefined) refused[file] = first.text.en;
  }
  assert.equal(examples.length, 5306);
  assert.deepEqual(refused, listed);
});
