/**
 * How records are merged and parted again: nothing is moved, and nothing is lost.
 * https://hl7.org/fhir/R5/patient-operation-merge.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Bundle, Condition, Linkage, Parameters, Patient } from '@medplum/fhirtypes';
import { callerOf } from '#test/callers.ts';
import { type Send, assertRefused, fhirClient, sendAs } from '#test/fhir-client.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

let server: TestServer;
let platform: Send;
const as = (name: string): Send => sendAs(fhirClient(server.url), name);

before(async () => {
  server = await startTestServer({ guarded: true });
  const { callers } = server;
  callers.set('platform', callerOf('platform'));
  callers.set('keeper', callerOf('index-keeper', { who: 'Practitioner/keeper' }));
  callers.set('narrow', callerOf('index-keeper', { scopes: ['user/Organization.rs'] }));
  for (const place of ['east', 'west']) {
    callers.set(place, callerOf('system', { organization: place, who: `Organization/${place}` }));
  }
  callers.set('doctor', callerOf('doctor', { organization: 'east', who: 'Practitioner/east' }));
  platform = as('platform');
  const keeper = { resourceType: 'Practitioner', id: 'keeper' };
  await platform('PUT', 'Practitioner/keeper', { body: keeper });
});
after(async () => {
  await server.stop();
  assert.deepEqual(server.failures, []);
});

const alphabetically = (a: string, b: string) => (a < b ? -1 : 1);

let serial = 0;
const person = (name: string, birthDate: string, given: Partial<Patient> = {}): Patient => ({
  resourceType: 'Patient',
  identifier: [{ system: 'https://east.example/chart', value: `M${(serial += 1)}` }],
  name: [{ text: name }],
  gender: 'female',
  birthDate,
  ...given,
});
const register = async (place: string, body: Patient): Promise<Patient> => {
  const answer = await as(place)('POST', 'Patient', { body });
  assert.equal(answer.status, 201, answer.text);
  return answer.as<Patient>();
};
const read = async (id: string | undefined) =>
  (await platform('GET', `Patient/${id}`)).as<Patient>();
const said = ({ meta: _meta, ...rest }: Patient) => rest;
const ask = (name: string, path: string, parameter: Parameters['parameter']) =>
  as(name)('POST', path, { body: { resourceType: 'Parameters', parameter } });
const merge = (
  name: string,
  pair: { source: Patient; target: Patient },
  more: Parameters['parameter'] = [],
) =>
  ask(name, 'Patient/$merge', [
    { name: 'source-patient', valueReference: { reference: `Patient/${pair.source.id}` } },
    { name: 'target-patient', valueReference: { reference: `Patient/${pair.target.id}` } },
    { name: 'reason', valueString: '同一人重复建档' },
    ...more!,
  ]);
const unmerge = (name: string, { id }: Patient) =>
  ask(name, `Patient/${id}/$unmerge`, [{ name: 'reason', valueString: '合并有误' }]);
const conditionsOf = async ({ id }: Patient, query = '') => {
  const answer = await platform('GET', `Condition?patient=${id}${query}`);
  const { entry = [] } = answer.as<Bundle<Condition>>();
  return entry.map(({ resource }) => resource?.id ?? '').toSorted(alphabetically);
};

describe('Merging two records', () => {
  let source: Patient;
  let target: Patient;
  let before: Patient[];
  let conditions: Condition[];

  it('leaves every resource where it was, and the old record names the new one', async () => {
    source = await register('east', person('并一', '1950-02-03', { active: true }));
    target = await register('east', person('并壹改', '1951-07-09'));
    conditions = [];
    for (const { id } of [source, target]) {
      const body = { resourceType: 'Condition', subject: { reference: `Patient/${id}` } };
      conditions.push((await platform('POST', 'Condition', { body })).as<Condition>());
    }
    before = [await read(source.id), await read(target.id)];
    assert.equal((await conditionsOf(target)).length, 1, 'two people so far');
    const answer = await merge('keeper', { source, target });
    assert.equal(answer.status, 200, answer.text);
    const old = await read(source.id);
    assert.equal(old.active, false);
    const [link] = old.link ?? [];
    assert.equal(link?.type, 'replaced-by');
    assert.equal(link.other.reference, `Patient/${target.id}`);
    const kept = await read(target.id);
    const replaces = kept.link?.find(({ type }) => type === 'replaces');
    assert.equal(replaces?.other.reference, `Patient/${source.id}`);
    const both = conditions.map(({ id }) => id ?? '').toSorted(alphabetically);
    assert.deepEqual(await conditionsOf(target), both);
    assert.deepEqual(await conditionsOf(source), both);
    for (const condition of conditions) {
      const now = await platform('GET', `Condition/${condition.id}`);
      assert.deepEqual(now.as<Condition>(), condition);
    }
  });

  it('is signed by who decided it, and is in the log', async () => {
    const found = await platform('GET', 'Linkage?_sort=-_lastUpdated&_count=1');
    const linkage = found.as<Bundle<Linkage>>().entry?.[0]?.resource;
    assert.equal(linkage?.author?.reference, 'Practitioner/keeper');
    assert.equal(linkage.item[1]?.type, 'historical');
    const proofs = await platform('GET', `Provenance?target=Linkage/${linkage.id}&_summary=count`);
    assert.equal(proofs.as<Bundle>().total, 1);
    const logged = server.journal.lines.filter(({ event }) => event === 'merge');
    assert.ok(logged.some(({ patients, why }) => patients.length === 2 && why === 'review'));
  });

  it('holds when the institution sends the old record again', async () => {
    const { link: _link, extension: _extension, ...rest } = await read(source.id);
    const body = { ...rest, active: true };
    const answer = await as('east')('PUT', `Patient/${source.id}`, { body });
    assert.equal(answer.status, 200, answer.text);
    const now = await read(source.id);
    assert.equal(now.active, false);
    assert.equal(now.link?.[0]?.type, 'replaced-by');
  });

  it('is not done twice, and not into a record that is used no longer', async () => {
    assertRefused(await merge('keeper', { source, target }), 409);
    const third = await register('east', person('并三', '1950-02-03'));
    assertRefused(await merge('keeper', { source: third, target: source }), 409);
    assertRefused(await merge('keeper', { source: third, target: third }), 422);
  });

  it('taken back, both records are exactly what they were', async () => {
    const answer = await unmerge('keeper', source);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(said(await read(source.id)), said(before[0]!));
    assert.deepEqual(said(await read(target.id)), said(before[1]!));
    assert.deepEqual(await conditionsOf(target), [conditions[1]?.id]);
    assertRefused(await unmerge('keeper', source), 409);
  });

  it('merged again and taken back again, they still are', async () => {
    assert.equal((await merge('keeper', { source, target })).status, 200);
    const both = conditions.map(({ id }) => id ?? '').toSorted(alphabetically);
    assert.deepEqual(await conditionsOf(source), both);
    assert.equal((await unmerge('keeper', source)).status, 200);
    assert.deepEqual(said(await read(source.id)), said(before[0]!));
    assert.deepEqual(said(await read(target.id)), said(before[1]!));
    for (const condition of conditions) {
      const now = await platform('GET', `Condition/${condition.id}`);
      assert.deepEqual(now.as<Condition>(), condition);
    }
  });
});

describe('Who merges', () => {
  let source: Patient;
  let target: Patient;
  before(async () => {
    source = await register('east', person('并四', '1961-01-21'));
    target = await register('east', person('并肆', '1962-11-02'));
  });

  it('sees what would come of it without anything being kept', async () => {
    const preview = [{ name: 'preview', valueBoolean: true }];
    const answer = await merge('keeper', { source, target }, preview);
    assert.equal(answer.status, 200, answer.text);
    const result = answer.as<Parameters>().parameter?.find(({ name }) => name === 'result');
    assert.equal((result?.resource as Patient | undefined)?.link?.[0]?.type, 'replaces');
    assert.equal((await read(source.id)).link, undefined);
  });

  it('is a keeper, or the institution whose records both are', async () => {
    const foreign = await register('west', person('并五', '1971-01-21'));
    assertRefused(await merge('east', { source, target: foreign }), 404);
    assertRefused(await merge('west', { source, target }), 404);
    assertRefused(await merge('doctor', { source, target }), 404);
    assertRefused(await merge('narrow', { source, target }), 403);
    const nobody = fhirClient(server.url);
    const body = { resourceType: 'Parameters' };
    assertRefused(await nobody('POST', 'Patient/$merge', { body }), 401);
    assertRefused(await nobody('POST', `Patient/${source.id}/$unmerge`, { body }), 401);
    const numbers = [source, target].map(({ identifier }) => identifier![0]!);
    const answer = await ask('east', 'Patient/$merge', [
      { name: 'source-patient-identifier', valueIdentifier: numbers[0]! },
      { name: 'target-patient-identifier', valueIdentifier: numbers[1]! },
      { name: 'reason', valueString: '同一人重复建档' },
    ]);
    assert.equal(answer.status, 200, answer.text);
    assertRefused(await unmerge('west', source), 404);
    assertRefused(await unmerge('doctor', source), 404);
    assert.equal((await unmerge('east', source)).status, 200);
  });

  it('names records that are there, each by a number that one record alone has', async () => {
    assertRefused(await ask('keeper', 'Patient/$merge', []), 400, /source-patient/);
    const stranger = { ...source, id: 'nobody' };
    assertRefused(await merge('keeper', { source: stranger, target }), 404);
    const shared = { system: 'https://east.example/family', value: 'F1' };
    for (const name of ['并六', '并七']) {
      await register('east', { ...person(name, '1980-05-05'), identifier: [shared] });
    }
    const answer = await ask('keeper', 'Patient/$merge', [
      { name: 'source-patient-identifier', valueIdentifier: shared },
      { name: 'target-patient', valueReference: { reference: `Patient/${target.id}` } },
    ]);
    assertRefused(answer, 422);
  });
});
