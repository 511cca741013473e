/**
 * Stories of batches and transactions: all or nothing, in the right order, each failure named.
 * https://hl7.org/fhir/R4/http.html#transaction
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Bundle, Observation, Patient } from '@medplum/fhirtypes';
import { type Send, assertRefused, fhirClient } from '#test/fhir-client.ts';
import { bundle, creating, heartRate, patient } from '#test/people.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

const system = 'https://yishu.example/test-card';
const mother = 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0';

describe('A Bundle', () => {
  let server: TestServer;
  let send: Send;
  before(async () => {
    server = await startTestServer();
    send = fhirClient(server.url);
  });
  after(async () => {
    assert.deepEqual(server.failures, []);
    await server.stop();
  });

  async function total(type: string): Promise<number | undefined> {
    return (await send('GET', `${type}?_summary=count`)).as<Bundle>().total;
  }

  test('A transaction resolves urn:uuid references, wherever the entries stand', async () => {
    const answer = await send('POST', '', {
      body: bundle('transaction', [
        creating(heartRate(mother, 71)),
        creating(patient(), mother),
        creating(heartRate(mother, 72)),
      ]),
    });
    assert.equal(answer.status, 200, answer.text);
    const entries = answer.as<Bundle>().entry ?? [];
    assert.deepEqual(
      entries.map((entry) => entry.response?.status?.slice(0, 3)),
      ['201', '201', '201'],
    );
    const made = entries.map(
      (entry) => /(\w+\/[^/]+)\/_history/.exec(entry.response?.location ?? '')?.[1],
    );
    const first = (await send('GET', made[0]!)).as<Observation>();
    assert.equal(first.subject?.reference, made[1]);
  });

  test('One bad entry fails the whole transaction, is named, and nothing is stored', async () => {
    const before = await total('Patient');
    const bad = { ...patient(), gender: 'weiblich' } as unknown as Patient;
    const answer = await send('POST', '', {
      body: bundle('transaction', [creating(patient()), creating(patient()), creating(bad)]),
    });
    assertRefused(answer, 422);
    assert.match(answer.text, /entry\[2\]/);
    assert.equal(await total('Patient'), before);
  });

  test('A batch carries out the good entries and answers each for itself', async () => {
    const answer = await send('POST', '', {
      body: bundle('batch', [
        creating(patient()),
        { request: { method: 'GET', url: 'Patient/never' } },
        { request: { method: 'GET', url: 'Patient?_count=1' } },
      ]),
    });
    assert.equal(answer.status, 200);
    const statuses = answer.as<Bundle>().entry?.map((entry) => entry.response?.status?.slice(0, 3));
    assert.deepEqual(statuses, ['201', '404', '200']);
  });

  test('Entries go as DELETE, POST, PUT, GET, and are answered in their own order', async () => {
    const body = { ...patient(), id: 'ordered-1' };
    await send('PUT', 'Patient/ordered-1', { body });
    const answer = await send('POST', '', {
      body: bundle('transaction', [
        { request: { method: 'GET', url: 'Patient?_id=ordered-1,ordered-2' } },
        {
          resource: { ...body, id: 'ordered-2' },
          request: { method: 'PUT', url: 'Patient/ordered-2' },
        },
        { request: { method: 'DELETE', url: 'Patient/ordered-1' } },
      ]),
    });
    assert.equal(answer.status, 200, answer.text);
    const [searched, put, deleted] = answer.as<Bundle>().entry ?? [];
    const ids = (searched?.resource as Bundle | undefined)?.entry?.map(
      (entry) => entry.resource?.id,
    );
    assert.deepEqual(ids, ['ordered-2']);
    assert.equal(put?.response?.status?.slice(0, 3), '201');
    assert.equal(deleted?.response?.status?.slice(0, 3), '204');
  });

  test('Two entries that write the same resource are refused', async () => {
    const put = {
      resource: { ...patient(), id: 'twice' },
      request: { method: 'PUT' as const, url: 'Patient/twice' },
    };
    const answer = await send('POST', '', { body: bundle('transaction', [put, put]) });
    assertRefused(answer, 400, /same resource/);
    const ifNoneExist = `identifier=${system}|twice`;
    const conditional = {
      resource: patient({ identifier: [{ system, value: 'twice' }] }),
      request: { method: 'POST' as const, url: 'Patient', ifNoneExist },
    };
    const both = await send('POST', '', {
      body: bundle('transaction', [conditional, conditional]),
    });
    assertRefused(both, 400);
    assertRefused(await send('GET', 'Patient/twice'), 404);
  });

  test('A conditional reference becomes the one match, or fails the whole', async () => {
    const identifier = [{ system, value: 'referred' }];
    const person = patient({ identifier, birthDate: '1931-12-24' });
    const id = (await send('POST', 'Patient', { body: person })).as<Patient>().id;
    const referring = (value: string) =>
      send('POST', '', {
        body: bundle('transaction', [
          creating(heartRate(`Patient?identifier=${system}|${value}`, 66)),
        ]),
      });
    const answer = await referring('referred');
    assert.equal(answer.status, 200, answer.text);
    const found = (await send('GET', `Observation?subject=Patient/${id}`)).as<Bundle>();
    assert.equal(found.entry?.length, 1);
    assertRefused(await referring('nobody'), 400, /entry\[0\]|reference/i);
  });

  test('A transaction of 3,000 entries is stored whole', async () => {
    const before = (await total('Observation')) ?? 0;
    const entries = Array.from({ length: 2999 }, (_, index) => creating(heartRate(mother, index)));
    const answer = await send('POST', '', {
      body: bundle('transaction', [creating(patient(), mother), ...entries]),
    });
    assert.equal(answer.status, 200, answer.text.slice(0, 500));
    assert.equal(await total('Observation'), before + 2999);
  });

  test('If-Match inside a transaction guards its entry', async () => {
    await send('PUT', 'Patient/guarded', { body: { ...patient(), id: 'guarded' } });
    const guarded = (ifMatch: string) =>
      send('POST', '', {
        body: bundle('transaction', [
          creating(patient()),
          {
            resource: { ...patient({ gender: 'male' }), id: 'guarded' },
            request: { method: 'PUT', url: 'Patient/guarded', ifMatch },
          },
        ]),
      });
    assertRefused(await guarded('W/"7"'), 412);
    assert.equal((await guarded('W/"1"')).status, 200);
  });

  test('A Bundle of another type, or an entry without a request, is refused', async () => {
    const body = { resourceType: 'Bundle', type: 'collection' };
    assertRefused(await send('POST', '', { body }), 400);
    const silent = bundle('transaction', [{ resource: patient() }]);
    assertRefused(await send('POST', '', { body: silent }), 400, /entry/i);
  });
});
