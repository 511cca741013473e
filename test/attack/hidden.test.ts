/**
 * Questions and writes whose answers could tell that there is something which one may not see: by
 * counts, orders, chains, includes, conditions and versions.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Bundle } from '@medplum/fhirtypes';
import type { Answer, Send } from '#test/fhir-client.ts';
import { bundle, heartRate } from '#test/people.ts';
import { type Question, assertAlike, hidden } from './alike.ts';
import { tokenOf } from './browser.ts';
import { phones, settle, store, victimNumber, withToken } from './cast.ts';
import { type House, openAttackedHouse } from './house.ts';

const linkOf = (answer: Answer, relation: string): string | undefined =>
  answer.as<Bundle>().link?.find((one) => one.relation === relation)?.url;

const idsOf = (answer: Answer): string[] =>
  (answer.as<Bundle>().entry ?? []).map(({ resource }) => resource?.id ?? '');

const cardNumber = 'urn:oid:2.16.156.10011.1.3';

let house: House;
let lina: Send;
let wang: Send;
let attackers: Record<string, Send>;
before(async () => {
  house = await openAttackedHouse({ requestsPerMinute: 100_000 });
  await settle(house);
  lina = withToken(house, await tokenOf(house, 'lina'));
  wang = withToken(house, await tokenOf(house, 'wang'));
  attackers = {
    'a doctor of another hospital': lina,
    'another resident': withToken(house, await tokenOf(house, phones.stranger)),
    'the system of another hospital': withToken(house, house.westSystem),
  };
  for (const [patient, source] of [
    ['own', 'west'],
    ['victim', 'east'],
  ] as const) {
    for (let n = 0; n < 5; n += 1) {
      await store(house, {
        ...(heartRate(`Patient/${patient}`, 60 + n) as { resourceType: string }),
        id: `rate-${patient}-${n}`,
        meta: { source: `Organization/${source}` },
      });
    }
  }
});
after(async () => {
  await house.stop();
  assert.deepEqual(house.failures, []);
});

describe('A question about what is hidden', () => {
  /** Searches by whose answers something could be told. */
  const searches: Record<string, (id: string) => string> = {
    'by id': (id) => `Patient?_id=${id}`,
    'by several ids, counted': (id) => `Patient?_id=own,${id}&_summary=count`,
    'a total': (id) => `Observation?patient=Patient/${id}&_total=accurate&_count=1`,
    'an estimate': (id) => `Observation?patient=Patient/${id}&_total=estimate&_count=1`,
    'a count of nothing': (id) => `Condition?subject=Patient/${id}&_count=0`,
    'a chain': (id) =>
      `Observation?patient.name=${encodeURIComponent(`密名${id}`)}&_total=accurate`,
    'a chain by id': (id) => `Observation?subject:Patient._id=${id}&_total=accurate`,
    'a chain of two': (id) => `Observation?encounter.patient._id=${id}`,
    _has: (id) => `Organization?_has:Patient:organization:_id=${id}&_summary=count`,
    '_has with a condition behind': (id) =>
      `Practitioner?_has:Encounter:participant:_id=visit-${id}&_summary=count`,
    '_has of two': (id) =>
      `Practitioner?_has:Encounter:participant:patient._id=${id}&_summary=count`,
    'an include': (id) => `Encounter?_id=visit-${id}&_include=*`,
    ':missing': (id) => `Patient?_id=${id}&birthdate:missing=false&_summary=count`,
    ':not': (id) => `Patient?_id=${id}&gender:not=male&_summary=count`,
    'the time of change': (id) => `Patient?_id=${id}&_lastUpdated=gt2000-01-01&_summary=count`,
    elements: (id) => `Patient?_id=${id}&_elements=id`,
    'an order': (id) => `Patient?_id=own,${id}&_sort=birthdate&_elements=birthDate`,
    'the source': (id) => `Patient?_id=${id}&_source=Organization/east&_summary=count`,
    'the label': (id) => `Patient?_id=${id}&_security:missing=true&_summary=count`,
    'every type': (id) => `?_id=${id},condition-${id},visit-${id}&_summary=count`,
    'a compartment': (id) => `Patient/${id}/*?_total=accurate`,
    'a compartment of one type': (id) => `Patient/${id}/Condition?_summary=count`,
    'a reference that is whole': (id) => `Condition?subject=Patient/${id}&_summary=count`,
    'a filter': (id) => `Patient?_filter=${encodeURIComponent(`_id eq ${id}`)}`,
    'a list': (id) => `Patient?_list=${id}`,
    phonetics: (id) => `Patient?name:contains=${encodeURIComponent(`密名${id}`)}`,
    'history of it': (id) => `Patient/${id}/_history`,
    'a part of its history': (id) => `Patient/${id}/_history?_since=2000-01-01&_count=0`,
    'a version': (id) => `Patient/${id}/_history/1`,
    'why it may be seen': (id) => `Patient/${id}/$why`,
    'whether it is signed': (id) => `Condition/condition-${id}/$verify`,
    'events about it': (id) => `AuditEvent?patient=Patient/${id}&_summary=count`,
  };
  for (const [title, path] of Object.entries(searches)) {
    it(`is answered as if it were not there: ${title}`, async () => {
      for (const [name, send] of Object.entries(attackers)) {
        await assertAlike(send, `${name}, ${title}`, (id) => ({ method: 'GET', path: path(id) }));
      }
    });
  }

  it('is answered with what is there to who may see it', async () => {
    const found = await wang('GET', searches['a total']!(hidden));
    assert.ok((found.as<Bundle>().total ?? 0) >= 5, found.text);
    const chained = await wang('GET', searches['a chain']!(hidden));
    assert.ok((chained.as<Bundle>().total ?? 0) >= 5, chained.text);
    const had = await wang('GET', searches['_has with a condition behind']!(hidden));
    assert.equal(had.as<Bundle>().total, 1, had.text);
  });

  it('is answered alike by card number, and by every part of a name', async () => {
    const absent = '110101199003079999';
    for (const [name, send] of Object.entries(attackers)) {
      for (const [value, other] of [
        [`identifier=${cardNumber}|${victimNumber}`, `identifier=${cardNumber}|${absent}`],
        [`identifier=${victimNumber}`, `identifier=${absent}`],
        ['name=密名victim', 'name=密名vacant'],
        ['name:exact=密名victim', 'name:exact=密名vacant'],
      ] as const) {
        for (const more of ['', '&_summary=count', '&_total=accurate', '&_sort=birthdate']) {
          const there = await send('GET', `Patient?${value}${more}`);
          const nowhere = await send('GET', `Patient?${other}${more}`);
          assert.equal(there.status, nowhere.status, `${name}: ${there.text}`);
          assert.deepEqual(idsOf(there), idsOf(nowhere), name);
          assert.equal(there.as<Bundle>().total, nowhere.as<Bundle>().total, `${name}: ${value}`);
          assert.equal(linkOf(there, 'next'), linkOf(nowhere, 'next'));
        }
      }
    }
  });

  it('leads to nothing hidden by includes of what is open', async () => {
    for (const [name, send] of Object.entries(attackers)) {
      for (const path of [
        'Organization?_id=east&_revinclude=*&_count=1000',
        'Organization?_revinclude=Encounter:service-provider&_revinclude:iterate=*',
        'Practitioner?_id=wang&_revinclude=Encounter:participant&_include:iterate=*',
        'Practitioner?_revinclude:iterate=Encounter:participant&_include:iterate=Encounter:patient',
      ]) {
        const answer = await send('GET', path);
        assert.ok(answer.status < 500, answer.text);
        assert.ok(!/visit-victim|Patient\/victim/.test(answer.text), `${name}: ${answer.text}`);
      }
    }
  });
});

const rate = (id: string) => heartRate(`Patient/${id}`, 70);
const jsonPatch = { 'content-type': 'application/json-patch+json' };
const patched = [{ op: 'test', path: '/gender', value: 'female' }];

/** Writes by whose answers something could be told. */
const writes: Record<string, (id: string) => Question> = {
  'a conditional update': (id) => ({
    method: 'PUT',
    path: `Observation?_id=rate-${id}-1`,
    body: { ...rate('own'), id: `rate-${id}-1` },
  }),
  'a conditional patch': (id) => ({
    method: 'PATCH',
    path: `Patient?_id=${id}`,
    body: patched,
    headers: jsonPatch,
  }),
  'a conditional delete': (id) => ({ method: 'DELETE', path: `Observation?_id=rate-${id}-1` }),
  'a delete': (id) => ({ method: 'DELETE', path: `Observation/rate-${id}-1` }),
  'a delete of a version': (id) => ({
    method: 'DELETE',
    path: `Observation/rate-${id}-1`,
    headers: { 'if-match': 'W/"1"' },
  }),
  'a patch': (id) => ({
    method: 'PATCH',
    path: `Patient/${id}`,
    body: patched,
    headers: jsonPatch,
  }),
  'a patch of a version': (id) => ({
    method: 'PATCH',
    path: `Patient/${id}`,
    body: patched,
    headers: { ...jsonPatch, 'if-match': 'W/"7"' },
  }),
  'an update of a version': (id) => ({
    method: 'PUT',
    path: `Observation/rate-${id}-1`,
    body: { ...rate('own'), id: `rate-${id}-1` },
    headers: { 'if-match': 'W/"1"' },
  }),
  'a creation about it': (id) => ({ method: 'POST', path: 'Observation', body: rate(id) }),
  'a creation where there is none': (id) => ({
    method: 'PUT',
    path: `Observation/rate-${id}-1`,
    body: { ...rate('own'), id: `rate-${id}-1` },
    headers: { 'if-none-match': '*' },
  }),
  'a conditional reference': (id) => ({
    method: 'POST',
    path: '',
    body: bundle('transaction', [
      {
        resource: heartRate(`Patient?_id=${id}`, 70),
        request: { method: 'POST', url: 'Observation' },
      },
    ]),
  }),
  'a read in a batch': (id) => ({
    method: 'POST',
    path: '',
    body: bundle('batch', [
      { request: { method: 'GET', url: `Patient/${id}` } },
      { request: { method: 'GET', url: `Patient?_id=${id}&_summary=count` } },
      { request: { method: 'HEAD' as 'GET', url: `Patient/${id}` } },
    ]),
  }),
  'a signature': (id) => ({ method: 'POST', path: `Condition/condition-${id}/$sign` }),
};

describe('A write that feels for what is hidden', () => {
  for (const [title, ask] of Object.entries(writes)) {
    it(`is answered as if it were not there: ${title}`, async () => {
      for (const [name, send] of Object.entries(attackers)) {
        // Who chooses ids learns that one is taken; that is why others may not choose any.
        const chooses = name.startsWith('the system') && ask('x').method === 'PUT';
        if (chooses) continue;
        await assertAlike(send, `${name}, ${title}`, ask);
      }
    });
  }

  it('makes a resource of one’s own where a condition meets only what is hidden', async () => {
    for (const criteria of ['_id=rate-victim-1', 'patient=Patient/victim', 'status=preliminary']) {
      const answer = await lina('POST', 'Observation', {
        body: rate('own'),
        headers: { 'if-none-exist': criteria },
      });
      assert.equal(answer.status, 201, answer.text);
      assert.ok(!answer.text.includes('victim'), answer.text);
    }
    for (const id of ['1', '2', '3', '4']) {
      assert.equal((await wang('GET', `Observation/rate-victim-${id}`)).status, 200);
    }
  });

  it('tells by no condition beside a checked card what stands in other records', async () => {
    const { text } = await withToken(house, house.platform)('GET', 'Patient/own');
    await store(house, {
      ...(JSON.parse(text) as { resourceType: string }),
      id: 'own',
      identifier: [{ system: cardNumber, value: '110101199003074258' }],
    });
    for (const n of [1, 2]) {
      await store(house, {
        resourceType: 'Consent',
        id: `consent-victim-${n}`,
        status: 'active',
        scope: { coding: [{ code: 'patient-privacy' }] },
        category: [{ text: 'x' }],
        policy: [{ uri: 'https://example.org/policy' }],
        patient: { reference: 'Patient/victim' },
      });
    }
    const body = {
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'identifier',
          valueIdentifier: { system: cardNumber, value: '110101199003074258' },
        },
        { name: 'name', valueString: '李的病人' },
      ],
    };
    const counted = async () => {
      const path = 'Consent?patient=Patient/own&_summary=count';
      return (await withToken(house, house.platform)('GET', path)).as<Bundle>().total ?? 0;
    };
    for (const criteria of [
      '_id=consent-victim-1,consent-victim-2',
      'patient=Patient/victim',
      '_id=consent-victim-1',
      'nonsense=1',
    ]) {
      const before = await counted();
      const headers = { 'if-none-exist': criteria };
      const answer = await lina('POST', 'Patient/$identify', { body, headers });
      assert.equal(answer.status, 200, `${criteria}: ${answer.text}`);
      assert.equal(await counted(), before + 1, 'that a card was shown is written down each time');
    }
  });
});
