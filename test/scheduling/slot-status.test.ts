/**
 * What a Slot says of itself follows its numbers: a FHIR client that knows nothing of ours finds
 * what is free.
 * https://hl7.org/fhir/R4/valueset-slotstatus.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Bundle, Slot } from '@medplum/fhirtypes';
import type { Store } from '#fhir/handling/interaction.ts';
import { createAvailability } from '#server/modules/scheduling/sessions/availability.ts';
import { createTellStatus } from '#server/modules/scheduling/sessions/tell-status.ts';
import { assertRefused } from '#test/fhir-client.ts';
import {
  type Stage,
  appointmentOf,
  book,
  openStage,
  opened,
  resident,
  tuesdays,
  wanted,
} from './stage.ts';

const minute = 60_000;

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

/** Two slots of half an hour. */
const clinicOn = (weekday: number, seats = 1) => ({ ...tuesdays, weekday, end: 540, seats });

const slotOf = async (id: string | undefined) =>
  (await stage.as('platform')('GET', `Slot/${id}`)).as<Slot>();
/** How the Slots of a Schedule are found by a search, in their order. */
const found = async (schedule: string, status: string) => {
  const path = `Slot?schedule=Schedule/${schedule}&status=${status}&_sort=start`;
  const answer = await stage.as('registrar')('GET', path);
  assert.equal(answer.status, 200, answer.text);
  return (answer.as<Bundle<Slot>>().entry ?? []).map(({ resource }) => resource?.id);
};
const versionsOf = async (id: string | undefined) => Number((await slotOf(id)).meta?.versionId);
const sell = async (slot: Slot | undefined) => {
  const patient = await resident(stage);
  const { id } = appointmentOf(await book(stage, { patient, slot: slot?.id }));
  return { patient, id };
};
const addOne = async (schedule: string, slot: Slot | undefined) => {
  const answer = await stage.ask('registrar', `Schedule/${schedule}/$add`, [
    { name: 'slot', valueReference: { reference: `Slot/${slot?.id}` } },
    { name: 'pool', valueCode: 'public' },
    { name: 'count', valueInteger: 1 },
  ]);
  assert.equal(answer.status, 200, answer.text);
};
/** Another server, which knows nothing yet. */
const another = (house: Store = stage.server.store) => {
  const availability = createAvailability(house.sql, house.now);
  const tell = createTellStatus(house, availability);
  return async () => {
    await availability.refresh();
    return tell();
  };
};

describe('A slot that sells out', () => {
  it('is busy for a search, and free once a number that was given back is free', async () => {
    const [first, second] = await opened(stage, 'sold', { clinics: [clinicOn(2)] });
    await stage.tick();
    assert.deepEqual(await found('sold', 'free'), [first?.id, second?.id]);
    const { patient, id } = await sell(first);
    await stage.tick();
    assert.deepEqual(await found('sold', 'free'), [second?.id]);
    assert.deepEqual(await found('sold', 'busy'), [first?.id]);
    appointmentOf(await stage.ask(patient, `Appointment/${id}/$cancel`, []));
    await stage.tick();
    assert.deepEqual(await found('sold', 'busy'), [first?.id], 'nobody can book it yet');
    stage.pass(16 * minute);
    await stage.tick();
    assert.deepEqual(await found('sold', 'free'), [first?.id, second?.id]);
    await stage.tick();
    assert.equal(await versionsOf(first?.id), 3, 'free, busy, free');
    assert.equal(await versionsOf(second?.id), 1);
  });

  it('is free as long as a number of any pool is left', async () => {
    const rules = { percents: { alliance: 50 } };
    const [slot] = await opened(stage, 'pooled', { clinics: [clinicOn(3, 2)], rules });
    await sell(slot);
    await stage.tick();
    assert.equal((await slotOf(slot?.id)).status, 'free');
    const villager = await resident(stage);
    appointmentOf(await stage.ask('village', 'Appointment/$book', wanted(slot!.id!, villager)));
    await stage.tick();
    assert.equal((await slotOf(slot?.id)).status, 'busy');
  });

  it('is free again at once where numbers are added', async () => {
    const [slot] = await opened(stage, 'added', { clinics: [clinicOn(4)] });
    await sell(slot);
    await stage.tick();
    assert.equal((await slotOf(slot?.id)).status, 'busy');
    await addOne('added', slot);
    await stage.tick();
    assert.equal((await slotOf(slot?.id)).status, 'free');
  });

  it('is written as a version of its own, by the house, and that is in the log', async () => {
    const [slot] = await opened(stage, 'logged', { clinics: [clinicOn(5)] });
    await sell(slot);
    await stage.tick();
    const now = await slotOf(slot?.id);
    assert.equal(now.meta?.versionId, '2');
    assert.equal(now.meta?.source, 'Organization/county');
    const entity = `Slot/${slot?.id}/_history/2`;
    const lines = stage.server.journal.lines.filter(({ entities }) => entities.includes(entity));
    const [line, ...more] = lines.filter(({ event }) => event === 'update');
    assert.deepEqual(more, []);
    assert.deepEqual([line?.caller, line?.request], [undefined, 'slot-status']);
  });
});

describe('A clinic that is stopped', () => {
  it('leaves no slot that is free or merely full', async () => {
    const slots = await opened(stage, 'stopped', { clinics: [clinicOn(6)] });
    await sell(slots[0]);
    await stage.tick();
    const parameter = [{ name: 'slot', valueReference: { reference: `Slot/${slots[1]?.id}` } }];
    const answer = await stage.ask('registrar', 'Schedule/stopped/$stop', parameter);
    assert.equal(answer.status, 200, answer.text);
    await stage.tick();
    const ids = slots.map(({ id }) => id);
    assert.deepEqual(await found('stopped', 'busy-unavailable'), ids);
    assert.deepEqual(await found('stopped', 'free,busy'), []);
  });
});

describe('A Slot that people write', () => {
  it('keeps what they say, with its status as the numbers have it', async () => {
    const [slot] = await opened(stage, 'written', { clinics: [clinicOn(2)] });
    const before = await slotOf(slot?.id);
    await sell(slot);
    await stage.tick();
    const write = (body: Slot) =>
      stage.as('registrar')('PUT', `Slot/${slot?.id}`, {
        body,
        headers: { 'if-match': `W/"${body.meta?.versionId}"` },
      });
    assertRefused(await write({ ...before, comment: '二楼' }), 412);
    const answer = await write({ ...(await slotOf(slot?.id)), comment: '二楼', status: 'free' });
    assert.equal(answer.status, 200, answer.text);
    await stage.tick();
    const { comment, status, meta } = await slotOf(slot?.id);
    assert.deepEqual([comment, status, meta?.versionId], ['二楼', 'busy', '4']);
  });

  it('stays an error that they say it is, and deleted where they deleted it', async () => {
    const [first, second] = await opened(stage, 'wrong', { clinics: [clinicOn(3)] });
    const body = { ...(await slotOf(first?.id)), status: 'entered-in-error' };
    const put = await stage.as('registrar')('PUT', `Slot/${first?.id}`, { body });
    assert.equal(put.status, 200, put.text);
    const gone = await stage.as('platform')('DELETE', `Slot/${second?.id}`);
    assert.ok(gone.status < 300, gone.text);
    for (const slot of [first, second]) await sell(slot);
    await stage.tick();
    assert.equal((await slotOf(first?.id)).status, 'entered-in-error');
    assertRefused(await stage.as('platform')('GET', `Slot/${second?.id}`), 410);
  });
});

describe('Several servers', () => {
  it('write each change once, and another one goes on where one dies', async () => {
    const slots = await opened(stage, 'servers', { clinics: [clinicOn(4)] });
    const [one, other, starting] = [another(), another(), another()];
    for (const tell of [one, other]) assert.equal(await tell(), 0);
    await Promise.all(slots.map(sell));
    const died = new Error('gone');
    const { store } = stage.server;
    const dying = another({
      ...store,
      database: {
        run: (text, parameters) => store.database.run(text, parameters),
        transaction: (work) =>
          store.database.transaction(async (tx) => {
            await work(tx);
            throw died;
          }),
      },
    });
    await assert.rejects(dying(), died);
    assert.deepEqual(await found('servers', 'busy'), []);
    await Promise.all([one(), other(), starting()]);
    assert.deepEqual(
      await found('servers', 'busy'),
      slots.map(({ id }) => id),
    );
    for (const tell of [one, other, starting]) assert.equal(await tell(), 0);
    for (const { id } of slots) assert.equal(await versionsOf(id), 2);
  });

  it('do not believe what they remember where another one wrote', async () => {
    const [slot] = await opened(stage, 'remembered', { clinics: [clinicOn(5)] });
    const [one, other] = [another(), another()];
    await other();
    await sell(slot);
    assert.equal(await one(), 1);
    // Free again before the other one looked, and the one that wrote is gone.
    await addOne('remembered', slot);
    assert.equal(await other(), 1);
    assert.deepEqual([(await slotOf(slot?.id)).status, await versionsOf(slot?.id)], ['free', 3]);
  });
});
