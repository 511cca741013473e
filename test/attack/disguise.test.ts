/**
 * Attacks on a record by what is written: transactions that pretend, records that are moved,
 * elements that only the house may set.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Send } from '#test/fhir-client.ts';
import { bundle, heartRate } from '#test/people.ts';
import { tokenOf } from './browser.ts';
import { assertClosed, phones, settle, store, withToken } from './cast.ts';
import { type House, openAttackedHouse } from './house.ts';

const now = () => new Date().toISOString();

const encounter = (subject: string): Parameters<typeof bundle>[1][number]['resource'] => ({
  resourceType: 'Encounter',
  status: 'in-progress',
  class: { code: 'AMB' },
  subject: { reference: subject },
  participant: [{ individual: { reference: 'Practitioner/lina' } }],
  serviceProvider: { reference: 'Organization/west' },
  period: { start: now() },
});

const post = (resource: object, url: string, more: object = {}) =>
  ({ resource, request: { method: 'POST', url, ...more } }) as never;

const put = (resource: object, url: string) =>
  ({ resource, request: { method: 'PUT', url } }) as never;

describe('An attack in disguise', () => {
  let house: House;
  let lina: Send;
  let resident: Send;
  let system: Send;
  before(async () => {
    house = await openAttackedHouse();
    await settle(house);
    lina = withToken(house, await tokenOf(house, 'lina'));
    resident = withToken(house, await tokenOf(house, phones.stranger));
    system = withToken(house, house.westSystem);
    // A patient of the west, with a visit and a referral: what `lina` may change.
    await store(house, {
      ...(encounter('Patient/own') as object),
      resourceType: 'Encounter',
      id: 'own-visit',
      meta: { source: 'Organization/west' },
    });
    await store(house, {
      resourceType: 'ServiceRequest',
      id: 'own-order',
      meta: { source: 'Organization/west' },
      status: 'draft',
      intent: 'order',
      subject: { reference: 'Patient/own' },
    });
  });
  after(async () => {
    await house.stop();
    assert.deepEqual(house.failures, []);
  });

  it('does not pass off the victim as a new patient of the same transaction', async () => {
    const base = `${house.url}/fhir/R4`;
    const patient = { resourceType: 'Patient', id: 'victim', name: [{ text: '假' }] };
    const ways = [
      [put(patient, 'Patient/victim'), post(encounter('Patient/victim')!, 'Encounter')],
      [post(patient, 'Patient'), post(encounter('Patient/victim')!, 'Encounter')],
      [
        { ...(post(patient, 'Patient') as object), fullUrl: `${base}/Patient/victim` } as never,
        post(encounter('Patient/victim')!, 'Encounter'),
      ],
      [
        post(patient, 'Patient', { ifNoneExist: '_id=victim' }),
        post(encounter('Patient/victim')!, 'Encounter'),
      ],
      [post(encounter('Patient?_id=victim')!, 'Encounter')],
      [
        { request: { method: 'DELETE', url: 'Patient/victim' } } as never,
        post(encounter('Patient/victim')!, 'Encounter'),
      ],
      [
        {
          resource: {
            resourceType: 'Binary',
            contentType: 'application/json-patch+json',
            data: Buffer.from('[]').toString('base64'),
          },
          request: { method: 'PATCH', url: 'Patient/victim' },
        } as never,
        post(encounter('Patient/victim')!, 'Encounter'),
      ],
    ];
    for (const [index, entries] of ways.entries()) {
      for (const send of [lina, system]) {
        for (const type of ['transaction', 'batch'] as const) {
          const answer = await send('POST', '', { body: bundle(type, entries) });
          assert.ok(answer.status < 500 || answer.status === 503, answer.text);
          if (type === 'transaction') assert.ok(answer.status >= 400, `${index}: ${answer.text}`);
          await assertClosed(send, `way ${index} as ${type}`);
        }
      }
    }
  });

  it('does not move an own visit or an own order to the victim', async () => {
    for (const [type, id] of [
      ['Encounter', 'own-visit'],
      ['ServiceRequest', 'own-order'],
    ]) {
      const { text } = await lina('GET', `${type}/${id}`);
      for (const reference of ['Patient/victim', `${house.url}/fhir/R4/Patient/victim`]) {
        const moved = { ...(JSON.parse(text) as object), subject: { reference } };
        const answers = [
          await lina('PUT', `${type}/${id}`, { body: moved }),
          await lina('PUT', `${type}?_id=${id}`, { body: moved }),
          await lina('PATCH', `${type}/${id}`, {
            body: [{ op: 'replace', path: '/subject/reference', value: reference }],
            headers: { 'content-type': 'application/json-patch+json' },
          }),
          await lina('PATCH', `${type}/${id}`, {
            body: {
              resourceType: 'Parameters',
              parameter: [
                {
                  name: 'operation',
                  part: [
                    { name: 'type', valueCode: 'replace' },
                    { name: 'path', valueString: `${type}.subject.reference` },
                    { name: 'value', valueString: reference },
                  ],
                },
              ],
            },
          }),
        ];
        for (const answer of answers) {
          assert.ok(answer.status >= 400 && answer.status < 500, answer.text);
        }
        await assertClosed(lina, `${type} to ${reference}`);
      }
    }
  });

  it('does not speak in the name of another institution, version or time', async () => {
    const meta = {
      source: 'Organization/east',
      versionId: '99',
      lastUpdated: '1999-01-01T00:00:00Z',
    };
    const body = { ...heartRate('Patient/own', 70), meta };
    const made = await lina('POST', 'Observation', { body });
    assert.equal(made.status, 201, made.text);
    const stored = made.as<{ id: string; meta: typeof meta }>();
    assert.equal(stored.meta.source, 'Organization/west');
    assert.equal(stored.meta.versionId, '1');
    assert.ok(!stored.meta.lastUpdated.startsWith('1999'));
    const patched = await lina('PATCH', `Observation/${stored.id}`, {
      body: [{ op: 'replace', path: '/meta/source', value: 'Organization/east' }],
      headers: { 'content-type': 'application/json-patch+json' },
    });
    assert.equal(patched.as<{ meta: typeof meta }>().meta.source, 'Organization/west');
    // The east, which it claims to be from, owns nothing of it.
    const wang = withToken(house, await tokenOf(house, 'wang'));
    assert.equal((await wang('GET', `Observation/${stored.id}`)).status, 404);
  });

  it('does not take the label of protection away, by whatever way', async () => {
    const security = [{ system: 'https://yishu.example/CodeSystem/data-level', code: '5' }];
    const body = { ...heartRate('Patient/own', 71), meta: { security } };
    const { id } = (await lina('POST', 'Observation', { body })).as<{ id: string }>();
    assert.ok(id);
    const whole = await withToken(house, house.platform)('GET', `Observation/${id}`);
    const bare = { ...(JSON.parse(whole.text) as object), meta: {} };
    for (const answer of [
      await system('PUT', `Observation/${id}`, { body: bare }),
      await system('PATCH', `Observation/${id}`, {
        body: [{ op: 'remove', path: '/meta/security' }],
        headers: { 'content-type': 'application/json-patch+json' },
      }),
      await system('POST', '', {
        body: bundle('transaction', [put({ ...bare, id }, `Observation/${id}`)]),
      }),
    ]) {
      const { text } = await withToken(house, house.platform)('GET', `Observation/${id}`);
      assert.match(text, /"code":"5"/, answer.text);
    }
  });

  it('does not refer to the victim from a record of one’s own', async () => {
    const plain = heartRate('Patient/own', 72);
    for (const reference of ['Patient/victim', `${house.url}/fhir/R4/Condition/condition-victim`]) {
      for (const more of [
        { performer: [{ reference }] },
        { focus: [{ reference }] },
        { extension: [{ url: 'urn:x', valueReference: { reference } }] },
        { note: [{ text: 'x', authorReference: { reference } }] },
        {
          contained: [{ ...plain, id: 'c', derivedFrom: [{ reference }] }],
          hasMember: [{ reference: '#c' }],
        },
      ]) {
        const answer = await lina('POST', 'Observation', { body: { ...plain, ...more } });
        assert.ok(answer.status >= 400 && answer.status < 500, JSON.stringify(more) + answer.text);
      }
    }
  });

  it('lets no resident write about another, nor in the name of another', async () => {
    for (const body of [
      heartRate('Patient/victim', 73, { performer: [{ reference: 'Patient/stranger' }] }),
      heartRate(`${house.url}/fhir/R4/Patient/victim`, 73, {
        performer: [{ reference: 'Patient/stranger' }],
      }),
      heartRate('Patient/stranger', 73, { performer: [{ reference: 'Practitioner/wang' }] }),
    ]) {
      const answer = await resident('POST', 'Observation', { body });
      assert.ok(answer.status >= 400 && answer.status < 500, answer.text);
    }
  });

  it('takes a denial only where it can tell whom it denies', async () => {
    const consent = (reference: object) => ({
      resourceType: 'Consent',
      status: 'active',
      scope: { coding: [{ code: 'patient-privacy' }] },
      category: [{ text: 'x' }],
      policy: [{ uri: 'https://example.org/policy' }],
      patient: { reference: 'Patient/stranger' },
      provision: {
        type: 'deny',
        actor: [{ role: { coding: [{ code: 'IRCP' }] }, reference }],
      },
    });
    for (const reference of [
      { reference: `${house.url}/fhir/R4/Practitioner/wang` },
      { display: '王医生' },
      { identifier: { value: '1' } },
      { reference: '#wang' },
    ]) {
      const answer = await resident('POST', 'Consent', { body: consent(reference) });
      assert.equal(answer.status, 422, answer.text);
    }
    const wang = withToken(house, await tokenOf(house, 'wang'));
    assert.equal((await wang('GET', 'Condition/condition-stranger')).status, 200);
    const good = consent({ reference: 'Practitioner/wang' });
    assert.equal((await resident('POST', 'Consent', { body: good })).status, 201);
    assert.equal((await wang('GET', 'Condition/condition-stranger')).status, 404);
  });
});
