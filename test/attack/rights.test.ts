/**
 * People's rights, written by who has no right to: consents turned or given in another's name,
 * proxies who may only look, roles raised.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import type { Send } from '#test/fhir-client.ts';
import { heartRate } from '#test/people.ts';
import { tokenOf } from './browser.ts';
import { assertClosed, phones, settle, store, withToken } from './cast.ts';
import { type House, openAttackedHouse } from './house.ts';
import { type Kept, everyWay } from './ways.ts';

let house: House;
let platform: Send;
let lina: Send;
let wang: Send;
let resident: Send;
let system: Send;
before(async () => {
  house = await openAttackedHouse({ requestsPerMinute: 100_000 });
  await settle(house);
  platform = withToken(house, house.platform);
  lina = withToken(house, await tokenOf(house, 'lina'));
  wang = withToken(house, await tokenOf(house, 'wang'));
  resident = withToken(house, await tokenOf(house, phones.stranger));
  system = withToken(house, house.westSystem);
});
after(async () => {
  await house.stop();
  assert.deepEqual(house.failures, []);
});

const whole = async (path: string): Promise<Kept> => {
  const answer = await platform('GET', path);
  assert.equal(answer.status, 200, answer.text);
  return answer.as<Kept>();
};

const consent = (patient: string, actor: string, more: object = {}): Resource & object => ({
  resourceType: 'Consent',
  status: 'active',
  scope: { coding: [{ code: 'patient-privacy' }] },
  category: [{ text: 'x' }],
  policy: [{ uri: 'https://example.org/policy' }],
  patient: { reference: patient },
  provision: {
    type: 'permit',
    actor: [{ role: { coding: [{ code: 'IRCP' }] }, reference: { reference: actor } }],
  },
  ...more,
});

const kind = (code: string) => ({
  category: [{ coding: [{ system: 'https://yishu.example/CodeSystem/consent-kind', code }] }],
});

describe('A consent', () => {
  it('of another is not turned to somebody else', async () => {
    const own = { ...consent('Patient/victim', 'Practitioner/wang'), id: 'consent-victim' };
    await store(house, own as Kept);
    const before = await whole('Consent/consent-victim');
    const turned = { ...consent('Patient/victim', 'Practitioner/lina'), id: 'consent-victim' };
    for (const send of [lina, resident, system]) {
      for (const [way] of await everyWay(send, turned as Kept)) {
        await assertClosed(lina, way);
        await assertClosed(send, way);
      }
    }
    assert.deepEqual(await whole('Consent/consent-victim'), before);
  });

  it('of the house or the law does not become one of the resident whom it is about', async () => {
    for (const code of ['legal-duty', 'break-glass', 'identified']) {
      const id = `duty-${code}`;
      await store(house, {
        ...consent('Patient/stranger', 'Practitioner/lina', kind(code)),
        id,
      } as Kept);
      assert.equal((await resident('GET', `Consent/${id}`)).status, 200, 'the resident sees it');
      const before = await whole(`Consent/${id}`);
      for (const more of [{}, { status: 'inactive' }, { ...kind(code), status: 'inactive' }]) {
        const mine = { ...consent('Patient/stranger', 'Practitioner/wang', more), id };
        for (const [way, answer] of await everyWay(resident, mine as Kept)) {
          assert.deepEqual(await whole(`Consent/${id}`), before, `${way}: ${answer.text}`);
        }
      }
    }
  });

  it('is not given by who may only look, or book, for somebody', async () => {
    for (const scope of ['view', 'book']) {
      const part = [
        { url: 'actor', valueReference: { reference: 'Patient/stranger' } },
        { url: 'evidence', valueCodeableConcept: { text: '书面授权' } },
        { url: 'scope', valueCode: scope },
      ];
      const url = 'https://yishu.example/StructureDefinition/proxy';
      await store(house, {
        resourceType: 'RelatedPerson',
        id: 'proxy',
        patient: { reference: 'Patient/own' },
        period: { end: '2099-01-01' },
        extension: [{ url, extension: part }],
      } as Kept);
      assert.equal((await resident('GET', 'Patient/own')).status, 200, 'the proxy holds');
      const performer = [{ reference: 'Patient/stranger' }];
      for (const body of [
        consent('Patient/own', 'Practitioner/wang'),
        heartRate('Patient/own', 200, { performer }),
        { resourceType: 'RelatedPerson', patient: { reference: 'Patient/own' } },
        {
          resourceType: 'MedicationStatement',
          status: 'active',
          subject: { reference: 'Patient/own' },
          medicationCodeableConcept: { text: 'x' },
          informationSource: { reference: 'Patient/stranger' },
        },
      ] as Resource[]) {
        const answer = await resident('POST', body.resourceType, { body });
        assert.equal(answer.status, 403, `${scope}, ${body.resourceType}: ${answer.text}`);
      }
      const cut = { ...(await whole('RelatedPerson/proxy')), extension: [] } as unknown as Kept;
      for (const [way] of await everyWay(resident, cut)) {
        assert.match(JSON.stringify(await whole('RelatedPerson/proxy')), /stranger/, way);
      }
      assert.equal((await wang('GET', 'Patient/own')).status, 404, scope);
    }
  });

  it('is given by who acts for somebody in everything', async () => {
    const proxy = await whole('RelatedPerson/proxy');
    const text = JSON.stringify(proxy).replace('"book"', '"all"');
    await store(house, JSON.parse(text) as Kept);
    const body = consent('Patient/own', 'Practitioner/wang');
    const answer = await resident('POST', 'Consent', { body });
    assert.equal(answer.status, 201, answer.text);
    assert.equal((await wang('GET', 'Patient/own')).status, 200);
  });
});

describe('A role', () => {
  it('is not raised by who has it', async () => {
    const id = 'role-lina';
    const role = (code: string): Kept =>
      ({
        resourceType: 'PractitionerRole',
        id,
        active: true,
        practitioner: { reference: 'Practitioner/lina' },
        organization: { reference: 'Organization/west' },
        code: [{ coding: [{ system: 'https://yishu.example/CodeSystem/role', code }] }],
      }) as Kept;
    await store(house, role('nurse'));
    const before = await whole(`PractitionerRole/${id}`);
    const raisers: Record<string, Send> = { lina, resident, system };
    for (const login of ['nurse', 'registrar', 'root', 'auditor']) {
      raisers[login] = withToken(house, await tokenOf(house, login));
    }
    for (const [name, send] of Object.entries(raisers)) {
      for (const raised of [role('doctor'), role('platform'), role('security-administrator')]) {
        for (const [way, answer] of await everyWay(send, raised)) {
          assert.ok(way === 'a batch' || answer.status >= 400, `${name}, ${way}: ${answer.text}`);
        }
        const { id: _, ...fresh } = raised;
        const created = await send('POST', 'PractitionerRole', { body: fresh });
        assert.ok(created.status >= 400 && created.status < 500, `${name}: ${created.text}`);
      }
    }
    assert.deepEqual(await whole(`PractitionerRole/${id}`), before);
    assert.equal((await lina('GET', 'Condition/condition-victim')).status, 404);
  });
});
