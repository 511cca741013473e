/**
 * The condensed definitions hold what R4 4.0.1 publishes.
 * https://hl7.org/fhir/R4/downloads.html
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { elementAt, loadDefinitions } from '#fhir/definitions/load.ts';
import { condensedFile, condensedPath } from '#tools/definitions.ts';

describe('the R4 definitions', () => {
  test('the file in the repository is what `npm run definitions` makes', () => {
    const kept = brotliDecompressSync(readFileSync(condensedPath));
    assert.ok(brotliDecompressSync(condensedFile()).equals(kept), 'run `npm run definitions`');
  });

  test('every resource type, search parameter and compartment of R4 is there, and no more', () => {
    const definitions = loadDefinitions();
    assert.equal(definitions.resourceTypes.length, 146);
    assert.equal(definitions.searchParameters.length, 1375);
    assert.deepEqual(
      [...definitions.compartments].map(([code, types]) => [code, types.size]),
      [
        ['Device', 32],
        ['Encounter', 25],
        ['Patient', 66],
        ['Practitioner', 59],
        ['RelatedPerson', 32],
      ],
    );
  });

  test('an element tells its types, its cardinality and its binding', () => {
    const status = elementAt(loadDefinitions(), 'Observation.status');
    assert.deepEqual(
      { min: status?.min, max: status?.max, type: status?.type, valueSet: status?.valueSet },
      {
        min: 1,
        max: '1',
        type: [{ code: 'code' }],
        valueSet: 'http://hl7.org/fhir/ValueSet/observation-status',
      },
    );
    assert.equal(elementAt(loadDefinitions(), 'Observation.nothing'), undefined);
  });
});
