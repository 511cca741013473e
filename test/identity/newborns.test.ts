/**
 * Newborns: known by the mother and the ordinal until they have a name and a number.
 * docs/guides/identifiers.md
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Patient } from '@medplum/fhirtypes';
import { checkDigit } from '#model/resident-id.ts';
import { qualitySystem } from '#server/identity/entry/flags.ts';
import { motherUrl } from '#server/identity/traits/newborn.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import { callerOf } from '#test/callers.ts';
import { type Send, fhirClient, sendAs } from '#test/fhir-client.ts';
import { patient } from '#test/people.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

const card = (first: string) => ({
  system: 'urn:oid:2.16.156.10011.1.3',
  value: first + checkDigit(first),
});
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const born = day(-2);

let server: TestServer;
let mother: Patient;
const as = (name: string): Send => sendAs(fhirClient(server.url), name);

before(async () => {
  server = await startTestServer({ guarded: true });
  const { callers } = server;
  callers.set('platform', callerOf('platform'));
  for (const organization of ['ward', 'centre']) {
    const body = { resourceType: 'Organization', id: organization, name: organization };
    await as('platform')('PUT', `Organization/${organization}`, { body });
    const given = { organization, who: `Practitioner/${organization}` };
    callers.set(organization, callerOf('nurse', given));
  }
  mother = await write(
    'ward',
    patient({ name: [{ text: '李测梅' }], identifier: [card('33990119700504122')] }),
  );
});
after(async () => {
  await server.stop();
  assert.deepEqual(server.failures, []);
});

const flagsOf = ({ meta }: Patient) =>
  (meta?.tag ?? []).flatMap(({ system, code }) => (system === qualitySystem ? [code] : []));

async function write(name: string, body: Patient): Promise<Patient> {
  const answer = await as(name)('POST', 'Patient', { body });
  assert.equal(answer.status, 201, answer.text);
  return answer.as<Patient>();
}

const personOf = async (id: string | undefined) => {
  const rows = await server.store.sql.run('select person from identity_record where key = $1', [
    resourceKey('Patient', id ?? ''),
  ]);
  return rows[0]?.['person'];
};

const child = (name: string, given: Partial<Patient> = {}): Patient =>
  patient({
    name: [{ text: name }],
    gender: 'male',
    birthDate: born,
    extension: [{ url: motherUrl, valueReference: { reference: `Patient/${mother.id}` } }],
    ...given,
  });

function motherless(name: string, given: Partial<Patient> = {}): Patient {
  const { extension: _extension, ...rest } = child(name, given);
  return rest;
}

describe('A newborn', () => {
  it('without a number says its mother, or shows the birth certificate', async () => {
    const certificate = { system: 'urn:oid:2.16.156.10011.1.9', value: 'M330000001' };
    const alone = await write('ward', motherless('王测芳之子'));
    assert.deepEqual(flagsOf(alone), ['newborn-without-mother']);
    const certified = motherless('赵测兰之子', { identifier: [certificate] });
    assert.deepEqual(flagsOf(await write('ward', certified)), []);
    assert.deepEqual(flagsOf(await write('ward', child('李测梅之子'))), []);
    // A month later it has a number, or that is missing.
    const older = motherless('周测莲之子', { birthDate: day(-40) });
    assert.deepEqual(flagsOf(await write('ward', older)), ['no-identifier']);
  });

  it('names a mother who is there and open to who writes', async () => {
    const extension = [{ url: motherUrl, valueReference: { reference: 'Patient/nobody' } }];
    const answer = await as('ward')('POST', 'Patient', {
      body: child('李测梅之子', { extension }),
    });
    assert.equal(answer.status, 422, answer.text);
  });

  it('stays one record and one person when it gets a name and a number', async () => {
    const made = await write('ward', child('李测梅之子', { birthDate: day(-5) }));
    const person = await personOf(made.id);
    const digits = day(-5).replaceAll('-', '');
    const named = {
      ...made,
      name: [{ text: '王测安' }],
      identifier: [card(`339901${digits}131`)],
    };
    const answer = await as('ward')('PUT', `Patient/${made.id}`, { body: named });
    assert.equal(answer.status, 200, answer.text);
    const after = answer.as<Patient>();
    assert.deepEqual(flagsOf(after), []);
    assert.deepEqual(after.extension, made.extension);
    assert.equal(await personOf(made.id), person);
    // What was written about it before is in the same record; who reads on finds the name.
    assert.equal(after.meta?.versionId, String(Number(made.meta?.versionId) + 1));
  });
});

describe('Twins', () => {
  it('are never one person without their ordinals, though all else is alike', async () => {
    const one = await write('ward', child('李测梅之女', { gender: 'female', birthDate: day(-9) }));
    const other = await write(
      'ward',
      child('李测梅之女', { gender: 'female', birthDate: day(-9) }),
    );
    assert.notEqual(await personOf(one.id), await personOf(other.id));
    const first = { ...one, multipleBirthInteger: 1 };
    const second = { ...other, multipleBirthInteger: 2 };
    for (const body of [first, second]) {
      const answer = await as('ward')('PUT', `Patient/${body.id}`, { body });
      assert.equal(answer.status, 200, answer.text);
    }
    assert.notEqual(await personOf(one.id), await personOf(other.id));
  });
});
