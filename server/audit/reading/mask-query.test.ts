/** What is shown of a search, and what is not. https://hl7.org/fhir/R4/search.html */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskQuery } from './mask-query.ts';

const table: [query: string, shown: string][] = [
  ['Patient', 'Patient'],
  ['Condition?code=B24', 'Condition?code=***'],
  [
    'Patient?name:exact=x&birthdate=ge1970&_count=5',
    'Patient?name:exact=***&birthdate=***&_count=5',
  ],
  ['Observation?patient=1&subject:Patient=2', 'Observation?patient=1&subject:Patient=2'],
  ['Observation?subject=Patient/1,Patient%2F2', 'Observation?subject=Patient/1,Patient%2F2'],
  ['Observation?patient=s|5100001990', 'Observation?patient=***'],
  ['Observation?subject:identifier=5100001990', 'Observation?subject:identifier=***'],
  ['Observation?patient.identifier=51', 'Observation?patient.identifier=***'],
  ['Patient?_has:Observation:patient:code=a', 'Patient?_has:Observation:patient:code=***'],
  ['Patient?_include=Patient:organization&_id=7', 'Patient?_include=Patient:organization&_id=7'],
  ['Patient?510000199001011234', 'Patient?***'],
  ['Patient?name=a=b', 'Patient?name=***'],
];
for (const [query, shown] of table) {
  test(`Of ${query} an administrator sees ${shown}`, () => {
    assert.equal(maskQuery(query), shown);
  });
}
