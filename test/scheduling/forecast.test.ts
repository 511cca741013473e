/**
 * A patient in a line is told when they are called, with an honest range, learned from how long
 * those before them took.
 * https://doi.org/10.2196/77297
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Parameters as Told } from '@medplum/fhirtypes';
import { callerOf } from '#test/callers.ts';
import { type Stage, appointmentOf, book, openStage, opened, resident, tuesdays } from './stage.ts';

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
    assert.equal((await stage.ask(who, `Appointment/${id}/$check-in`, [])).status, 200);
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

  it('is kept with the ticket, from which a server that starts anew learns', async () => {
    const rows = await stage.server.store.sql.run(
      'select forecast, ahead from queue_ticket where forecast is not null',
      [],
    );
    assert.ok(rows.length >= 20);
    assert.ok(rows.every(({ forecast, ahead }) => Number(forecast) >= 0 && Number(ahead) >= 0));
  });
});
