/**
 * Templates of which no numbers can be made are refused where they are written and opened, and
 * keep no other from being opened. China's rule APT-01.
 * https://hl7.org/fhir/R4/schedule.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type BookingRules, type Clinic, templateExtensions } from '#model/scheduling/clinic.ts';
import { assertRefused } from '#test/fhir-client.ts';
import {
  type Stage,
  find,
  openStage,
  openWeek,
  opened,
  pools,
  schedule,
  tuesdays,
} from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

const template = (clinics: Clinic[], rules: Partial<BookingRules>) => ({
  resourceType: 'Schedule',
  meta: { source: 'Organization/county' },
  active: true,
  extension: templateExtensions(clinics, rules),
  actor: [
    { reference: 'PractitionerRole/wang' },
    { reference: 'HealthcareService/county-medicine' },
  ],
});

describe('A template', () => {
  it('that says what cannot be is refused, with what it is', async () => {
    const wrong: [RegExp, Clinic[], Partial<BookingRules>][] = [
      [/days-ahead/, [tuesdays], { daysAhead: 2_000_000_000 }],
      [/days-ahead/, [tuesdays], { daysAhead: -1 }],
      [/release-hours/, [tuesdays], { releaseHours: -5 }],
      [/cancel-minutes/, [tuesdays], { cancelMinutes: -5 }],
      [/pay-minutes/, [tuesdays], { fee: 500, payMinutes: -5 }],
      [/fee/, [tuesdays], { fee: -500 }],
      [/fee/, [tuesdays], { fee: 1e17 }],
      [/slot-seats/, [{ ...tuesdays, end: 1080, minutes: 1, seats: 100 }], {}],
      [/start, end/, [tuesdays, tuesdays], {}],
      [/start, end/, [tuesdays, { ...tuesdays, start: 540, end: 660 }], {}],
    ];
    for (const [words, clinics, rules] of wrong) {
      const body = template(clinics, rules);
      assertRefused(await stage.as('registrar')('POST', 'Schedule', { body }), 422, words);
    }
    const foreign = JSON.parse(
      JSON.stringify(template([tuesdays], { fee: 500 })).replace('"CNY"', '"USD"'),
    );
    assertRefused(await stage.as('registrar')('POST', 'Schedule', { body: foreign }), 422, /fee/);
  });

  it('that was stored all the same opens nothing, and the others are opened', async () => {
    await schedule(stage, 'a-century', { rules: { daysAhead: 2_000_000_000 } });
    assertRefused(await openWeek(stage, 'a-century'), 422, /days-ahead/);
    await schedule(stage, 'b-usual', { clinics: [{ ...tuesdays, weekday: 4 }] });
    assert.ok((await stage.server.scheduling.keepOpen()) > 0);
    assert.ok((await find(stage, 'platform', 'schedule=b-usual')).length > 0);
  });

  it('is opened for days that are written as days, and soon', async () => {
    await schedule(stage, 'days', { clinics: [{ ...tuesdays, weekday: 5 }] });
    for (const day of ['2026', '+275760-09-13', '9999-12-01', '2026-02-30']) {
      const answer = await stage.ask('registrar', 'Schedule/days/$open', [
        { name: 'from', valueDate: day },
        { name: 'to', valueDate: day },
      ]);
      assertRefused(answer, 400, /day/);
    }
  });
});

describe('Numbers', () => {
  it('are added in whole', async () => {
    const [slot] = await opened(stage, 'whole', { clinics: [{ ...tuesdays, weekday: 6 }] });
    const answer = await stage.ask('registrar', 'Schedule/whole/$add', [
      { name: 'slot', valueReference: { reference: `Slot/${slot?.id}` } },
      { name: 'pool', valueCode: 'public' },
      { name: 'count', valueInteger: 1.5 },
    ]);
    assertRefused(answer, 400, /count/);
    assert.equal((await pools(stage, 'whole', slot?.id))['public']?.['issued'], 8);
  });
});
