/**
 * The whole region: the same bytes, plausible people, nothing dangling.
 * https://hl7.org/fhir/R4/bundle.html#transaction
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { parseResidentId } from '#model/resident-id.ts';
import type { Resource } from '#model/fhir.ts';
import { loadDefinitions } from '#fhir/definitions/load.ts';
import { compileValidator } from '#fhir/validation/compile.ts';
import { generateRegion, regionSize } from './region.ts';
import type { RegionChoice, TransactionBundle } from './region.ts';
import { showcase } from './showcase.ts';
import { identifierSystems } from './systems.ts';

const choice: RegionChoice = { seed: 1, today: '2026-11-24' };
const bundles = [...generateRegion(choice)];
const resources = bundles.flatMap(({ entry }) => entry.map(({ resource }) => resource));

interface PatientView extends Resource {
  birthDate: string;
  gender: string;
  identifier: { system: string; value: string }[];
}

interface EncounterView extends Resource {
  serviceProvider: { reference: string };
  subject: { reference: string };
  period: { start: string; end: string };
}

interface ObservationView extends Resource {
  code: { coding: { code: string }[] };
  effectiveDateTime: string;
  valueQuantity?: { value: number };
  component?: { code: { coding: { code: string }[] }; valueQuantity: { value: number } }[];
}

// What a hospital wrote of some of them beside is not as it should be, on purpose.
const registered = ofType<PatientView>('Patient').filter(({ id }) => id?.startsWith('demo-h'));
const patients = ofType<PatientView>('Patient').filter((one) => !registered.includes(one));
const encounters = ofType<EncounterView>('Encounter');

function ofType<T extends Resource>(type: string): T[] {
  return resources.filter(({ resourceType }) => resourceType === type) as T[];
}

function recordOf(id: string): Resource[] {
  const bundle = bundles.find(({ entry }) => entry[0]?.resource.id === id);
  assert.ok(bundle, `no bundle of ${id}`);
  return bundle.entry.map(({ resource }) => resource);
}

function hashOf(made: Iterable<TransactionBundle>): string {
  const hash = createHash('sha256');
  for (const bundle of made) hash.update(JSON.stringify(bundle));
  return hash.digest('hex');
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'reference' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}

test('the same seed and day give the same bytes, another seed other bytes', () => {
  assert.equal(hashOf(generateRegion(choice)), hashOf(bundles));
  assert.notEqual(hashOf(generateRegion({ ...choice, seed: 2 })), hashOf(bundles));
});

test('the validator of the store finds nothing to say about any resource', () => {
  const validator = compileValidator(loadDefinitions());
  for (const resource of resources) {
    const issues = validator.validate(resource);
    assert.deepEqual(issues, [], `${resource.resourceType}/${resource.id}`);
  }
});

test('the size foretold is the size made, and no bundle has more than 300 entries', () => {
  for (const seed of [1, 7, 20_261_124]) {
    const made = [...generateRegion({ ...choice, seed })];
    assert.equal(made.length, regionSize({ ...choice, seed }).bundles);
    assert.ok(made.every(({ entry }) => entry.length <= 300));
    const count = made.reduce((sum, { entry }) => sum + entry.length, 0);
    assert.ok(count > 26_000 && count < 36_000, `${count} resources`);
  }
});

test('the region has its institutions, its 500 residents and every kind of resource', () => {
  const organizations = ofType('Organization').map(({ id }) => id ?? '');
  const count = (pattern: RegExp): number => organizations.filter((id) => pattern.test(id)).length;
  assert.equal(count(/^demo-first-hospital$/), 1);
  assert.equal(count(/^demo-\w+-hospital$/) - 1, 2);
  assert.equal(count(/-centre$/), 6);
  assert.equal(count(/-clinic-/), 24);
  assert.equal(count(/^demo-cdc$/), 1);
  assert.equal(count(/^demo-pharmacy(-\d)?$/), 6);
  assert.equal(patients.length, 500);
  assert.equal(registered.length, 12);
  const types = new Set(resources.map(({ resourceType }) => resourceType));
  const expected =
    'RelatedPerson Practitioner PractitionerRole Location Encounter Condition Observation ' +
    'DiagnosticReport MedicationRequest MedicationDispense AllergyIntolerance Immunization ' +
    'Procedure DocumentReference EpisodeOfCare CarePlan ServiceRequest';
  for (const type of expected.split(' ')) assert.ok(types.has(type), type);
});

test('every identity card is valid, tells birthday and sex of its holder, and is test data', () => {
  const cards = patients.map((patient) => {
    const card = patient.identifier.find(({ system }) => system === identifierSystems.residentId);
    const facts = parseResidentId(card?.value ?? '');
    assert.equal(facts?.birthDate, patient.birthDate);
    assert.equal(facts?.sex, patient.gender);
    assert.equal(patient.meta?.security?.[0]?.code, 'HTEST');
    return card?.value;
  });
  assert.equal(new Set(cards).size, 500);
});

test('the ages are those of a rural county', () => {
  const ages = patients.map(({ birthDate }) => 2026 - Number(birthDate.slice(0, 4)));
  const share = (from: number, to: number): number =>
    ages.filter((age) => age >= from && age <= to).length / ages.length;
  assert.ok(share(0, 14) > 0.12 && share(0, 14) < 0.21);
  assert.ok(share(60, 110) > 0.22 && share(60, 110) < 0.36);
  assert.ok(share(15, 59) > 0.45);
});

test('at least a tenth of the residents are seen in three or more institutions', () => {
  const seen = new Map<string, Set<string>>();
  for (const { subject, serviceProvider } of encounters) {
    const places = seen.get(subject.reference) ?? new Set();
    seen.set(subject.reference, places.add(serviceProvider.reference));
  }
  const many = [...seen.values()].filter(({ size }) => size >= 3).length;
  assert.ok(many >= 50 && many <= 250, `${many} residents`);
});

test('no reference dangles, and none points to a bundle that comes later', () => {
  const written = new Set<string>();
  for (const { entry } of bundles) {
    for (const { resource, request } of entry) {
      assert.equal(request.url, `${resource.resourceType}/${resource.id}`);
      assert.ok(!written.has(request.url), `${request.url} is written twice`);
      written.add(request.url);
    }
    for (const reference of referencesIn(entry)) assert.ok(written.has(reference), reference);
  }
});

test('every resource tells the institution that sent it', () => {
  const organizations = new Set(ofType('Organization').map(({ id }) => id));
  for (const { resourceType, id, meta } of resources) {
    const sender = String(meta?.['source']).replace('https://yishu.example/Organization/', '');
    assert.ok(organizations.has(sender), `${resourceType}/${id}`);
  }
});

test('every visit lies within the three years, and none ends before it starts', () => {
  for (const { period, id } of encounters) {
    assert.ok(period.start >= '2023-11-24' && period.start < '2026-11-24', `${id}`);
    assert.ok(period.end > period.start && period.end < '2026-11-24', `${id}`);
    assert.match(period.start, /\+08:00$/);
  }
});

test('no one is seen before birth', () => {
  const born = new Map(patients.map(({ id, birthDate }) => [`Patient/${id}`, birthDate]));
  for (const { subject, period } of encounters) {
    assert.ok(period.start.slice(0, 10) >= (born.get(subject.reference) ?? ''), subject.reference);
  }
});

test('under treatment the blood pressure of the new hypertensive falls', () => {
  const person = showcase(choice).find(({ story }) => story.en.startsWith('hypertension'));
  const readings = recordOf(person?.id ?? '').flatMap((resource) => {
    const { component, code } = resource as ObservationView;
    return resource.resourceType === 'Observation' && code.coding[0]?.code === '85354-9'
      ? [component?.[0]?.valueQuantity.value ?? 0]
      : [];
  });
  assert.ok(readings.length >= 8);
  assert.ok((readings[0] ?? 0) >= 145);
  const last = readings.slice(-4);
  assert.ok(last.reduce((sum, value) => sum + value, 0) / last.length < 142);
});

test('HbA1c of the diabetic follows the change of treatment', () => {
  const person = showcase(choice).find(({ story }) => story.en.includes('diabetes'));
  const values = recordOf(person?.id ?? '').flatMap((resource) => {
    const { code, valueQuantity, effectiveDateTime } = resource as ObservationView;
    if (resource.resourceType !== 'Observation' || code.coding[0]?.code !== '4548-4') return [];
    return [{ at: effectiveDateTime, value: valueQuantity?.value ?? 0 }];
  });
  const early = values.filter(({ at }) => at < '2024-12-01');
  const late = values.filter(({ at }) => at > '2025-09-01');
  assert.ok(early.length > 0 && late.length > 0);
  assert.ok(
    Math.min(...early.map(({ value }) => value)) > Math.max(...late.map(({ value }) => value)),
  );
});

test('the showcase names eight people, the diabetic among them in five institutions', () => {
  const people = showcase(choice);
  assert.equal(people.length, 8);
  const [diabetic] = people;
  const senders = new Set(recordOf(diabetic?.id ?? '').map(({ meta }) => meta?.['source']));
  assert.ok(senders.size >= 5);
});
