/**
 * A clinic is stopped: who had a number has another one kept where there is one, and takes it or
 * not. China's rule APT-02.
 * https://hl7.org/fhir/R4/appointment.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Appointment, Bundle, Communication, Parameters as Told } from '@medplum/fhirtypes';
import type { BookingRules, Clinic } from '#model/scheduling/clinic.ts';
import { replacesUrl } from '#model/scheduling/extensions.ts';
import { type Answer, assertRefused } from '#test/fhir-client.ts';
import {
  type Stage,
  appointmentOf,
  book,
  find,
  freeOf,
  openStage,
  opened,
  pools,
  resident,
  schedule,
  tuesdays,
  wanted,
} from './stage.ts';

const minute = 60_000;
const hour = 60 * minute;

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

/** A department of a story's own: clinics of others do not stand in. */
async function department(id: string) {
  const providedBy = { reference: 'Organization/county' };
  const body = { resourceType: 'HealthcareService', id, name: '内科', providedBy };
  assert.ok((await stage.as('platform')('PUT', `HealthcareService/${id}`, { body })).status < 300);
  /** A clinic of one slot of it. @param day of the week, Tuesday is 2. */
  return async (name: string, day: number, given: Planned = {}) => {
    const { role, rules, start = 480, seats = 1 } = given;
    const clinic: Clinic = { ...tuesdays, weekday: day, start, end: start + 30, seats };
    const [slot] = await opened(stage, name, {
      department: id,
      clinics: [clinic],
      ...(role === undefined ? {} : { role }),
      ...(rules === undefined ? {} : { rules }),
    });
    return slot!.id!;
  };
}

/** A clinic of one number on one day alone. */
async function onDay(name: string, day: string, given: { department: string; weekday: number }) {
  const { department: id, weekday } = given;
  const clinic: Clinic = { ...tuesdays, weekday, end: 510, seats: 1 };
  await schedule(stage, name, { department: id, clinics: [clinic] });
  const parameter = ['from', 'to'].map((one) => ({ name: one, valueDate: day }));
  const answer = await stage.ask('registrar', `Schedule/${name}/$open`, parameter);
  assert.equal(answer.as<Told>().parameter?.[0]?.valueInteger, 1, answer.text);
}

interface Planned {
  role?: string;
  rules?: Partial<BookingRules>;
  start?: number;
  seats?: number;
}

const stop = (name: string, slot: string): Promise<Answer> =>
  stage.ask('registrar', `Schedule/${name}/$stop`, [
    { name: 'slot', valueReference: { reference: `Slot/${slot}` } },
  ]);

/** Stops it; how many were cancelled, and for how many a number is kept. */
async function stopped(name: string, slot: string): Promise<unknown[]> {
  const answer = await stop(name, slot);
  assert.equal(answer.status, 200, answer.text);
  const { parameter = [] } = answer.as<Told>();
  return ['cancelled', 'kept'].map((one) => parameter.find((p) => p.name === one)?.valueInteger);
}

async function booked(slot: string, who?: string) {
  const patient = who ?? (await resident(stage));
  const { id = '' } = appointmentOf(await book(stage, { patient, slot }));
  return { patient, id };
}

const read = async (id: string | undefined) =>
  (await stage.as('platform')('GET', `Appointment/${id}`)).as<Appointment>();

/** What is kept in the place of an Appointment. */
async function keptFor({ patient, id }: { patient: string; id: string }) {
  const answer = await stage.as(patient)('GET', `Appointment?patient=Patient/${patient}`);
  const { entry = [] } = answer.as<Bundle<Appointment>>();
  const found = entry.flatMap(({ resource }) => {
    const replaced = resource?.extension?.find(({ url }) => url === replacesUrl);
    return replaced?.valueReference?.reference === `Appointment/${id}` ? resource! : [];
  });
  assert.ok(found.length <= 1, 'one for one');
  return found[0];
}

/** What somebody was told: codes, what it is about, words. */
async function toldTo(patient: string) {
  const answer = await stage.as(patient)('GET', 'Communication');
  const { entry = [] } = answer.as<Bundle<Communication>>();
  return entry.map(({ resource }) => ({
    code: resource?.category?.[0]?.coding?.[0]?.code,
    about: resource?.about?.[0]?.reference,
    words: (resource?.payload ?? []).map(({ contentString = '' }) => contentString),
  }));
}

const slotIn = (one: Appointment | undefined) => one?.slot?.[0]?.reference?.split('/')[1];
const partOf = (one: Appointment | undefined, name: string) =>
  one?.extension?.flatMap(({ extension = [] }) => extension).find(({ url }) => url === name);
const keptUntil = (one: Appointment | undefined) =>
  Date.parse(partOf(one, 'kept-until')?.valueInstant ?? '');

const confirm = (who: string, id: string | undefined) =>
  stage.ask(who, 'Appointment/$book', [
    { name: 'appointment', valueReference: { reference: `Appointment/${id}` } },
  ]);

const respond = (who: string, id: string | undefined, participantStatus: string) =>
  stage.as(who)('POST', 'AppointmentResponse', {
    body: {
      resourceType: 'AppointmentResponse',
      appointment: { reference: `Appointment/${id}` },
      actor: { reference: `Patient/${who}` },
      participantStatus,
    },
  });

describe('Who had a number in a clinic that is stopped', () => {
  it('has one of the same doctor kept, then one of another, by the old numbers', async () => {
    const clinic = await department('turn');
    const slot = await clinic('turn', 2, { seats: 3 });
    const sooner = await clinic('turn-li', 2, { role: 'li', start: 540 });
    const same = await clinic('turn-wang', 4);
    const [first, second, third] = [await booked(slot), await booked(slot), await booked(slot)];
    const asked = stage.now();
    assert.deepEqual(await stopped('turn', slot), [3, 2]);
    for (const { id } of [first, second, third]) {
      assert.equal((await read(id)).cancelationReason?.coding?.[0]?.code, 'stopped');
    }
    const [one, other] = [await keptFor(first), await keptFor(second)];
    assert.deepEqual([one?.status, slotIn(one)], ['proposed', same]);
    assert.deepEqual([other?.status, slotIn(other)], ['proposed', sooner]);
    assert.equal(await keptFor(third), undefined);
    const until = keptUntil(one);
    assert.ok(until >= asked + 24 * hour && until <= stage.now() + 24 * hour, 'a day');
    assert.equal(keptUntil(other), Date.parse(other!.start!) - 2 * hour, 'two hours before');
    const [notice, ...more] = await toldTo(first.patient);
    assert.equal(more.length, 0, 'one notice says both');
    assert.deepEqual(
      [notice?.code, notice?.about],
      ['appointment-rebooked', `Appointment/${one?.id}`],
    );
    assert.match(notice!.words[0]!, /12月1日08:00的门诊停诊.*保留12月3日08:00 wang的号.*前确认/);
    assert.match(notice!.words[1]!, /for 1 Dec 08:00 .* kept for you: 3 Dec 08:00, wang\./);
    const [told] = await toldTo(third.patient);
    assert.deepEqual([told?.code, told?.about], ['appointment-stopped', `Appointment/${third.id}`]);
    assert.match(told!.words.join(), /没有同科室的号可为您保留.*please book another time/);
    const ledger = (await pools(stage, 'turn-wang', same))['public'];
    assert.deepEqual([ledger?.['taken'], ledger?.['free']], [1, 0]);
    assertRefused(await stop('turn', slot), 409);
    assert.equal((await keptFor(first))?.id, one?.id, 'stopped again, nothing more is kept');
  });

  it('takes it with one tap, or declines and it goes on as any other', async () => {
    const clinic = await department('tap');
    const slot = await clinic('tap', 2, { seats: 2 });
    const next = await clinic('tap-next', 5, { seats: 2 });
    const [one, other] = [await booked(slot), await booked(slot)];
    assert.deepEqual(await stopped('tap', slot), [2, 2]);
    const [taken, declined] = [await keptFor(one), await keptFor(other)];
    assert.equal(appointmentOf(await confirm(one.patient, taken?.id)).status, 'booked');
    assert.equal((await respond(one.patient, taken?.id, 'accepted')).status, 201);
    assert.equal((await respond(other.patient, declined?.id, 'declined')).status, 201);
    assert.equal((await read(declined?.id)).cancelationReason?.coding?.[0]?.code, 'resident');
    stage.pass(16 * minute);
    await stage.tick();
    const [found] = await find(stage, one.patient, `slot=${next}`);
    assert.equal(freeOf(found!), 1);
    const ledger = (await pools(stage, 'tap-next', next))['public'];
    assert.deepEqual(
      [ledger?.['issued'], ledger?.['taken'], ledger?.['returned'], ledger?.['free']],
      [2, 2, 1, 1],
    );
  });

  it('loses it where nothing is said in time, and is told', async () => {
    const clinic = await department('silent');
    const slot = await clinic('silent', 3);
    await clinic('silent-next', 5);
    const one = await booked(slot);
    assert.deepEqual(await stopped('silent', slot), [1, 1]);
    const kept = await keptFor(one);
    stage.pass(keptUntil(kept) - stage.now() + minute);
    assertRefused(await confirm(one.patient, kept?.id), 409);
    await stage.tick();
    await stage.tick();
    assert.equal((await read(kept?.id)).cancelationReason?.coding?.[0]?.code, 'lapsed');
    const codes = (await toldTo(one.patient)).map(({ code }) => code);
    assert.deepEqual(new Set(codes), new Set(['appointment-lapsed', 'appointment-rebooked']));
  });
});

describe('Of the clinics that could stand in', () => {
  it('none is dearer, nor of another department, nor more than a week later', async () => {
    const clinic = await department('dear');
    const elsewhere = await department('elsewhere');
    const slot = await clinic('dear', 4, { rules: { fee: 500 } });
    await clinic('dear-special', 5, { rules: { fee: 30_000 } });
    await elsewhere('elsewhere', 5, { rules: { fee: 500 } });
    await onDay('dear-late', '2026-12-11', { department: 'dear', weekday: 5 });
    const one = await booked(slot);
    assert.deepEqual(await stopped('dear', slot), [1, 0]);
    const [notice] = await toldTo(one.patient);
    assert.equal(notice?.code, 'appointment-stopped');
  });

  it('the one of the next week is in time, and not yet open to everybody', async () => {
    const clinic = await department('week');
    const slot = await clinic('week', 4);
    await onDay('week-next', '2026-12-10', { department: 'week', weekday: 4 });
    const one = await booked(slot);
    const [next] = await find(stage, one.patient, 'schedule=week-next&end=2026-12-11');
    const other = await resident(stage);
    assertRefused(await book(stage, { patient: other, slot: next?.id }), 409, /not released/);
    assert.deepEqual(await stopped('week', slot), [1, 1]);
    const kept = await keptFor(one);
    assert.equal(slotIn(kept), next?.id);
    assert.equal(appointmentOf(await confirm(one.patient, kept?.id)).status, 'booked');
  });

  it('none begins before anybody could say yes', async () => {
    const clinic = await department('soon');
    const now = new Date(stage.now() + 8 * hour);
    const [today, passed] = [now.getUTCDay(), now.getUTCHours() * 60 + now.getUTCMinutes()];
    const slot = await clinic('soon', 6);
    await clinic('soon-now', today, { start: passed + 130 });
    await booked(slot);
    assert.deepEqual(await stopped('soon', slot), [1, 0]);
  });

  it('one that is being drawn for is left to the draw', async () => {
    const clinic = await department('lots');
    const slot = await clinic('lots', 4);
    await clinic('lots-next', 5, { seats: 3 });
    await booked(slot);
    await stage.server.store.sql.run(
      `update booking_session set drawing = 1 where schedule = 'lots-next'`,
      [],
    );
    assert.deepEqual(await stopped('lots', slot), [1, 0]);
  });

  it('one of a half day in which somebody has a number is passed over (APT-02)', async () => {
    const clinic = await department('half');
    const slot = await clinic('half', 4);
    const same = await clinic('half-same', 5, { seats: 2 });
    const other = await clinic('half-other', 6, { role: 'li' });
    const { patient } = await booked(same);
    const one = await booked(slot, patient);
    assert.deepEqual(await stopped('half', slot), [1, 1]);
    assert.equal(slotIn(await keptFor(one)), other);
  });

  it('numbers come from the pool of the old one, and then from the public', async () => {
    const clinic = await department('pool');
    const rules = { percents: { alliance: 50 } };
    const slot = await clinic('pool', 4, { seats: 4, rules });
    const next = await clinic('pool-next', 5, { seats: 2, rules });
    const people = [await resident(stage), await resident(stage)];
    const made: { patient: string; id: string }[] = [];
    for (const patient of people) {
      const answer = await stage.ask('village', 'Appointment/$book', [
        ...wanted(slot, patient),
        { name: 'pool', valueCode: 'alliance' },
      ]);
      made.push({ patient, id: appointmentOf(answer).id! });
    }
    const public_ = await booked(slot);
    assert.deepEqual(await stopped('pool', slot), [3, 2]);
    const poolOf = async (one: { patient: string; id: string }) =>
      (await keptFor(one))?.appointmentType?.coding?.[0]?.code;
    assert.deepEqual(await Promise.all(made.map(poolOf)), ['alliance', 'public']);
    assert.equal(await keptFor(public_), undefined);
    const kept = await keptFor(made[0]!);
    assert.equal(slotIn(kept), next);
    assert.deepEqual(partOf(kept, 'booked-by'), partOf(await read(made[0]!.id), 'booked-by'));
  });
});

describe('A clinic that is stopped', () => {
  it('keeps nothing for those who only waited, and tells them', async () => {
    const clinic = await department('queue');
    const slot = await clinic('queue', 4);
    await clinic('queue-next', 5, { seats: 2 });
    await booked(slot);
    await stage.tick();
    const waiting = await resident(stage);
    const { id = '' } = appointmentOf(
      await stage.ask(waiting, 'Appointment/$wait', wanted(slot, waiting)),
    );
    assert.deepEqual(await stopped('queue', slot), [2, 1]);
    assert.equal(await keptFor({ patient: waiting, id }), undefined);
    const [notice] = await toldTo(waiting);
    assert.equal(notice?.code, 'appointment-unserved');
  });

  it('hands on what it kept for others, once, with the one that stood in for it', async () => {
    const clinic = await department('chain');
    const slots = [
      await clinic('chain', 4),
      await clinic('chain-2', 5),
      await clinic('chain-3', 6),
    ];
    const one = await booked(slots[0]!);
    assert.deepEqual(await stopped('chain', slots[0]!), [1, 1]);
    const second = await keptFor(one);
    assert.deepEqual(await stopped('chain-2', slots[1]!), [1, 1]);
    const third = await keptFor({ patient: one.patient, id: second!.id! });
    assert.equal(slotIn(third), slots[2]);
    assert.equal(appointmentOf(await confirm(one.patient, third?.id)).status, 'booked');
  });

  it('and another at the same moment keep nothing in each other', async () => {
    const clinic = await department('both');
    for (let round = 0; round < 2; round += 1) {
      const names = [`both-${round}`, `both-other-${round}`] as const;
      const start = 480 + round * 30;
      const slots = [
        await clinic(names[0], 4, { seats: 6, start }),
        await clinic(names[1], 5, { seats: 6, start, role: 'li' }),
      ] as const;
      const who = await resident(stage);
      await booked(slots[0], who);
      await booked(slots[1]);
      const answers = await Promise.all([stop(names[0], slots[0]), stop(names[1], slots[1])]);
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200],
      );
      const left = await stage.server.store.sql.run(
        `select b.appointment from booking b join booking_session s
           on s.bucket = b.bucket and s.session = b.session
         where s.state = 2 and b.state in (1, 2, 3, 8)`,
        [],
      );
      assert.equal(left.length, 0);
    }
  });
});
