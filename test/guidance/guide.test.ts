/**
 * A resident asks which door is the right one (ACC-02): over HTTP, in a region with hospitals.
 * https://hl7.org/fhir/R4/healthcareservice.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Bundle, GuidanceResponse, Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { departmentSystem } from '#model/departments.ts';
import { callerOf } from '#test/callers.ts';
import { type Answer, type Send, assertRefused, fhirClient, sendAs } from '#test/fhir-client.ts';
import { patient } from '#test/people.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

let server: TestServer;
const as = (name: string): Send => sendAs(fhirClient(server.url), name);

before(async () => {
  server = await startTestServer({ guarded: true });
  const { callers } = server;
  callers.set('platform', callerOf('platform'));
  callers.set('nurse', callerOf('nurse', { organization: 'county' }));
  callers.set('administrator', callerOf('system-administrator'));
  callers.set('system', callerOf('system', { organization: 'county' }));
  for (const id of ['city', 'county']) {
    const body = { resourceType: 'Organization', id, name: id, active: true };
    await put(`Organization/${id}`, body);
  }
  await door('city-heart', 'city', '03.04', 'specialty');
  await door('county-medicine', 'county', '03', 'type');
  await door('county-emergency', 'county', '20', 'type');
  await door('city-closed', 'city', '03.04', 'specialty', false);
  await door('county-general', 'county', '02', 'type');
  const created = await as('platform')('POST', 'Patient', { body: patient({}) });
  assert.equal(created.status, 201, created.text);
  const { id } = created.as<{ id: string }>();
  callers.set('resident', callerOf('resident', { who: `Patient/${id}` }));
  const poor = { who: `Patient/${id}`, scopes: ['user/HealthcareService.rs'] };
  callers.set('reader', callerOf('resident', poor));
});
after(async () => {
  await server.stop();
  assert.deepEqual(server.failures, []);
});

async function put(path: string, body: object): Promise<void> {
  const answer = await as('platform')('PUT', path, { body });
  assert.ok(answer.status < 300, answer.text);
}

// A row of the region reads better in one line.
// eslint-disable-next-line max-params
async function door(id: string, at: string, code: string, element: string, active = true) {
  await put(`HealthcareService/${id}`, {
    resourceType: 'HealthcareService',
    id,
    active,
    name: id,
    providedBy: { reference: `Organization/${at}` },
    [element]: [{ coding: [{ system: departmentSystem, code }] }],
  });
}

function guide(who: string, complaint: string, more: ParametersParameter[] = []): Promise<Answer> {
  const hasAge = more.some(({ name }) => name === 'age' || name === 'birthDate');
  const parameter = [
    { name: 'complaint', valueString: complaint },
    ...(hasAge ? [] : [{ name: 'age', valueInteger: 40 }]),
    ...more,
  ];
  const body = { resourceType: 'Parameters', parameter };
  return as(who)('POST', 'HealthcareService/$guide', { body });
}

const all = (answer: Answer, name: string) =>
  (answer.as<Parameters>().parameter ?? []).filter((found) => found.name === name);
const kindOf = (answer: Answer) => all(answer, 'kind')[0]?.valueCode;
const partsOf = ({ part = [] }: ParametersParameter, name: string) =>
  part.filter((found) => found.name === name);
const doorsOf = (department: ParametersParameter | undefined) =>
  partsOf(department ?? { name: '' }, 'service').map(
    ({ part = [] }) => part[0]?.valueReference?.reference,
  );

describe('HealthcareService/$guide', () => {
  it('names departments with probability, and the doors of the region', async () => {
    const answer = await guide('resident', '走快了胸口闷，歇一会就好，已经半年');
    assert.equal(answer.status, 200, answer.text);
    assert.equal(kindOf(answer), 'departments');
    const [first] = all(answer, 'department');
    assert.equal(partsOf(first!, 'code')[0]?.valueCoding?.code, '03.04');
    assert.equal(partsOf(first!, 'en')[0]?.valueString, 'Cardiology');
    assert.ok(Number(partsOf(first!, 'probability')[0]?.valueDecimal) > 0.3);
    // The county hospital has no cardiology: its internal medicine is the door there.
    const doors = doorsOf(first);
    assert.deepEqual(doors, ['HealthcareService/city-heart', 'HealthcareService/county-medicine']);
  });

  it('says in both languages that it is no diagnosis, and by which model', async () => {
    const answer = await guide('nurse', '膝盖疼，上下楼更疼，一年了');
    const [disclaimer] = all(answer, 'disclaimer');
    assert.match(partsOf(disclaimer!, 'zh')[0]?.valueString ?? '', /不是诊断/);
    assert.match(partsOf(disclaimer!, 'en')[0]?.valueString ?? '', /not a diagnosis/);
    assert.equal(all(answer, 'modelVersion')[0]?.valueString, 'zh-1');
  });

  it('names the doors of one institution where one is asked for', async () => {
    const organization = {
      name: 'organization',
      valueReference: { reference: 'Organization/county' },
    };
    const answer = await guide('nurse', '走快了胸口闷，歇一会就好，已经半年', [organization]);
    assert.deepEqual(doorsOf(all(answer, 'department')[0]), ['HealthcareService/county-medicine']);
  });

  it('sends a red flag to 120 and the emergency room', async () => {
    const answer = await guide('resident', '我爸突然嘴歪，说话不清');
    assert.equal(kindOf(answer), 'emergency');
    const [flag] = all(answer, 'redFlag');
    assert.equal(partsOf(flag!, 'code')[0]?.valueCode, 'stroke');
    assert.deepEqual(
      all(answer, 'call').map(({ valueString }) => valueString),
      ['120'],
    );
    assert.deepEqual(doorsOf(all(answer, 'department')[0]), ['HealthcareService/county-emergency']);
  });

  it('gives who speaks of suicide the hotline before 120', async () => {
    const answer = await guide('resident', '不想活了');
    assert.deepEqual(
      all(answer, 'call').map(({ valueString }) => valueString),
      ['12356', '120'],
    );
  });

  it('steers a cold to the family doctor first', async () => {
    const answer = await guide('resident', '流鼻涕，嗓子有点疼，两天');
    assert.equal(kindOf(answer), 'primary-care');
    assert.deepEqual(doorsOf(all(answer, 'department')[0]), ['HealthcareService/county-general']);
  });

  it('asks one question, and takes its answer', async () => {
    const birthDate = { name: 'birthDate', valueDate: '1990-01-01' };
    const asked = await guide('resident', '宝宝拉肚子，蛋花样大便', [birthDate]);
    const [question] = all(asked, 'question');
    const [option] = partsOf(question!, 'option');
    const answer = partsOf(option!, 'answer')[0]?.valueCode ?? '';
    assert.equal(answer, 'who:child');
    const given = { name: 'answer', valueCode: answer };
    const answered = await guide('resident', '宝宝拉肚子，蛋花样大便', [birthDate, given]);
    assert.deepEqual(all(answered, 'question'), []);
    const [first] = all(answered, 'department');
    assert.equal(partsOf(first!, 'code')[0]?.valueCoding?.code, '07');
  });

  it('keeps a resident’s guidance in the own record, without what was said', async () => {
    const complaint = '膝盖咔咔响，下蹲疼了好几年';
    await guide('resident', complaint);
    const found = await as('resident')('GET', 'GuidanceResponse?_count=50');
    const responses = (found.as<Bundle<GuidanceResponse>>().entry ?? []).map(
      ({ resource }) => resource!,
    );
    assert.ok(responses.length > 0);
    const { who } = server.callers.get('resident')!;
    for (const response of responses) {
      assert.equal(response.subject?.reference, who);
      assert.match(response.moduleCanonical ?? '', /\|zh-1$/);
    }
    assert.ok(!found.text.includes('膝盖咔咔响'));
    assert.ok(!JSON.stringify(server.journal.lines).includes('膝盖'));
  });

  it('keeps nothing for staff', async () => {
    const count = async () =>
      (await as('platform')('GET', 'GuidanceResponse?_summary=count')).as<Bundle>().total;
    const before = await count();
    await guide('nurse', '膝盖疼，上下楼更疼，一年了');
    assert.equal(await count(), before);
  });

  it('is there for residents and staff alone', async () => {
    assertRefused(await guide('system', '膝盖疼'), 404);
    assertRefused(await guide('administrator', '膝盖疼'), 404);
    assertRefused(await guide('nobody', '膝盖疼'), 401);
  });

  it('is refused to a token that lets nothing be kept', async () => {
    assertRefused(await guide('reader', '膝盖疼'), 403);
  });

  const refused: [title: string, complaint: string, more: ParametersParameter[]][] = [
    ['more than 500 characters', '疼'.repeat(501), []],
    ['no complaint', ' ', []],
    ['an age that nobody has', '膝盖疼', [{ name: 'age', valueInteger: 151 }]],
    ['a birth date to come', '膝盖疼', [{ name: 'birthDate', valueDate: '2999-01-01' }]],
    ['a sex that is none', '膝盖疼', [{ name: 'sex', valueCode: 'x' }]],
    ['an answer to nothing', '膝盖疼', [{ name: 'answer', valueCode: 'x:y' }]],
    ['pregnancy that is no yes or no', '膝盖疼', [{ name: 'pregnant', valueString: 'yes' }]],
    [
      'an organization that is none',
      '膝盖疼',
      [{ name: 'organization', valueReference: { reference: 'Patient/1' } }],
    ],
  ];
  for (const [title, complaint, more] of refused) {
    it(`refuses ${title}`, async () => {
      assertRefused(await guide('resident', complaint, more), 400);
    });
  }

  it('tells of an emergency where nobody says how old', async () => {
    const parameter = [{ name: 'complaint', valueString: '胸口疼得厉害，出冷汗' }];
    const body = { resourceType: 'Parameters', parameter };
    const answer = await as('resident')('POST', 'HealthcareService/$guide', { body });
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.text, /120/);
  });

  it('takes 500 characters', async () => {
    assert.equal((await guide('resident', '疼'.repeat(500))).status, 200);
  });
});
