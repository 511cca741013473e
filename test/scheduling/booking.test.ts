/**
 * Numbers are opened, found, booked, given back and changed; none is sold twice. China's rules
 * APT-01, APT-02, FD-06.
 * https://hl7.org/fhir/R4/appointment.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Parameters as Told } from '@medplum/fhirtypes';
import type { Resource } from '#model/fhir.ts';
import { proxyUrl } from '#model/proxy.ts';
import { assertRefused } from '#test/fhir-client.ts';
import {
  type Stage,
  appointmentOf,
  book,
  find,
  freeOf,
  openStage,
  openWeek,
  pools,
  resident,
  schedule,
  tuesdays,
  wanted,
  opened,
} from './stage.ts';

const hour = 3_600_000;

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

describe('A Schedule', () => {
  it('makes slots with counted numbers, once however often it is opened', async () => {
    const slots = await opened(stage, 'plain');
    assert.deepEqual(
      slots.map(({ start }) => start),
      ['00:00', '00:30', '01:00', '01:30'].map((time) => `2026-12-01T${time}:00.000Z`),
    );
    assert.ok(slots.every((slot) => freeOf(slot) === 2));
    const again = (await openWeek(stage, 'plain')).as<Told>();
    assert.equal(again.parameter?.[0]?.valueInteger, 0);
    const { issued, free } = (await pools(stage, 'plain', slots[0]?.id))['public']!;
    assert.deepEqual([issued, free], [8, 8]);
    const stored = await stage.as('platform')('GET', `Slot/${slots[0]?.id}`);
    assert.equal(stored.status, 200);
  });

  it('has no slot of more than an hour (APT-01), whoever writes it', async () => {
    await schedule(stage, 'long', { clinics: [{ ...tuesdays, minutes: 120, seats: 1 }] });
    assertRefused(await openWeek(stage, 'long'), 422, /APT-01/);
    const slot = {
      resourceType: 'Slot',
      schedule: { reference: 'Schedule/long' },
      status: 'free',
      start: '2026-12-01T00:00:00Z',
      end: '2026-12-01T01:30:00Z',
    };
    assertRefused(await stage.as('registrar')('POST', 'Slot', { body: slot }), 422, /APT-01/);
  });

  it('gives numbers of a doctor only where the doctor is registered', async () => {
    await schedule(stage, 'foreign', { role: 'stranger' });
    assertRefused(await openWeek(stage, 'foreign'), 422, /registered/);
  });

  it('is opened by the people of its hospital alone', async () => {
    await schedule(stage, 'ours');
    const asked = [
      { name: 'from', valueDate: '2026-11-30' },
      { name: 'to', valueDate: '2026-12-06' },
    ];
    assertRefused(await stage.ask('other-registrar', 'Schedule/ours/$open', asked), 403);
    assertRefused(await stage.ask('village', 'Schedule/ours/$open', asked), 404);
  });

  it('says what is wrong with the days', async () => {
    for (const parameter of [
      [],
      [
        { name: 'from', valueDate: '2026-12-06' },
        { name: 'to', valueDate: '2026-12-01' },
      ],
      [
        { name: 'from', valueDate: '2026-12-01' },
        { name: 'to', valueDate: '2027-12-01' },
      ],
    ]) {
      assertRefused(await stage.ask('registrar', 'Schedule/ours/$open', parameter), 400);
    }
  });
});

describe('A resident', () => {
  it('books a number, which is one fewer for everybody, and the doctor sees why', async () => {
    const [slot] = await opened(stage, 'one');
    const who = await resident(stage);
    const made = appointmentOf(await book(stage, { patient: who, slot: slot?.id }));
    assert.equal(made.status, 'booked');
    assert.equal(made.start, slot?.start);
    const { validator } = stage.server.store;
    for (const path of [`Appointment/${made.id}`, `Slot/${slot?.id}`]) {
      const written = (await stage.as('platform')('GET', path)).as<Resource>();
      assert.deepEqual(validator.validate(written), [], path);
    }
    await stage.server.scheduling.availability.refresh();
    const [now] = await find(stage, who, `schedule=one`);
    assert.equal(freeOf(now!), 1);
    const ledger = await pools(stage, 'one', slot?.id);
    assert.deepEqual([ledger['public']?.['taken'], ledger['public']?.['free']], [1, 7]);
  });

  it('has one number of a department and half day, at whichever doctor (APT-02)', async () => {
    const [first] = await opened(stage, 'doctor-a');
    const [other] = await opened(stage, 'doctor-b', { role: 'li' });
    const who = await resident(stage);
    appointmentOf(await book(stage, { patient: who, slot: first?.id }));
    assertRefused(await book(stage, { patient: who, slot: other?.id }), 409, /APT-02/);
  });

  it('books by real name alone (APT-02)', async () => {
    const [slot] = await opened(stage, 'named');
    const nameless = await resident(stage, {
      identifier: [{ system: 'https://county.example/card', value: 'H1' }],
    });
    assertRefused(await book(stage, { patient: nameless, slot: slot?.id }), 422, /APT-02/);
  });

  it('books for nobody whose record is closed to them', async () => {
    const [slot] = await opened(stage, 'closed');
    const [one, other] = [await resident(stage), await resident(stage)];
    assertRefused(await stage.ask(one, 'Appointment/$book', wanted(slot!.id!, other)), 404);
  });

  it('books for a parent who said so, and not where they may only look (ACC-06)', async () => {
    const clinic = { ...tuesdays, weekday: 6, start: 840, end: 960 };
    const [slot] = await opened(stage, 'proxy', { clinics: [clinic] });
    const [child, parent, other] = [
      await resident(stage),
      await resident(stage),
      await resident(stage),
    ];
    const proxy = async (patient: string, scope: string) => {
      const extension = [
        { url: 'actor', valueReference: { reference: `Patient/${child}` } },
        { url: 'evidence', valueCodeableConcept: { text: '书面授权' } },
        { url: 'scope', valueCode: scope },
      ];
      const body = {
        resourceType: 'RelatedPerson',
        patient: { reference: `Patient/${patient}` },
        extension: [{ url: proxyUrl, extension }],
        period: { start: '2026-01-01', end: '2027-01-01' },
      };
      const answer = await stage.as('platform')('POST', 'RelatedPerson', { body });
      assert.equal(answer.status, 201, answer.text);
    };
    await proxy(parent, 'book');
    await proxy(other, 'view');
    const made = await stage.ask(child, 'Appointment/$book', wanted(slot!.id!, parent));
    const { id } = appointmentOf(made);
    assertRefused(await stage.ask(child, 'Appointment/$book', wanted(slot!.id!, other)), 403);
    const theirs = appointmentOf(await book(stage, { patient: other, slot: slot?.id }));
    assertRefused(await stage.ask(child, `Appointment/${theirs.id}/$cancel`, []), 403);
    assert.equal(
      appointmentOf(await stage.ask(child, `Appointment/${id}/$cancel`, [])).status,
      'cancelled',
    );
  });

  it('gets the same Appointment for the same key, however often it is asked', async () => {
    const [slot] = await opened(stage, 'again');
    const who = await resident(stage);
    const key = [{ name: 'key', valueString: 'tap-1' }];
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => book(stage, { patient: who, slot: slot?.id }, key)),
    );
    const made = answers.map((answer) => appointmentOf(answer).id);
    assert.equal(new Set(made).size, 1);
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 200, 200, 200, 201],
    );
  });

  it('gets it again when the slot is full by then, and no other by the same key', async () => {
    const clinic = { ...tuesdays, weekday: 6, start: 480, end: 540, seats: 1 };
    const [slot, other] = await opened(stage, 'last', { clinics: [clinic] });
    const who = await resident(stage);
    const key = [{ name: 'key', valueString: 'tap-2' }];
    const made = appointmentOf(await book(stage, { patient: who, slot: slot?.id }, key));
    await stage.server.scheduling.availability.refresh();
    const again = await book(stage, { patient: who, slot: slot?.id }, key);
    assert.deepEqual([again.status, appointmentOf(again).id], [200, made.id]);
    assertRefused(await book(stage, { patient: who, slot: other?.id }, key), 409, /another/);
  });

  it('does not get the number of somebody else for whom the same key was used', async () => {
    const clinic = { ...tuesdays, weekday: 6, start: 960, end: 1020 };
    const [slot] = await opened(stage, 'keys', { clinics: [clinic] });
    const [one, other] = [await resident(stage), await resident(stage)];
    const key = { name: 'key', valueString: 'list-1' };
    const ask = (who: string) =>
      stage.ask('village', 'Appointment/$book', [...wanted(slot!.id!, who), key]);
    const made = appointmentOf(await ask(one));
    assertRefused(await ask(other), 409, /another/);
    assert.equal(appointmentOf(await ask(one)).id, made.id);
  });

  it('cannot write the Appointment past the desk', async () => {
    const [slot] = await opened(stage, 'past');
    const who = await resident(stage);
    const made = appointmentOf(await book(stage, { patient: who, slot: slot?.id }));
    for (const name of ['registrar', 'platform']) {
      const body = { ...made, status: 'fulfilled' };
      assertRefused(await stage.as(name)('PUT', `Appointment/${made.id}`, { body }), 422);
    }
  });

  it('waits until numbers are released to the public', async () => {
    const [slot] = await opened(stage, 'later', { rules: { daysAhead: 0, openMinute: 420 } });
    const who = await resident(stage);
    assertRefused(await book(stage, { patient: who, slot: slot?.id }), 409, /not released/);
  });

  it('has no more bookings to come than one can keep', async () => {
    const who = await resident(stage);
    const clinics = Array.from({ length: 7 }, (_, at) => ({ ...tuesdays, weekday: at }));
    await schedule(stage, 'many', { clinics });
    await stage.ask('registrar', 'Schedule/many/$open', [
      { name: 'from', valueDate: '2026-12-02' },
      { name: 'to', valueDate: '2026-12-08' },
    ]);
    const slots = await find(stage, 'platform', 'schedule=many');
    const days = [...Map.groupBy(slots, ({ start }) => start?.slice(0, 10)).values()];
    // The last days are not released yet: the village doctor's are.
    const answers = [];
    for (const [slot] of days) answers.push(await book(stage, { patient: who, slot: slot?.id }));
    const refused = answers.filter(({ status }) => status !== 201);
    assert.ok(answers.filter(({ status }) => status === 201).length <= 6);
    assert.ok(refused.length > 0);
  });
});

describe('A program that asks again and again', () => {
  it('is shut out for longer each time, which is in the log once each time', async () => {
    const [slot] = await opened(stage, 'bot', { clinics: [{ ...tuesdays, weekday: 0 }] });
    const who = await resident(stage);
    const answers = [];
    for (let at = 0; at < 35; at += 1) {
      answers.push(await book(stage, { patient: who, slot: slot?.id }));
    }
    assert.equal(answers.filter(({ status }) => status === 201).length, 1);
    assert.equal(answers.filter(({ status }) => status === 429).length, 5);
    const { lines } = stage.server.journal;
    assert.equal(lines.filter(({ refusal }) => refusal === 'rate-limited').length, 1);
    assert.equal(answers.at(-1)?.headers.get('retry-after'), '5');
    for (let at = 0; at < 6; at += 1) await book(stage, { patient: who, slot: slot?.id });
    const slowed = await book(stage, { patient: who, slot: slot?.id });
    assert.equal(slowed.headers.get('retry-after'), '10');
    assert.equal(lines.filter(({ refusal }) => refusal === 'rate-limited').length, 2);
    stage.pass(61_000);
    assertRefused(await book(stage, { patient: who, slot: slot?.id }), 409, /APT-02/);
  });
});

describe('Many at once', () => {
  it('get each number once: 60 people, 8 numbers', async () => {
    const slots = await opened(stage, 'rush');
    const everybody = [];
    for (let at = 0; at < 60; at += 1) everybody.push(await resident(stage));
    const answers = await Promise.all(
      everybody.map((who, at) => book(stage, { patient: who, slot: slots[at % 4]?.id })),
    );
    const made = answers.filter(({ status }) => status === 201).map(appointmentOf);
    assert.equal(made.length, 8);
    const numbers = made.map(
      ({ extension = [] }) =>
        extension[0]?.extension?.find(({ url }) => url === 'number')?.valueInteger,
    );
    assert.equal(new Set(numbers).size, 8);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      assertRefused(answer, 409, /left/);
    }
    const ledger = await pools(stage, 'rush', slots[0]?.id);
    assert.deepEqual([ledger['public']?.['taken'], ledger['public']?.['free']], [8, 0]);
  });

  it('give nobody more than one can keep, though all is asked in one moment', async () => {
    const halves = [600, 840].flatMap((start) =>
      [0, 3, 4, 5, 6].map((weekday) => ({ weekday, start, end: start + 30, minutes: 30 })),
    );
    const clinics = halves.map((clinic) => ({ ...clinic, seats: 20 }));
    const slots = await opened(stage, 'moment', { clinics, role: 'li', rules: { daysAhead: 60 } });
    assert.equal(slots.length, 10);
    const greedy = await resident(stage);
    const others = [];
    for (let at = 0; at < 80; at += 1) others.push(await resident(stage));
    const asked = others.map((patient, at) => ({ patient, slot: slots[at % 10]?.id }));
    for (const [at, { id }] of slots.entries()) {
      asked.splice(at * 9, 0, { patient: greedy, slot: id });
    }
    const answers = await Promise.all(asked.map((one) => book(stage, one)));
    const made = answers.filter(({ status }) => status === 201).map(appointmentOf);
    const ofGreedy = made.filter(({ participant }) =>
      participant.some(({ actor }) => actor?.reference === `Patient/${greedy}`),
    );
    assert.deepEqual([made.length, ofGreedy.length], [86, 6]);
  });
});

describe('Pools', () => {
  it('are kept for the alliance’s township, then the public’s (APT-02, FD-06)', async () => {
    const rules = { percents: { alliance: 50 }, releaseHours: 12 };
    const [slot] = await opened(stage, 'pooled', { rules });
    const villager = await resident(stage);
    const answer = await stage.ask('village', 'Appointment/$book', [
      ...wanted(slot!.id!, villager),
      { name: 'relation', valueString: '村医代约' },
    ]);
    const made = appointmentOf(answer);
    assert.equal(made.appointmentType?.coding?.[0]?.code, 'alliance');
    const someone = await resident(stage);
    const pool = [{ name: 'pool', valueCode: 'alliance' }];
    assertRefused(await book(stage, { patient: someone, slot: slot?.id }, pool), 403);
    appointmentOf(await book(stage, { patient: someone, slot: slot?.id }));
    const third = await resident(stage);
    assertRefused(await book(stage, { patient: third, slot: slot?.id }), 409, /left/);
    // Tuesday 08:00 less twelve hours.
    stage.pass(13 * hour);
    await stage.tick();
    const ledger = await pools(stage, 'pooled', slot?.id);
    assert.deepEqual(ledger['alliance'], {
      issued: 4,
      released: -3,
      taken: 1,
      returned: 0,
      withdrawn: 0,
      free: 0,
    });
    assert.equal(ledger['public']?.['free'], 6);
  });
});
