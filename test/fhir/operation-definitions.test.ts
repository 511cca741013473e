/**
 * Every operation says by an OperationDefinition what it takes and gives, and the
 * CapabilityStatement names it.
 * https://hl7.org/fhir/R4/operationdefinition.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CapabilityStatement, OperationDefinition } from '@medplum/fhirtypes';
import type { Resource } from '#model/fhir.ts';
import { type Send, fhirClient } from '#test/fhir-client.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

let server: TestServer;
let send: Send;
before(async () => {
  server = await startTestServer();
  send = fhirClient(server.url);
});
after(() => server.stop());

async function named(): Promise<string[]> {
  const { rest = [] } = (await send('GET', 'metadata')).as<CapabilityStatement>();
  const [first] = rest;
  const lists = [first?.operation, ...(first?.resource ?? []).map(({ operation }) => operation)];
  return lists.flatMap((list = []) => list.map(({ definition }) => definition ?? ''));
}

describe('The CapabilityStatement', () => {
  it('names each operation once, and each has a definition that is valid', async () => {
    const canonicals = await named();
    assert.ok(canonicals.length > 40, String(canonicals.length));
    assert.equal(new Set(canonicals).size, canonicals.length);
    for (const canonical of canonicals) {
      const path = canonical.split('/').slice(-2).join('/');
      const answer = await send('GET', path);
      assert.equal(answer.status, 200, path);
      const definition = answer.as<OperationDefinition>();
      assert.equal(definition.url, canonical);
      assert.deepEqual(
        server.store.validator.validate(definition as unknown as Resource),
        [],
        path,
      );
    }
  });

  it('says of booking what it takes', async () => {
    const {
      parameter = [],
      resource,
      type,
    } = (await send('GET', 'OperationDefinition/yishu-Appointment-book')).as<OperationDefinition>();
    assert.deepEqual([resource, type], [['Appointment'], true]);
    const told = parameter.map(({ name, use, min, type: kind }) => `${use} ${name} ${min} ${kind}`);
    assert.ok(told.includes('in slot 1 Reference') && told.includes('in key 0 string'));
    assert.ok(told.includes('out return 1 Appointment'));
  });
});

describe('An OperationDefinition that somebody stored', () => {
  it('is read as before, and one that is not there is not found', async () => {
    const own = {
      resourceType: 'OperationDefinition',
      id: 'own',
      name: 'Own',
      status: 'draft',
      kind: 'operation',
      code: 'own',
      system: true,
      type: false,
      instance: false,
    };
    assert.equal((await send('PUT', 'OperationDefinition/own', { body: own })).status, 201);
    assert.equal(
      (await send('GET', 'OperationDefinition/own')).as<OperationDefinition>().code,
      'own',
    );
    assert.equal((await send('GET', 'OperationDefinition/none')).status, 404);
  });
});
