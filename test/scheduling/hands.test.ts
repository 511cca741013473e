/**
 * Who changes a booking: its hospital and who made it; and FHIR's own way to accept and decline.
 * https://hl7.org/fhir/R4/appointmentresponse.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Appointment } from '@medplum/fhirtypes';
import type { Resource } from '#model/fhir.ts';
import { callerOf } from '#test/callers.ts';
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

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

const statusOf = async (id: string | undefined) =>
  (await stage.as('platform')('GET', `Appointment/${id}`)).as<Appointment>();

describe('A booking', () => {
  it('is changed by its hospital and by who made it, not by whoever may see it', async () => {
    const slots = await opened(stage, 'hands', { clinics: [{ ...tuesdays, weekday: 6 }] });
    const township = { organization: 'township', who: 'Practitioner/gp' };
    stage.server.callers.set('gp', callerOf('village-doctor', township));
    const generalPractitioner = [{ reference: 'Practitioner/gp' }];
    const who = await resident(stage, { generalPractitioner });
    const { id } = appointmentOf(await book(stage, { patient: who, slot: slots[0]?.id }));
    assert.equal((await stage.as('gp')('GET', `Appointment/${id}`)).status, 200);
    assertRefused(await stage.ask('gp', `Appointment/${id}/$cancel`, []), 403, /institution/);
    const other = [{ name: 'slot', valueReference: { reference: `Slot/${slots[1]?.id}` } }];
    assertRefused(await stage.ask('gp', `Appointment/${id}/$reschedule`, other), 403);
    assert.equal((await statusOf(id)).status, 'booked');
    const ill = await resident(stage, { generalPractitioner });
    const made = await stage.ask('gp', 'Appointment/$book', wanted(slots[2]?.id ?? '', ill));
    const own = appointmentOf(made).id;
    assert.equal((await stage.ask('gp', `Appointment/${own}/$cancel`, [])).status, 200);
    assert.equal((await stage.ask('registrar', `Appointment/${id}/$cancel`, [])).status, 200);
  });
});

describe('An AppointmentResponse', () => {
  const respond = (who: string, id: string | undefined, participantStatus: string) =>
    stage.as(who)('POST', 'AppointmentResponse', {
      body: {
        resourceType: 'AppointmentResponse',
        appointment: { reference: `Appointment/${id}` },
        actor: { reference: `Patient/${who}` },
        participantStatus,
      },
    });

  it('accepts a number that is held, and declines a booking, once and again', async () => {
    const slots = await opened(stage, 'response', { clinics: [{ ...tuesdays, weekday: 4 }] });
    const who = await resident(stage);
    const held = await stage.ask(who, 'Appointment/$hold', wanted(slots[0]?.id ?? '', who));
    const { id } = appointmentOf(held);
    for (const [said, status] of [
      ['accepted', 'booked'],
      ['accepted', 'booked'],
      ['declined', 'cancelled'],
      ['declined', 'cancelled'],
    ] as const) {
      const answer = await respond(who, id, said);
      assert.equal(answer.status, 201, answer.text);
      assert.deepEqual(stage.server.store.validator.validate(answer.as<Resource>()), []);
      assert.equal((await statusOf(id)).status, status);
    }
    assertRefused(await respond(who, id, 'accepted'), 409);
    assertRefused(await respond(who, id, 'tentative'), 400, /participantStatus/);
  });

  it('is of nobody else', async () => {
    const slots = await opened(stage, 'response-2', { clinics: [{ ...tuesdays, weekday: 5 }] });
    const [who, other] = [await resident(stage), await resident(stage)];
    const { id } = appointmentOf(await book(stage, { patient: who, slot: slots[0]?.id }));
    assertRefused(await respond(other, id, 'declined'), 404);
    assert.equal(
      (await stage.as('nobody')('POST', 'AppointmentResponse', { body: {} })).status,
      401,
    );
    assert.equal((await statusOf(id)).status, 'booked');
  });
});
