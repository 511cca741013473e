/**
 * Every resource type there is: closed to nobody, and to whoever has no reason to look into the
 * record, by every way of reading, searching and changing. What is closed looks as if it were not
 * there, byte for byte.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Bundle } from '@medplum/fhirtypes';
import { loadDefinitions } from '#fhir/definitions/load.ts';
import { patientOf } from '#fhir/search/extract.ts';
import { resourceTypes } from '#model/resource-types.ts';
import { isOpenType } from '#server/access/rules/resource-classes.ts';
import { type Answer, type Send, fhirClient } from '#test/fhir-client.ts';
import { tokenOf } from './browser.ts';
import { phones, settle, store, withToken } from './cast.ts';
import { type House, openAttackedHouse } from './house.ts';
import {
  type Sample,
  recordTypes,
  sampleId,
  samplesOf,
  secret,
  subscriberOrigin,
} from './samples.ts';

const definitions = loadDefinitions();
const compartment = definitions.compartments.get('Patient')!;

/** Types of the compartment that are open all the same: the hours of a doctor or a room. */
const openInCompartment = ['Schedule'];

/** Records that R4 puts in no Patient compartment, which stand in one by a rule of the house. */
const byOwnRule = ['Binary', 'Contract', 'Device', 'GuidanceResponse', 'Task'];

/** The parameters by which a type refers to one of these types. */
const waysTo = (type: string, target: string) =>
  definitions.searchParameters
    .filter(({ base, type: kind }) => kind === 'reference' && base.includes(type))
    .filter((parameter) => parameter.target?.includes(target) === true)
    .map(({ code }) => code);

/** Searches that find the sample of a type, for who may see it. */
function searchesFor(type: string): string[] {
  const id = sampleId(type);
  const subjects = waysTo(type, 'Patient');
  const directory = ['Practitioner/wang', 'Organization/east'].flatMap((reference) => {
    const [target = '', name = ''] = reference.split('/');
    return waysTo(type, target).flatMap((code) => [
      `${target}?_id=${name}&_has:${type}:${code}:_id=${id}`,
      `${target}?_id=${name}&_revinclude=${type}:${code}&_count=500`,
    ]);
  });
  return [
    `${type}?_id=${id}`,
    `${type}?_id=${id}&_summary=count`,
    `${type}?_id=${id}&_total=accurate&_elements=id`,
    `${type}?_id=${id}&_include=*`,
    `?_type=${type}&_id=${id}`,
    `${type}?_lastUpdated=gt2000-01-01&_sort=-_lastUpdated&_count=1000`,
    `${type}/_history?_count=1000`,
    `Patient/victim/${type}`,
    ...subjects.flatMap((code) => [
      `${type}?${code}=Patient/victim`,
      `${type}?${code}:Patient.name=密名victim`,
      `Patient?_has:${type}:${code}:_id=${id}`,
      `Patient?_revinclude=${type}:${code}&_count=500`,
    ]),
    ...directory,
  ];
}

/** Ways to what is at a place, which must not differ from those to a place where nothing is. */
const readings = ['', '/_history', '/_history/1', '/$verify'];

/** Somebody without a reason. */
interface Stranger {
  name: string;
  send: Send;
  /** A system makes new resources under ids of its own choice. */
  choosesIds?: true;
}

describe('Every resource type', () => {
  let house: House;
  let platform: Send;
  const samples = new Map<string, Sample>();
  const strangers: Stranger[] = [];

  before(async () => {
    house = await openAttackedHouse({
      requestsPerMinute: 1_000_000,
      subscriptionOrigins: new Set([subscriberOrigin]),
    });
    platform = withToken(house, house.platform);
    await settle(house);
    const add = (name: string, token: string) =>
      strangers.push({ name, send: withToken(house, token) });
    add('a doctor of another hospital', await tokenOf(house, 'lina'));
    add('another resident', await tokenOf(house, phones.stranger));
    const send = withToken(house, house.westSystem);
    strangers.push({ name: 'the system of another hospital', send, choosesIds: true });
    for (const type of recordTypes) samples.set(type, await placeSample(type));
  });
  after(async () => {
    await house.stop();
    assert.deepEqual(house.failures, []);
  });

  /** Stores the first example that is the victim's; of types that are nobody's, the first. */
  async function placeSample(type: string): Promise<Sample> {
    const { search, guardian } = house.hub.house;
    const candidates = samplesOf(type).filter((sample) => sample.resourceType === type);
    if (type === 'Patient') return (await platform('GET', 'Patient/victim')).as<Sample>();
    const own = candidates.filter(
      (one) => (patientOf(search, one) ?? guardian.patientOf(one)) === 'victim',
    );
    for (const sample of own.length > 0 ? own : candidates) {
      const answer = await platform('PUT', `${type}/${sample.id}`, { body: sample });
      if (answer.status < 300) return sample;
    }
    const bare = { resourceType: type, id: sampleId(type) };
    await store(house, bare);
    return bare;
  }

  it('is closed to nobody by every interaction', async () => {
    const send = fhirClient(house.url);
    for (const type of resourceTypes) {
      const body = { resourceType: type, id: 'x' };
      const asked: [method: string, path: string, body?: unknown][] = [
        ['GET', `${type}/${sampleId(type)}`],
        ['GET', `${type}/${sampleId(type)}/_history/1`],
        ['GET', `${type}?_summary=count`],
        ['GET', `${type}/_history`],
        ['POST', type, body],
        ['PUT', `${type}/x`, body],
        ['PATCH', `${type}/x`, []],
        ['DELETE', `${type}/x`],
      ];
      for (const [method, path, given] of asked) {
        const answer = await send(method, path, { body: given });
        assert.equal(answer.status, 401, `${method} ${path}: ${answer.text}`);
      }
    }
  });

  it('of the Patient compartment is a record, and has a sample that is the victim’s', () => {
    const open = [...compartment.keys()].filter(isOpenType);
    assert.deepEqual(open, openInCompartment);
    const { search, guardian } = house.hub.house;
    for (const [type, sample] of samples) {
      const isVictims = (patientOf(search, sample) ?? guardian.patientOf(sample)) === 'victim';
      const mustBe = compartment.has(type) || byOwnRule.includes(type);
      if (mustBe && type !== 'Patient') assert.ok(isVictims, `${type}: ${JSON.stringify(sample)}`);
    }
  });

  /** What must be alike of two answers, whatever they are about. */
  const faceOf = ({ status, text, headers }: Answer, names: Record<string, string>) => {
    let face = `${status} ${headers.get('etag')} ${headers.get('location')} ${text}`;
    for (const [name, neutral] of Object.entries(names)) face = face.replaceAll(name, neutral);
    return face;
  };

  /** Asks the same about the sample and about nothing, and asserts that both answers are alike. */
  async function assertAlike(
    type: string,
    stranger: Stranger,
    ask: (id: string) => Promise<Answer>,
  ): Promise<Answer> {
    const id = sampleId(type);
    const [closed, absent] = [await ask(id), await ask('absent')];
    assert.equal(
      faceOf(closed, { [id]: 'absent' }),
      faceOf(absent, {}),
      `${stranger.name}: ${type}`,
    );
    return closed;
  }

  async function assertUnread(
    type: string,
    stranger: Stranger,
    ways: readonly string[] = readings,
  ): Promise<void> {
    for (const way of ways) {
      const ask = (id: string) => stranger.send('GET', `${type}/${id}${way}`);
      const closed = await assertAlike(type, stranger, ask);
      assert.equal(closed.status, 404, `${stranger.name}: ${type}${way} ${closed.text}`);
    }
    const headers = { 'if-none-match': 'W/"1"' };
    const known = await stranger.send('GET', `${type}/${sampleId(type)}`, { headers });
    assert.equal(known.status, 404, `${stranger.name}: ${type}`);
  }

  it('that is a record looks to a stranger as if nothing were there', async () => {
    await Promise.all(
      strangers.map(async (stranger) => {
        for (const type of recordTypes) await assertUnread(type, stranger);
      }),
    );
  });

  /** Whether an answer shows that the sample of a type is there. */
  function shows(type: string, answer: Answer): boolean {
    if (answer.status !== 200) return false;
    const { entry = [], total = 0 } = answer.as<Bundle>();
    const isThere = entry.some(({ resource }) => resource?.id === sampleId(type));
    return isThere || (entry.length === 0 && total > 0);
  }

  /** The searches by which the platform learns that the sample of a type is there. */
  async function tellingSearches(type: string): Promise<string[]> {
    const telling: string[] = [];
    for (const path of searchesFor(type)) {
      const answer = await platform('GET', path);
      assert.ok(answer.status < 500, answer.text);
      const isHas = path.includes('_has:');
      const found = isHas ? answer.as<Bundle>().total === 1 : shows(type, answer);
      if (found) telling.push(path);
    }
    return telling;
  }

  async function assertUnfound(
    type: string,
    paths: readonly string[],
    { name, send }: Stranger,
  ): Promise<void> {
    for (const path of paths) {
      const answer = await send('GET', path);
      assert.ok([200, 404].includes(answer.status), `${name}: ${path} ${answer.text}`);
      assert.ok(!shows(type, answer), `${name} finds by ${path}: ${answer.text}`);
      assert.ok(!answer.text.includes(secret), `${name}: ${path} ${answer.text}`);
      if (answer.status !== 200 || !path.includes('_has:')) continue;
      assert.equal(answer.as<Bundle>().total, 0, `${name} learns by ${path}`);
    }
  }

  it('that is a record is found by no search of a stranger that would find it', async () => {
    const idle: string[] = [];
    const waiting = [...recordTypes];
    const lane = async () => {
      for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
        const able = await tellingSearches(type);
        await Promise.all(strangers.map((stranger) => assertUnfound(type, able, stranger)));
        if (able.length < 7) idle.push(`${type} by ${able.join(', ')}`);
      }
    };
    await Promise.all([lane(), lane(), lane()]);
    assert.deepEqual(idle, [], 'each type is found by the platform in many ways');
  });

  async function assertUnchanged(type: string, stranger: Stranger) {
    const { send, name } = stranger;
    const sample = samples.get(type)!;
    const body = { ...sample, meta: undefined, language: 'zh' };
    const put = (headers: Record<string, string>) => (id: string) =>
      send('PUT', `${type}/${id}`, { headers, body: { ...body, id } });
    if (stranger.choosesIds === true) {
      // Under the other id a new resource would be made.
      const taken = await put({})(sampleId(type));
      assert.ok([403, 409, 422].includes(taken.status), `${name}: ${type} ${taken.text}`);
      assert.ok(!taken.text.includes(secret), taken.text);
    } else {
      const refused = await assertAlike(type, stranger, put({}));
      assert.ok([404, 422].includes(refused.status), `${name}: ${type} ${refused.text}`);
    }
    const stale = await assertAlike(type, stranger, put({ 'if-match': 'W/"1"' }));
    assert.ok([404, 412, 422].includes(stale.status), `${name}: ${type} ${stale.text}`);
    const patch = [{ op: 'add', path: '/language', value: 'zh' }];
    const patched = await assertAlike(type, stranger, (id) =>
      send('PATCH', `${type}/${id}`, { body: patch }),
    );
    assert.equal(patched.status, 404, `${name}: ${type} ${patched.text}`);
    const deleted = await assertAlike(type, stranger, (id) => send('DELETE', `${type}/${id}`));
    assert.equal(deleted.status, 204, `${name}: ${type} ${deleted.text}`);
    for (const method of ['PATCH', 'DELETE']) {
      const given = method === 'PATCH' ? { body: patch } : {};
      const ask = (id: string) => send(method, `${type}?_id=${id}`, given);
      await assertAlike(type, stranger, ask);
    }
  }

  it('that is a record is changed by no stranger, who learns nothing by trying', async () => {
    await Promise.all(
      strangers.map(async (stranger) => {
        for (const type of recordTypes) await assertUnchanged(type, stranger);
      }),
    );
    for (const type of recordTypes) {
      const left = await platform('GET', `${type}/${sampleId(type)}`);
      assert.equal(left.headers.get('etag'), 'W/"1"', `${type}: ${left.text}`);
    }
  });

  it('that is a record looks the same once it is deleted', async () => {
    for (const type of recordTypes) {
      const gone = await platform('DELETE', `${type}/${sampleId(type)}`);
      assert.equal(gone.status, 204, gone.text);
    }
    assert.equal((await platform('GET', 'Patient/victim')).status, 410);
    await Promise.all(
      strangers.map(async (stranger) => {
        for (const type of recordTypes) await assertUnread(type, stranger, ['', '/_history/1']);
      }),
    );
  });
});
