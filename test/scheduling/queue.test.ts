/**
 * The day of the visit: patients come, wait in their order, are called, passed over, sent to tests,
 * come back, are seen.
 * https://hl7.org/fhir/R4/encounter.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type {
  Bundle,
  Communication,
  Encounter,
  Parameters as Told,
  Slot,
} from '@medplum/fhirtypes';
import type { Resource } from '#model/fhir.ts';
import { callerOf } from '#test/callers.ts';
import { type Answer, assertRefused } from '#test/fhir-client.ts';
import {
  type Stage,
  appointmentOf,
  book,
  here,
  openStage,
  opened,
  resident,
  tuesdays,
} from './stage.ts';

const minute = 60_000;
const hour = 60 * minute;
/** From Monday 08:00 to Tuesday 07:40, when people come. */
const toMorning = 23 * hour + 40 * minute;

let stage: Stage;
before(async () => {
  stage = await openStage();
  const county = { organization: 'county' };
  const { callers } = stage.server;
  callers.set('wang', callerOf('doctor', { ...county, practitionerRoles: ['wang'] }));
  callers.set('li', callerOf('doctor', { ...county, practitionerRoles: ['li'] }));
  callers.set('nurse', callerOf('nurse', county));
  callers.set('far-nurse', callerOf('nurse', { organization: 'elsewhere' }));
});
after(() => stage.stop());

/** A line: so many residents with numbers of a session, in their order. */
async function booked(id: string, count: number, role?: string) {
  const slots = await opened(stage, id, {
    ...(role === undefined ? {} : { role }),
    clinics: [{ ...tuesdays, seats: 4 }],
  });
  const people: { who: string; appointment: string }[] = [];
  for (let n = 0; n < count; n += 1) {
    const who = await resident(stage);
    const slot = slots[Math.floor(n / 4)]?.id;
    const { id: appointment = '' } = appointmentOf(await book(stage, { patient: who, slot }));
    people.push({ who, appointment });
  }
  return { slots, people };
}

const room = { name: 'room', valueString: '305 诊室' };
const at = (appointment: string, operation: string) => `Appointment/${appointment}/$${operation}`;
const come = (name: string, appointment: string, more: Told['parameter'] = here) =>
  stage.ask(name, at(appointment, 'check-in'), more);
const callNext = (name: string, id: string, more: Told['parameter'] = []) =>
  stage.ask(name, `Schedule/${id}/$call`, [room, ...more!]);

const values = (answer: Answer): Record<string, string | number> => {
  assert.equal(answer.status, 200, answer.text);
  const { parameter = [] } = answer.as<Told>();
  return Object.fromEntries(
    parameter.map(({ name, valueString, valueInteger }) => [
      name,
      valueString ?? valueInteger ?? '',
    ]),
  );
};

async function placeOf(name: string, appointment: string) {
  return values(await stage.as(name)('GET', at(appointment, 'place')));
}

async function encountersOf(patient: string): Promise<Encounter[]> {
  const answer = await stage.as('platform')('GET', `Encounter?patient=Patient/${patient}`);
  return (answer.as<Bundle<Encounter>>().entry ?? []).map(({ resource }) => resource!);
}

async function noticesOf(patient: string): Promise<string[]> {
  const answer = await stage.as(patient)('GET', `Communication?patient=Patient/${patient}`);
  return (answer.as<Bundle<Communication>>().entry ?? []).map(
    ({ resource }) => resource?.category?.[0]?.coding?.[0]?.code ?? '',
  );
}

describe('A line', () => {
  it('is of those who came, in the order of their numbers, and is called one by one', async () => {
    const { people } = await booked('line', 3);
    const [first, second, third] = people as [
      (typeof people)[number],
      (typeof people)[number],
      (typeof people)[number],
    ];
    stage.pass(toMorning);
    assert.equal((await placeOf(first.who, first.appointment))['state'], 'expected');
    // The third comes first, and is called when those before are not there.
    for (const one of [third, first, second]) {
      assert.equal((await come(one.who, one.appointment)).status, 200);
    }
    assert.deepEqual(
      [await placeOf(second.who, second.appointment)].map(({ state, ahead }) => [state, ahead]),
      [['waiting', 1]],
    );
    const called = values(await callNext('wang', 'line'));
    assert.equal(called['appointment'], first.appointment);
    const place = await placeOf(first.who, first.appointment);
    assert.deepEqual([place['state'], place['room']], ['called', '305 诊室']);
    assert.deepEqual(await noticesOf(first.who), ['appointment-called']);
    assertRefused(await callNext('wang', 'line'), 409, /room/);
    const next = await callNext('wang', 'line', [{ name: 'finish', valueBoolean: true }]);
    assert.equal(values(next)['appointment'], second.appointment);
    const done = await stage.as('platform')('GET', `Appointment/${first.appointment}`);
    assert.equal(appointmentOf(done).status, 'fulfilled');
  });

  it('says by the Encounter how long somebody waited and was seen', async () => {
    stage.pass(-toMorning);
    const { people } = await booked('visit', 1);
    const [{ who, appointment }] = people as [(typeof people)[number]];
    stage.pass(toMorning);
    await come(who, appointment);
    const [arrived] = await encountersOf(who);
    assert.equal(arrived?.status, 'arrived');
    assert.equal(arrived?.appointment?.[0]?.reference, `Appointment/${appointment}`);
    await callNext('wang', 'visit');
    for (const step of ['start', 'send', 'return']) {
      stage.pass(10 * minute);
      const answer = await stage.ask('nurse', at(appointment, step), []);
      assert.equal(answer.status, 200, answer.text);
    }
    await callNext('wang', 'visit');
    await stage.ask('wang', at(appointment, 'start'), []);
    await stage.ask('wang', at(appointment, 'finish'), []);
    const [finished] = await encountersOf(who);
    assert.deepEqual(
      finished?.statusHistory?.map(({ status }) => status),
      ['arrived', 'in-progress', 'onleave', 'arrived', 'in-progress'],
    );
    assert.equal(finished?.status, 'finished');
    const [waited] = finished?.statusHistory ?? [];
    const ms = Date.parse(waited?.period?.end ?? '') - Date.parse(waited?.period?.start ?? '');
    assert.ok(Math.abs(ms - 10 * minute) < minute, String(ms));
    assert.ok(
      finished?.participant?.some((one) => one.individual?.reference === 'PractitionerRole/wang'),
    );
    assert.deepEqual(stage.server.store.validator.validate(finished as unknown as Resource), []);
  });

  it('puts who was passed behind the next three, and a return between first visits', async () => {
    stage.pass(-toMorning);
    const { people } = await booked('order', 8);
    stage.pass(toMorning);
    for (const { who, appointment } of people) await come(who, appointment);
    const calls: string[] = [];
    const numberOf = new Map(people.map(({ appointment }, index) => [appointment, index + 1]));
    const next = async () => {
      const called = String(values(await callNext('wang', 'order'))['appointment']);
      calls.push(String(numberOf.get(called)));
      return called;
    };
    const one = await next();
    await stage.ask('wang', at(one, 'pass'), []);
    assert.equal((await placeOf(people[0]!.who, one))['state'], 'passed');
    await stage.ask('nurse', at(one, 'rejoin'), []);
    const two = await next();
    await stage.ask('wang', at(two, 'start'), []);
    await stage.ask('wang', at(two, 'send'), []);
    await stage.ask('nurse', at(two, 'return'), []);
    for (let n = 0; n < 7; n += 1) {
      const called = await next();
      await stage.ask('wang', at(called, 'finish'), []);
    }
    assert.equal(calls.join(' '), '1 2 2 3 4 1 5 6 7');
  });

  it('calls emergencies first, and the very old before others', async () => {
    stage.pass(-toMorning);
    const { slots, people } = await booked('urgent', 2);
    const old = await resident(stage, { birthDate: '1940-05-05' });
    const aged = appointmentOf(await book(stage, { patient: old, slot: slots[0]?.id })).id ?? '';
    const ill = await resident(stage);
    const urgent = appointmentOf(await book(stage, { patient: ill, slot: slots[1]?.id })).id ?? '';
    stage.pass(toMorning);
    for (const { who, appointment } of people) await come(who, appointment);
    await come(old, aged);
    await come('nurse', urgent, [{ name: 'class', valueCode: 'emergency' }]);
    const order: unknown[] = [];
    for (let n = 0; n < 3; n += 1) {
      const { appointment } = values(
        await callNext('wang', 'urgent', [{ name: 'finish', valueBoolean: true }]),
      );
      order.push(appointment);
    }
    assert.deepEqual(order, [urgent, aged, people[0]?.appointment]);
  });

  it('of a department is called from several rooms', async () => {
    stage.pass(-toMorning);
    const plain = {
      resourceType: 'Schedule',
      id: 'department',
      active: true,
      actor: [{ reference: 'HealthcareService/county-medicine', display: '内科' }],
    };
    const { people } = await booked('department-of-wang', 0);
    assert.equal(people.length, 0);
    const template = (await stage.as('platform')('GET', 'Schedule/department-of-wang')).as<{
      extension: object[];
    }>();
    const body = { ...plain, extension: template.extension };
    assert.equal((await stage.as('platform')('PUT', 'Schedule/department', { body })).status, 201);
    await stage.ask('registrar', 'Schedule/department/$open', [
      { name: 'from', valueDate: '2026-12-01' },
      { name: 'to', valueDate: '2026-12-01' },
    ]);
    const found = await stage.as('platform')('GET', 'Appointment/$find?schedule=department');
    const [slot] = (found.as<Bundle<Slot>>().entry ?? []).map(({ resource }) => resource);
    const both = [await resident(stage), await resident(stage)];
    const ids: string[] = [];
    for (const who of both) {
      ids.push(appointmentOf(await book(stage, { patient: who, slot: slot?.id })).id ?? '');
    }
    stage.pass(toMorning);
    await Promise.all(both.map((who, n) => come(who, ids[n]!)));
    const rooms = ['301', '302'];
    const called = await Promise.all(
      ['wang', 'li'].map((name, n) =>
        stage.ask(name, 'Schedule/department/$call', [{ name: 'room', valueString: rooms[n]! }]),
      ),
    );
    const got = called.map((answer) => String(values(answer)['appointment']));
    assert.deepEqual(got.toSorted(), ids.toSorted());
    const [seen] = await encountersOf(both[0]!);
    assert.equal(seen?.participant, undefined);
    await stage.ask('wang', at(got[0]!, 'finish'), []);
    const encounter = (await encountersOf(both[ids.indexOf(got[0]!)]!))[0];
    assert.equal(encounter?.participant?.[0]?.individual?.reference, 'PractitionerRole/wang');
  });
});

describe('Who may', () => {
  it('call: people of the hospital, a doctor from the own line alone', async () => {
    stage.pass(-toMorning);
    const { people } = await booked('mine', 2);
    stage.pass(toMorning);
    const [{ who, appointment }, other] = people as [
      (typeof people)[number],
      (typeof people)[number],
    ];
    await come(who, appointment);
    assertRefused(await callNext('far-nurse', 'mine'), 403, /own line|hospital/);
    assertRefused(await callNext('li', 'mine'), 403, /own line/);
    assertRefused(await callNext(who, 'mine'), 404);
    assertRefused(await stage.ask(who, at(appointment, 'finish'), []), 404);
    assertRefused(await stage.as('li')('GET', 'Schedule/mine/$line'), 403);
    assertRefused(await stage.as(other.who)('GET', at(appointment, 'place')), 404);
    assertRefused(await stage.ask(other.who, at(appointment, 'leave'), []), 404);
    assertRefused(await stage.ask('far-nurse', at(appointment, 'pass'), []), 403);
    assertRefused(
      await stage.ask('far-nurse', 'HealthcareService/county-medicine/$screen', []),
      403,
    );
    assert.equal((await callNext('nurse', 'mine')).status, 200);
    const line = await stage.as('nurse')('GET', 'Schedule/mine/$line');
    const entries = (line.as<Told>().parameter ?? []).filter(({ name }) => name === 'entries');
    assert.deepEqual(
      entries.map(({ part = [] }) => part.find(({ name }) => name === 'state')?.valueString),
      ['called', 'expected'],
    );
  });

  it('nothing that does not fit: each is refused, and changes nothing', async () => {
    stage.pass(-toMorning);
    const { people } = await booked('wrong', 1);
    const [{ who, appointment }] = people as [(typeof people)[number]];
    assertRefused(await callNext('wang', 'wrong'), 404, /line/);
    stage.pass(toMorning);
    assertRefused(await callNext('wang', 'wrong'), 409, /Nobody/);
    assertRefused(await stage.ask('wang', at(appointment, 'pass'), []), 409, /checked in/);
    await come(who, appointment);
    assertRefused(await stage.ask('wang', at(appointment, 'start'), []), 409);
    assertRefused(await stage.ask('wang', 'Schedule/wrong/$call', []), 400, /room/);
    assertRefused(await come('nurse', appointment), 409);
    assertRefused(await stage.ask(who, at(appointment, 'travel'), []), 400, /minutes/);
  });
});

describe('A patient', () => {
  it('leaves the line unseen, which ends the appointment without a mark against them', async () => {
    stage.pass(-toMorning);
    const { people } = await booked('leaving', 1);
    const [{ who, appointment }] = people as [(typeof people)[number]];
    stage.pass(toMorning);
    await come(who, appointment);
    assert.equal((await stage.ask(who, at(appointment, 'leave'), [])).status, 200);
    const after = appointmentOf(await stage.as(who)('GET', `Appointment/${appointment}`));
    assert.equal(after.status, 'cancelled');
    assert.equal(after.cancelationReason?.coding?.[0]?.code, 'left');
    assert.equal((await encountersOf(who))[0]?.status, 'cancelled');
  });

  it('is told to set out in time, once, and that it is their turn soon', async () => {
    stage.pass(-toMorning);
    const { people } = await booked('way', 2);
    const [first, second] = people as [(typeof people)[number], (typeof people)[number]];
    stage.pass(22 * hour);
    const far = await stage.ask(first.who, at(first.appointment, 'travel'), [
      { name: 'minutes', valueInteger: 60 },
    ]);
    assert.equal(values(far)['leave'], '2026-11-30T22:50:00.000Z');
    await stage.server.scheduling.queue.tick();
    assert.deepEqual(await noticesOf(first.who), []);
    stage.pass(toMorning - 22 * hour);
    await stage.server.scheduling.queue.tick();
    await stage.server.scheduling.queue.tick();
    assert.deepEqual(await noticesOf(first.who), ['appointment-leave']);
    for (const { who, appointment } of [first, second]) await come(who, appointment);
    await callNext('wang', 'way');
    await stage.server.scheduling.queue.tick();
    await stage.server.scheduling.queue.tick();
    assert.deepEqual(await noticesOf(second.who), ['appointment-soon']);
  });

  it('is seen or gone when the line closes, whatever nobody pressed', async () => {
    stage.pass(-toMorning);
    const { people } = await booked('forgotten', 2);
    const [first, second] = people as [(typeof people)[number], (typeof people)[number]];
    stage.pass(toMorning);
    for (const { who, appointment } of [first, second]) await come(who, appointment);
    await callNext('wang', 'forgotten');
    stage.pass(10 * hour);
    await stage.server.scheduling.queue.tick();
    const statuses = [];
    for (const { who, appointment } of [first, second]) {
      statuses.push(appointmentOf(await stage.as(who)('GET', `Appointment/${appointment}`)).status);
    }
    assert.deepEqual(statuses, ['fulfilled', 'cancelled']);
    stage.pass(-10 * hour);
  });
});
