/**
 * A patient in a line is told when they are called, with an honest range, learned from how long
 * those before them took.
 * https://doi.org/10.2196/77297
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Parameters as Told } from '@medplum/fhirtypes';
import { createForecaster } from '#server/modules/scheduling/queue/forecast.ts';
import { readLine, sessionOfAppointment } from '#server/modules/scheduling/queue/tickets.ts';
import { callerOf } from '#test/callers.ts';
import {
  type Stage,
  appointmentOf,
  book,
  here,
  monday,
  openStage,
  opened,
  resident,
  tuesdays,
} from './stage.ts';

const minute = 60_000;
/** From Monday 08:00 to Tuesday 07:40, when people come. */
const toMorning = (23 * 60 + 40) * minute;

let stage: Stage;
before(async () => {
  stage = await openStage();
  const wang = { organization: 'county', practitionerRoles: ['wang'] };
  stage.server.callers.set('wang', callerOf('doctor', wang));
});
after(() => stage.stop());

interface Waiting {
  who: string;
  id: string;
}

async function line(schedule: string): Promise<Waiting[]> {
  const slots = await opened(stage, schedule, { clinics: [{ ...tuesdays, seats: 10 }] });
  const people: Waiting[] = [];
  for (let n = 0; n < 8; n += 1) {
    const who = await resident(stage);
    const { id = '' } = appointmentOf(await book(stage, { patient: who, slot: slots[0]?.id }));
    people.push({ who, id });
  }
  stage.pass(toMorning);
  for (const { who, id } of people) {
    assert.equal((await stage.ask(who, `Appointment/${id}/$check-in`, here)).status, 200);
  }
  return people;
}

const room = { name: 'room', valueString: '305' };

/** The doctor sees so many, each for so many minutes. */
async function see(schedule: string, count: number, minutes: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const answer = await stage.ask('wang', `Schedule/${schedule}/$call`, [
      room,
      { name: 'finish', valueBoolean: true },
    ]);
    assert.equal(answer.status, 200, answer.text);
    stage.pass(minutes * minute);
  }
}

/** Minutes from now until somebody is called, as they are told. */
async function told({ who, id }: Waiting): Promise<{ soonest: number; p50: number; p90: number }> {
  const answer = await stage.as(who)('GET', `Appointment/${id}/$place`);
  const { parameter = [] } = answer.as<Told>();
  const minutes = (name: string) => {
    const text = parameter.find((one) => one.name === name)?.valueString ?? '';
    return (Date.parse(text) - stage.now()) / minute;
  };
  return { soonest: minutes('soonest'), p50: minutes('p50'), p90: minutes('p90') };
}

describe('A forecast', () => {
  it('begins with the session, and lies in a range that is in order', async () => {
    const people = await line('begin');
    const first = await told(people[0]!);
    assert.ok(first.p50 > 15 && first.p50 < 40, JSON.stringify(first));
    const last = await told(people[7]!);
    assert.ok(last.soonest <= last.p50 && last.p50 <= last.p90, JSON.stringify(last));
    assert.ok(last.p50 > first.p50 + 20, JSON.stringify({ first, last }));
  });

  it('follows how long the doctor takes', async () => {
    const { queue } = stage.server.scheduling;
    stage.pass(20 * minute);
    await see('begin', 5, 3);
    await queue.tick();
    stage.pass(-toMorning - 35 * minute);
    const people = await line('quick');
    stage.pass(20 * minute);
    await see('quick', 1, 0);
    const quick = await told(people[6]!);
    await see('quick', 5, 20);
    await queue.tick();
    stage.pass(-toMorning - 120 * minute);
    const others = await line('slow');
    stage.pass(20 * minute);
    await see('slow', 1, 0);
    const slow = await told(others[6]!);
    assert.ok(slow.p50 > quick.p50 * 1.3, JSON.stringify({ quick, slow }));
  });

  it('knows before the first call how many rooms called from this line, and when', async () => {
    stage.pass(-toMorning - 20 * minute);
    const clinics = [tuesdays, { ...tuesdays, start: 600, end: 720 }];
    const slots = await opened(stage, 'rooms', {
      clinics: clinics.map((one) => ({ ...one, seats: 10 })),
    });
    const come = async (slot: string | undefined, count: number) => {
      const ids: string[] = [];
      for (let n = 0; n < count; n += 1) {
        const who = await resident(stage);
        const { id = '' } = appointmentOf(await book(stage, { patient: who, slot }));
        ids.push(id);
      }
      return ids;
    };
    const early = await come(slots[0]?.id, 4);
    const later = await come(slots[4]?.id, 10);
    // The rooms begin twenty minutes after the session.
    stage.pass(toMorning + 40 * minute);
    for (const id of [...early, ...later]) {
      assert.equal((await stage.ask('platform', `Appointment/${id}/$check-in`, [])).status, 200);
    }
    const forecast = async () => {
      const { store } = stage.server;
      const fresh = createForecaster(store);
      await fresh.learn();
      const state = await readLine(store.sql, await sessionOfAppointment(store.sql, later[0]!));
      const told = fresh.forecast(state, stage.now());
      return { first: told.get(later[0]!)!.p50, last: told.get(later.at(-1)!)!.p50 };
    };
    const alone = await forecast();
    for (const valueString of ['301', '302', '303', '304']) {
      const called = await stage.ask('wang', 'Schedule/rooms/$call', [
        { name: 'room', valueString },
      ]);
      assert.equal(called.status, 200, called.text);
    }
    // Whether more rooms begin is known an hour after the session's begin.
    stage.pass(60 * minute);
    const { first, last } = await forecast();
    assert.ok(last < alone.last - 15 * minute, String(last - alone.last));
    assert.ok(first > alone.first + 10 * minute, String(first - alone.first));
  });

  it('learns no late begin from a day on which nobody came early', async () => {
    stage.pass(monday + 60 * minute - stage.now());
    const clinics = [tuesdays, { ...tuesdays, start: 600, end: 720 }];
    const slots = await opened(stage, 'sleepy', { clinics });
    const come = async (slot: string | undefined) => {
      const who = await resident(stage);
      const { id = '' } = appointmentOf(await book(stage, { patient: who, slot }));
      return id;
    };
    const [last, next] = [await come(slots[3]?.id), await come(slots[4]?.id)];
    stage.pass(Date.parse(slots[3]!.start!) - stage.now());
    for (const id of [last, next]) {
      assert.equal((await stage.ask('platform', `Appointment/${id}/$check-in`, [])).status, 200);
    }
    await see('sleepy', 1, 5);
    const { store } = stage.server;
    const fresh = createForecaster(store);
    await fresh.learn();
    const state = await readLine(store.sql, await sessionOfAppointment(store.sql, next));
    const { p50 } = fresh.forecast(state, stage.now()).get(next)!;
    assert.ok(p50 < Date.parse(slots[4]!.start!) + 30 * minute, new Date(p50).toISOString());
  });

  it('is kept with the ticket, from which a server that starts anew learns', async () => {
    const rows = await stage.server.store.sql.run(
      'select forecast, ahead from queue_ticket where forecast is not null',
      [],
    );
    assert.ok(rows.length >= 20);
    assert.ok(rows.every(({ forecast, ahead }) => Number(forecast) >= 0 && Number(ahead) >= 0));
  });
});
