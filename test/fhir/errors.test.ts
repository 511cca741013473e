/**
 * Stories of requests that are wrong: each gets its status, and a diagnosis a person understands.
 * https://hl7.org/fhir/R4/http.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { OperationOutcome } from '@medplum/fhirtypes';
import { type Send, assertRefused, fhirClient } from '#test/fhir-client.ts';
import { heartRate, patient } from '#test/people.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

describe('A wrong request', () => {
  let server: TestServer;
  let send: Send;
  before(async () => {
    server = await startTestServer({ bodyLimit: 100_000 });
    send = fhirClient(server.url);
  });
  after(async () => {
    assert.deepEqual(server.failures, []);
    await server.stop();
  });

  test('A body over the limit is 413', async () => {
    const body = patient({ name: [{ text: '长'.repeat(100_000) }] });
    assertRefused(await send('POST', 'Patient', { body }), 413, /100000/);
  });

  test('Malformed JSON is 400 and says where', async () => {
    assertRefused(await send('POST', 'Patient', { body: '{"resourceType":' }), 400, /JSON/);
    assertRefused(await send('POST', 'Patient', { body: '' }), 400, /body/);
    assertRefused(await send('POST', 'Patient', { body: '[]' }), 400, /body/);
  });

  test('An unknown type or address is 404', async () => {
    assertRefused(await send('GET', 'Pateint/1'), 404, /Pateint/);
    assertRefused(await send('POST', 'Pateint', { body: patient() }), 404, /Pateint/);
    assertRefused(await send('GET', 'Patient/1/2/3/4'), 404);
  });

  test('A wrong method is 405 and says which are right', async () => {
    const answer = await send('PATCH', 'metadata', { body: '[]' });
    assertRefused(answer, 405, /GET/);
    assert.equal(answer.headers.get('allow'), 'GET');
    assertRefused(await send('POST', 'Patient/1', { body: patient() }), 405, /PUT/);
  });

  test('A wrong content type is 415', async () => {
    const headers = { 'content-type': 'text/plain' };
    assertRefused(await send('POST', 'Patient', { body: patient(), headers }), 415, /text\/plain/);
    const xml = { 'content-type': 'application/fhir+xml' };
    assertRefused(await send('POST', 'Patient', { body: '<Patient/>', headers: xml }), 415, /xml/);
  });

  test('A resource of another type than the address is refused', async () => {
    assertRefused(await send('POST', 'Patient', { body: heartRate('Patient/1', 60) }), 400, /type/);
  });

  test('An invalid resource is 422, every problem at once, each with its place', async () => {
    const body = {
      resourceType: 'Patient',
      gender: 'weiblich',
      birthDate: '1970-13-01',
      favouriteColour: 'blue',
      name: [{ family: 7 }],
      contact: [{}],
    };
    const answer = await send('POST', 'Patient', { body });
    assertRefused(answer, 422);
    const issues = answer.as<OperationOutcome>().issue;
    const places = issues.flatMap((issue) => issue.expression ?? []).join(' ');
    for (const place of [
      'gender',
      'birthDate',
      'favouriteColour',
      'name[0].family',
      'contact[0]',
    ]) {
      assert.ok(places.includes(place), `${place} in ${places}`);
    }
    assert.doesNotMatch(
      answer.text,
      /weiblich|1970-13-01/,
      'a value of a patient is never repeated',
    );
  });

  test('A page of another site cannot reach the server under a name of its own', async () => {
    const { get } = await import('node:http');
    const status = await new Promise((resolve) => {
      get(`${server.url}/fhir/R4/metadata`, { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
    });
    assert.equal(status, 404);
  });
});
