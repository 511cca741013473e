/** The demonstration region shows what the index does: some are linked, some wait for somebody. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateRegion } from '#server/demonstration/region.ts';
import { linkRecords } from '#server/identity/batch/link-records.ts';
import { blockingKeys } from '#server/identity/matching/blocking-keys.ts';
import { houseModel } from '#server/identity/model/house-model.ts';
import { traitsOf } from '#server/identity/traits/traits.ts';

test('of the hospital’s twelve Patients seven are linked, six pairs are to be looked at', () => {
  const region = [...generateRegion({ seed: 1, today: '2026-11-26' })];
  const patients = region
    .flatMap(({ entry }) => entry.map(({ resource }) => resource))
    .filter(({ resourceType }) => resourceType === 'Patient');
  const traits = patients.map((patient) => traitsOf(patient));
  const { persons, edges } = linkRecords(houseModel(1_000_000), traits, {
    keys: traits.map(blockingKeys),
  });
  const linked = persons.filter((person) => person.length > 1);
  assert.ok(linked.every((person) => person.length === 2));
  const ids = linked.map((person) => person.map((at) => patients[at]?.id));
  assert.ok(
    ids.every((pair) => pair.some((id) => id?.startsWith('demo-h'))),
    ids.join(' '),
  );
  const waiting = edges.filter(({ zone }) => zone !== 'link');
  const ofHospital = waiting.filter(({ a, b }) =>
    [a, b].some((at) => patients[at]?.id?.startsWith('demo-h')),
  );
  assert.deepEqual([linked.length, ofHospital.length], [7, 6]);
});
