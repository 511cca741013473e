/**
 * What is reserved for others goes to the public once, and what comes back after that, too.
 * China's rules APT-02, FD-06.
 * https://hl7.org/fhir/R4/slot.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertRefused } from '#test/fhir-client.ts';
import {
  type Stage,
  appointmentOf,
  book,
  openStage,
  opened,
  pools,
  resident,
  tuesdays,
  wanted,
} from './stage.ts';

const hour = 3_600_000;
const minute = 60_000;

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

describe('A number reserved for the alliance', () => {
  it('that is given back after the release is the public’s, and the ledger balances', async () => {
    const clinic = { ...tuesdays, weekday: 3, end: 510, seats: 1 };
    const rules = { percents: { alliance: 100 }, releaseHours: 24 };
    const [slot] = await opened(stage, 'late-back', { clinics: [clinic], rules });
    const [one, other] = [await resident(stage), await resident(stage)];
    const made = await stage.ask('village', 'Appointment/$book', wanted(slot!.id!, one));
    const { id } = appointmentOf(made);
    stage.pass(Date.parse(slot!.start!) - stage.now() - 20 * hour);
    await stage.tick();
    appointmentOf(await stage.ask('registrar', `Appointment/${id}/$cancel`, []));
    stage.pass(16 * minute);
    await stage.tick();
    await stage.tick();
    appointmentOf(await book(stage, { patient: other, slot: slot?.id }));
    const ledger = await pools(stage, 'late-back', slot?.id);
    assert.equal(ledger['alliance']?.['free'], 0);
    assert.equal(ledger['public']?.['free'], 0);
  });

  it('is offered to a resident who waits, where it comes back after the release', async () => {
    const clinic = { ...tuesdays, weekday: 3, start: 840, end: 870, seats: 1 };
    const rules = { percents: { alliance: 100 }, releaseHours: 24 };
    const [slot] = await opened(stage, 'late-offer', { clinics: [clinic], rules });
    const [one, other] = [await resident(stage), await resident(stage)];
    const made = await stage.ask('village', 'Appointment/$book', wanted(slot!.id!, one));
    const { id } = appointmentOf(made);
    assertRefused(await book(stage, { patient: other, slot: slot?.id }), 409, /left/);
    const waits = await stage.ask(other, 'Appointment/$wait', wanted(slot!.id!, other));
    stage.pass(Date.parse(slot!.start!) - stage.now() - 20 * hour);
    await stage.tick();
    appointmentOf(await stage.ask('registrar', `Appointment/${id}/$cancel`, []));
    await stage.tick();
    const row = await stage.as('platform')('GET', `Appointment/${appointmentOf(waits).id}`);
    assert.equal(appointmentOf(row).status, 'proposed');
    const ledger = await pools(stage, 'late-offer', slot?.id);
    assert.equal(ledger['alliance']?.['free'], 0);
    assert.equal(ledger['public']?.['free'], 0);
  });
});

describe('Who did not come too often', () => {
  it('cannot get a number by waiting for it, either', async () => {
    const who = await resident(stage);
    for (const weekday of [4, 5, 6]) {
      const clinic = { ...tuesdays, weekday, start: 840, end: 870, seats: 1 };
      const [slot] = await opened(stage, `away-${weekday}`, { clinics: [clinic] });
      appointmentOf(await book(stage, { patient: who, slot: slot?.id }));
    }
    const clinic = { ...tuesdays, weekday: 0, start: 840, end: 870, seats: 1 };
    const [slot] = await opened(stage, 'full', { clinics: [clinic] });
    stage.pass(Date.parse(slot!.start!) - stage.now() - 2 * hour);
    await stage.tick();
    const other = await resident(stage);
    assertRefused(await book(stage, { patient: who, slot: slot?.id }), 403, /Missed/);
    appointmentOf(await book(stage, { patient: other, slot: slot?.id }));
    await stage.server.scheduling.availability.refresh();
    assertRefused(await stage.ask(who, 'Appointment/$wait', wanted(slot!.id!, who)), 403, /Missed/);
  });
});
