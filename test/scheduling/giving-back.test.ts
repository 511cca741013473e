/**
 * Numbers are given back, waited for, changed, held; clinics are stopped, doctors substituted,
 * patients come or do not.
 * https://hl7.org/fhir/R4/appointment.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Appointment, Bundle, Communication, Parameters as Told } from '@medplum/fhirtypes';
import type { Resource } from '#model/fhir.ts';
import { assertRefused } from '#test/fhir-client.ts';
import {
  type Stage,
  appointmentOf,
  book,
  find,
  freeOf,
  here,
  openStage,
  pools,
  resident,
  tuesdays,
  wanted,
  opened,
} from './stage.ts';

const hour = 3_600_000;
const minute = 60_000;

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

const statusOf = async (id: string | undefined) =>
  (await stage.as('platform')('GET', `Appointment/${id}`)).as<Appointment>();

describe('A number that is given back', () => {
  it('is nobody’s for a while, then free again; the ledger balances', async () => {
    const [slot] = await opened(stage, 'back', {
      clinics: [{ ...tuesdays, weekday: 3, seats: 1 }],
    });
    const [one, other] = [await resident(stage), await resident(stage)];
    const { id } = appointmentOf(await book(stage, { patient: one, slot: slot?.id }));
    const cancelled = appointmentOf(await stage.ask(one, `Appointment/${id}/$cancel`, []));
    assert.equal(cancelled.status, 'cancelled');
    await stage.tick();
    assertRefused(await book(stage, { patient: other, slot: slot?.id }), 409, /left/);
    stage.pass(16 * minute);
    await stage.tick();
    appointmentOf(await book(stage, { patient: other, slot: slot?.id }));
    const ledger = await pools(stage, 'back', slot?.id);
    assert.deepEqual(
      [ledger['public']?.['taken'], ledger['public']?.['returned'], ledger['public']?.['free']],
      [2, 1, 3],
    );
    assertRefused(await stage.ask(one, `Appointment/${id}/$cancel`, []), 409);
  });

  it('is offered to who waits first, and to the next where that one does not confirm', async () => {
    const clinic = { ...tuesdays, weekday: 3, start: 840, end: 870, seats: 1 };
    const [slot] = await opened(stage, 'wait', { clinics: [clinic] });
    const [holder, first, second] = [
      await resident(stage),
      await resident(stage),
      await resident(stage),
    ];
    assertRefused(
      await stage.ask(first, 'Appointment/$wait', wanted(slot!.id!, first)),
      409,
      /left/,
    );
    const held = appointmentOf(await book(stage, { patient: holder, slot: slot?.id }));
    await stage.server.scheduling.availability.refresh();
    const [one, two] = [first, second].map(
      (who) => () => stage.ask(who, 'Appointment/$wait', wanted(slot!.id!, who)),
    );
    const waits = [appointmentOf(await one!()), appointmentOf(await two!())];
    assert.ok(waits.every(({ status }) => status === 'waitlist'));
    await stage.ask(holder, `Appointment/${held.id}/$cancel`, []);
    await stage.tick();
    const offer = await statusOf(waits[0]?.id);
    assert.equal(offer.status, 'proposed');
    assert.equal(offer.slot?.[0]?.reference, `Slot/${slot?.id}`);
    const told = (await stage.as(first)('GET', 'Communication')).as<Bundle<Communication>>();
    assert.match(told.entry?.[0]?.resource?.payload?.[0]?.contentString ?? '', /候补/);
    const { validator } = stage.server.store;
    for (const written of [offer, told.entry![0]!.resource!]) {
      assert.deepEqual(validator.validate(written as object as Resource), []);
    }
    stage.pass(31 * minute);
    await stage.tick();
    await stage.tick();
    assert.equal((await statusOf(waits[0]?.id)).status, 'cancelled');
    const parameter = [
      { name: 'appointment', valueReference: { reference: `Appointment/${waits[1]?.id}` } },
    ];
    const confirmed = appointmentOf(await stage.ask(second, 'Appointment/$book', parameter));
    assert.equal(confirmed.status, 'booked');
  });

  it('is not offered to who has one at another doctor by then, but to the next', async () => {
    const clinic = { ...tuesdays, weekday: 5, start: 1020, end: 1050, seats: 1 };
    const [slot] = await opened(stage, 'passed', { clinics: [clinic] });
    const [elsewhere] = await opened(stage, 'elsewhere', { role: 'li', clinics: [clinic] });
    const [holder, first, second] = [
      await resident(stage),
      await resident(stage),
      await resident(stage),
    ];
    const held = appointmentOf(await book(stage, { patient: holder, slot: slot?.id }));
    await stage.server.scheduling.availability.refresh();
    const waits = [];
    for (const who of [first, second]) {
      waits.push(
        appointmentOf(await stage.ask(who, 'Appointment/$wait', wanted(slot!.id!, who))).id,
      );
    }
    appointmentOf(await book(stage, { patient: first, slot: elsewhere?.id }));
    await stage.ask(holder, `Appointment/${held.id}/$cancel`, []);
    await stage.tick();
    assert.equal((await statusOf(waits[0])).status, 'waitlist');
    assert.equal((await statusOf(waits[1])).status, 'proposed');
  });

  it('is changed for another one without a moment in between', async () => {
    const clinic = { ...tuesdays, weekday: 4, seats: 1 };
    const [first, second, third] = await opened(stage, 'move', { clinics: [clinic] });
    const [one, other] = [await resident(stage), await resident(stage)];
    const old = appointmentOf(await book(stage, { patient: one, slot: first?.id }));
    appointmentOf(await book(stage, { patient: other, slot: third?.id }));
    const taken = await stage.ask(one, `Appointment/${old.id}/$reschedule`, [
      { name: 'slot', valueReference: { reference: `Slot/${third?.id}` } },
    ]);
    assertRefused(taken, 409, /left/);
    assert.equal((await statusOf(old.id)).status, 'booked');
    const moved = await stage.ask(one, `Appointment/${old.id}/$reschedule`, [
      { name: 'slot', valueReference: { reference: `Slot/${second?.id}` } },
    ]);
    assert.equal(appointmentOf(moved).start, second?.start);
    assert.equal((await statusOf(old.id)).status, 'cancelled');
  });

  it('is changed once by one key, and no other by the same', async () => {
    const clinic = { ...tuesdays, weekday: 4, start: 1020, end: 1140, seats: 2 };
    const [first, second, third] = await opened(stage, 'keyed', { clinics: [clinic] });
    const one = await resident(stage);
    const old = appointmentOf(await book(stage, { patient: one, slot: first?.id }));
    const move = (id: string | undefined, to: string | undefined) =>
      stage.ask(one, `Appointment/${id}/$reschedule`, [
        { name: 'slot', valueReference: { reference: `Slot/${to}` } },
        { name: 'key', valueString: 'move-1' },
      ]);
    const moved = await move(old.id, second?.id);
    assert.equal(moved.status, 201);
    const { id } = appointmentOf(moved);
    const again = await move(old.id, second?.id);
    assert.deepEqual([again.status, appointmentOf(again).id], [200, id]);
    for (const slot of [second, third]) assertRefused(await move(id, slot?.id), 409, /another/);
    assert.equal((await statusOf(id)).status, 'booked');
  });

  it('is not given back at the last minute by a resident, but at the desk', async () => {
    const clinic = { ...tuesdays, weekday: 4, start: 840, end: 900, seats: 3 };
    const [slot] = await opened(stage, 'late', {
      clinics: [clinic],
      rules: { cancelMinutes: 10_000 },
    });
    const who = await resident(stage);
    const { id } = appointmentOf(await book(stage, { patient: who, slot: slot?.id }));
    assertRefused(await stage.ask(who, `Appointment/${id}/$cancel`, []), 409, /too late/);
    assert.equal(
      appointmentOf(await stage.ask('registrar', `Appointment/${id}/$cancel`, [])).status,
      'cancelled',
    );
  });
});

describe('A number that is held', () => {
  it('is kept for five minutes, confirmed, or free again', async () => {
    const clinic = { ...tuesdays, weekday: 5, seats: 1 };
    const [slot, other] = await opened(stage, 'held', { clinics: [clinic] });
    const [one, two] = [await resident(stage), await resident(stage)];
    const held = appointmentOf(await stage.ask(one, 'Appointment/$hold', wanted(slot!.id!, one)));
    assert.equal(held.status, 'proposed');
    assertRefused(await book(stage, { patient: two, slot: slot?.id }), 409);
    const by = (id: string | undefined) => [
      { name: 'appointment', valueReference: { reference: `Appointment/${id}` } },
    ];
    assertRefused(await stage.ask(two, 'Appointment/$book', by(held.id)), 404);
    assert.equal(
      appointmentOf(await stage.ask(one, 'Appointment/$book', by(held.id))).status,
      'booked',
    );
    const lost = appointmentOf(await stage.ask(two, 'Appointment/$hold', wanted(other!.id!, two)));
    stage.pass(6 * minute);
    assertRefused(await stage.ask(two, 'Appointment/$book', by(lost.id)), 409);
    await stage.tick();
    assert.equal((await statusOf(lost.id)).status, 'cancelled');
  });

  it('waits for payment where the clinic asks for it first, and lapses unpaid', async () => {
    const clinic = { ...tuesdays, weekday: 5, start: 840, end: 900 };
    const [slot] = await opened(stage, 'paid', {
      clinics: [clinic],
      rules: { fee: 1500, payMinutes: 15 },
    });
    const who = await resident(stage);
    const made = appointmentOf(await book(stage, { patient: who, slot: slot?.id }));
    assert.equal(made.status, 'pending');
    stage.pass(16 * minute);
    await stage.tick();
    assert.equal((await statusOf(made.id)).status, 'cancelled');
  });
});

describe('A clinic', () => {
  it('that is stopped cancels what was booked, and tells everybody', async () => {
    const [slot] = await opened(stage, 'stopped', { clinics: [{ ...tuesdays, weekday: 6 }] });
    const who = await resident(stage);
    const { id } = appointmentOf(await book(stage, { patient: who, slot: slot?.id }));
    const parameter = [{ name: 'slot', valueReference: { reference: `Slot/${slot?.id}` } }];
    assertRefused(await stage.ask('other-registrar', 'Schedule/stopped/$stop', parameter), 403);
    const answer = await stage.ask('registrar', 'Schedule/stopped/$stop', parameter);
    assert.equal(answer.as<Told>().parameter?.[0]?.valueInteger, 1);
    const told = await statusOf(id);
    assert.equal(told.status, 'cancelled');
    assert.equal(told.cancelationReason?.coding?.[0]?.code, 'stopped');
    assert.deepEqual(await find(stage, who, 'schedule=stopped'), []);
    const late = await resident(stage);
    assertRefused(await book(stage, { patient: late, slot: slot?.id }), 409);
  });

  it('goes on with another doctor, and with more numbers', async () => {
    const [slot] = await opened(stage, 'other', {
      clinics: [{ ...tuesdays, weekday: 6, start: 840, end: 900 }],
    });
    const who = await resident(stage);
    const { id } = appointmentOf(await book(stage, { patient: who, slot: slot?.id }));
    const at = { name: 'slot', valueReference: { reference: `Slot/${slot?.id}` } };
    const role = (name: string) => ({
      name: 'role',
      valueReference: { reference: `PractitionerRole/${name}` },
    });
    assertRefused(
      await stage.ask('registrar', 'Schedule/other/$substitute', [at, role('stranger')]),
      422,
    );
    await stage.ask('registrar', 'Schedule/other/$substitute', [at, role('li')]);
    const actors = (await statusOf(id)).participant.map(({ actor }) => actor?.reference);
    assert.ok(actors.includes('PractitionerRole/li') && !actors.includes('PractitionerRole/wang'));
    const added = await stage.ask('registrar', 'Schedule/other/$add', [
      at,
      { name: 'pool', valueCode: 'public' },
      { name: 'count', valueInteger: 3 },
    ]);
    assert.equal(added.status, 200, added.text);
    const [now] = await find(stage, who, `slot=${slot?.id}`);
    assert.equal(freeOf(now!), 4);
  });

  it('that is stopped keeps no number that came back at that moment', async () => {
    const clinic = { ...tuesdays, weekday: 3, start: 1080, end: 1110, seats: 1 };
    const [slot] = await opened(stage, 'meanwhile', { clinics: [clinic] });
    const who = await resident(stage);
    const { id } = appointmentOf(await book(stage, { patient: who, slot: slot?.id }));
    await stage.ask(who, `Appointment/${id}/$cancel`, []);
    const at = { name: 'slot', valueReference: { reference: `Slot/${slot?.id}` } };
    const { database } = stage.server.store;
    const place = 'from seat where slot = $1';
    let stopped: Promise<unknown> = Promise.resolve();
    await database.transaction(async (tx) => {
      await tx.run('update seat set state = 1, free_at = null where slot = $1', [slot!.id!]);
      await tx.run(
        `insert into pool_entry (bucket, session, pool, change, cause, at)
         select bucket, session, pool, 1, 4, $2 ${place}`,
        [slot!.id!, stage.now()],
      );
      stopped = stage.ask('registrar', 'Schedule/meanwhile/$stop', [at]);
      await new Promise((resume) => setTimeout(resume, 200));
    });
    await stopped;
    const [seat] = await database.run(`select state ${place}`, [slot!.id!]);
    assert.equal(seat?.['state'], 4);
    assert.equal((await pools(stage, 'meanwhile', slot?.id))['public']?.['free'], 0);
  });

  it('that another server has stopped is waited for by nobody', async () => {
    const clinic = { ...tuesdays, weekday: 3, start: 1110, end: 1140, seats: 1 };
    const [slot] = await opened(stage, 'gone', { clinics: [clinic] });
    const [one, other] = [await resident(stage), await resident(stage)];
    appointmentOf(await book(stage, { patient: one, slot: slot?.id }));
    await stage.server.scheduling.availability.refresh();
    await stage.server.store.sql.run(
      `update booking_session set state = 2 where schedule = 'gone'`,
      [],
    );
    assertRefused(await stage.ask(other, 'Appointment/$wait', wanted(slot!.id!, other)), 409);
  });

  it('gets another doctor while patients give back, and no Appointment is wrong', async () => {
    const clinic = { ...tuesdays, weekday: 3, start: 1020, end: 1080, seats: 10 };
    const [slot] = await opened(stage, 'both', { clinics: [clinic] });
    const made: { who: string; id: string | undefined }[] = [];
    for (let at = 0; at < 10; at += 1) {
      const who = await resident(stage);
      made.push({ who, id: appointmentOf(await book(stage, { patient: who, slot: slot?.id })).id });
    }
    const at = { name: 'slot', valueReference: { reference: `Slot/${slot?.id}` } };
    const substitute = (role: string) =>
      stage.ask('registrar', 'Schedule/both/$substitute', [
        at,
        { name: 'role', valueReference: { reference: `PractitionerRole/${role}` } },
      ]);
    await Promise.all([
      ...made.map(({ who, id }) => stage.ask(who, `Appointment/${id}/$cancel`, [])),
      substitute('li'),
      substitute('wang'),
    ]);
    const rows = await stage.server.store.sql.run(
      'select appointment from booking where state = 6 and appointment = any ($1::text::text[])',
      [`{${made.map(({ id }) => id).join(',')}}`],
    );
    assert.ok(rows.length > 0);
    for (const row of rows) {
      assert.equal((await statusOf(String(row['appointment']))).status, 'cancelled');
    }
  });

  it('gets more numbers from two people at once, and none once it is stopped', async () => {
    const clinic = { ...tuesdays, weekday: 3, start: 960, end: 1020, seats: 1 };
    const [slot] = await opened(stage, 'added', { clinics: [clinic] });
    const at = { name: 'slot', valueReference: { reference: `Slot/${slot?.id}` } };
    const add = (count: number) =>
      stage.ask('registrar', 'Schedule/added/$add', [
        at,
        { name: 'pool', valueCode: 'public' },
        { name: 'count', valueInteger: count },
      ]);
    const answers = await Promise.all([1, 2, 3, 4].map(add));
    assert.ok(answers.every(({ status }) => status === 200));
    const { issued, free } = (await pools(stage, 'added', slot?.id))['public']!;
    assert.deepEqual([issued, free], [12, 12]);
    await stage.ask('registrar', 'Schedule/added/$stop', [at]);
    assertRefused(await add(1), 409, /./);
    assert.equal((await pools(stage, 'added', slot?.id))['public']?.['free'], 0);
  });

  it('is checked in to shortly before; who does not come has missed it', async () => {
    const clinic = { ...tuesdays, weekday: 0 };
    const [slot, , , last] = await opened(stage, 'day', { clinics: [clinic] });
    const [one, two] = [await resident(stage), await resident(stage)];
    const came = appointmentOf(await book(stage, { patient: one, slot: slot?.id }));
    const missed = appointmentOf(await book(stage, { patient: two, slot: last?.id }));
    assertRefused(await stage.ask(one, `Appointment/${came.id}/$check-in`, []), 409, /early/);
    stage.pass(Date.parse(slot!.start!) - stage.now() - 20 * minute);
    const arrived = appointmentOf(await stage.ask(one, `Appointment/${came.id}/$check-in`, here));
    assert.equal(arrived.status, 'checked-in');
    assertRefused(await stage.ask(one, `Appointment/${came.id}/$cancel`, []), 409);
    stage.pass(4 * hour);
    await stage.tick();
    assert.equal((await statusOf(missed.id)).status, 'noshow');
    assert.equal((await statusOf(came.id)).status, 'checked-in');
  });
});
