/** Who sent a fact, by every way that a resource can say it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from './shapes.ts';
import { keyOf } from './shapes.ts';
import { encounterKeyOf, missingForSources, organizationOfMetaSource, sourceOf } from './source.ts';

function directoryOf(...facts: Fact[]): Map<string, Fact> {
  return new Map(facts.map((fact) => [keyOf(fact), fact]));
}

const hospital: Fact = {
  resourceType: 'Organization',
  id: 'h',
  name: '云和市第一人民医院',
  alias: ['Yunhe First Hospital'],
};
const role: Fact = {
  resourceType: 'PractitionerRole',
  id: 'r',
  organization: { reference: 'Organization/h' },
};
const visit: Fact = {
  resourceType: 'Encounter',
  id: 'e',
  serviceProvider: { reference: 'Organization/h' },
};
const directory = directoryOf(hospital, role, visit);
const h = { reference: 'Organization/h' };

const ways: [string, Fact][] = [
  [
    'meta.source with an address',
    at({ meta: { source: 'https://demo.yishu.example/organizations/h' } }),
  ],
  ['meta.source with a reference', at({ meta: { source: 'Organization/h' } })],
  [
    'meta.source with a fragment',
    at({ meta: { source: 'http://x/fhir/Organization/h#message-1' } }),
  ],
  ['the service provider of an encounter', { ...visit, id: 'other' }],
  ['the custodian of a document', { resourceType: 'DocumentReference', custodian: h }],
  ['the managing organization of a patient', { resourceType: 'Patient', managingOrganization: h }],
  ['the performer of an observation', at({ performer: [h] })],
  ['the actor of an immunization', { resourceType: 'Immunization', performer: [{ actor: h }] }],
  [
    'on whose behalf a procedure was done',
    { resourceType: 'Procedure', performer: [{ onBehalfOf: h }] },
  ],
  ['the provider of a claim', { resourceType: 'Claim', provider: h }],
  ['the author of a plan', { resourceType: 'CarePlan', author: h }],
  ['the authors of a document', { resourceType: 'DocumentReference', author: [h] }],
  ['the role of the performer', at({ performer: [{ reference: 'PractitionerRole/r' }] })],
  ['the encounter', at({ encounter: { reference: 'Encounter/e' } })],
  [
    'the encounter of a document',
    { resourceType: 'DocumentReference', context: { encounter: [{ reference: 'Encounter/e' }] } },
  ],
  ['a reference to a version', at({ performer: [{ reference: 'Organization/h/_history/2' }] })],
];

function at(given: Partial<Fact>): Fact {
  return { resourceType: 'Observation', id: 'o', ...given };
}

for (const [way, fact] of ways) {
  test(`the institution is known by ${way}`, () => {
    assert.deepEqual(sourceOf(fact, directory), {
      key: 'Organization/h',
      name: '云和市第一人民医院',
    });
  });
}

test('what meta.source says goes before what the resource refers to', () => {
  const fact = at({
    meta: { source: 'Organization/h' },
    performer: [{ reference: 'Organization/laboratory' }],
  });
  assert.equal(sourceOf(fact, directory)?.key, 'Organization/h');
});

test('the institution is unknown when nothing names one', () => {
  for (const fact of [
    at({}),
    at({ meta: { source: 'urn:uuid:0e1c6f4e-0000-4000-8000-000000000000' } }),
    at({ performer: [{ reference: 'Practitioner/p', display: 'Dr. Li' }] }),
    at({ encounter: { reference: 'Encounter/not-loaded' } }),
  ]) {
    assert.equal(sourceOf(fact, directory), undefined);
  }
});

test('an organization that is not loaded is known by its key and its display', () => {
  const fact = at({ performer: [{ reference: 'Organization/x', display: '某检验所' }] });
  assert.deepEqual(sourceOf(fact, directory), { key: 'Organization/x', name: '某检验所' });
  assert.deepEqual(sourceOf(at({ performer: [{ reference: 'Organization/x' }] }), directory), {
    key: 'Organization/x',
  });
});

test('in English an institution goes by its Latin alias', () => {
  assert.equal(sourceOf(visit, directory, 'en')?.name, 'Yunhe First Hospital');
});

test('what a source needs loaded: the organization, else encounter and role', () => {
  const empty = directoryOf();
  assert.deepEqual(missingForSources([visit], empty), ['Organization/h']);
  assert.deepEqual(missingForSources([at({ encounter: { reference: 'Encounter/e' } })], empty), [
    'Encounter/e',
  ]);
  assert.deepEqual(
    missingForSources([at({ performer: [{ reference: 'PractitionerRole/r' }] })], empty),
    ['PractitionerRole/r'],
  );
  assert.deepEqual(
    missingForSources(
      ways.map(([, fact]) => fact),
      directory,
    ),
    [],
  );
});

test('an encounter is known from encounter and from both forms of context', () => {
  assert.equal(encounterKeyOf(at({ encounter: { reference: 'Encounter/e' } })), 'Encounter/e');
  assert.equal(encounterKeyOf(at({ context: { reference: 'Encounter/e' } })), 'Encounter/e');
  assert.equal(encounterKeyOf(at({ context: { reference: 'EpisodeOfCare/e' } })), undefined);
});

test('a meta.source that is not an organization is none', () => {
  assert.equal(organizationOfMetaSource('https://x.example/organizations/'), undefined);
  assert.equal(organizationOfMetaSource('https://x.example/practitioners/h'), undefined);
  assert.equal(organizationOfMetaSource(undefined), undefined);
});
