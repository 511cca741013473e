/**
 * A hospital's own system is told of every booking of ours: in order, at least once, with growing
 * pauses, and people see what it refuses.
 * https://www.hl7.eu/HL7v2x/v251/std251/ch10.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Parameters } from '@medplum/fhirtypes';
import { segmentOf, textOf } from '#server/exchange/hl7v2/er7.ts';
import { pauseAfter, triesMost } from '#server/exchange/his/deliver.ts';
import { assertRefused } from '#test/fhir-client.ts';
import { appointmentOf, book, find, resident, tuesdays, wanted } from '#test/scheduling/stage.ts';
import {
  type Hospital,
  connect,
  differencesOf,
  livingIn,
  noticesFor,
  openHospital,
  walkIn,
} from './hospital.ts';

let hospital: Hospital;
before(async () => {
  hospital = await openHospital();
});
after(() => hospital.stop());

let clinic = 0;
const openClinic = async (id: string, seats = 2) => {
  const [weekday, at] = [clinic % 5, Math.floor(clinic / 5)];
  clinic += 1;
  const start = [480, 840, 1100][at]!;
  const day = { ...tuesdays, weekday: (weekday + 2) % 7, seats, start, end: start + 120 };
  return hospital.open(id, { clinics: [day] });
};
const tell = () => hospital.stage.server.tellHospitals();
/** What was heard of an Appointment, in order. */
const heardOf = (id: string | undefined) =>
  hospital.his.heard
    .filter(({ message }) => textOf(segmentOf(message, 'SCH'), 1) === id)
    .map(({ message }) => textOf(message[0], 9, 2));
const standing = async () => {
  const answer = await hospital.stage.as('registrar')('GET', 'Organization/county/$his-endpoint');
  assert.equal(answer.status, 200, answer.text);
  const { parameter = [] } = answer.as<Parameters>();
  return Object.fromEntries(
    parameter.map(({ name, valueInteger, valueUrl }) => [name, valueInteger ?? valueUrl]),
  );
};
const booked = async (slot: string | undefined, who?: string) => {
  const patient = who ?? (await resident(hospital.stage));
  const { id } = appointmentOf(await book(hospital.stage, { patient, slot }));
  return { id, patient };
};

describe('Where a hospital is told', () => {
  it('is an address that the operator allows, for its own people to set', async () => {
    const { stage } = hospital;
    const path = 'Organization/county/$his-endpoint';
    const at = (valueUrl: string) => [{ name: 'url', valueUrl }];
    assertRefused(await stage.ask('his', path, at('http://elsewhere.example/')), 422, /ORIGINS/);
    const hidden = hospital.his.origin.replace('//', '//user:secret@');
    assertRefused(await stage.ask('his', path, at(hidden)), 422);
    assertRefused(await stage.ask('other-his', path, at(`${hospital.his.origin}/`)), 403);
    assertRefused(await stage.ask('village', path, at(`${hospital.his.origin}/`)), 404);
    const other = await stage.as('other-registrar')('GET', path);
    assertRefused(other, 403);
    const bad = [...at(`${hospital.his.origin}/`), { name: 'header', valueString: 'Host: x' }];
    assertRefused(await stage.ask('his', path, bad), 400);
  });

  it('begins with what is booked by then, and shows no credentials', async () => {
    const [slot] = await openClinic('before');
    const { id } = await booked(slot?.id);
    await tell();
    assert.deepEqual(heardOf(id), []);
    await connect(hospital, ['Authorization: Bearer secret-of-his']);
    await tell();
    assert.deepEqual(heardOf(id), ['S12']);
    const read = await hospital.stage.as('his')('GET', 'Organization/county/$his-endpoint');
    assert.ok(!read.text.includes('secret'));
    const [row] = await hospital.stage.server.store.sql.run('select header from his_endpoint', []);
    assert.ok(!String(row?.['header']).includes('secret'));
  });
});

describe('What is told', () => {
  it('S12: with time, number, doctor, department, and who it is', async () => {
    const [slot] = await openClinic('told');
    const { id } = await booked(slot?.id);
    await tell();
    const found = hospital.his.heard.find(
      ({ message }) => textOf(segmentOf(message, 'SCH'), 1) === id,
    );
    const { message = [] } = found ?? {};
    const of = (segment: string, field: number, part = 1) =>
      textOf(segmentOf(message, segment), field, part);
    assert.equal(of('SCH', 5), 'told');
    assert.equal(of('SCH', 25), 'Booked');
    assert.match(of('TQ1', 7), /^\d{14}\+0800$/);
    assert.equal(of('AIG', 3), '1');
    assert.equal(of('AIP', 3), 'wang');
    assert.deepEqual([of('AIS', 3), of('AIS', 3, 2)], ['county-medicine', '内科']);
    assert.match(of('PID', 3), /^\d{17}[\dX]$/);
    const booking = [...hospital.his.bookings.values()].find(({ placer }) => placer === id);
    assert.equal(booking?.start, slot?.start);
    const logged = hospital.stage.server.journal.lines.filter(({ event }) => event === 'his-tell');
    assert.ok(logged.some(({ entities }) => entities.includes(`Appointment/${id}`)));
  });

  it('S13 for a change, S15 for an end', async () => {
    const slots = await openClinic('lives');
    const one = await booked(slots[0]?.id);
    const two = await booked(slots[1]?.id);
    const { stage } = hospital;
    const to = [{ name: 'slot', valueReference: { reference: `Slot/${slots[2]?.id}` } }];
    const moved = await stage.ask(one.patient, `Appointment/${one.id}/$reschedule`, to);
    const { id } = appointmentOf(moved);
    await stage.ask(two.patient, `Appointment/${two.id}/$cancel`, []);
    await tell();
    assert.deepEqual(heardOf(one.id), ['S12']);
    assert.deepEqual(heardOf(id), ['S13']);
    assert.deepEqual(heardOf(two.id), ['S12', 'S15']);
    const same = [...hospital.his.bookings.values()].filter(({ placer }) => placer === id);
    assert.deepEqual(
      same.map(({ start, state }) => [start, state]),
      [[slots[2]?.start, 'booked']],
    );
  });

  it('is not a hold, nor what waits for payment or for a number', async () => {
    const [slot] = await openClinic('holds', 1);
    const who = await resident(hospital.stage);
    const held = await hospital.stage.ask(who, 'Appointment/$hold', wanted(slot!.id!, who));
    const { id } = appointmentOf(held);
    await tell();
    assert.deepEqual(heardOf(id), []);
    const confirm = [{ name: 'appointment', valueReference: { reference: `Appointment/${id}` } }];
    await hospital.stage.ask(who, 'Appointment/$book', confirm);
    await tell();
    assert.deepEqual(heardOf(id), ['S12']);
  });

  it('the number of what its own window sold, and nothing else of that', async () => {
    const [slot] = await openClinic('own');
    const sold = hospital.his.sell({ schedule: 'own', start: slot!.start!, person: walkIn() })!;
    await hospital.his.flush();
    await tell();
    assert.equal(sold.number, 1);
    const [booking] = await livingIn(hospital.stage, 'own');
    assert.deepEqual(heardOf(booking?.appointment), ['S14']);
    hospital.his.cancel(sold);
    await hospital.his.flush();
    await tell();
    assert.deepEqual(heardOf(booking?.appointment), ['S14']);
  });
});

describe('A line that is cut', () => {
  it('loses nothing: it is sent again, in order, with growing pauses', async () => {
    const slots = await openClinic('cut');
    hospital.his.line.toHospital = () => 'lost';
    const one = await booked(slots[0]?.id);
    const two = await booked(slots[1]?.id);
    await tell();
    assert.equal((await standing())['failures'], 1);
    await tell();
    assert.equal((await standing())['failures'], 1, 'not before the pause is over');
    hospital.stage.pass(pauseAfter(1));
    await tell();
    assert.equal((await standing())['failures'], 2);
    await hospital.stage.ask(one.patient, `Appointment/${one.id}/$cancel`, []);
    hospital.his.line.toHospital = () => 'arrives';
    hospital.stage.pass(pauseAfter(2));
    await tell();
    assert.deepEqual([heardOf(one.id), heardOf(two.id)], [['S12', 'S15'], ['S12']]);
    const { waiting, failures } = await standing();
    assert.deepEqual([waiting, failures], [0, 0]);
  });

  it('that loses answers makes no second booking', async () => {
    const [slot] = await openClinic('answers');
    const fates: ('answer-lost' | 'twice')[] = ['answer-lost', 'answer-lost', 'twice'];
    hospital.his.line.toHospital = () => fates.shift() ?? 'arrives';
    const { id } = await booked(slot?.id);
    for (let at = 1; at < 4; at += 1) {
      await tell();
      hospital.stage.pass(pauseAfter(at));
    }
    const same = [...hospital.his.bookings.values()].filter(({ placer }) => placer === id);
    assert.equal(same.length, 1);
    assert.equal((await standing())['waiting'], 0);
  });

  it('and a server that died while it told leave it to the next one', async () => {
    const [slot] = await openClinic('died');
    const { id } = await booked(slot?.id);
    // Taken, and never given back: what kill -9 leaves.
    assert.equal((await hospital.stage.server.scheduling.outbox.take())?.organization, 'county');
    await tell();
    assert.deepEqual(heardOf(id), []);
    hospital.stage.pass(61_000);
    await tell();
    assert.deepEqual(heardOf(id), ['S12']);
  });

  it('pauses a second at first, a quarter of an hour at most', () => {
    assert.deepEqual([1, 2, 3, 12].map(pauseAfter), [1000, 2000, 4000, 900_000]);
  });
});

describe('A refusal', () => {
  it('AE is a difference that a person resolves', async () => {
    const [slot] = await openClinic('refused');
    hospital.his.mood = 'AE';
    const { id } = await booked(slot?.id);
    await tell();
    hospital.his.mood = undefined;
    const [found] = (await differencesOf(hospital.stage)).filter(
      ({ appointment }) => appointment === id,
    );
    assert.deepEqual([found?.['kind'], found?.['ours']], ['refused-there', 'S12']);
    assert.match(found?.['theirs'] ?? '', /^AE in a mood/);
    const path = 'Organization/county/$his-settle';
    const settled = [
      { name: 'difference', valueString: found?.['id'] ?? '' },
      { name: 'note', valueString: '已电话核实' },
    ];
    assertRefused(await hospital.stage.ask('other-registrar', path, settled), 403);
    assert.equal((await hospital.stage.ask('registrar', path, settled)).status, 200);
    assertRefused(await hospital.stage.ask('registrar', path, settled), 404);
  });

  it('AR is asked again, and a difference in the end', async () => {
    const [slot] = await openClinic('not-now');
    hospital.his.mood = 'AR';
    const { id } = await booked(slot?.id);
    for (let at = 1; at <= triesMost; at += 1) {
      await tell();
      hospital.stage.pass(pauseAfter(at));
    }
    hospital.his.mood = undefined;
    const found = (await differencesOf(hospital.stage)).filter(
      ({ appointment }) => appointment === id,
    );
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['refused-there'],
    );
    assert.equal((await standing())['waiting'], 0);
  });
});

describe('One number that both sold while the line was cut', () => {
  it('is whose it was first; who has none is told, and people see it', async () => {
    const [slot] = await openClinic('twice', 1);
    const place = { schedule: 'twice', start: slot!.start! };
    const window = hospital.his.sell({ ...place, person: walkIn() })!;
    hospital.stage.pass(5000);
    const late = await booked(slot?.id);
    // Ours is refused there, theirs comes here: theirs was first.
    await tell();
    await hospital.his.flush();
    await tell();
    const [booking, ...others] = await livingIn(hospital.stage, 'twice');
    assert.equal(others.length, 0);
    assert.equal(window.placer, booking?.appointment);
    assert.deepEqual(await noticesFor(hospital.stage, late.patient), ['appointment-conflict']);
    const found = (await differencesOf(hospital.stage)).filter(({ kind }) => kind === 'sold-twice');
    assert.ok(found.some(({ appointment }) => appointment === late.id));
    await hospital.stage.server.scheduling.availability.refresh();
    const slots = await find(hospital.stage, 'platform', 'schedule=twice');
    assert.equal(slots[0]?.status, 'busy');
  });

  it('is ours where we sold it first, or where it was acknowledged', async () => {
    const slots = await openClinic('first', 1);
    const ours = await booked(slots[0]?.id);
    hospital.stage.pass(5000);
    const place = { schedule: 'first', start: slots[0]!.start! };
    const window = hospital.his.sell({ ...place, person: walkIn() })!;
    await hospital.his.flush();
    assert.equal(window.state, 'refused');
    const living = await livingIn(hospital.stage, 'first');
    assert.deepEqual(
      living.map(({ appointment }) => appointment),
      [ours.id],
    );
    await tell();
    assert.deepEqual(heardOf(ours.id), ['S12']);
  });
});

describe('Who did not come', () => {
  it('is told as S26', async () => {
    const [slot] = await openClinic('missed');
    const { id } = await booked(slot?.id);
    // The hospital says by which number it knows everybody, and is told by it.
    await hospital.his.flush();
    hospital.stage.pass(Date.parse(slot?.end ?? '') + 7_200_000 - hospital.stage.now());
    await hospital.stage.tick();
    await tell();
    assert.deepEqual(heardOf(id), ['S12', 'S26']);
    const theirs = [...hospital.his.bookings.values()].find(({ placer }) => placer === id);
    assert.equal(theirs?.state, 'noshow');
  });
});
