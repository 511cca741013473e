/**
 * Stories of one resource: created, read, changed, deleted, and every version kept.
 * https://hl7.org/fhir/R4/http.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Bundle, OperationOutcome, Patient } from '@medplum/fhirtypes';
import { type Send, assertRefused, fhirClient } from '#test/fhir-client.ts';
import { patient } from '#test/people.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

describe('One resource', () => {
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

  async function created(given: Partial<Patient> = {}): Promise<string> {
    const answer = await send('POST', 'Patient', { body: patient(given) });
    assert.equal(answer.status, 201, answer.text);
    return answer.as<Patient>().id ?? '';
  }

  test('A created resource has an id and a version, and is read back as it was sent', async () => {
    const answer = await send('POST', 'Patient', { body: patient() });
    assert.equal(answer.status, 201);
    const { id, meta } = answer.as<Patient>();
    assert.equal(answer.headers.get('location'), `${server.url}/fhir/R4/Patient/${id}/_history/1`);
    assert.equal(answer.headers.get('etag'), 'W/"1"');
    assert.ok(answer.headers.get('last-modified'));
    assert.equal(meta?.versionId, '1');
    const { id: _id, meta: _meta, ...rest } = (await send('GET', `Patient/${id}`)).as<Patient>();
    assert.deepEqual(rest, patient());
  });

  test('A decimal keeps the digits it came with', async () => {
    const body =
      '{"resourceType":"Observation","status":"final","code":{"text":"x"},' +
      '"valueQuantity":{"value":1.50}}';
    const answer = await send('POST', 'Observation', { body });
    assert.equal(answer.status, 201, answer.text);
    assert.match(answer.text, /"value":1\.50\}/);
  });

  test('Prefer chooses between nothing, the resource and an outcome', async () => {
    const prefer = (kind: string) =>
      send('POST', 'Patient', { body: patient(), headers: { prefer: `return=${kind}` } });
    assert.equal((await prefer('minimal')).text, '');
    assert.equal((await prefer('representation')).as<Patient>().resourceType, 'Patient');
    const outcome = (await prefer('OperationOutcome')).as<OperationOutcome>();
    assert.equal(outcome.resourceType, 'OperationOutcome');
  });

  test('An update makes the next version, and the earlier one can still be read', async () => {
    const id = await created();
    const changed = await send('PUT', `Patient/${id}`, {
      body: { ...patient(), id, gender: 'male' },
    });
    assert.equal(changed.status, 200);
    assert.equal(changed.headers.get('etag'), 'W/"2"');
    const first = await send('GET', `Patient/${id}/_history/1`);
    assert.equal(first.as<Patient>().gender, 'female');
    const second = await send('GET', `Patient/${id}/_history/2`);
    assert.equal(second.as<Patient>().gender, 'male');
    assertRefused(await send('GET', `Patient/${id}/_history/3`), 404);
    assertRefused(await send('GET', `Patient/${id}/_history/x`), 404);
  });

  test('An update of an id that is not there creates it', async () => {
    const body = { ...patient(), id: 'chosen-1' };
    assert.equal((await send('PUT', 'Patient/chosen-1', { body })).status, 201);
    assert.equal((await send('PUT', 'Patient/chosen-1', { body })).status, 200);
    assert.equal((await send('GET', 'Patient/chosen-1')).as<Patient>().meta?.versionId, '2');
  });

  test('An update that carries another id, or none, is refused', async () => {
    assertRefused(await send('PUT', 'Patient/a', { body: { ...patient(), id: 'b' } }), 400, /id/);
    assertRefused(await send('PUT', 'Patient/a', { body: patient() }), 400, /id/);
    assertRefused(await send('GET', 'Patient/a'), 404, /Patient\/a/);
  });

  test('A stale If-Match is a 412 that names the current version and changes nothing', async () => {
    const id = await created();
    const body = { ...patient(), id, gender: 'other' };
    const put = (match: string) =>
      send('PUT', `Patient/${id}`, { body, headers: { 'if-match': match } });
    assert.equal((await put('W/"1"')).status, 200);
    assertRefused(await put('W/"1"'), 412, /version is now 2/);
    assertRefused(await put('nonsense'), 400, /If-Match/);
    assert.equal((await send('GET', `Patient/${id}`)).headers.get('etag'), 'W/"2"');
  });

  test('If-None-Match and If-Modified-Since answer 304 without a body', async () => {
    const id = await created();
    const matched = await send('GET', `Patient/${id}`, { headers: { 'if-none-match': 'W/"1"' } });
    assert.equal(matched.status, 304);
    assert.equal(matched.text, '');
    const other = await send('GET', `Patient/${id}`, { headers: { 'if-none-match': 'W/"9"' } });
    assert.equal(other.status, 200);
    const later = new Date(Date.now() + 60_000).toUTCString();
    const since = await send('GET', `Patient/${id}`, { headers: { 'if-modified-since': later } });
    assert.equal(since.status, 304);
  });

  test('A deleted resource is gone, its versions stay, and an update brings it back', async () => {
    const id = await created();
    assert.equal((await send('DELETE', `Patient/${id}`)).status, 204);
    assertRefused(await send('GET', `Patient/${id}`), 410, /deleted/);
    assert.equal((await send('DELETE', `Patient/${id}`)).status, 204);
    assert.equal((await send('GET', `Patient/${id}/_history/1`)).status, 200);
    assertRefused(await send('GET', `Patient/${id}/_history/2`), 410);
    const found = (await send('GET', `Patient?_id=${id}`)).as<Bundle>();
    assert.equal(found.entry?.length ?? 0, 0);
    const back = await send('PUT', `Patient/${id}`, { body: { ...patient(), id } });
    assert.equal(back.status, 201);
    assert.equal(back.headers.get('etag'), 'W/"3"');
    const history = (await send('GET', `Patient/${id}/_history`)).as<Bundle>();
    assert.deepEqual(
      history.entry?.map((entry) => entry.request?.method),
      ['PUT', 'DELETE', 'POST'],
    );
  });

  test('What was never there is 404', async () => {
    assertRefused(await send('GET', 'Patient/never'), 404, /Patient\/never/);
    assertRefused(await send('GET', 'Patient/never/_history/1'), 404);
    assertRefused(await send('GET', 'Patient/never/_history'), 404);
  });

  test('_summary, _elements and _pretty shape what is read', async () => {
    const id = await created({ contact: [{ name: { text: '联系人' } }] });
    const summary = (await send('GET', `Patient/${id}?_summary=true`)).as<Patient>();
    assert.equal(summary.contact, undefined);
    assert.equal(summary.gender, 'female');
    assert.ok(summary.meta?.tag?.some((tag) => tag.code === 'SUBSETTED'));
    const elements = (await send('GET', `Patient/${id}?_elements=birthDate`)).as<Patient>();
    assert.equal(elements.birthDate, '1970-05-04');
    assert.equal(elements.gender, undefined);
    assert.match((await send('GET', `Patient/${id}?_pretty=true`)).text, /\n {2}"/);
  });
});
