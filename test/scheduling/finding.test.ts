/**
 * What `Appointment/$find` finds: days of the region, a warning where there is more, and sessions
 * whose entries came late. https://hl7.org/fhir/R4/slot.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Bundle, OperationOutcome, Slot } from '@medplum/fhirtypes';
import { createAvailability, freeIn } from '#server/modules/scheduling/sessions/availability.ts';
import { assertRefused } from '#test/fhir-client.ts';
import { type Stage, find, openStage, opened, tuesdays } from './stage.ts';

const minute = 60_000;

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

const asked = (query: string) => stage.as('platform')('GET', `Appointment/$find?${query}`);

describe('A day that is asked for', () => {
  it('is one of the region, whole, and not one of Greenwich', async () => {
    // 06:00–07:00 of Tuesday is still Monday in Greenwich.
    const early = { ...tuesdays, start: 360, end: 420, minutes: 60 };
    const [slot] = await opened(stage, 'early', { clinics: [early] });
    const on = async (query: string) =>
      (await find(stage, 'platform', `schedule=early&${query}`)).map(({ id }) => id);
    assert.deepEqual(await on('start=2026-12-01&end=2026-12-01'), [slot?.id]);
    assert.deepEqual(await on('start=2026-11-30&end=2026-11-30'), []);
    assert.deepEqual(await on('start=2026-12-02'), []);
    assert.deepEqual(await on('start=2026-11-30T21:00:00Z&end=2026-11-30T22:30:00Z'), [slot?.id]);
    assert.deepEqual(await on(`start=${encodeURIComponent('2026-12-01T07:00:00+08:00')}`), []);
  });

  it('is refused where it is none, or a time of day in no zone', async () => {
    for (const start of ['2026-02-30', '2026-12', '2026', '2026-12-01T08:00:00', 'soon']) {
      assertRefused(await asked(`start=${start}`), 400);
    }
    assertRefused(await asked('start=2026-12-02&end=2026-12-01'), 400, /60 days/);
  });
});

describe('An answer that holds not all', () => {
  it('says how many there are, and that these are the earliest', async () => {
    const everyDay = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({
      weekday,
      start: 0,
      end: 1380,
      minutes: 4,
      seats: 1,
    }));
    await opened(stage, 'many', { clinics: everyDay, role: 'li' });
    const answer = await asked('schedule=many');
    const { entry = [], total = 0 } = answer.as<Bundle<Slot | OperationOutcome>>();
    assert.ok(total > 2000);
    assert.equal(entry.length, 2001);
    const last = entry.at(-1);
    assert.equal(last?.search?.mode, 'outcome');
    const [issue] = (last!.resource as OperationOutcome).issue;
    assert.equal(issue?.severity, 'warning');
    assert.match(issue?.details?.text ?? '', new RegExp(`${total}.*2000`));
    const day = (await asked('schedule=many&start=2026-12-03&end=2026-12-03')).as<Bundle>();
    assert.deepEqual([day.total, day.entry?.length], [345, 345]);
  });
});

describe('A movement of numbers that another server told of late', () => {
  it('is seen within a minute', async () => {
    const [slot] = await opened(stage, 'late', { clinics: [{ ...tuesdays, weekday: 4 }] });
    const { sql } = stage.server.store;
    const availability = createAvailability(sql, stage.now);
    await availability.refresh();
    const free = () =>
      freeIn(
        availability.ofSlot(slot!.id!)!.slots.find(({ id }) => id === slot!.id)!,
        ['public'],
      );
    assert.equal(free(), 2);
    await sql.run(`update seat set state = 4 where slot = $1`, [slot!.id!]);
    await sql.run(
      `insert into pool_entry (bucket, session, pool, change, cause, at)
       select bucket, session, pool, -1, 3, $2 from seat where slot = $1`,
      [slot!.id!, stage.now() - minute],
    );
    stage.pass(minute);
    await availability.refresh();
    assert.equal(free(), 0);
  });
});
