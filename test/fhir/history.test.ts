/**
 * Stories of history: every version of a resource, a type, the system.
 * https://hl7.org/fhir/R4/http.html#history
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Bundle } from '@medplum/fhirtypes';
import { type Send, assertRefused, fhirClient } from '#test/fhir-client.ts';
import { patient } from '#test/people.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

describe('History', () => {
  let server: TestServer;
  let send: Send;
  before(async () => {
    server = await startTestServer();
    send = fhirClient(server.url);
    for (const id of ['a', 'b', 'c']) {
      for (const gender of ['female', 'male', 'other'] as const) {
        await send('PUT', `Patient/${id}`, { body: { ...patient({ gender }), id } });
      }
    }
    await send('DELETE', 'Patient/c');
    await send('PUT', 'Location/l', { body: { resourceType: 'Location', id: 'l', name: '试' } });
  });
  after(async () => {
    assert.deepEqual(server.failures, []);
    await server.stop();
  });

  /** Every page of a history, as `id/version` with the method. */
  async function pages(path: string): Promise<string[]> {
    const seen: string[] = [];
    let next: string | undefined = path;
    while (next !== undefined) {
      const answer = await send('GET', next);
      assert.equal(answer.status, 200, answer.text);
      const page = answer.as<Bundle>();
      assert.equal(page.type, 'history');
      for (const { request, response, fullUrl } of page.entry ?? []) {
        seen.push(`${fullUrl?.split('/').at(-1)}/${response?.etag} ${request?.method}`);
      }
      next = page.link?.find((link) => link.relation === 'next')?.url?.split('/fhir/R4/')[1];
    }
    return seen;
  }

  test('The history of an instance is its versions, the latest first', async () => {
    assert.deepEqual(await pages('Patient/c/_history'), [
      'c/W/"4" DELETE',
      'c/W/"3" PUT',
      'c/W/"2" PUT',
      'c/W/"1" PUT',
    ]);
  });

  test('The history of a type and of the system pages without a gap or a repeat', async () => {
    for (const [path, expected] of [
      ['Patient/_history?_count=3', 10],
      ['_history?_count=2', 11],
    ] as const) {
      const seen = await pages(path);
      assert.equal(seen.length, expected);
      assert.equal(new Set(seen).size, expected);
    }
  });

  test('_since leaves out what is older, _at finds what was current then', async () => {
    const middle = (await send('GET', 'Patient/a/_history/2')).as<{
      meta: { lastUpdated: string };
    }>();
    const at = encodeURIComponent(middle.meta.lastUpdated);
    const since = await pages(`Patient/a/_history?_since=${at}`);
    assert.deepEqual(since, ['a/W/"3" PUT', 'a/W/"2" PUT']);
    const then = await pages(`Patient/a/_history?_at=${at}`);
    assert.ok(then.includes('a/W/"2" PUT'));
    assert.ok(!then.includes('a/W/"3" PUT'));
    assertRefused(await send('GET', 'Patient/a/_history?_since=yesterday'), 400, /_since/);
  });
});
