/**
 * What was acknowledged survives `kill -9` of the server and of PostgreSQL; nothing is half, and no
 * answer is without its event in the audit log.
 */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bundle, Patient } from '@medplum/fhirtypes';
import { type Send, fhirClient } from '#test/fhir-client.ts';
import { bundle, creating, heartRate, patient } from '#test/people.ts';
import { command, loggedEvents } from './log.ts';
import { platformHeaders } from './token.ts';
import { type Yishu, freePort, startYishu, untilReady } from './yishu.ts';

const family = 'urn:uuid:5a7f6a3e-6b1e-4df4-9d59-6f3d8a1f2c11';
/** A patient and this many observations make one transaction. */
const observations = 5;
/** So many transactions, and so many reads, are answered before a crash. */
const enough = 50;
const system = 'https://yishu.example/crash';

/** What the writers were told is stored. */
interface Acknowledged {
  /** `Type/id/_history/version` */
  versions: string[];
  /** Events that must be logged, as `read Patient/1`. */
  events: string[];
  /** The marks of the transactions. */
  transactions: string[];
}

describe('A crash', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-crash-'));
  let settings: Record<string, string>;
  let yishu: Yishu;
  let send: Send;
  before(async () => {
    settings = { PORT: String(await freePort()), YISHU_DATA: folder };
    yishu = startYishu(settings);
    await untilReady(yishu);
    const headers = await platformHeaders(folder, `http://localhost:${settings['PORT']}`);
    const client = fhirClient(yishu.url);
    send = (method, path, given = {}) =>
      client(method, path, { ...given, headers: { ...headers, ...given.headers } });
  });
  after(async () => {
    yishu.process.kill('SIGTERM');
    await yishu.exit;
    rmSync(folder, { recursive: true, force: true });
  });

  test('After kill -9 of the server all that was acknowledged is there, and whole', async () => {
    const acknowledged = await writeUntil(send, 'server', async () => {
      yishu.process.kill('SIGKILL');
      await yishu.exit;
    });
    yishu = startYishu(settings);
    await untilReady(yishu);
    await assertLogged(acknowledged);
    await assertWhole(send, 'server', acknowledged);
  });

  test('After kill -9 of PostgreSQL the server comes back, and nothing is lost', async () => {
    const pid = Number(
      readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0],
    );
    const acknowledged = await writeUntil(send, 'postgres', async () => {
      process.kill(pid, 'SIGKILL');
    });
    await untilReady(yishu);
    await assertLogged(acknowledged);
    await assertWhole(send, 'postgres', acknowledged);
    const answer = await send('POST', 'Patient', { body: patient() });
    assert.equal(answer.status, 201, 'it takes writes again');
  });

  /** SEC-09: every acknowledged write and every answered read is logged, in a log that is whole. */
  async function assertLogged({ versions, events }: Acknowledged): Promise<void> {
    const logged = await loggedEvents(folder);
    const written = new Set(
      [...logged.keys()].map((name) => name.split(' ')[1] ?? '').filter((n) => /_history/.test(n)),
    );
    assert.deepEqual(
      versions.filter((version) => !written.has(version)),
      [],
    );
    assert.ok(events.length > enough, 'enough was read before the crash');
    assert.deepEqual(
      events.filter((event) => !logged.has(event)),
      [],
    );
    const verified = await command('tools/verify-audit.ts', { ...settings, YISHU_DEMO: 'off' });
    assert.equal(verified.code, 0, verified.said);
    assert.match(verified.said, /The audit log is whole/);
  }
});

/** Lets eight writers write; crashes in their midst; returns what they were told is stored. */
async function writeUntil(
  send: Send,
  mark: string,
  crash: () => Promise<void>,
): Promise<Acknowledged> {
  const acknowledged: Acknowledged = { versions: [], events: [], transactions: [] };
  let stop = false;
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let turn = 0; !stop; turn += 1) {
      const code = `${mark}-${writer}-${turn}`;
      try {
        await (turn % 2 === 0
          ? writeFamily(send, code, acknowledged)
          : writeOne(send, acknowledged));
      } catch {
        // The connection broke: this one was never acknowledged.
      }
      if (acknowledged.versions.length > 20_000) stop = true;
    }
  });
  const { transactions, events } = acknowledged;
  for (let n = 0; n < 600 && Math.min(transactions.length, events.length) <= enough; n += 1) {
    await pause(100);
  }
  await crash();
  stop = true;
  await Promise.all(writers);
  assert.ok(transactions.length > enough, 'enough was written before the crash');
  return acknowledged;
}

/** Somebody unlike everybody else: one person's records would be linked, one after another. */
function somebody(given: Partial<Patient> = {}): Patient {
  const birthDate = new Date(randomInt(-2e12, 1.5e12)).toISOString().slice(0, 10);
  const text = Array.from({ length: 3 }, () => String.fromCodePoint(randomInt(0x4e00, 0x9fa5)));
  return patient({ birthDate, name: [{ text: text.join('') }], ...given });
}

/** One transaction: a patient with a mark, and observations of the same mark. */
async function writeFamily(send: Send, code: string, into: Acknowledged): Promise<void> {
  const meta = { tag: [{ system, code }] };
  const entries = Array.from({ length: observations }, (_, index) =>
    creating(heartRate(family, 60 + index, { meta })),
  );
  const body = bundle('transaction', [creating(somebody({ meta }), family), ...entries]);
  const answer = await send('POST', '', { body });
  if (answer.status !== 200) return;
  into.transactions.push(code);
  for (const { response } of answer.as<Bundle>().entry ?? []) {
    into.versions.push(response?.location?.split('/fhir/R4/').at(-1) ?? '');
  }
}

/** A create, a read and an update of it. */
async function writeOne(send: Send, into: Acknowledged): Promise<void> {
  const created = await send('POST', 'Patient', { body: somebody() });
  if (created.status !== 201) return;
  const location = created.headers.get('location')?.split('/fhir/R4/')[1] ?? '';
  into.versions.push(location);
  const id = location.split('/')[1] ?? '';
  const read = await send('GET', `Patient/${id}`);
  if (read.status === 200) into.events.push(`read Patient/${id}`);
  const body = { ...created.as<Patient>(), active: true };
  const updated = await send('PUT', `Patient/${id}`, { body });
  if (updated.status === 200) into.versions.push(`Patient/${id}/_history/2`);
}

async function assertWhole(send: Send, mark: string, acknowledged: Acknowledged): Promise<void> {
  for (const version of acknowledged.versions) {
    const answer = await send('GET', version);
    assert.equal(answer.status, 200, `${version} was acknowledged and is gone`);
  }
  const count = async (type: string, code: string) => {
    const answer = await send('GET', `${type}?_tag=${system}|${code}&_summary=count`);
    return answer.as<Bundle>().total;
  };
  for (let writer = 0; writer < 8; writer += 1) {
    for (let turn = 0; ; turn += 2) {
      const code = `${mark}-${writer}-${turn}`;
      const patients = await count('Patient', code);
      const expected = patients === 1 ? observations : 0;
      assert.equal(await count('Observation', code), expected, `${code} is whole or not there`);
      if (patients === 0 && !acknowledged.transactions.includes(code)) break;
    }
  }
}
