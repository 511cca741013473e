/**
 * Records are closed, not deleted: the dead, those who moved, what is written after a death.
 * docs/guides/identifiers.md
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Bundle, Parameters, Patient } from '@medplum/fhirtypes';
import { checkDigit } from '#model/resident-id.ts';
import { qualitySystem } from '#server/identity/entry/flags.ts';
import { recordEndUrl } from '#server/identity/entry/record-end.ts';
import { callerOf } from '#test/callers.ts';
import { type Send, assertRefused, fhirClient, sendAs } from '#test/fhir-client.ts';
import { patient } from '#test/people.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

const cardSystem = 'urn:oid:2.16.156.10011.1.3';
const good = (first: string) => ({ system: cardSystem, value: first + checkDigit(first) });
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

let server: TestServer;
const as = (name: string): Send => sendAs(fhirClient(server.url), name);

before(async () => {
  server = await startTestServer({ guarded: true });
  const { callers } = server;
  callers.set('platform', callerOf('platform'));
  const organization = 'west';
  callers.set('system', callerOf('system', { organization, who: 'Device/west' }));
  for (const id of ['west', 'east']) {
    const body = { resourceType: 'Organization', id, name: id };
    await as('platform')('PUT', `Organization/${id}`, { body });
  }
});
after(async () => {
  await server.stop();
  assert.deepEqual(server.failures, []);
});

const flagsOf = (resource: { meta?: Patient['meta'] }) =>
  (resource.meta?.tag ?? []).flatMap(({ system, code }) =>
    system === qualitySystem ? [code] : [],
  );

async function write(name: string, body: object): Promise<Patient> {
  const answer = await as(name)('POST', 'Patient', { body });
  assert.equal(answer.status, 201, answer.text);
  return answer.as<Patient>();
}

async function found(query: string): Promise<(string | undefined)[]> {
  const answer = await as('platform')('GET', query);
  assert.equal(answer.status, 200, answer.text);
  return (answer.as<Bundle<Patient>>().entry ?? []).map(({ resource }) => resource?.id);
}

describe('The dead', () => {
  const dead = (given: object = {}) =>
    patient({ identifier: [good('33990119700504122')], ...given });
  const visit = (id: string, start: string) => ({
    resourceType: 'Encounter',
    status: 'finished',
    class: { code: 'AMB' },
    subject: { reference: `Patient/${id}` },
    period: { start },
  });
  const booking = (id: string, start: string) => ({
    resourceType: 'Appointment',
    status: 'booked',
    start,
    end: start,
    participant: [{ actor: { reference: `Patient/${id}` }, status: 'accepted' }],
  });
  const status = async (id: string | undefined, name = 'platform') => {
    const answer = await as(name)('GET', `Patient/${id}/$record-status`);
    assert.equal(answer.status, 200, answer.text);
    const { parameter = [] } = answer.as<Parameters>();
    return Object.fromEntries(
      parameter.map((one) => [one.name, one.valueCode ?? one.valueInstant]),
    );
  };

  it('are closed, not deleted, by any but the platform (EHR-05)', async () => {
    const made = await write('system', dead({ deceasedDateTime: '2026-01-05' }));
    const answer = await as('system')('DELETE', `Patient/${made.id}`);
    assertRefused(answer, 409, /EHR-05/);
    assert.match(answer.text, /依法须保存/);
    assert.deepEqual(await status(made.id), { status: 'ended', reason: 'died' });
    assert.equal((await as('platform')('DELETE', `Patient/${made.id}`)).status, 204);
  });

  it('keep their record, as everybody does with something in it (EHR-05)', async () => {
    const made = await write('system', dead());
    const [empty, full] = [await write('system', dead()), made];
    const seen = await as('system')('POST', 'Encounter', { body: visit(full.id!, '2026-01-05') });
    assert.equal(seen.status, 201, seen.text);
    const { id } = seen.as<{ id: string }>();
    assertRefused(await as('system')('DELETE', `Patient/${full.id}`), 409, /EHR-05/);
    assert.equal((await as('system')('DELETE', `Patient/${empty.id}`)).status, 204);
    // Together with what is in it a record that should never have been goes.
    const entry = [`Encounter/${id}`, `Patient/${full.id}`].map((url) => ({
      request: { method: 'DELETE', url },
    }));
    const body = { resourceType: 'Bundle', type: 'transaction', entry };
    const together = await as('system')('POST', '', { body });
    assert.equal(together.status, 200, together.text);
  });

  it('get no new visits unremarked, on whichever record of the person death stands', async () => {
    const identifier = [good('33990119620714123')];
    const person = { identifier, birthDate: '1962-07-14', gender: 'male' as const };
    const made = await write('system', patient(person));
    const other = await as('platform')('POST', 'Patient', {
      body: patient({
        ...person,
        meta: { source: 'Organization/east' },
        deceasedDateTime: '2026-02-03',
      }),
    });
    assert.equal(other.as<Patient>().link?.[0]?.other.reference, `Patient/${made.id}`);
    const flagged = async (body: { resourceType: string }) => {
      const answer = await as('system')('POST', body.resourceType, { body });
      assert.equal(answer.status, 201, answer.text);
      return answer.as<{ id: string; meta: Patient['meta'] }>();
    };
    const late = await flagged(visit(made.id!, '2026-02-04T08:00:00+08:00'));
    assert.deepEqual(flagsOf(late), ['after-death']);
    assert.deepEqual(flagsOf(await flagged(visit(made.id!, '2026-02-03T23:00:00+08:00'))), []);
    assert.deepEqual(flagsOf(await flagged(booking(made.id!, '2026-03-01T08:00:00+08:00'))), [
      'after-death',
    ]);
    const listed = await found(`Encounter?_tag=${qualitySystem}|after-death`);
    assert.deepEqual(listed, [late.id]);
    // Whoever corrects the day has the flag taken; nobody sets it alone.
    const corrected = {
      ...visit(made.id!, '2026-02-02'),
      ...late,
      period: { start: '2026-02-02' },
    };
    const put = await as('system')('PUT', `Encounter/${late.id}`, { body: corrected });
    assert.equal(put.status, 200, put.text);
    assert.deepEqual(flagsOf(put.as<Patient>()), []);
    assert.deepEqual(await status(made.id), { status: 'ended', reason: 'died' });
  });

  it('who died together with a visit in one transaction is seen as dead', async () => {
    const entry = [
      {
        fullUrl: 'urn:uuid:7b6a7f0e-6a3a-4b8e-9d0e-0d1a5a1f0c01',
        resource: dead({ deceasedBoolean: true }),
        request: { method: 'POST', url: 'Patient' },
      },
      {
        resource: {
          ...booking('', `${day(30)}T08:00:00+08:00`),
          participant: [
            {
              actor: { reference: 'urn:uuid:7b6a7f0e-6a3a-4b8e-9d0e-0d1a5a1f0c01' },
              status: 'accepted',
            },
          ],
        },
        request: { method: 'POST', url: 'Appointment' },
      },
    ];
    const body = { resourceType: 'Bundle', type: 'transaction', entry };
    const answer = await as('system')('POST', '', {
      body,
      headers: { prefer: 'return=representation' },
    });
    assert.equal(answer.status, 200, answer.text);
    const [, second] = answer.as<Bundle<Patient>>().entry ?? [];
    assert.deepEqual(flagsOf(second?.resource ?? {}), ['after-death']);
  });

  it('a record is in use in the year of a service, and ended by who moved (EHR-05)', async () => {
    const made = await write('system', patient({ identifier: [good('33990119550101123')] }));
    assert.deepEqual(await status(made.id), { status: 'dormant' });
    await as('system')('POST', 'Encounter', { body: visit(made.id!, '2019-01-05') });
    assert.deepEqual(await status(made.id), { status: 'dormant' });
    const start = new Date(Date.now() - 60_000).toISOString();
    await as('system')('POST', 'Encounter', { body: visit(made.id!, start) });
    assert.deepEqual(await status(made.id), { status: 'in-use', lastUsed: start });
    const body = {
      ...made,
      active: false,
      extension: [{ url: recordEndUrl, valueCode: 'moved' }],
    };
    await as('system')('PUT', `Patient/${made.id}`, { body });
    assert.deepEqual(await status(made.id), { status: 'ended', reason: 'moved' });
  });
});
