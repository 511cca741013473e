/**
 * A client that nobody here wrote drives the API: fhir-kit-client.
 * https://github.com/Vermonster/fhir-kit-client
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Bundle, CapabilityStatement, Patient } from '@medplum/fhirtypes';
import { Client } from 'fhir-kit-client';
import { heartRate, patient } from '#test/people.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

describe('fhir-kit-client', () => {
  let server: TestServer;
  let client: Client;
  before(async () => {
    server = await startTestServer();
    client = new Client({ baseUrl: `${server.url}/fhir/R4` });
  });
  after(async () => {
    assert.deepEqual(server.failures, []);
    await server.stop();
  });

  test('It reads the capability statement', async () => {
    const statement = (await client.capabilityStatement()) as unknown as CapabilityStatement;
    assert.equal(statement.fhirVersion, '4.0.1');
    const types = statement.rest?.[0]?.resource?.map((resource) => resource.type);
    assert.equal(types?.length, 146);
  });

  test('It creates, reads, updates, patches, searches, pages and deletes', async () => {
    const made = (await client.create({
      resourceType: 'Patient',
      body: patient() as never,
    })) as Patient;
    const id = made.id ?? '';
    const read = (await client.read({ resourceType: 'Patient', id })) as Patient;
    assert.equal(read.birthDate, '1970-05-04');
    const body = { ...read, active: true } as never;
    const updated = (await client.update({ resourceType: 'Patient', id, body })) as Patient;
    assert.equal(updated.meta?.versionId, '2');
    const jsonPatch = [{ op: 'replace' as const, path: '/active', value: false }];
    const patched = (await client.patch({ resourceType: 'Patient', id, jsonPatch })) as Patient;
    assert.equal(patched.active, false);
    for (let rate = 60; rate < 65; rate += 1) {
      await client.create({
        resourceType: 'Observation',
        body: heartRate(`Patient/${id}`, rate) as never,
      });
    }
    const seen = new Set<string | undefined>();
    const searchParams = { patient: id, _count: 2 };
    let page = (await client.search({ resourceType: 'Observation', searchParams })) as unknown as
      | Bundle
      | undefined;
    while (page !== undefined) {
      for (const entry of page.entry ?? []) seen.add(entry.resource?.id);
      page = (await client.nextPage({ bundle: page as never })) as unknown as Bundle | undefined;
    }
    assert.equal(seen.size, 5);
    await client.delete({ resourceType: 'Patient', id });
    await assert.rejects(client.read({ resourceType: 'Patient', id }), /410/);
  });
});
