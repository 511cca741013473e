/**
 * What people do about differences between a hospital and us: ask for its list now, keep ours, take
 * theirs; for their own hospital, in their own right.
 * docs/decisions/0026-his-adapters.md
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Parameters } from '@medplum/fhirtypes';
import { segmentOf, textOf } from '#server/exchange/hl7v2/er7.ts';
import { assertRefused } from '#test/fhir-client.ts';
import { appointmentOf, book, resident } from '#test/scheduling/stage.ts';
import { type Hospital, connect, noticesFor, openHospital } from './hospital.ts';

let hospital: Hospital;
before(async () => {
  hospital = await openHospital();
  await connect(hospital);
});
after(() => hospital.stop());

const tell = () => hospital.stage.server.tellHospitals();
const booked = async (slot: string | undefined) => {
  const patient = await resident(hospital.stage);
  const { id = '' } = appointmentOf(await book(hospital.stage, { patient, slot }));
  return { id, patient };
};
/** Booked here and refused by the hospital. */
const refused = async (slot: string | undefined) => {
  hospital.his.mood = 'AE';
  const one = await booked(slot);
  await tell();
  hospital.his.mood = undefined;
  return one;
};
const heardOf = (id: string) =>
  hospital.his.heard
    .filter(({ message }) => textOf(segmentOf(message, 'SCH'), 1) === id)
    .map(({ message }) => textOf(message[0], 9, 2));

type Row = Record<string, string | string[]>;

/** What an operation lists, by the names of its parts. */
async function rowsOf(path: string, name = 'registrar'): Promise<Row[]> {
  const answer = await hospital.stage.as(name)('GET', path);
  assert.equal(answer.status, 200, answer.text);
  return (answer.as<Parameters>().parameter ?? []).map(({ part = [] }) => {
    const row: Row = { may: part.flatMap((one) => (one.name === 'may' ? one.valueCode! : [])) };
    for (const one of part.filter(({ name: part }) => part !== 'may')) {
      const { name: key, ...held } = one;
      const [value] = Object.values(held) as (string | number | { display?: string })[];
      row[key] = typeof value === 'object' ? (value.display ?? '') : String(value);
    }
    return row;
  });
}
const differenceOf = async (appointment: string, state = 'open') =>
  (await rowsOf(`Organization/county/$his-differences?state=${state}`)).find(
    (one) => one['appointment'] === appointment,
  );
const settle = async (name: string, difference: unknown, deed?: string) =>
  hospital.stage.ask(name, 'Organization/county/$his-settle', [
    { name: 'difference', valueString: String(difference) },
    { name: 'note', valueString: '已电话核对' },
    ...(deed === undefined ? [] : [{ name: 'deed', valueCode: deed }]),
  ]);
const askNow = (name: string, schedule: string, slot: string | undefined) =>
  hospital.stage.ask(name, `Schedule/${schedule}/$ask-hospital`, [
    { name: 'slot', valueReference: { reference: `Slot/${slot}` } },
  ]);

describe('A registrar', () => {
  it('asks the hospital for its list now, and the day says what came of it', async () => {
    const [slot] = await hospital.openNext('now');
    const { id } = await booked(slot?.id);
    await tell();
    const there = [...hospital.his.bookings.values()].find(({ placer }) => placer === id)!;
    there.state = 'cancelled';
    await hospital.his.flush();
    hospital.stage.pass(1000);
    const answer = await askNow('registrar', 'now', slot?.id);
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.text, /end-ours/);
    const day = slot!.start!.slice(0, 10);
    const lists = await rowsOf(`Organization/county/$his-lists?date=${day}`);
    const [list] = lists.filter(({ settled }) => settled === '1');
    assert.deepEqual([list?.['agreed'], list?.['open']], ['0', '0']);
    assert.deepEqual(await rowsOf('Organization/county/$his-lists?date=2026-12-31'), []);
    hospital.stage.pass(1000);
    await askNow('registrar', 'now', slot?.id);
    const [again] = await rowsOf(`Organization/county/$his-lists?date=${day}`);
    assert.deepEqual([again?.['agreed'], again?.['settled']], ['1', '0']);
  });

  it('sees whose number it is as far as may be known, and what may be done', async () => {
    const [slot] = await hospital.openNext('whose');
    const { id } = await refused(slot?.id);
    const one = await differenceOf(id);
    assert.equal(one?.['kind'], 'refused-there');
    assert.equal(one['masked'], 'true');
    assert.match(String(one['patient']), /^测.?\*|^测/);
    assert.deepEqual([one['department'], one['status'], one['number']], ['内科', 'booked', '1']);
    assert.deepEqual(one['may'], ['keep-ours', 'take-theirs']);
  });

  it('keeps ours: the hospital is told again, and takes it', async () => {
    const [slot] = await hospital.openNext('keep');
    const { id } = await refused(slot?.id);
    const one = await differenceOf(id);
    assert.equal((await settle('registrar', one?.['id'], 'keep-ours')).status, 200);
    await tell();
    assert.deepEqual(heardOf(id), ['S12', 'S12']);
    assert.ok([...hospital.his.bookings.values()].some(({ placer }) => placer === id));
    assert.equal(await differenceOf(id), undefined);
    const closed = await differenceOf(id, 'settled');
    assert.deepEqual([closed?.['note'], closed?.['may']], ['已电话核对', []]);
    assertRefused(await settle('registrar', one?.['id'], 'keep-ours'), 404);
  });

  it('finds nothing to do where the hospital took it meanwhile', async () => {
    const [slot] = await hospital.openNext('meanwhile');
    const { id } = await refused(slot?.id);
    hospital.stage.pass(1000);
    assert.match((await askNow('registrar', 'meanwhile', slot?.id)).text, /tell-again/);
    await tell();
    assert.equal(await differenceOf(id), undefined);
    assert.equal((await differenceOf(id, 'settled'))?.['by'], 'agreed');
  });

  it('takes theirs: our booking ends, its patient is told, the hospital is not', async () => {
    const [slot] = await hospital.openNext('take');
    const { id, patient } = await refused(slot?.id);
    const one = await differenceOf(id);
    assert.equal((await settle('registrar', one?.['id'], 'take-theirs')).status, 200);
    await tell();
    assert.deepEqual(heardOf(id), ['S12']);
    const appointment = await hospital.stage.as('platform')('GET', `Appointment/${id}`);
    assert.equal(appointment.as<{ status: string }>().status, 'cancelled');
    assert.deepEqual(await noticesFor(hospital.stage, patient), ['appointment-conflict']);
  });

  it('cannot end what ended meanwhile, nor settle by what is no deed', async () => {
    const [slot] = await hospital.openNext('here');
    const { id } = await refused(slot?.id);
    const one = await differenceOf(id);
    await hospital.stage.ask('registrar', `Appointment/${id}/$cancel`, []);
    assertRefused(await settle('registrar', one?.['id'], 'take-theirs'), 409, /another by now/);
    assertRefused(await settle('registrar', one?.['id'], 'forget'), 409, /another by now/);
    assert.deepEqual((await differenceOf(id))?.['may'], ['keep-ours']);
    assert.equal((await settle('registrar', one?.['id'])).status, 200);
  });
});

describe('A hospital that does not answer', () => {
  it('is said to be silent; one that is not told, to be unknown', async () => {
    const [slot] = await hospital.openNext('silent');
    hospital.his.line.toHospital = () => 'lost';
    assertRefused(await askNow('registrar', 'silent', slot?.id), 502, /did not answer/);
    hospital.his.line.toHospital = () => 'arrives';
    await hospital.stage.ask('his', 'Organization/county/$his-endpoint', []);
    assertRefused(await askNow('registrar', 'silent', slot?.id), 409, /cannot be asked/);
    await connect(hospital);
    assert.equal((await askNow('registrar', 'silent', slot?.id)).status, 200);
  });
});

describe('Whose hospital it is not', () => {
  it('neither asks, nor sees, nor settles; a resident and a nobody do not either', async () => {
    const [slot] = await hospital.openNext('rights');
    const { id, patient } = await refused(slot?.id);
    const one = await differenceOf(id);
    const ways = ['his-lists', 'his-differences', 'his-endpoint'] as const;
    for (const way of ways) {
      const path = `Organization/county/$${way}`;
      assertRefused(await hospital.stage.as('other-registrar')('GET', path), 403);
      for (const who of [patient, 'nobody', 'village']) {
        const { status } = await hospital.stage.as(who)('GET', path);
        assert.ok(status === 401 || status === 403 || status === 404, `${who} ${way} ${status}`);
      }
    }
    assertRefused(await askNow('other-registrar', 'rights', slot?.id), 403);
    assertRefused(await settle('other-registrar', one?.['id'], 'take-theirs'), 403);
    for (const who of [patient, 'nobody', 'village']) {
      const answers = [
        await askNow(who, 'rights', slot?.id),
        await settle(who, one?.['id'], 'take-theirs'),
        await hospital.stage.as(who)('GET', 'Organization/$his-hospitals'),
      ];
      assert.ok(answers.every(({ status }) => [401, 403, 404].includes(status)));
    }
    assert.equal((await differenceOf(id))?.['status'], 'booked');
  });

  it('is not among the hospitals of a registrar; the platform sees each', async () => {
    const [own, ...others] = await rowsOf('Organization/$his-hospitals');
    assert.deepEqual([own?.['organization'], others], ['测试县人民医院', []]);
    assert.match(String(own?.['url']), /^http/);
    const of = async (name: string) =>
      (await rowsOf('Organization/$his-hospitals', name)).map((one) => one['url']);
    assert.deepEqual(await of('other-registrar'), [undefined]);
    assert.equal((await of('platform')).length, 1);
  });
});

describe('What is kept of lists', () => {
  it('is written by no registrar', async () => {
    const found = await hospital.stage.as('platform')('GET', 'Task?code=his-list');
    const [entry] = found.as<{ entry: { resource: { id: string } }[] }>().entry;
    const path = `Task/${entry!.resource.id}`;
    const body = { ...entry!.resource, status: 'failed' };
    assertRefused(await hospital.stage.as('registrar')('PUT', path, { body }), 422, /reconcile/);
  });
});

describe('When a session is over', () => {
  it('it is compared all the same', async () => {
    const [slot] = await hospital.openNext('over');
    const { id } = await booked(slot?.id);
    await tell();
    const there = [...hospital.his.bookings.values()].find(({ placer }) => placer === id)!;
    hospital.stage.pass(8 * 86_400_000);
    await hospital.stage.tick();
    there.state = 'noshow';
    const answer = await askNow('registrar', 'over', slot?.id);
    assert.equal(answer.status, 200, answer.text);
  });
});
