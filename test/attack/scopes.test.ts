/**
 * Tokens that are good, for less than is asked: by the letters of a scope, by its criteria, by the
 * patient of a launch. https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Send } from '#test/fhir-client.ts';
import { bundle, heartRate } from '#test/people.ts';
import { browserOf, takeTokens, tokenOf } from './browser.ts';
import { fromEast, phones, settle, store, withToken } from './cast.ts';
import { type House, openAttackedHouse } from './house.ts';

const laboratory = [
  {
    coding: [
      {
        system: 'http://terminology.hl7.org/CodeSystem/observation-category',
        code: 'laboratory',
      },
    ],
  },
];

describe('A token for less', () => {
  let house: House;
  const narrow = async (name: string, scope: string): Promise<Send> =>
    withToken(house, await tokenOf(house, name, scope));
  before(async () => {
    house = await openAttackedHouse({ requestsPerMinute: 100_000 });
    await settle(house);
    await store(house, {
      ...heartRate('Patient/victim', 61),
      id: 'pulse',
      ...fromEast,
    } as never);
    await store(house, {
      ...heartRate('Patient/victim', 62),
      id: 'blood',
      category: laboratory,
      ...fromEast,
    } as never);
  });
  after(async () => {
    await house.stop();
    assert.deepEqual(house.failures, []);
  });

  it('for reading writes nothing, and one for writing a type reads no other', async () => {
    const reader = await narrow('wang', 'user/*.rs');
    const observation = heartRate('Patient/victim', 63);
    for (const [method, path, body] of [
      ['POST', 'Observation', observation],
      ['PUT', 'Observation/pulse', { ...observation, id: 'pulse' }],
      ['DELETE', 'Observation/pulse', undefined],
      [
        'POST',
        '',
        bundle('transaction', [
          { resource: observation, request: { method: 'POST', url: 'Observation' } },
        ]),
      ],
    ] as const) {
      const answer = await reader(method, path, body === undefined ? {} : { body });
      assert.equal(answer.status, 403, `${method} ${path} ${answer.text}`);
    }
    const creator = await narrow('wang', 'user/Observation.c');
    assert.equal((await creator('GET', 'Observation/pulse')).status, 404);
    assert.equal((await creator('GET', 'Condition/condition-victim')).status, 404);
    const updater = await narrow('wang', 'user/Observation.ru');
    assert.equal((await updater('POST', 'Observation', { body: observation })).status, 403);
    assert.equal((await updater('GET', 'Patient/victim')).status, 404);
  });

  it('for reading by id does not search, nor count, nor look through history', async () => {
    const send = await narrow('wang', 'user/Observation.r');
    assert.equal((await send('GET', 'Observation/pulse')).status, 200);
    for (const path of [
      'Observation?_id=pulse',
      'Observation?_id=pulse&_summary=count',
      'Observation/_history',
      '_history',
      'Patient/victim/Observation',
    ]) {
      const { text } = await send('GET', path);
      assert.ok(!/"pulse"|"total":[1-9]/.test(text), `${path} ${text}`);
    }
  });

  it('for some resources of a type shows no other of it, by no way', async () => {
    const category = 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory';
    const send = await narrow('wang', `user/Patient.rs user/Observation.rs?category=${category}`);
    assert.equal((await send('GET', 'Observation/blood')).status, 200);
    for (const path of [
      'Observation/pulse',
      'Observation/pulse/_history/1',
      'Observation/pulse/_history',
      'Observation?_id=pulse',
      'Observation?_count=100',
      'Observation?_summary=count&_id=pulse',
      'Observation/_history',
      '_history?_count=1000',
      '?_count=1000',
      'Patient/victim/Observation',
      'Patient?_id=victim&_revinclude=Observation:subject',
      'Patient?_has:Observation:patient:_id=pulse',
    ]) {
      const { text } = await send('GET', path);
      // The link of the request itself names what was asked for.
      const shown = text.replaceAll(/"link":\[.*?\]/g, '');
      assert.ok(!/"id":"pulse"|"value":61/.test(shown), `${path} ${text}`);
    }
    const has = await send('GET', 'Patient?_has:Observation:patient:_id=pulse');
    assert.ok(!has.text.includes('密名'), has.text);
    const one = await send('GET', 'Patient?_has:Observation:patient:_id=blood');
    assert.ok(one.text.includes('密名victim'), one.text);
  });

  it('for some resources of a type writes none that it could not read', async () => {
    const category = 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory';
    const send = await narrow('wang', `user/Observation.cruds?category=${category}`);
    const body = heartRate('Patient/victim', 64);
    assert.equal((await send('POST', 'Observation', { body })).status, 403);
    const moved = { ...heartRate('Patient/victim', 62), id: 'blood' };
    assert.equal((await send('PUT', 'Observation/blood', { body: moved })).status, 403);
  });

  it('for a record does no more than it says by the operations of the house', async () => {
    const send = await narrow('lina', 'user/Observation.rs');
    const reason = [
      { name: 'reason', valueCode: 'emergency' },
      { name: 'text', valueString: '患者昏迷，需立即了解既往史与过敏史' },
    ];
    const glass = await send('POST', 'Patient/victim/$break-glass', {
      body: { resourceType: 'Parameters', parameter: reason },
    });
    assert.equal(glass.status, 403, glass.text);
    const card = await send('POST', 'Patient/$identify', {
      body: {
        resourceType: 'Parameters',
        parameter: [
          {
            name: 'identifier',
            valueIdentifier: { system: 'urn:oid:2.16.156.10011.1.3', value: '110101199003071233' },
          },
          { name: 'name', valueString: '密名victim' },
        ],
      },
    });
    assert.equal(card.status, 403, card.text);
    assert.equal((await send('GET', 'Patient/victim')).status, 404);
  });

  it('that does not cover the log does not read it, whoever has it', async () => {
    for (const name of [phones.victim, 'guard', 'auditor']) {
      const send = await narrow(name, 'user/Observation.rs');
      for (const path of ['AuditEvent', 'AuditEvent?_count=5', 'AuditEvent/0-1-0']) {
        const answer = await send('GET', path);
        assert.ok(answer.status === 403 || answer.status === 404, `${name} ${path} ${answer.text}`);
      }
    }
  });

  it('of a launch on one patient shows and writes nothing of another', async () => {
    const browser = await browserOf(house, phones.victim);
    const tokens = await takeTokens(house, browser, {
      client: 'resident',
      scope: 'launch/patient patient/*.cruds',
    });
    assert.equal(tokens.patient, 'victim');
    const send = withToken(house, tokens.access_token);
    assert.equal((await send('GET', 'Patient/victim')).status, 200);
    // A child of theirs, whose record is open to them, is not the patient of this launch.
    await store(house, {
      resourceType: 'Patient',
      id: 'child',
      ...fromEast,
      name: [{ text: '密名child' }],
    });
    await store(house, {
      resourceType: 'RelatedPerson',
      id: 'mother',
      active: true,
      patient: { reference: 'Patient/child' },
      period: { end: '2099-01-01' },
      extension: [
        {
          url: 'https://yishu.example/StructureDefinition/proxy',
          extension: [
            { url: 'actor', valueReference: { reference: 'Patient/victim' } },
            { url: 'evidence', valueCodeableConcept: { text: '出生医学证明' } },
            { url: 'scope', valueCode: 'all' },
          ],
        },
      ],
    });
    const whole = withToken(house, await tokenOf(house, phones.victim));
    assert.equal((await whole('GET', 'Patient/child')).status, 200);
    for (const path of ['Patient/child', 'Patient/child/_history/1']) {
      assert.equal((await send('GET', path)).status, 404, path);
    }
    for (const path of ['Patient', 'Patient/_history', '_history', '?_count=100']) {
      assert.ok(!(await send('GET', path)).text.includes('密名child'), path);
    }
    const body = heartRate('Patient/child', 65, { performer: [{ reference: 'Patient/victim' }] });
    assert.equal((await send('POST', 'Observation', { body })).status, 403);
  });
});
