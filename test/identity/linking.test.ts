/**
 * Patients are matched as they are written, and are one record to whoever may see it.
 * docs/decisions/0017-one-person-one-index.md
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Bundle, Linkage, Patient } from '@medplum/fhirtypes';
import { checkDigit } from '#model/resident-id.ts';
import { callerOf } from '#test/callers.ts';
import { type Answer, type Send, fhirClient, sendAs } from '#test/fhir-client.ts';
import { bundle, creating, heartRate } from '#test/people.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

const cardOf = (first: string) => ({
  system: 'urn:oid:2.16.156.10011.1.3',
  value: first + checkDigit(first),
});

/** Somebody of a birth order, unlike everybody else. */
const person = (n: number, given: Partial<Patient> = {}): Patient => ({
  resourceType: 'Patient',
  identifier: [cardOf(`339901${1950 + n}0${1 + (n % 9)}15${String(100 + n)}`)],
  name: [{ text: `测${'甲乙丙丁戊己庚辛壬癸'.charAt(n % 10)}${'东南西北'.charAt(n % 4)}` }],
  gender: 'female',
  birthDate: `${1950 + n}-0${1 + (n % 9)}-15`,
  telecom: [{ system: 'phone', value: `1600000${String(1000 + n)}` }],
  ...given,
});

let server: TestServer;
let platform: Send;
const as = (name: string): Send => sendAs(fhirClient(server.url), name);

before(async () => {
  server = await startTestServer({ guarded: true });
  const { callers } = server;
  callers.set('platform', callerOf('platform'));
  for (const place of ['east', 'west']) {
    const at = { organization: place };
    callers.set(place, callerOf('system', { ...at, who: `Organization/${place}` }));
    callers.set(`doctor-${place}`, callerOf('doctor', { ...at, who: `Practitioner/${place}` }));
  }
  platform = as('platform');
  for (const id of ['east', 'west']) {
    await platform('PUT', `Organization/${id}`, {
      body: { resourceType: 'Organization', id, active: true, name: id },
    });
    await platform('PUT', `Practitioner/${id}`, { body: { resourceType: 'Practitioner', id } });
  }
});
after(async () => {
  await server.stop();
  assert.deepEqual(server.failures, []);
});

async function register(place: string, patient: Patient): Promise<Patient> {
  const answer = await as(place)('POST', 'Patient', { body: patient });
  assert.equal(answer.status, 201, answer.text);
  return answer.as<Patient>();
}

const linkOf = ({ link = [] }: Patient) => link.map(({ type, other }) => [type, other.reference]);
const seeAlso = (first: Patient) => [['seealso', `Patient/${first.id}`]];
const now = async (id: string | undefined) =>
  (await platform('GET', `Patient/${id}`)).as<Patient>();

describe('A Patient', () => {
  it('of a person whom another institution wrote names the first record, at once', async () => {
    const first = await register('east', person(1));
    assert.deepEqual(linkOf(first), []);
    const second = await register('west', person(1));
    assert.deepEqual(linkOf(second), seeAlso(first));
    assert.equal(second.meta?.versionId, '1');
    assert.equal((await now(first.id)).meta?.versionId, '1', 'the first is left as it was');
    const third = await register('west', person(1, { identifier: undefined as never }));
    assert.deepEqual(linkOf(third), seeAlso(first));
  });

  it('that comes in a transaction is linked in the answer, with one beside it', async () => {
    const body = bundle('transaction', [creating(person(2)), creating(person(2))]);
    const headers = { prefer: 'return=representation' };
    const answer = (await as('east')('POST', '', { body, headers })).as<Bundle<Patient>>();
    const [first, second] = answer.entry!.map(({ resource }) => resource!);
    const links = [linkOf(first!), linkOf(second!)];
    assert.equal(links.flat().length, 1);
    const [named] = links.flat();
    assert.ok([first, second].some((one) => named?.[1] === `Patient/${one?.id}`));
  });

  it('keeps its link whatever its writer says, and is not linked by saying so', async () => {
    const first = await register('east', person(3));
    const second = await register('west', person(3));
    const victim = await register('west', person(4));
    const link = [{ type: 'seealso' as const, other: { reference: `Patient/${victim.id}` } }];
    const put = await as('west')('PUT', `Patient/${second.id}`, {
      body: { ...person(3), id: second.id, link, active: true },
    });
    assert.deepEqual(linkOf(put.as<Patient>()), seeAlso(first));
    const alone = await register('west', person(5, { link }));
    assert.deepEqual(linkOf(alone), []);
  });

  it('that becomes somebody else by an update is parted, and back again', async () => {
    const first = await register('east', person(6));
    const second = await register('west', person(6));
    const put = async (patient: Patient) =>
      (
        await as('west')('PUT', `Patient/${second.id}`, { body: { ...patient, id: second.id } })
      ).as<Patient>();
    assert.deepEqual(linkOf(await put(person(7))), []);
    assert.deepEqual(linkOf(await put(person(6))), seeAlso(first));
  });

  it('hands its place to the next record when it is deleted', async () => {
    const first = await register('east', person(8));
    const second = await register('west', person(8));
    const third = await register('west', person(8));
    assert.equal((await platform('DELETE', `Patient/${first.id}`)).status, 204);
    assert.deepEqual(linkOf(await now(second.id)), []);
    assert.deepEqual(linkOf(await now(third.id)), seeAlso(second));
  });

  it('with a second card that holds is two people, for somebody to look at (STD-01)', async () => {
    const first = await register('east', person(9));
    const other = person(9, { identifier: [cardOf('33990119591015999')] });
    assert.deepEqual(linkOf(await register('west', other)), []);
    const [edge] = await server.store.sql.run(
      `select zone, alert, model from identity_edge e join identity_record r on r.key in (e.a, e.b)
        where r.id = $1`,
      [first.id!],
    );
    assert.deepEqual([edge?.['zone'], edge?.['alert'], edge?.['model']], [3, 'two-cards', 'zh-1']);
  });
});

describe('A decision', () => {
  const decide = async (a: Patient, b: Patient, said: string) => {
    const body: Linkage = {
      resourceType: 'Linkage',
      active: true,
      extension: [
        {
          url: 'https://yishu.example/StructureDefinition/identity-decision',
          valueCode: said,
        },
      ],
      item: [a, b].map(({ id }) => ({ type: 'source', resource: { reference: `Patient/${id}` } })),
    };
    const answer = await platform('POST', 'Linkage', { body });
    assert.equal(answer.status, 201, answer.text);
    return answer.as<Linkage>();
  };

  it('parts what is linked; withdrawn, everything is as it was', async () => {
    const first = await register('east', person(10));
    const second = await register('west', person(10));
    const made = await decide(first, second, 'different');
    assert.deepEqual(linkOf(await now(second.id)), []);
    await platform('PUT', `Linkage/${made.id}`, { body: { ...made, active: false } });
    assert.deepEqual(linkOf(await now(second.id)), seeAlso(first));
    await platform('PUT', `Linkage/${made.id}`, { body: { ...made, active: true } });
    assert.deepEqual(linkOf(await now(second.id)), []);
    await platform('DELETE', `Linkage/${made.id}`);
    assert.deepEqual(linkOf(await now(second.id)), seeAlso(first));
  });

  it('joins who looks unlike, and leaves every other resource where it was', async () => {
    const first = await register('east', person(11));
    const second = await register('west', person(12));
    const rate = await as('west')('POST', 'Observation', {
      body: heartRate(`Patient/${second.id}`, 71),
    });
    const before = rate.text;
    const { id } = rate.as<{ id: string }>();
    const made = await decide(first, second, 'same');
    assert.deepEqual(linkOf(await now(second.id)), seeAlso(first));
    await platform('DELETE', `Linkage/${made.id}`);
    assert.deepEqual(linkOf(await now(second.id)), []);
    await decide(first, second, 'same');
    assert.deepEqual(linkOf(await now(second.id)), seeAlso(first));
    assert.equal((await platform('GET', `Observation/${id}`)).text, before);
  });

  it('is nobody’s but the house’s: no hospital, doctor or resident joins two people', async () => {
    const first = await register('east', person(13));
    const second = await register('west', person(14));
    const item = [first, second].map(({ id }) => ({
      type: 'source',
      resource: { reference: `Patient/${id}` },
    }));
    const url = 'https://yishu.example/StructureDefinition/identity-decision';
    const body = { resourceType: 'Linkage', extension: [{ url, valueCode: 'same' }], item };
    for (const name of ['east', 'doctor-west']) {
      assert.equal((await as(name)('POST', 'Linkage', { body })).status, 403, name);
    }
    assert.deepEqual(linkOf(await now(second.id)), []);
  });

  it('leaves a trace of who joined and left whom, in order', async () => {
    const first = await register('east', person(15));
    const second = await register('west', person(15));
    await decide(first, second, 'different');
    const rows = await server.store.sql.run(
      'select cause, before = after as same from identity_change where patient = $1 order by id',
      [second.id!],
    );
    assert.deepEqual(
      rows.map(({ cause }) => cause),
      ['matched', 'decided'],
    );
  });
});

describe('The record of a person', () => {
  let first: Patient;
  let second: Patient;
  const values = (answer: Answer) =>
    (answer.as<Bundle>().entry ?? [])
      .flatMap(({ resource }) => (resource?.resourceType === 'Observation' ? [resource] : []))
      .map(({ valueQuantity }) => valueQuantity?.value)
      .toSorted((a = 0, b = 0) => a - b);
  const visit = async (place: string, patient: Patient) => {
    const body = {
      resourceType: 'Encounter',
      status: 'in-progress',
      class: { code: 'AMB' },
      subject: { reference: `Patient/${patient.id}` },
      period: { start: new Date().toISOString() },
      participant: [{ individual: { reference: `Practitioner/${place}` } }],
      serviceProvider: { reference: `Organization/${place}` },
    };
    const answer = await as(place)('POST', 'Encounter', { body });
    assert.equal(answer.status, 201, answer.text);
  };
  before(async () => {
    first = await register('east', person(20));
    for (const value of [60, 61]) {
      await as('east')('POST', 'Observation', { body: heartRate(`Patient/${first.id}`, value) });
    }
    second = await register('west', person(20));
    await as('west')('POST', 'Observation', { body: heartRate(`Patient/${second.id}`, 80) });
  });

  it('is found whole under each of its Patients, counted and paged', async () => {
    for (const { id } of [first, second]) {
      for (const path of [
        `Observation?patient=${id}`,
        `Observation?subject=Patient/${id}`,
        `Patient/${id}/Observation`,
        `Observation?subject:Patient.identifier=${person(20).identifier?.[0]?.value}&_sort=date`,
      ]) {
        assert.deepEqual(values(await platform('GET', path)), [60, 61, 80], path);
      }
      const counted = await platform('GET', `Observation?patient=${id}&_summary=count`);
      assert.equal(counted.as<Bundle>().total, 3);
      const page = await platform('GET', `Observation?patient=${id}&_count=2&_sort=-date`);
      const next = page.as<Bundle>().link?.find(({ relation }) => relation === 'next')?.url ?? '';
      const rest = await platform('GET', next.replace(/^.*\/fhir\/R4\//, ''));
      assert.equal(values(page).length + values(rest).length, 3);
    }
  });

  it('is one institution’s where that is asked for', async () => {
    const own = await platform('GET', `Observation?patient=${second.id}&_person=false`);
    assert.deepEqual(values(own), [80]);
    assert.equal((await platform('GET', 'Observation?_person=maybe')).status, 400);
  });

  it('stays closed to who has no reason, by each of its Patients', async () => {
    const doctor = as('doctor-west');
    assert.deepEqual(values(await doctor('GET', `Observation?patient=${second.id}`)), [80]);
    assert.deepEqual(values(await doctor('GET', `Observation?patient=${first.id}`)), [80]);
    assert.equal((await doctor('GET', `Patient/${first.id}`)).status, 404);
  });

  it('is open whole to who treats the person by one of them, until they are parted', async () => {
    const doctor = as('doctor-west');
    await visit('west', second);
    assert.deepEqual(values(await doctor('GET', `Observation?patient=${second.id}`)), [60, 61, 80]);
    assert.equal((await doctor('GET', `Patient/${first.id}`)).status, 200);
    const everybody = await doctor('GET', 'Observation?_count=200');
    assert.deepEqual(
      values(everybody).filter((value) => value === 60),
      [60],
    );
    const consent = {
      resourceType: 'Linkage',
      extension: [
        {
          url: 'https://yishu.example/StructureDefinition/identity-decision',
          valueCode: 'different',
        },
      ],
      item: [first, second].map(({ id }) => ({
        type: 'source',
        resource: { reference: `Patient/${id}` },
      })),
    };
    const made = (await platform('POST', 'Linkage', { body: consent })).as<Linkage>();
    assert.deepEqual(values(await doctor('GET', `Observation?patient=${second.id}`)), [80]);
    assert.equal((await doctor('GET', `Patient/${first.id}`)).status, 404);
    await platform('DELETE', `Linkage/${made.id}`);
    assert.equal((await doctor('GET', `Patient/${first.id}`)).status, 200);
  });

  it('is the resident’s own whole, whichever record they sign in with', async () => {
    for (const { id } of [first, second]) {
      server.callers.set('self', callerOf('resident', { who: `Patient/${id}` }));
      const self = as('self');
      assert.deepEqual(values(await self('GET', `Observation?patient=${id}`)), [60, 61, 80]);
      assert.deepEqual(values(await self('GET', 'Observation?_count=200')), [60, 61, 80]);
      assert.equal((await self('GET', `Patient/${first.id}`)).status, 200);
    }
    server.callers.set('self', callerOf('resident', { who: 'Patient/nobody' }));
    assert.deepEqual(values(await as('self')('GET', `Observation?patient=${first.id}`)), []);
  });

  it('is denied whole by a denial in one of them (SEC-18)', async () => {
    const denial = {
      resourceType: 'Consent',
      status: 'active',
      scope: {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' },
        ],
      },
      category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
      patient: { reference: `Patient/${first.id}` },
      policy: [{ uri: 'https://yishu.example/policy/own-will' }],
      provision: {
        type: 'deny',
        actor: [
          {
            role: { text: 'recipient' },
            reference: { reference: 'Practitioner/west' },
          },
        ],
      },
    };
    const made = await platform('POST', 'Consent', { body: denial });
    assert.equal(made.status, 201, made.text);
    const doctor = as('doctor-west');
    assert.deepEqual(values(await doctor('GET', `Observation?patient=${second.id}`)), []);
    assert.equal((await doctor('GET', `Patient/${second.id}`)).status, 404);
  });

  it('is not deleted or changed beyond the Patient that a condition names', async () => {
    const path = `Observation?patient=${second.id}&code=8867-4`;
    assert.equal((await platform('DELETE', path)).status, 204);
    assert.deepEqual(values(await platform('GET', `Observation?patient=${second.id}`)), [60, 61]);
  });
});
