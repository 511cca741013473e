/**
 * What a hospital's own window did comes in by SIU and is done in our ledger: once, however often
 * it is said, and by nobody but that hospital. APT-02.
 * https://www.hl7.eu/HL7v2x/v251/std251/ch10.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Appointment } from '@medplum/fhirtypes';
import { parseMessage, segmentOf, textOf } from '#server/exchange/hl7v2/er7.ts';
import { assertRefused } from '#test/fhir-client.ts';
import { appointmentOf, book, pools, resident, tuesdays } from '#test/scheduling/stage.ts';
import { type Hospital, differencesOf, livingIn, openHospital, walkIn } from './hospital.ts';

let hospital: Hospital;
before(async () => {
  hospital = await openHospital();
});
after(() => hospital.stop());

let clinic = 0;
/** A clinic of its own for a story: another half day each, so that nobody meets APT-02. */
const openClinic = async (id: string, seats = 2) => {
  clinic += 1;
  const given = { ...tuesdays, weekday: clinic % 7, seats };
  return hospital.open(id, { clinics: [clinic > 7 ? { ...given, start: 840, end: 960 } : given] });
};

let serial = 0;
/** Says something, and reads the code and the text of the acknowledgment. */
const say = async (event: string, segments: string[], by: { name?: string; id?: string } = {}) => {
  serial += 1;
  const { name = 'his', id } = by;
  const at = new Date(hospital.stage.now() + serial).toISOString().replace(/[-:TZ]/g, '');
  const control = id ?? `M${serial}`;
  const head = `MSH|^~\\&|HIS|county|YISHU|YISHU|${at}+0000||SIU^${event}|${control}|P|2.5`;
  const answer = parseMessage(await hospital.post(name, [head, ...segments].join('\r')));
  assert.equal(textOf(answer[0], 9), 'ACK');
  assert.equal(textOf(segmentOf(answer, 'MSA'), 2), control);
  return { code: textOf(segmentOf(answer, 'MSA'), 1), text: JSON.stringify(answer) };
};
const local = (iso: string | undefined) => {
  const at = new Date(Date.parse(iso ?? '') + 8 * 3_600_000);
  return at.toISOString().replace(/[-:T]/g, '').slice(0, 14);
};
const asked = (
  filler: string,
  [schedule, start]: [schedule: string, start: string | undefined],
  who = walkIn(),
) => [
  `SCH||${filler}^HIS|||${schedule}|NEW`,
  `TQ1|1||||||${local(start)}`,
  `PID|||${who.chart}^^^COUNTY||${who.name}||19800101|M|||||||||||${who.card}`,
  'RGS|1|A',
];
const sold = async (schedule: string) => (await livingIn(hospital.stage, schedule)).length;
const pass = async (minutes: number) => {
  hospital.stage.pass(minutes * 60_000);
  await hospital.stage.tick();
};

describe('A number that the window sold (S12)', () => {
  it('is a booking of ours with its patient, once however often it is said', async () => {
    const [slot] = await openClinic('window');
    const message = asked('F-1', ['window', slot?.start]);
    for (const id of ['same', 'same', 'again']) {
      assert.equal((await say('S12', message, { id })).code, 'AA');
    }
    const [booking, ...others] = await livingIn(hospital.stage, 'window');
    assert.equal(others.length, 0);
    assert.equal(booking?.starts, Date.parse(slot?.start ?? ''));
    const path = `Appointment/${booking?.appointment}`;
    const made = (await hospital.stage.as('his')('GET', path)).as<Appointment>();
    assert.equal(made.status, 'booked');
    const ledger = await pools(hospital.stage, 'window', slot?.id);
    assert.deepEqual([ledger['public']?.['taken'], ledger['public']?.['free']], [1, 7]);
  });

  it('comes from what is kept for the window before it is the public’s', async () => {
    const [slot] = await hospital.open('kept', {
      clinics: [{ ...tuesdays, weekday: 1, start: 1100, end: 1220 }],
      rules: { percents: { 'on-site': 50 } },
    });
    const message = asked('F-2', ['kept', slot?.start]);
    assert.equal((await say('S12', message)).code, 'AA');
    const ledger = await pools(hospital.stage, 'kept', slot?.id);
    assert.deepEqual([ledger['on-site']?.['taken'], ledger['public']?.['taken']], [1, 0]);
  });

  it('is found by its doctor and department where no Schedule is named', async () => {
    const [slot] = await openClinic('by-doctor');
    const [, time, pid] = asked('F-3', ['', slot?.start]);
    const message = ['SCH||F-3^HIS', time!, pid!, 'RGS|1', 'AIS|1||county-medicine', 'AIP|1||wang'];
    const answer = await say('S12', message);
    assert.equal(answer.code, 'AA', answer.text);
    assert.equal(await sold('by-doctor'), 1);
  });

  it('is answered AE where none is left, the same again, and people see it', async () => {
    const slots = await openClinic('full', 1);
    const message = asked('F-4', ['full', slots[0]?.start]);
    assert.equal((await say('S12', asked('F-5', ['full', slots[0]?.start]))).code, 'AA');
    const first = await say('S12', message, { id: 'full-1' });
    assert.equal(first.code, 'AE');
    assert.match(first.text, /slot-gone.*No number of this slot is left/);
    assert.equal((await say('S12', message, { id: 'full-1' })).code, 'AE');
    const found = (await differencesOf(hospital.stage)).filter(({ filler }) => filler === 'F-4');
    assert.deepEqual(
      found.map(({ kind, ours }) => [kind, ours]),
      [['sold-twice', 'slot-gone']],
    );
    // It is taken once there is room.
    await say('S15', ['SCH||F-5^HIS']);
    await pass(16);
    assert.equal((await say('S12', message)).code, 'AA');
  });

  it('needs a slot that is there, a patient with a document, and readable times', async () => {
    const [slot] = await openClinic('strict');
    const [sch, time, pid] = asked('F-6', ['strict', slot?.start]);
    const wrong: [string[], string, RegExp][] = [
      [[time!, pid!], 'AE', /required segment/],
      [['SCH||', time!, pid!], 'AE', /SCH/],
      [[sch!, 'TQ1|1||||||tomorrow', pid!], 'AE', /cannot be read/],
      [[sch!, 'TQ1|1||||||20261201030000', pid!], 'AE', /slot-unknown/],
      [[sch!, time!], 'AE', /parameter-missing/],
      [[sch!, time!, 'PID|||X1^^^COUNTY||无^证||19800101|M'], 'AE', /not-real-name.*APT-02/],
      [[sch!, time!, 'PID|||X2^^^NOBODY||无^证||19800101|M'], 'AE', /authority/],
    ];
    for (const [segments, code, words] of wrong) {
      const answer = await say('S12', segments);
      assert.equal(answer.code, code);
      assert.match(answer.text, words);
    }
    assert.equal((await say('S99', [sch!])).code, 'AR');
    assert.equal(await sold('strict'), 0);
  });
});

describe('What becomes of it', () => {
  it('S13 moves it to another slot, S14 changes nothing else, S15 gives it back', async () => {
    const [slot, other] = await openClinic('moved');
    const who = walkIn();
    await say('S12', asked('F-10', ['moved', slot?.start], who));
    assert.equal((await say('S13', asked('F-10', ['moved', other?.start], who))).code, 'AA');
    const [booking] = await livingIn(hospital.stage, 'moved');
    assert.equal(booking?.starts, Date.parse(other?.start ?? ''));
    assert.equal((await say('S14', asked('F-10', ['moved', other?.start], who))).code, 'AA');
    assert.equal((await livingIn(hospital.stage, 'moved'))[0]?.appointment, booking?.appointment);
    assert.equal((await say('S15', ['SCH||F-10^HIS'])).code, 'AA');
    assert.equal((await say('S15', ['SCH||F-10^HIS'])).code, 'AA');
    assert.equal(await sold('moved'), 0);
    await pass(16);
    const ledger = await pools(hospital.stage, 'moved', slot?.id);
    assert.equal(ledger['public']?.['free'], 8);
  });

  it('S26 is a no-show, S17 an end', async () => {
    const [slot] = await openClinic('ends');
    await say('S12', asked('F-11', ['ends', slot?.start]));
    await say('S12', asked('F-12', ['ends', slot?.start]));
    assert.equal((await say('S26', ['SCH||F-11^HIS'])).code, 'AA');
    assert.equal((await say('S17', ['SCH||F-12^HIS'])).code, 'AA');
    const left = await livingIn(hospital.stage, 'ends');
    assert.deepEqual(
      left.map(({ state }) => state),
      [7],
    );
  });

  it('is the same where the end comes before the beginning', async () => {
    const [slot] = await openClinic('turned');
    assert.equal((await say('S15', ['SCH||F-13^HIS'])).code, 'AA');
    assert.equal((await say('S12', asked('F-13', ['turned', slot?.start]))).code, 'AA');
    assert.equal(await sold('turned'), 0);
  });

  it('an end at the window ends what was booked here, too', async () => {
    const [slot] = await openClinic('ours');
    const who = await resident(hospital.stage);
    const { id } = appointmentOf(await book(hospital.stage, { patient: who, slot: slot?.id }));
    assert.equal((await say('S15', [`SCH|${id}^YISHU|F-14^HIS`])).code, 'AA');
    assert.equal(await sold('ours'), 0);
  });
});

describe('Another hospital’s system, or somebody else', () => {
  it('changes nothing of this one', async () => {
    const [slot] = await openClinic('foreign');
    const who = await resident(hospital.stage);
    const { id } = appointmentOf(await book(hospital.stage, { patient: who, slot: slot?.id }));
    const ended = await say('S15', [`SCH|${id}^YISHU`], { name: 'other-his' });
    assert.equal(ended.code, 'AE');
    assert.match(ended.text, /not-found/);
    await say('S12', asked('F-20', ['foreign', slot?.start]));
    // Their F-20 is another one than ours.
    assert.equal((await say('S15', ['SCH||F-20^HIS'], { name: 'other-his' })).code, 'AA');
    assert.equal(await sold('foreign'), 2);
    const direct = [{ name: 'event', valueCode: 'book' }];
    for (const name of ['registrar', 'platform', who]) {
      assertRefused(await hospital.stage.ask(name, 'Appointment/$from-hospital', direct), 404);
    }
    const nobody = await fetch(`${hospital.stage.server.url}/fhir/R4/Appointment/$from-hospital`, {
      method: 'POST',
      body: '{"resourceType":"Parameters"}',
      headers: { 'content-type': 'application/fhir+json' },
    });
    assert.equal(nobody.status, 401);
  });
});
