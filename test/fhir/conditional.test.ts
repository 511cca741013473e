/**
 * Stories of conditional interactions: one winner, however many ask at once.
 * https://hl7.org/fhir/R4/http.html#cond-update
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Bundle, Patient } from '@medplum/fhirtypes';
import { type Answer, type Send, assertRefused, fhirClient } from '#test/fhir-client.ts';
import { bundle, patient } from '#test/people.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

const system = 'https://yishu.example/test-card';

describe('Conditional interactions', () => {
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

  const holder = (value: string, given: Partial<Patient> = {}) =>
    patient({ identifier: [{ system, value }], ...given });
  const criteria = (value: string) => `identifier=${encodeURIComponent(`${system}|${value}`)}`;
  const createIfNone = (value: string): Promise<Answer> =>
    send('POST', 'Patient', {
      body: holder(value),
      headers: { 'if-none-exist': criteria(value) },
    });
  async function holders(value: string): Promise<Patient[]> {
    const found = (await send('GET', `Patient?${criteria(value)}`)).as<Bundle<Patient>>();
    return (found.entry ?? []).flatMap((entry) => entry.resource ?? []);
  }

  test('If-None-Exist creates once, then answers with what exists', async () => {
    const first = await createIfNone('once');
    const second = await createIfNone('once');
    assert.deepEqual([first.status, second.status], [201, 200]);
    assert.equal(second.as<Patient>().id, first.as<Patient>().id);
    assert.equal((await holders('once')).length, 1);
  });

  test('64 clients conditionally create the same identifier, and one resource exists', async () => {
    for (const value of ['race-1', 'race-2', 'race-3']) {
      const answers = await Promise.all(Array.from({ length: 64 }, () => createIfNone(value)));
      const statuses = answers.map((answer) => answer.status);
      assert.equal(statuses.filter((status) => status === 201).length, 1, String(statuses));
      assert.equal(statuses.filter((status) => status === 200).length, 63, String(statuses));
      assert.equal((await holders(value)).length, 1);
    }
  });

  test('The same race by conditional updates and by transactions leaves one resource', async () => {
    const body = holder('race-mixed');
    const url = `Patient?${criteria('race-mixed')}`;
    const put = () => send('PUT', url, { body });
    const transaction = () =>
      send('POST', '', {
        body: bundle('transaction', [
          {
            resource: body,
            request: { method: 'POST', url: 'Patient', ifNoneExist: criteria('race-mixed') },
          },
        ]),
      });
    const answers = await Promise.all(
      Array.from({ length: 48 }, (_, index) =>
        [put, transaction, () => createIfNone('race-mixed')][index % 3]!(),
      ),
    );
    for (const answer of answers) assert.ok(answer.status < 300, answer.text);
    assert.equal((await holders('race-mixed')).length, 1);
  });

  test('A conditional update changes the one that matches, creates where none does', async () => {
    const url = `Patient?${criteria('cu')}`;
    assert.equal((await send('PUT', url, { body: holder('cu') })).status, 201);
    const changed = await send('PUT', url, { body: holder('cu', { gender: 'male' }) });
    assert.equal(changed.status, 200);
    assert.deepEqual(
      (await holders('cu')).map(({ gender, meta }) => [gender, meta?.versionId]),
      [['male', '2']],
    );
  });

  test('Where several match, nothing is written and the answer is 412', async () => {
    for (let n = 0; n < 2; n += 1) await send('POST', 'Patient', { body: holder('several') });
    assertRefused(await createIfNone('several'), 412, /more than one/);
    const url = `Patient?${criteria('several')}`;
    assertRefused(await send('PUT', url, { body: holder('several') }), 412, /more than one/);
    assert.equal((await holders('several')).length, 2);
  });

  test('A conditional patch changes the one that matches', async () => {
    await send('POST', 'Patient', { body: holder('cp') });
    const patched = await send('PATCH', `Patient?${criteria('cp')}`, {
      body: [{ op: 'replace', path: '/gender', value: 'other' }],
      headers: { 'content-type': 'application/json-patch+json' },
    });
    assert.equal(patched.status, 200, patched.text);
    assert.equal((await holders('cp'))[0]?.gender, 'other');
  });

  test('A conditional delete removes one, many, or none', async () => {
    for (let n = 0; n < 3; n += 1) await send('POST', 'Patient', { body: holder('cd') });
    assert.equal((await send('DELETE', `Patient?${criteria('cd')}`)).status, 204);
    assert.equal((await holders('cd')).length, 0);
    assert.equal((await send('DELETE', `Patient?${criteria('cd')}`)).status, 204);
  });

  test('A condition without criteria, or with an unknown one, is refused', async () => {
    assertRefused(await send('DELETE', 'Patient'), 412, /criteria/);
    assertRefused(await send('DELETE', 'Patient?colour=blue'), 400, /colour/);
    const headers = { 'if-none-exist': 'colour=blue' };
    assertRefused(await send('POST', 'Patient', { body: patient(), headers }), 400, /colour/);
  });
});
