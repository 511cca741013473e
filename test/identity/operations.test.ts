/**
 * How the index is asked, and how people decide: $match, PIXm, the review queue, signed decisions.
 * https://profiles.ihe.net/ITI/PIXm/
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Bundle, Linkage, Parameters, Patient, Provenance } from '@medplum/fhirtypes';
import { checkDigit } from '#model/resident-id.ts';
import { callerOf } from '#test/callers.ts';
import { type Answer, type Send, assertRefused, fhirClient, sendAs } from '#test/fhir-client.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

const cardSystem = 'urn:oid:2.16.156.10011.1.3';
const cardOf = (first: string) => ({ system: cardSystem, value: first + checkDigit(first) });
const chart = (value: string) => ({ system: 'https://east.example/chart', value });

const chen: Patient = {
  resourceType: 'Patient',
  identifier: [cardOf('33990119620714123'), chart('E1')],
  name: [{ text: '陈测一' }],
  gender: 'male',
  birthDate: '1962-07-14',
  telecom: [{ system: 'phone', value: '16000000077' }],
};
const twin = (text: string): Patient => ({
  resourceType: 'Patient',
  name: [{ text }],
  gender: 'female',
  birthDate: '2015-06-01',
  telecom: [{ system: 'phone', value: '16000000088' }],
});

let server: TestServer;
let platform: Send;
const as = (name: string): Send => sendAs(fhirClient(server.url), name);

before(async () => {
  server = await startTestServer({ guarded: true });
  const { callers } = server;
  callers.set('platform', callerOf('platform'));
  callers.set('keeper', callerOf('index-keeper', { who: 'Practitioner/keeper' }));
  callers.set('narrow', callerOf('index-keeper', { scopes: ['user/Organization.rs'] }));
  for (const place of ['east', 'west']) {
    callers.set(place, callerOf('system', { organization: place, who: `Organization/${place}` }));
  }
  callers.set('doctor', callerOf('doctor', { organization: 'west', who: 'Practitioner/west' }));
  platform = as('platform');
  await platform('PUT', 'Practitioner/keeper', {
    body: { resourceType: 'Practitioner', id: 'keeper' },
  });
});
after(async () => {
  await server.stop();
  assert.deepEqual(server.failures, []);
});

const register = async (place: string, body: Patient): Promise<Patient> => {
  const answer = await as(place)('POST', 'Patient', { body });
  assert.equal(answer.status, 201, answer.text);
  return answer.as<Patient>();
};
const parameters = (answer: Answer) => answer.as<Parameters>().parameter ?? [];

describe('Patient/$match', () => {
  let first: Patient;
  before(async () => {
    first = await register('east', chen);
  });
  const match = (name: string, body: object) => as(name)('POST', 'Patient/$match', { body });

  it('answers who it may be, with score and grade, best first', async () => {
    const { identifier: _none, ...nameless } = chen;
    const answer = await match('platform', { ...nameless, id: undefined });
    assert.equal(answer.status, 200, answer.text);
    const { entry = [], total } = answer.as<Bundle<Patient>>();
    assert.equal(total, 1);
    const [found] = entry;
    assert.equal(found?.resource?.id, first.id);
    assert.ok((found?.search?.score ?? 0) > 0.99);
    assert.equal(found?.search?.extension?.[0]?.valueCode, 'certain');
  });

  it('takes Parameters, and certain matches only where that is asked for', async () => {
    const asked = { resourceType: 'Patient', name: [{ text: '陈测一' }], birthDate: '1963-07-14' };
    const body = (onlyCertainMatches: boolean) => ({
      resourceType: 'Parameters',
      parameter: [
        { name: 'resource', resource: asked },
        { name: 'onlyCertainMatches', valueBoolean: onlyCertainMatches },
        { name: 'count', valueInteger: 3 },
      ],
    });
    assert.equal((await match('platform', body(true))).as<Bundle>().total, 0);
    assertRefused(await match('platform', { resourceType: 'Parameters' }), 400, /resource/);
    assertRefused(await match('platform', { resourceType: 'Observation' }), 400);
  });

  it('tells nobody of records that are closed to them', async () => {
    assert.equal((await match('west', chen)).as<Bundle>().total, 0);
    assert.equal((await match('doctor', chen)).as<Bundle>().total, 0);
    assert.equal((await match('east', chen)).as<Bundle>().total, 1);
    assertRefused(await fhirClient(server.url)('POST', 'Patient/$match', { body: chen }), 401);
    assertRefused(await match('narrow', chen), 403);
  });

  it('writes nothing', async () => {
    const before = await platform('GET', 'Patient?_summary=count');
    await match('platform', chen);
    const now = await platform('GET', 'Patient?_summary=count');
    assert.equal(now.as<Bundle>().total, before.as<Bundle>().total);
  });
});

describe('Patient/$ihe-pix', () => {
  const pix = (name: string, query: string) => as(name)('GET', `Patient/$ihe-pix?${query}`);
  let second: Patient;
  before(async () => {
    second = await register('west', {
      ...chen,
      identifier: [chen.identifier![0]!, { system: 'https://west.example/chart', value: 'W9' }],
    });
  });

  it('tells the other numbers of a person by one (ITI-83)', async () => {
    const answer = await pix('platform', 'sourceIdentifier=https://east.example/chart|E1');
    assert.equal(answer.status, 200, answer.text);
    const found = parameters(answer);
    const values = found.map(({ valueIdentifier }) => valueIdentifier?.value).filter(Boolean);
    assert.ok(values.includes('W9') && values.includes(chen.identifier?.[0]?.value), answer.text);
    assert.ok(!values.includes('E1'));
    assert.ok(
      found.some(({ valueReference }) => valueReference?.reference === `Patient/${second.id}`),
    );
  });

  it('tells those of the systems that are asked for alone, also by POST', async () => {
    const query = 'sourceIdentifier=https://east.example/chart|E1&targetSystem=';
    const found = parameters(await pix('platform', `${query}https://west.example/chart`));
    assert.deepEqual(
      found.map(({ name, valueIdentifier }) => valueIdentifier?.value ?? name),
      ['W9', 'targetId'],
    );
    const body = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'sourceIdentifier', valueString: 'https://east.example/chart|E1' },
        { name: 'targetSystem', valueUri: 'https://west.example/chart' },
      ],
    };
    const posted = parameters(await platform('POST', 'Patient/$ihe-pix', { body }));
    assert.equal(posted.length, 2);
  });

  it('refuses as the profile says: an unknown authority, number, target', async () => {
    assertRefused(await pix('platform', 'sourceIdentifier=urn:nobody|1'), 400, /Authority/);
    const unknown = await pix('platform', 'sourceIdentifier=https://east.example/chart|E404');
    assertRefused(unknown, 404, /not found/);
    const target = 'sourceIdentifier=https://east.example/chart|E1&targetSystem=urn:nobody';
    assertRefused(await pix('platform', target), 403, /targetSystem/);
    assertRefused(await pix('platform', 'sourceIdentifier=E1'), 400);
  });

  it('tells an institution nothing of a record that is closed to it', async () => {
    assertRefused(await pix('west', 'sourceIdentifier=https://east.example/chart|E1'), 404);
    const own = parameters(
      await pix('east', `sourceIdentifier=${cardSystem}|${chen.identifier?.[0]?.value}`),
    );
    assert.ok(!JSON.stringify(own).includes('W9'));
    const nobody = fhirClient(server.url);
    assertRefused(await nobody('GET', 'Patient/$ihe-pix?sourceIdentifier=a|b'), 401);
    assertRefused(await pix('narrow', 'sourceIdentifier=a|b'), 403);
  });
});

describe('The review queue', () => {
  let one: Patient;
  let other: Patient;
  const queue = async (query = '') =>
    parameters(await as('keeper')('GET', `Linkage/$queue${query}`));
  const pairsOf = (found: Awaited<ReturnType<typeof queue>>) =>
    found
      .filter(({ name }) => name === 'pair')
      .map(({ part = [] }) => {
        const of = (name: string) => part.find((each) => each.name === name);
        return {
          ids: [of('a'), of('b')].map((each) => each?.resource?.id),
          alert: of('alert')?.valueCode,
          weight: of('weight')?.valueDecimal ?? 0,
          part,
        };
      });
  const mine = async () => {
    const ids = [one.id, other.id];
    return pairsOf(await queue()).find((pair) => pair.ids.every((id) => ids.includes(id)));
  };
  const decide = (weight: number, decision = 'same', name = 'keeper') =>
    as(name)('POST', 'Linkage/$decide', {
      body: {
        resourceType: 'Parameters',
        parameter: [
          { name: 'a', valueReference: { reference: `Patient/${one.id}` } },
          { name: 'b', valueReference: { reference: `Patient/${other.id}` } },
          { name: 'decision', valueCode: decision },
          { name: 'reason', valueString: '电话核对' },
          { name: 'weight', valueDecimal: weight },
        ],
      },
    });
  before(async () => {
    one = await register('east', twin('测思佳'));
    other = await register('west', twin('测思晨'));
    await platform('POST', 'Condition', {
      body: {
        resourceType: 'Condition',
        subject: { reference: `Patient/${one.id}` },
        code: { text: '哮喘' },
      },
    });
  });

  it('shows the pair with why it is there, the weight of every field, and no illness', async () => {
    const pair = await mine();
    assert.equal(pair?.alert, 'twins');
    const fields = pair.part.filter(({ name }) => name === 'field');
    const names = fields.map(
      ({ part = [] }) => part.find(({ name }) => name === 'name')?.valueCode,
    );
    assert.deepEqual(names, ['name', 'birth', 'sex', 'contact']);
    const sum = fields.reduce(
      (total, { part = [] }) =>
        total + (part.find(({ name }) => name === 'weight')?.valueDecimal ?? 0),
      0,
    );
    assert.ok(sum > pair.weight, 'the prior speaks against');
    assert.ok(!JSON.stringify(pair).includes('哮喘'));
  });

  it('is open to keepers of the index alone, who see no record', async () => {
    for (const name of ['east', 'doctor']) {
      assertRefused(await as(name)('GET', 'Linkage/$queue'), 404);
      assertRefused(await decide(1, 'same', name), 404);
    }
    assertRefused(await fhirClient(server.url)('GET', 'Linkage/$queue'), 401);
    assertRefused(await as('narrow')('GET', 'Linkage/$queue'), 403);
    assertRefused(await as('keeper')('GET', `Patient/${one.id}`), 404);
    assert.equal((await as('keeper')('GET', 'Condition')).as<Bundle>().entry, undefined);
    const linkage = { resourceType: 'Linkage', item: [] };
    assertRefused(await as('keeper')('POST', 'Linkage', { body: linkage }), 422);
  });

  it('takes no decision about what was not shown, or has changed since', async () => {
    const { weight } = (await mine())!;
    assertRefused(await decide(weight + 1), 409);
    assertRefused(await decide(weight, 'perhaps'), 400);
    const stranger = await register('east', {
      ...chen,
      identifier: undefined as never,
      name: [{ text: '生面孔' }],
      birthDate: '1999-09-09',
    });
    const [kept] = [other];
    other = stranger;
    assertRefused(await decide(weight), 404);
    other = kept;
  });

  it('decided: one person, signed by who decided, and no longer in the queue', async () => {
    const { weight } = (await mine())!;
    const answer = await decide(weight);
    assert.equal(answer.status, 201, answer.text);
    const linkage = answer.as<Linkage>();
    assert.equal(linkage.author?.reference, 'Practitioner/keeper');
    assert.equal(await mine(), undefined);
    const joined = (await platform('GET', `Patient/${other.id}`)).as<Patient>();
    assert.equal(joined.link?.[0]?.other?.reference, `Patient/${one.id}`);
    const proofs = await platform('GET', `Provenance?target=Linkage/${linkage.id}`);
    const proof = proofs.as<Bundle<Provenance>>().entry?.[0]?.resource;
    assert.equal(proof?.agent?.[0]?.who?.reference, 'Practitioner/keeper');
    assert.ok((proof.signature ?? []).length > 0);
    const logged = server.journal.lines.filter(({ event }) => event === 'review-decide');
    assert.ok(logged.some(({ patients, why }) => patients.length === 2 && why === 'review'));
  });

  it('withdrawn: two people again, signed once more, and back in the queue', async () => {
    const made = await platform('GET', 'Linkage?_sort=-_lastUpdated&_count=1');
    const linkage = made.as<Bundle<Linkage>>().entry?.[0]?.resource;
    const body = {
      resourceType: 'Parameters',
      parameter: [{ name: 'reason', valueString: '看错了' }],
    };
    const answer = await as('keeper')('POST', `Linkage/${linkage?.id}/$withdraw`, { body });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.as<Linkage>().active, false);
    const parted = (await platform('GET', `Patient/${other.id}`)).as<Patient>();
    assert.equal(parted.link, undefined);
    assert.notEqual(await mine(), undefined);
    const proofs = await platform('GET', `Provenance?target=Linkage/${linkage?.id}&_summary=count`);
    assert.equal(proofs.as<Bundle>().total, 2);
    assertRefused(await as('east')('POST', `Linkage/${linkage?.id}/$withdraw`, { body }), 404);
  });

  it('goes on page by page, and refuses a cursor that is none', async () => {
    const third = await register('east', twin('测思远'));
    const all = pairsOf(await queue()).map(({ ids }) => ids.join());
    assert.ok(all.length >= 3, `${third.id} makes two more pairs`);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const found = await queue(`?_count=1${cursor === '' ? '' : `&_cursor=${cursor}`}`);
      seen.push(...pairsOf(found).map(({ ids }) => ids.join()));
      const next = found.find(({ name }) => name === 'next')?.valueString;
      if (next === undefined) break;
      cursor = next;
    }
    assert.deepEqual(seen, all);
    assertRefused(await as('keeper')('GET', "Linkage/$queue?_cursor=1.x.'--"), 400);
  });
});
