/**
 * Health record numbers: given by the platform, once, to a person, for good.
 * docs/guides/identifiers.md
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Parameters, Patient } from '@medplum/fhirtypes';
import { parseRecordNumber } from '#model/identifiers.ts';
import { checkDigit } from '#model/resident-id.ts';
import { decisionUrl } from '#server/identity/index/decisions.ts';
import { openTownships } from '#server/identity/record-numbers/townships.ts';
import { callerOf } from '#test/callers.ts';
import { type Answer, type Send, assertRefused, fhirClient, sendAs } from '#test/fhir-client.ts';
import { patient } from '#test/people.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

const fileSystem = 'urn:oid:2.16.156.10011.1.2';
const good = (first: string) => ({
  system: 'urn:oid:2.16.156.10011.1.3',
  value: first + checkDigit(first),
});

let server: TestServer;
let people = 0;
const as = (name: string): Send => sendAs(fhirClient(server.url), name);

before(async () => {
  server = await startTestServer({ guarded: true });
  const { callers } = server;
  callers.set('platform', callerOf('platform'));
  for (const organization of ['clinic', 'hospital']) {
    const body = { resourceType: 'Organization', id: organization, name: organization };
    await as('platform')('PUT', `Organization/${organization}`, { body });
    for (const role of ['registrar', 'village-doctor', 'doctor', 'nurse', 'pharmacist'] as const) {
      const given = { organization, who: `Practitioner/${role}-${organization}` };
      callers.set(`${role}@${organization}`, callerOf(role, given));
    }
    callers.set(`system@${organization}`, callerOf('system', { organization, who: 'Device/his' }));
  }
  callers.set(
    'narrow',
    callerOf('village-doctor', { organization: 'clinic', scopes: ['user/Patient.rs'] }),
  );
});
after(async () => {
  await server.stop();
  assert.deepEqual(server.failures, []);
});

/** Somebody new at the clinic, unlike anybody before. */
async function register(given: Partial<Patient> = {}, at = 'clinic'): Promise<Patient> {
  people += 1;
  const birthDate = `19${String(10 + people)}-03-0${1 + (people % 9)}`;
  const identifier = [good(`339901${birthDate.replaceAll('-', '')}${122 + 2 * people}`)];
  const name = [
    { text: '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华'[people]! + '试人' },
  ];
  const body = patient({ birthDate, identifier, name, ...given });
  const answer = await as(`village-doctor@${at}`)('POST', 'Patient', { body });
  assert.equal(answer.status, 201, answer.text);
  return answer.as<Patient>();
}

const ask = (name: string, id: string | undefined, division = '330802100101') =>
  as(name)('POST', `Patient/${id}/$record-number`, {
    body: {
      resourceType: 'Parameters',
      parameter: [{ name: 'division', valueString: division }],
    },
  });

function numberIn(answer: Answer): { number: string; issued: boolean } {
  assert.equal(answer.status, 200, answer.text);
  const { parameter = [] } = answer.as<Parameters>();
  const of = (name: string) => parameter.find((one) => one.name === name);
  return {
    number: of('number')?.valueIdentifier?.value ?? '',
    issued: of('issued')?.valueBoolean === true,
  };
}

const numbersOn = async (id: string | undefined) => {
  const read = (await as('platform')('GET', `Patient/${id}`)).as<Patient>();
  return (read.identifier ?? []).filter(({ system }) => system === fileSystem);
};

describe('A health record number', () => {
  it('has the village in front, a serial behind, and stands in the record (EHR-01)', async () => {
    const made = await register();
    const { number, issued } = numberIn(await ask('village-doctor@clinic', made.id));
    assert.equal(issued, true);
    assert.deepEqual(parseRecordNumber(number), {
      township: '330802100',
      village: '101',
      serial: number.slice(12),
    });
    const [identifier, ...more] = await numbersOn(made.id);
    assert.equal(more.length, 0);
    assert.equal(identifier?.value, number);
    assert.equal(identifier.use, 'official');
    assert.equal(identifier.assigner?.display, '区域全民健康信息平台');
  });

  it('is the one a person has, however often and wherever it is asked for (EHR-01)', async () => {
    const made = await register();
    const first = numberIn(await ask('nurse@clinic', made.id));
    // Who moves keeps the number.
    const again = numberIn(await ask('doctor@clinic', made.id, '330822104101'));
    assert.deepEqual(again, { number: first.number, issued: false });
    assert.equal((await numbersOn(made.id)).length, 1);
  });

  it('is one for all records of a person', async () => {
    const made = await register();
    const { number } = numberIn(await ask('registrar@clinic', made.id));
    const { id: _id, meta: _meta, ...same } = made;
    const answer = await as('system@hospital')('POST', 'Patient', { body: same });
    const other = answer.as<Patient>();
    assert.equal(other.link?.[0]?.other.reference, `Patient/${made.id}`);
    const told = numberIn(await ask('registrar@hospital', other.id, '330822104101'));
    assert.deepEqual(told, { number, issued: false });
    // It stands where it was given.
    assert.deepEqual(await numbersOn(other.id), []);
    // The link to a record that is closed to the hospital hinders nobody there.
    const read = (await as('registrar@hospital')('GET', `Patient/${other.id}`)).as<Patient>();
    const telecom = [{ system: 'phone' as const, value: '16000000123' }];
    const put = { body: { ...read, telecom } };
    const written = await as('registrar@hospital')('PUT', `Patient/${other.id}`, put);
    assert.equal(written.status, 200, written.text);
    assert.deepEqual(written.as<Patient>().link, read.link);
    const pointing = [{ other: { reference: 'Patient/nobody' }, type: 'replaces' as const }];
    const elsewhere = await as('registrar@hospital')('PUT', `Patient/${other.id}`, {
      body: { ...read, link: pointing },
    });
    assertRefused(elsewhere, 422, /does not exist/);
  });

  it('is each one’s own where two records prove to be two people', async () => {
    const made = await register();
    const { number } = numberIn(await ask('registrar@clinic', made.id));
    const { id: _id, meta: _meta, ...same } = made;
    const answer = await as('system@hospital')('POST', 'Patient', { body: same });
    const other = answer.as<Patient>();
    assert.equal(numberIn(await ask('registrar@hospital', other.id)).number, number);
    const body = {
      resourceType: 'Linkage',
      extension: [{ url: decisionUrl, valueCode: 'different' }],
      item: [made, other].map(({ id }, at) => ({
        type: at === 0 ? 'source' : 'alternate',
        resource: { reference: `Patient/${id}` },
      })),
    };
    assert.equal((await as('platform')('POST', 'Linkage', { body })).status, 201);
    const own = numberIn(await ask('registrar@hospital', other.id));
    assert.equal(own.issued, true);
    assert.notEqual(own.number, number);
    assert.equal(numberIn(await ask('registrar@clinic', made.id)).number, number);
  });

  it('comes back, the same, where a system sent the Patient without it (EHR-01)', async () => {
    const made = await register();
    const { number } = numberIn(await ask('registrar@clinic', made.id));
    const { meta: _meta, ...whole } = made;
    const put = await as('system@clinic')('PUT', `Patient/${made.id}`, { body: whole });
    assert.equal(put.status, 200, put.text);
    assert.deepEqual(await numbersOn(made.id), []);
    const again = numberIn(await ask('registrar@clinic', made.id, '330822104101'));
    assert.deepEqual(again, { number, issued: false });
    assert.equal((await numbersOn(made.id))[0]?.value, number);
  });

  it('is never given twice, though many ask, nor if it is somebody’s (EHR-01)', async () => {
    const division = '330824106950';
    const taken = await register({
      identifier: [{ system: fileSystem, value: `${division}00002` }],
    });
    const made: Patient[] = [];
    for (let n = 0; n < 12; n += 1) made.push(await register());
    const answers = await Promise.all(
      made.flatMap(({ id }) => [
        ask('village-doctor@clinic', id, division),
        ask('nurse@clinic', id, division),
      ]),
    );
    const numbers = answers.map((answer) => numberIn(answer));
    assert.equal(numbers.filter(({ issued }) => issued).length, 12);
    const different = new Set(numbers.map(({ number }) => number));
    assert.equal(different.size, 12);
    assert.equal(different.has(`${division}00002`), false);
    assert.equal((await numbersOn(taken.id))[0]?.value, `${division}00002`);
    // Who goes takes the number along: it is nobody's afterwards.
    const last = [...different].toSorted().at(-1)!;
    const holder = made[Math.floor(numbers.findIndex(({ number }) => number === last) / 2)]!;
    await as('platform')('DELETE', `Patient/${holder.id}`);
    const next = await register();
    const { number } = numberIn(await ask('village-doctor@clinic', next.id, division));
    assert.ok(number > last, `${number} after ${last}`);
  });

  it('is of a township that there is, and of a village that can be (EHR-01, EHR-02)', async () => {
    const made = await register();
    for (const [division, words] of [
      ['330802999101', /EHR-01, STD-06/],
      ['999999999101', /EHR-01, STD-06/],
      ['330802100202', /EHR-02/],
      ['330802100000', /EHR-02/],
      ['33080210010', /EHR-02/],
    ] as const) {
      assertRefused(await ask('village-doctor@clinic', made.id, division), 422, words);
    }
    assert.deepEqual(await numbersOn(made.id), []);
    const parameter = [
      { name: 'division', valueString: '330802100' },
      { name: 'village', valueString: '099' },
    ];
    const body = { resourceType: 'Parameters', parameter };
    const path = `Patient/${made.id}/$record-number`;
    const answer = await as('village-doctor@clinic')('POST', path, { body });
    assert.match(numberIn(answer).number, /^330802100099\d{5}$/);
  });

  it('is refused where the village has none left (EHR-01)', async () => {
    const made = await register();
    await server.store.sql.run(
      `insert into record_number (village, last) values ('330822108101', 99998)`,
      [],
    );
    const { number } = numberIn(await ask('nurse@clinic', made.id, '330822108101'));
    assert.equal(number, '33082210810199999');
    const next = await register();
    assertRefused(await ask('nurse@clinic', next.id, '330822108101'), 409, /used up/);
    assert.deepEqual(await numbersOn(next.id), []);
  });

  it('is given by who registers people, in the own records, with the scope for it', async () => {
    const made = await register();
    // For others there is no such operation.
    assertRefused(await ask('pharmacist@clinic', made.id), 404);
    assertRefused(await ask('system@clinic', made.id), 404);
    assertRefused(await ask('narrow', made.id), 403);
    assertRefused(await ask('village-doctor@hospital', made.id), 404);
    assertRefused(await ask('village-doctor@clinic', 'nobody'), 404);
    assert.deepEqual(await numbersOn(made.id), []);
  });

  it('is in the log: who gave it to whom', async () => {
    const made = await register();
    const before = server.journal.lines.length;
    numberIn(await ask('nurse@clinic', made.id));
    const lines = server.journal.lines.slice(before);
    const told = lines.map(({ event, caller }) => `${event} ${caller?.who}`);
    assert.deepEqual(told, [
      'patch Practitioner/nurse-clinic',
      'record-number Practitioner/nurse-clinic',
    ]);
  });
});

describe('The table of townships', () => {
  const isTownship = openTownships();
  it('knows those of today, and no county, province or number beside (STD-06)', () => {
    for (const code of ['330802100', '110101001', '441900003', '659012505']) {
      assert.ok(isTownship(code), code);
    }
    for (const code of ['330802000', '330802', '110101018', '33080210', '330802100101', 'x']) {
      assert.equal(isTownship(code), false, code);
    }
  });
});
