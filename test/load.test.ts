/** Stories of `npm run load`: what failed is told, a second run goes on, the proof holds. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Bundle, Patient } from '@medplum/fhirtypes';
import { callerOf } from './callers.ts';
import { type Send, fhirClient } from './fhir-client.ts';
import { bundle, creating, heartRate, patient } from './people.ts';
import { type TestServer, startTestServer } from './server.ts';

const family = 'urn:uuid:1b1e2b60-6d0f-4b11-8a37-0c2f5a3a9d01';

describe('npm run load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-load-'));
  let server: TestServer;
  let send: Send;
  before(async () => {
    server = await startTestServer({ guarded: true });
    server.callers.set('loader', callerOf('platform'));
    const client = fhirClient(server.url);
    const headers = { authorization: 'Bearer loader' };
    send = (method, path, given = {}) => client(method, path, { ...given, headers });
    await send('POST', 'Patient', { body: patient() });
    for (const name of ['one', 'two']) write(name, patient());
    write('bad', { ...patient(), gender: 'weiblich' } as unknown as Patient);
  });
  after(async () => {
    assert.deepEqual(server.failures, []);
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function write(name: string, person: Patient): void {
    const body = bundle('transaction', [creating(heartRate(family, 70)), creating(person, family)]);
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(body));
  }

  async function load(...flags: string[]): Promise<{ code: number; said: string }> {
    const tool = join(import.meta.dirname, '../tools/load.ts');
    const url = `${server.url}/fhir/R4`;
    const child = spawn(process.execPath, [tool, folder, '--url', url, ...flags], {
      env: { ...process.env, YISHU_DATA: join(folder, '.data'), YISHU_TOKEN: 'loader' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
      });
    }
    const [code] = (await once(child, 'close')) as [number];
    return { code, said };
  }

  async function total(type: string): Promise<number | undefined> {
    return (await send('GET', `${type}?_summary=count`)).as<Bundle>().total;
  }

  test('SEC-01: without a token nothing is loaded, and one line tells what to do', async () => {
    const { code, said } = await load('--token', '');
    assert.equal(code, 1);
    assert.match(said, /^The server asks who you are[^\n]*npm run token[^\n]*\n$/);
    assert.equal(await total('Patient'), 1);
  });

  test('A bundle that fails is reported with the reason and does not stop the rest', async () => {
    const { code, said } = await load();
    assert.equal(code, 1);
    assert.match(said, /Failed: bad\.json: 422 .*gender/);
    assert.match(said, /2 files loaded, 1 failed/);
    assert.doesNotMatch(said, /weiblich/);
    assert.equal(await total('Observation'), 2);
  });

  test('The next run sends only what is not there yet, and proves the whole', async () => {
    write('bad', patient());
    const { code, said } = await load();
    assert.equal(code, 0, said);
    assert.match(said, /Counts of all 2 types agree: 6 resources/);
    // Three Observations, and the links of three Patients to the first of the one person.
    assert.match(said, /6 references followed, 0 dangle/);
    assert.deepEqual([await total('Patient'), await total('Observation')], [4, 3]);
  });

  test('The proof fails when a resource is gone', async () => {
    const found = (await send('GET', 'Patient?_has:Observation:subject:code=8867-4')).as<Bundle>();
    await send('DELETE', `Patient/${found.entry?.[0]?.resource?.id}`);
    const { code, said } = await load();
    assert.equal(code, 1);
    assert.match(said, /Wrong count of Patient: 3 on the server, 4 expected/);
    assert.match(said, /1 dangle/);
  });
});
