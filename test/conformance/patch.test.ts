/**
 * The patch cases of HL7 and of the JSON Patch community, from FHIR/fhir-test-cases (Apache-2.0).
 * https://github.com/FHIR/fhir-test-cases/tree/master/r4/patch
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import { loadDefinitions } from '#fhir/definitions/load.ts';
import { fhirPathPatchOperations } from '#fhir/patch/fhirpath-patch.ts';
import { applyJsonPatch } from '#fhir/patch/json-patch.ts';
import { Refusal } from '#fhir/refusals.ts';

const definitions = loadDefinitions();

function cases<Case>(file: string): Case[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'data', file), 'utf8')) as Case[];
}

describe('FHIRPath Patch does what HL7 expects', () => {
  interface FhirPatchCase {
    name: string;
    input: Resource;
    diff: Resource;
    output?: Resource;
    error?: string;
  }
  for (const { name, input, diff, output, error } of cases<FhirPatchCase>(
    'fhir-patch-tests.json',
  )) {
    test(name, () => {
      const before = structuredClone(input);
      if (error !== undefined) {
        assert.throws(() => fhirPathPatchOperations(input, diff, definitions), Refusal);
        return;
      }
      const operations = fhirPathPatchOperations(input, diff, definitions);
      assert.deepEqual(applyJsonPatch(input, operations), output);
      assert.deepEqual(input, before, 'the resource given is left as it is');
    });
  }
});

describe('JSON Patch does what the community expects', () => {
  interface JsonPatchCase {
    comment?: string;
    doc: unknown;
    patch: unknown[];
    expected?: unknown;
    error?: string;
    disabled?: boolean;
  }
  for (const [index, given] of cases<JsonPatchCase>('json-patch-tests.json').entries()) {
    test(`${index + 1} ${given.comment ?? given.error ?? ''}`, () => {
      if (given.error !== undefined) {
        assert.throws(() => applyJsonPatch(given.doc, given.patch), Refusal);
        return;
      }
      const before = structuredClone(given.doc);
      assert.deepEqual(applyJsonPatch(given.doc, given.patch), given.expected ?? given.doc);
      assert.deepEqual(given.doc, before, 'the document given is left as it is');
    });
  }
});
