/**
 * What the institution's people see of a day: sessions and who comes, the ledger, who did not come;
 * and that nobody else sees it. APT-01, APT-02.
 * https://hl7.org/fhir/R4/schedule.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Appointment, Bundle, Communication, Parameters } from '@medplum/fhirtypes';
import { templateExtensions } from '#model/scheduling/clinic.ts';
import { callerOf } from '#test/callers.ts';
import { type Answer, assertRefused } from '#test/fhir-client.ts';
import { type Stage, appointmentOf, book, openStage, opened, resident, tuesdays } from './stage.ts';

const hour = 3_600_000;
const day = 24 * hour;

let stage: Stage;
let cared: string;
let slot: string;
before(async () => {
  stage = await openStage();
  const { callers } = stage.server;
  const at = { organization: 'county' };
  callers.set('wang', callerOf('doctor', { ...at, practitionerRoles: ['wang'] }));
  callers.set('li', callerOf('doctor', { ...at, practitionerRoles: ['li'] }));
  callers.set('nurse', callerOf('nurse', at));
  callers.set('pharmacist', callerOf('pharmacist', at));
  callers.set('keeper', callerOf('system-administrator'));
  const slots = await opened(stage, 'wang', { rules: { percents: { elder: 25 } } });
  await opened(stage, 'li', { role: 'li', clinics: [{ ...tuesdays, weekday: 3 }] });
  slot = slots[0]!.id!;
  cared = await resident(stage, { gender: 'female', birthDate: '1958-03-12' });
  appointmentOf(await book(stage, { patient: cared, slot }));
});
after(() => stage.stop());

/** The parameters of a name, each as its parts by name. */
function partsOf(answer: Answer, name: string): Record<string, unknown>[] {
  assert.equal(answer.status, 200, answer.text);
  const { parameter = [] } = answer.as<Parameters>();
  return parameter
    .filter((one) => one.name === name)
    .map(({ part = [] }) =>
      Object.fromEntries(
        part.map(({ name: key, ...value }) => [key, Object.values(value as object)[0]]),
      ),
    );
}

const get = (name: string, path: string) => stage.as(name)('GET', path);
const sessions = '$sessions?date=2026-11-30&days=7';

describe('The sessions of some days', () => {
  it('are counted for the desk, and a doctor sees the own alone', async () => {
    const all = partsOf(await get('registrar', `Schedule/${sessions}`), 'session');
    assert.equal(all.length, 2);
    const [first] = all;
    assert.deepEqual(
      ['issued', 'taken', 'to-come', 'checked-in', 'seen', 'free'].map((name) => first?.[name]),
      [8, 1, 1, 0, 0, 7],
    );
    assert.equal(partsOf(await get('nurse', `Schedule/${sessions}`), 'session').length, 2);
    const own = partsOf(await get('wang', `Schedule/${sessions}`), 'session');
    assert.deepEqual(
      own.map(({ schedule }) => schedule),
      [{ reference: 'Schedule/wang' }],
    );
    const one = await get('registrar', `Schedule/${sessions}&schedule=li`);
    assert.equal(partsOf(one, 'session').length, 1);
    assert.deepEqual(partsOf(await get('registrar', 'Schedule/$sessions'), 'session'), []);
  });

  it('are of the own institution; who keeps the house names one', async () => {
    const of = '&organization=county';
    assertRefused(await get('other-registrar', `Schedule/${sessions}${of}`), 403);
    assert.deepEqual(partsOf(await get('other-registrar', `Schedule/${sessions}`), 'session'), []);
    assertRefused(await get('keeper', `Schedule/${sessions}`), 400, /organization/);
    assert.equal(partsOf(await get('keeper', `Schedule/${sessions}${of}`), 'session').length, 2);
    assertRefused(await get('registrar', 'Schedule/$sessions?date=tomorrow'), 400);
    assertRefused(await get('registrar', 'Schedule/$sessions?days=32'), 400);
  });
});

describe('Who comes to a session', () => {
  const roster = (id = 'wang') => `Schedule/${id}/$roster?slot=Slot/${slot}`;

  it('is shown to the doctor by name, once the day of the visit opened the record', async () => {
    const [line] = partsOf(await get('wang', roster()), 'line');
    assert.equal(line?.['number'], 1);
    assert.equal(line['status'], 'booked');
    assert.equal(line['first'], true);
    assert.equal(line['paid'], false);
    assert.equal(line['gender'], 'female');
    const { display = '', reference } = line['patient'] as { display?: string; reference?: string };
    assert.equal(reference, `Patient/${cared}`);
    assert.match(display, line['masked'] === true ? /^测\*+$/ : /^测../);
    // Looking is logged, with whose record it was.
    const logged = stage.server.journal.lines.filter(({ event }) => event === 'roster').at(-1);
    assert.equal(logged?.caller?.who, 'Practitioner/doctor');
    assert.equal(logged.patients.length, 1);
  });

  it('is not shown to another doctor, nor to another institution', async () => {
    assertRefused(await get('li', roster()), 404);
    assertRefused(await get('other-registrar', roster()), 404);
    assertRefused(await get('registrar', roster('li')), 404);
    assertRefused(await get('registrar', 'Schedule/wang/$roster?slot=none'), 404);
    assert.equal(partsOf(await get('nurse', roster()), 'line').length, 1);
  });
});

describe('The ledger of a session', () => {
  it('lists every movement, and balances with the numbers themselves', async () => {
    const answer = await get('registrar', `Schedule/wang/$ledger?slot=${slot}`);
    const pools = partsOf(answer, 'pool');
    assert.deepEqual(
      pools.map(({ code, issued, taken, free, lying }) => [code, issued, taken, free, lying]),
      [
        ['public', 6, 1, 5, 5],
        ['elder', 2, 0, 2, 2],
      ],
    );
    const entries = partsOf(answer, 'entry');
    assert.deepEqual(
      entries.map(({ cause, change }) => [cause, change]),
      [
        ['taken', -1],
        ['issued', 2],
        ['issued', 6],
      ],
    );
    assert.equal(entries[0]?.['number'], 1);
    assertRefused(await get('other-registrar', `Schedule/wang/$ledger?slot=${slot}`), 404);
  });
});

describe('A template', () => {
  const template = (minutes: number, department = 'county-medicine') => ({
    resourceType: 'Schedule',
    id: 'li',
    active: true,
    extension: templateExtensions([{ ...tuesdays, weekday: 3, minutes }], {}),
    actor: [
      { reference: 'PractitionerRole/li', display: 'li' },
      { reference: `HealthcareService/${department}`, display: '内科' },
    ],
  });
  const put = (name: string, body: object) => stage.as(name)('PUT', 'Schedule/li', { body });

  it('is written by the own desk, never with slots of more than an hour (APT-01)', async () => {
    assert.equal((await put('registrar', template(60))).status, 200);
    assertRefused(await put('registrar', template(120)), 422, /APT-01/);
    assertRefused(await put('other-registrar', template(60)), 403);
    assertRefused(await put('nurse', template(60)), 403);
  });
});

describe('Who did not come', () => {
  it('is listed, paused after three, and excused by the desk with a reason (APT-02)', async () => {
    const missing = await resident(stage);
    const missed: string[] = [];
    for (const [at, weekday] of [1, 4, 5].entries()) {
      const clinic = { ...tuesdays, weekday, start: 840 + at * 60, end: 870 + at * 60 };
      const [own] = await opened(stage, `miss-${at}`, { clinics: [clinic] });
      const made = appointmentOf(await book(stage, { patient: missing, slot: own?.id }));
      missed.push(made.id!);
    }
    const list = () => get('registrar', 'Appointment/$no-shows');
    assert.deepEqual(partsOf(await list(), 'person'), []);
    stage.pass(6 * day);
    await stage.tick();
    const all = partsOf(await list(), 'person');
    assert.equal(all.length, 2);
    const [worst, other] = all;
    assert.deepEqual([worst?.['count'], other?.['count']], [3, 1]);
    assert.ok(typeof worst?.['paused-until'] === 'string' && other?.['paused-until'] === undefined);
    assert.match((worst['patient'] as { display: string }).display, /^测/);
    assert.deepEqual(partsOf(await get('other-registrar', 'Appointment/$no-shows'), 'person'), []);
    const path = `Appointment/${missed[0]}/$excuse`;
    const reason = [{ name: 'reason', valueString: '急诊住院，已出示证明' }];
    assertRefused(await stage.ask('registrar', path, []), 400, /reason/);
    assertRefused(await stage.ask('other-registrar', path, reason), 404);
    assertRefused(await stage.ask('nurse', path, reason), 404);
    assertRefused(await stage.ask(missing, path, reason), 404);
    const excused = appointmentOf(await stage.ask('registrar', path, reason));
    assert.equal(excused.status, 'cancelled');
    assert.equal(excused.cancelationReason?.text, '爽约已核销');
    assert.match(JSON.stringify(excused.extension), /急诊住院/);
    assertRefused(await stage.ask('registrar', path, reason), 409);
    const [after] = partsOf(await list(), 'person');
    assert.equal(after?.['paused-until'], undefined);
    const told = (await stage.as(missing)('GET', 'Communication')).as<Bundle<Communication>>();
    assert.match(JSON.stringify(told.entry), /核销/);
    const read = (await get(missing, `Appointment/${missed[0]}`)).as<Appointment>();
    assert.equal(read.status, 'cancelled');
  });
});

describe('Nobody, and who has no part in it', () => {
  for (const path of [
    'Schedule/$sessions',
    'Schedule/wang/$roster?slot=x',
    'Schedule/wang/$ledger?slot=x',
    'Appointment/$no-shows',
  ]) {
    it(`is not answered at ${path.split('?')[0]}`, async () => {
      assertRefused(await get('nobody', path), 401);
      assertRefused(await get('pharmacist', path), 404);
      assertRefused(await get(cared, path), 404);
    });
  }
});
