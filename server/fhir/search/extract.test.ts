/** What is written down of a resource, so that it can be found. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import { hash64 } from '#fhir/store/hash.ts';
import { loadDefinitions } from '#fhir/definitions/load.ts';
import { parseDateRange } from './date-range.ts';
import { extract, patientOf } from './extract.ts';
import { compileSearch } from './schema.ts';

const schema = compileSearch(loadDefinitions(), {
  timeZone: 'Asia/Shanghai',
  baseUrls: ['https://hub.example/fhir'],
  keyedHash: (text) => hash64(`key|${text}`),
});

describe('The patient of', () => {
  const to = (reference: string) => ({ reference });
  const rows: [string, Resource, string | undefined][] = [
    [
      'an Observation is its subject',
      { resourceType: 'Observation', subject: to('Patient/1') },
      '1',
    ],
    [
      'an Observation is its subject before its performer',
      { resourceType: 'Observation', performer: [to('Patient/2')], subject: to('Patient/1') },
      '1',
    ],
    [
      'an Observation on a group is its performer',
      { resourceType: 'Observation', subject: to('Group/1'), performer: [to('Patient/2')] },
      '2',
    ],
    [
      'an Observation may stand with our own address',
      { resourceType: 'Observation', subject: to('https://hub.example/fhir/Patient/3') },
      '3',
    ],
    [
      'an Observation elsewhere is not ours',
      { resourceType: 'Observation', subject: to('https://other.example/fhir/Patient/3') },
      undefined,
    ],
    [
      'a Coverage is its beneficiary',
      { resourceType: 'Coverage', beneficiary: to('Patient/4') },
      '4',
    ],
    [
      'an Appointment is among its participants',
      {
        resourceType: 'Appointment',
        participant: [{ actor: to('Location/1') }, { actor: to('Patient/5') }],
      },
      '5',
    ],
    ['an Organization is nobody', { resourceType: 'Organization' }, undefined],
    [
      'a link still to be resolved is unknown',
      { resourceType: 'Observation', subject: to('urn:uuid:1') },
      undefined,
    ],
  ];
  for (const [title, resource, id] of rows) {
    test(title, () => {
      assert.equal(patientOf(schema, resource), id);
      assert.equal(extract(schema, resource).patientId, id);
    });
  }
});

test('The clinical period reaches from the first to the last moment', () => {
  const effectivePeriod = { start: '2026-01-01T00:00:00Z', end: '2026-01-02T00:00:00Z' };
  const { at, until } = extract(schema, { resourceType: 'Observation', effectivePeriod });
  assert.deepEqual([at, until], [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 2) + 999]);
});

test('Texts of the same value are written once', () => {
  const name = [{ family: 'Li', given: ['Li'] }, { family: 'Li' }];
  const { terms } = extract(schema, { resourceType: 'Patient', name });
  const tokens = terms.map(({ token }) => token);
  assert.equal(new Set(tokens).size, tokens.length);
});

test('Values of the wrong shape are passed over', () => {
  const odd = { resourceType: 'Observation', code: 'x', subject: 'y', valueQuantity: [null, 3] };
  assert.doesNotThrow(() => extract(schema, { ...odd, component: [{ code: null }], status: {} }));
});

test('A type that R4 does not have cannot be extracted', () => {
  assert.throws(() => extract(schema, { resourceType: 'Unicorn' }));
});

test('A date range is the milliseconds of a date', () => {
  assert.deepEqual(parseDateRange('2026-11-24', 'Asia/Shanghai'), {
    low: Date.UTC(2026, 10, 23, 16),
    high: Date.UTC(2026, 10, 24, 16) - 1,
  });
  assert.equal(parseDateRange('soon', 'Asia/Shanghai'), undefined);
});
