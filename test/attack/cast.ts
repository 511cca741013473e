/** Who there is to attack and to be attacked: people with accounts, residents with records. */
import assert from 'node:assert/strict';
import type { Resource } from '#model/fhir.ts';
import type { NewAccount } from '#server/accounts/administer.ts';
import { type Answer, type Send, fhirClient, sendAs } from '#test/fhir-client.ts';
import { patient } from '#test/people.ts';
import type { House } from './house.ts';

const staff = (role: NewAccount['role'], login: string, organization: string): NewAccount => ({
  role,
  login,
  name: `测试${login}`,
  who: `Practitioner/${login}`,
  organization,
  practitionerRoles: [],
});

const office = (role: NewAccount['role'], login: string): NewAccount => ({
  role,
  login,
  name: `测试${login}`,
  who: `Person/${login}`,
});

const resident = (phone: string, id: string): NewAccount => ({
  role: 'resident',
  phone,
  name: `测试${id}`,
  who: `Patient/${id}`,
});

/** The phones by which residents sign in: the victim's and the attacker's. */
export const phones = { victim: '13800000001', stranger: '13800000002' } as const;

/** Who has an account. `wang` of the east treats the victim, `lina` of the west does not. */
export const people: readonly NewAccount[] = [
  staff('doctor', 'wang', 'east'),
  staff('doctor', 'lina', 'west'),
  staff('nurse', 'nurse', 'west'),
  staff('registrar', 'registrar', 'west'),
  office('system-administrator', 'root'),
  office('security-administrator', 'guard'),
  office('audit-administrator', 'auditor'),
  resident(phones.victim, 'victim'),
  resident(phones.stranger, 'stranger'),
];

/** The number on the victim's card: it must stand in no log. */
export const victimNumber = '110101199003071233';

/** Sends FHIR requests with a token. */
export function withToken(house: House, token: string): Send {
  return sendAs(fhirClient(house.url), token);
}

/** Stores something as the platform, which asks nobody. */
export async function store(house: House, resource: Resource & { id: string }): Promise<Answer> {
  const { resourceType, id } = resource;
  const send = withToken(house, house.platform);
  const answer = await send('PUT', `${resourceType}/${id}`, { body: resource });
  assert.ok(answer.status < 300, `${resourceType}/${id}: ${answer.text}`);
  return answer;
}

/** The meta of what the eastern hospital wrote. */
export const fromEast = { meta: { source: 'Organization/east' } };

/** A resident with a record at the eastern hospital. */
function record(id: string, number: string): (Resource & { id: string })[] {
  return [
    {
      ...(patient({ name: [{ text: `密名${id}` }] }) as Resource),
      ...fromEast,
      id,
      identifier: [{ system: 'urn:oid:2.16.156.10011.1.3', value: number }],
    },
    {
      ...fromEast,
      resourceType: 'Condition',
      id: `condition-${id}`,
      subject: { reference: `Patient/${id}` },
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'I10' }] },
    },
    {
      ...fromEast,
      resourceType: 'Encounter',
      id: `visit-${id}`,
      status: 'in-progress',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject: { reference: `Patient/${id}` },
      participant: [{ individual: { reference: 'Practitioner/wang' } }],
      serviceProvider: { reference: 'Organization/east' },
      period: { start: new Date(Date.now() - 3_600_000).toISOString() },
    },
  ];
}

/** Puts directory, victim and attackers into the house; `own` is a patient of `lina`. */
export async function settle(house: House): Promise<void> {
  for (const id of ['east', 'west']) {
    await store(house, { resourceType: 'Organization', id, name: id });
  }
  for (const { who = '' } of people) {
    const [type, id] = who.split('/');
    if (type === 'Practitioner') await store(house, { resourceType: type, id: id! });
  }
  for (const resource of record('victim', victimNumber)) await store(house, resource);
  for (const resource of record('stranger', '110101199003072236')) await store(house, resource);
  await store(house, {
    ...(patient({ name: [{ text: '李的病人' }] }) as Resource),
    meta: { source: 'Organization/west' },
    id: 'own',
  });
}

/** Asserts that a sender sees nothing of the victim: the proof that an attack was in vain. */
export async function assertClosed(send: Send, title: string): Promise<void> {
  for (const path of ['Patient/victim', 'Condition/condition-victim']) {
    const answer = await send('GET', path);
    assert.equal(answer.status, 404, `${title}: ${path} ${answer.text}`);
  }
  const found = await send('GET', 'Condition?patient=Patient/victim');
  assert.ok(!found.text.includes('condition-victim'), `${title}: ${found.text}`);
}
