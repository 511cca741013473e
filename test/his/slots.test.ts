/**
 * Slots that a hospital's own system keeps: our sessions and numbers follow them. APT-01.
 * https://hl7.org/fhir/R4/slot.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Appointment, Bundle, Slot } from '@medplum/fhirtypes';
import { capacityUrl, keptUrl } from '#model/scheduling/extensions.ts';
import { type Answer, assertRefused } from '#test/fhir-client.ts';
import {
  appointmentOf,
  book,
  find,
  freeOf,
  pools,
  resident,
  schedule,
} from '#test/scheduling/stage.ts';
import { type Hospital, differencesOf, noticesFor, openHospital } from './hospital.ts';

let hospital: Hospital;
before(async () => {
  hospital = await openHospital();
});
after(() => hospital.stop());

/** A Schedule whose Slots the hospital keeps. */
const keep = async (id: string, percents = {}) => {
  await schedule(hospital.stage, id, { clinics: [], rules: { percents } });
  const platform = hospital.stage.as('platform');
  const body = (await platform('GET', `Schedule/${id}`)).as<{ extension: object[] }>();
  body.extension.push({ url: keptUrl, valueBoolean: true });
  const answer = await platform('PUT', `Schedule/${id}`, { body });
  assert.equal(answer.status, 200, answer.text);
};
const slotOf = (id: string, given: Partial<Slot> & { seats?: number } = {}): Slot => {
  const { seats = 2, ...rest } = given;
  return {
    resourceType: 'Slot',
    id,
    schedule: { reference: `Schedule/${id.split('-')[0]}` },
    status: 'free',
    start: '2026-12-01T00:00:00Z',
    end: '2026-12-01T00:30:00Z',
    extension: [{ url: capacityUrl, valueInteger: seats }],
    ...rest,
  };
};
const put = (body: Slot, name = 'his'): Promise<Answer> =>
  hospital.stage.as(name)('PUT', `Slot/${body.id}`, { body });
const wrote = async (body: Slot) => {
  const answer = await put(body);
  assert.ok(answer.status < 300, answer.text);
};
const free = async (id: string) =>
  (await find(hospital.stage, 'platform', `slot=${id}`)).map(freeOf);
const statusOf = async (id: string | undefined) =>
  (await hospital.stage.as('platform')('GET', `Appointment/${id}`)).as<Appointment>().status;

describe('A Slot that the hospital keeps', () => {
  it('gives numbers, more, fewer, none, and again', async () => {
    await keep('plain');
    await wrote(slotOf('plain-1'));
    assert.deepEqual(await free('plain-1'), [2]);
    await wrote(slotOf('plain-1'));
    assert.deepEqual(await free('plain-1'), [2], 'the same again is the same');
    const later = { start: '2026-12-01T00:30:00Z', end: '2026-12-01T01:00:00Z' };
    await wrote(slotOf('plain-2', { ...later, seats: 3 }));
    assert.deepEqual(await free('plain-2'), [3]);
    await wrote(slotOf('plain-1', { seats: 5 }));
    assert.deepEqual(await free('plain-1'), [5]);
    await wrote(slotOf('plain-1', { seats: 1 }));
    assert.deepEqual(await free('plain-1'), [1]);
    await wrote(slotOf('plain-1', { status: 'busy' }));
    assert.deepEqual(await free('plain-1'), [0]);
    assert.deepEqual(await free('plain-2'), [3]);
    await wrote(slotOf('plain-1', { seats: 4 }));
    assert.deepEqual(await free('plain-1'), [4]);
    const {
      issued,
      withdrawn,
      free: left,
    } = (await pools(hospital.stage, 'plain', 'plain-1'))['public']!;
    assert.equal(left, issued! - withdrawn!);
    assert.equal(left, 7);
  });

  it('may be posted, and deals its numbers to the pools of its Schedule', async () => {
    await keep('pooled', { 'on-site': 50 });
    const { id: _id, ...body } = slotOf('pooled-1', { seats: 4 });
    const answer = await hospital.stage.as('his')('POST', 'Slot', { body });
    assert.equal(answer.status, 201, answer.text);
    const { id = '' } = answer.as<Slot>();
    const ledger = await pools(hospital.stage, 'pooled', id);
    assert.deepEqual([ledger['public']?.['free'], ledger['on-site']?.['free']], [2, 2]);
  });

  it('that is full keeps who has a number; stopped, it keeps them others', async () => {
    await keep('people');
    await wrote(slotOf('people-1'));
    const who = await resident(hospital.stage);
    const { id } = appointmentOf(await book(hospital.stage, { patient: who, slot: 'people-1' }));
    await wrote(slotOf('people-1', { status: 'busy' }));
    assert.equal(await statusOf(id), 'booked');
    await wrote(slotOf('people-1', { seats: 0 }));
    const found = await differencesOf(hospital.stage);
    assert.ok(found.some(({ kind, filler }) => kind === 'capacity' && filler === 'people-1'));
    await wrote(slotOf('people-1', { status: 'busy-unavailable' }));
    assert.equal(await statusOf(id), 'cancelled');
    assert.deepEqual(await noticesFor(hospital.stage, who), ['appointment-rebooked']);
    assert.deepEqual(await free('people-1'), [0]);
    const other = await resident(hospital.stage);
    const late = await book(hospital.stage, { patient: other, slot: 'people-1' });
    assertRefused(late, 409);
  });

  it('keeps its time once it has numbers, and is an hour at most (APT-01)', async () => {
    await keep('times');
    await wrote(slotOf('times-1'));
    const moved = slotOf('times-1', { end: '2026-12-01T00:40:00Z' });
    assertRefused(await put(moved), 409, /keeps its time/);
    const otherHalf = { start: '2026-12-01T07:00:00Z', end: '2026-12-01T07:30:00Z' };
    assertRefused(await put(slotOf('times-1', otherHalf)), 409, /keeps its time/);
    const stored = (await hospital.stage.as('his')('GET', 'Slot/times-1')).as<Slot>();
    assert.equal(stored.end, '2026-12-01T00:30:00Z', 'what was refused is not stored');
    assertRefused(await put(slotOf('times-2', { end: '2026-12-01T02:00:00Z' })), 422, /APT-01/);
  });

  it('is written one by one, by its hospital alone', async () => {
    await keep('alone');
    assertRefused(await put(slotOf('alone-1'), 'other-his'), 403);
    assertRefused(await put(slotOf('alone-1'), 'other-registrar'), 403);
    const entry = {
      resource: slotOf('alone-1'),
      request: { method: 'PUT', url: 'Slot/alone-1' },
    };
    const bundle = { resourceType: 'Bundle', type: 'transaction', entry: [entry] };
    assertRefused(await hospital.stage.as('his')('POST', '', { body: bundle }), 422, /one by one/);
    const batch = { ...bundle, type: 'batch' };
    assert.equal((await hospital.stage.as('his')('POST', '', { body: batch })).status, 200);
    assert.deepEqual(await free('alone-1'), [2]);
    const patch = [{ op: 'replace', path: '/status', value: 'busy' }];
    const patched = await hospital.stage.as('his')('PATCH', 'Slot/alone-1', {
      body: patch,
      headers: { 'content-type': 'application/json-patch+json' },
    });
    assertRefused(patched, 422, /one by one/);
  });

  it('of a Schedule that we keep is a Slot as any other', async () => {
    await schedule(hospital.stage, 'ours', { clinics: [] });
    await wrote(slotOf('ours-1'));
    assert.deepEqual(await free('ours-1'), []);
  });
});

describe('The status of a Slot that the hospital keeps', () => {
  const slot = async (id: string) =>
    (await hospital.stage.as('his')('GET', `Slot/${id}`)).as<Slot>();
  const sold = async (id: string) => {
    const patient = await resident(hospital.stage);
    return {
      patient,
      id: appointmentOf(await book(hospital.stage, { patient, slot: id })).id,
    };
  };
  const returned = async ({ patient, id }: { patient: string; id: string | undefined }) => {
    appointmentOf(await hospital.stage.ask(patient, `Appointment/${id}/$cancel`, []));
    hospital.stage.pass(16 * 60_000);
    await hospital.stage.tick();
  };

  it('follows our numbers; sent back as it was read, it changes nothing', async () => {
    await keep('mirror');
    await wrote(slotOf('mirror-1', { seats: 1 }));
    const first = await sold('mirror-1');
    await hospital.stage.tick();
    const full = await slot('mirror-1');
    assert.deepEqual([full.status, full.meta?.versionId], ['busy', '2']);
    const before = await differencesOf(hospital.stage);
    await wrote({ ...full, comment: '二楼' });
    const answer = await hospital.stage.as('his')('GET', 'Schedule/mirror/$cn-core');
    const shapes = answer.as<Bundle<Slot>>();
    assert.equal(shapes.entry?.[1]?.resource?.status, 'busy');
    const back = await hospital.stage.as('his')('POST', 'Schedule/$cn-core', { body: shapes });
    assert.equal(back.status, 200, back.text);
    for (let at = 0; at < 3; at += 1) await hospital.stage.tick();
    const { status, meta } = await slot('mirror-1');
    assert.deepEqual([status, meta?.versionId], ['busy', '4'], 'nothing but what was sent');
    assert.equal(await statusOf(first.id), 'booked');
    assert.deepEqual(await differencesOf(hospital.stage), before);
    await returned(first);
    assert.deepEqual(await free('mirror-1'), [1]);
    assert.equal((await slot('mirror-1')).status, 'free');
  });

  it('is free against our numbers for a moment only, and asks for no more of them', async () => {
    await keep('steady');
    await wrote(slotOf('steady-1', { seats: 1 }));
    await sold('steady-1');
    await hospital.stage.tick();
    await wrote(slotOf('steady-1', { seats: 1 }));
    for (let at = 0; at < 3; at += 1) await hospital.stage.tick();
    const { status, meta } = await slot('steady-1');
    assert.deepEqual([status, meta?.versionId], ['busy', '4']);
    assert.deepEqual(await free('steady-1'), [0]);
  });

  it('is busy for good where the hospital says so, until it says otherwise', async () => {
    await keep('closed');
    await wrote(slotOf('closed-1'));
    const [first, second] = [await sold('closed-1'), await sold('closed-1')];
    await wrote(slotOf('closed-1', { status: 'busy' }));
    await returned(first);
    assert.deepEqual(await free('closed-1'), [0]);
    const { status, meta } = await slot('closed-1');
    assert.deepEqual([status, meta?.versionId], ['busy', '2']);
    await wrote(slotOf('closed-1'));
    assert.deepEqual(await free('closed-1'), [1]);
    await returned(second);
    assert.deepEqual(await free('closed-1'), [2]);
    assert.equal((await slot('closed-1')).status, 'free');
    const { public: ledger } = await pools(hospital.stage, 'closed', 'closed-1');
    assert.deepEqual([ledger?.['taken'], ledger?.['returned'], ledger?.['free']], [2, 1, 2]);
  });

  it('says that it does not take place once its clinic is stopped', async () => {
    await keep('halted');
    await wrote(slotOf('halted-1'));
    const parameter = [{ name: 'slot', valueReference: { reference: 'Slot/halted-1' } }];
    const answer = await hospital.stage.ask('registrar', 'Schedule/halted/$stop', parameter);
    assert.equal(answer.status, 200, answer.text);
    await hospital.stage.tick();
    assert.equal((await slot('halted-1')).status, 'busy-unavailable');
    await wrote(slotOf('halted-1'));
    await hospital.stage.tick();
    assert.equal((await slot('halted-1')).status, 'free');
    assert.deepEqual(await free('halted-1'), [2]);
  });
});

describe('The shapes of CN-CORE', () => {
  it('go out with what is counted, and come in as ours', async () => {
    await keep('shapes');
    await wrote(slotOf('shapes-1', { seats: 3 }));
    const who = await resident(hospital.stage);
    appointmentOf(await book(hospital.stage, { patient: who, slot: 'shapes-1' }));
    const path = 'Schedule/shapes/$cn-core';
    const answer = await hospital.stage.as('his')('GET', path);
    assert.equal(answer.status, 200, answer.text);
    const shown = answer.as<Bundle<Slot>>();
    const ratio = shown.entry?.[1]?.resource?.extension?.[0]?.valueRatio;
    assert.deepEqual([ratio?.numerator?.value, ratio?.denominator?.value], [1, 3]);
    const [, entry] = shown.entry!;
    ratio!.denominator!.value = 5;
    const more = { ...entry!.resource!, id: 'shapes-2', start: '2026-12-01T00:30:00Z' };
    shown.entry!.push({ resource: { ...more, end: '2026-12-01T01:00:00Z' } });
    const taken = await hospital.stage.as('his')('POST', 'Schedule/$cn-core', { body: shown });
    assert.equal(taken.status, 200, taken.text);
    const statuses = taken.as<Bundle>().entry?.map(({ response }) => response?.status);
    assert.deepEqual(statuses, ['200 OK', '200 OK', '201 Created'], taken.text);
    assert.deepEqual([await free('shapes-1'), await free('shapes-2')], [[4], [5]]);
  });

  it('are written with the rights of who sends them', async () => {
    const body = {
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ resource: slotOf('shapes-3') }],
    };
    const foreign = await hospital.stage.as('other-his')('POST', 'Schedule/$cn-core', { body });
    assert.equal(foreign.status, 200);
    assert.equal(foreign.as<Bundle>().entry?.[0]?.response?.status?.slice(0, 3), '403');
    const patient = { resourceType: 'Patient' };
    assertRefused(
      await hospital.stage.as('his')('POST', 'Schedule/$cn-core', { body: patient }),
      400,
    );
    assertRefused(await hospital.stage.as('village')('POST', 'Schedule/$cn-core', { body }), 404);
    const nobody = await fetch(`${hospital.stage.server.url}/fhir/R4/Schedule/shapes/$cn-core`);
    assert.equal(nobody.status, 401);
  });
});
