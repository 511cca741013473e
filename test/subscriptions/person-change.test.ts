/**
 * How institutions are told that records became one person, or parted again.
 * https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/
 */
import assert from 'node:assert/strict';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Bundle, Parameters, Patient, Subscription } from '@medplum/fhirtypes';
import { postNotice } from '#server/start/tell-subscribers.ts';
import { dispatch, waitAfter } from '#server/subscriptions/dispatch.ts';
import { personChange } from '#server/subscriptions/subscription.ts';
import { callerOf } from '#test/callers.ts';
import { type Send, assertRefused, fhirClient, sendAs } from '#test/fhir-client.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

interface Notice {
  path: string;
  authorization: string | undefined;
  bundle: Bundle;
}

let server: TestServer;
/** The subscriber, another house: what it was told, and how it answers. */
let subscriber: Server;
let origin: string;
let origins: Set<string>;
let told: Notice[] = [];
let answers: number[] = [];
let clock = 0;

const as = (name: string): Send => sendAs(fhirClient(server.url), name);

before(async () => {
  subscriber = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const bundle = JSON.parse(Buffer.concat(parts).toString()) as Bundle;
      const { authorization } = request.headers;
      told.push({ path: request.url ?? '', authorization, bundle });
      const status = answers.shift() ?? 200;
      response.writeHead(status, { location: `${origin}/elsewhere` }).end();
    });
  });
  await new Promise<void>((resolve) => subscriber.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(subscriber.address() as AddressInfo).port}`;
  origins = new Set([origin]);
  server = await startTestServer({ guarded: true, subscriptionOrigins: origins });
  const { callers } = server;
  callers.set('platform', callerOf('platform'));
  callers.set('keeper', callerOf('index-keeper', { who: 'Practitioner/keeper' }));
  callers.set('nowhere', callerOf('system', { who: 'Device/nowhere' }));
  for (const place of ['east', 'west']) {
    callers.set(place, callerOf('system', { organization: place, who: `Organization/${place}` }));
  }
  callers.set('doctor', callerOf('doctor', { organization: 'east', who: 'Practitioner/east' }));
  const keeper = { resourceType: 'Practitioner', id: 'keeper' };
  await as('platform')('PUT', 'Practitioner/keeper', { body: keeper });
});
after(async () => {
  await server.stop();
  await new Promise((resolve) => subscriber.close(resolve));
  assert.deepEqual(server.failures, []);
});
beforeEach(() => {
  told = [];
  answers = [];
});

/** Tells what is new; time has passed since. */
const tell = async () => {
  clock += 7_200_000;
  const now = () => Date.now() + clock;
  const house = { ...server.store, now };
  return dispatch({ house, origins, base: 'http://localhost/fhir/R4', post: postNotice });
};
const asked = (path: string, given: Partial<Subscription> = {}): Subscription => ({
  resourceType: 'Subscription',
  status: 'requested',
  reason: '同步院内索引',
  criteria: personChange,
  channel: {
    type: 'rest-hook',
    endpoint: `${origin}${path}`,
    payload: 'application/fhir+json',
    header: ['Authorization: Bearer mine'],
  },
  ...given,
});
const subscribe = async (name: string, path: string) => {
  const answer = await as(name)('POST', 'Subscription', { body: asked(path) });
  assert.equal(answer.status, 201, answer.text);
  return answer.as<Subscription>();
};
const card = { system: 'urn:oid:2.16.156.10011.1.3', value: '11010519491231002X' };
const register = async (place: string, given: Partial<Patient> = {}) => {
  const answer = await as(place)('POST', 'Patient', {
    body: {
      resourceType: 'Patient',
      identifier: [card],
      name: [{ text: '订测一' }],
      gender: 'female',
      birthDate: '1949-12-31',
      ...given,
    },
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.as<Patient>();
};
const statusOf = ({ bundle }: Notice) => (bundle.entry![0]!.resource as Parameters).parameter!;
const focusesOf = (notice: Notice) =>
  statusOf(notice)
    .filter(({ name }) => name === 'notification-event')
    .map(({ part = [] }) => part.flatMap(({ valueReference }) => valueReference?.reference ?? []));
const eventsOf = (notice: Notice) =>
  statusOf(notice).find(({ name }) => name === 'events-since-subscription-start')?.valueString;

describe('A subscription to changes of persons', () => {
  let mine: Subscription;
  let first: Patient;
  let second: Patient;

  it('begins with a handshake, and is active once that is taken', async () => {
    mine = await subscribe('east', '/east');
    answers = [503];
    assert.equal(await tell(), 0);
    const read = () => as('east')('GET', `Subscription/${mine.id}`);
    assert.equal((await read()).as<Subscription>().status, 'requested');
    assert.equal(await tell(), 1);
    assert.equal((await read()).as<Subscription>().status, 'active');
    const [, notice] = told;
    assert.equal(notice?.path, '/east');
    assert.equal(notice.authorization, 'Bearer mine');
    const type = statusOf(notice).find(({ name }) => name === 'type')?.valueCode;
    assert.equal(type, 'handshake');
  });

  it('tells an institution which of its records have another beside them now', async () => {
    first = await register('east');
    await tell();
    assert.deepEqual(told, [], 'who registers somebody new knows it');
    second = await register('west');
    await tell();
    assert.deepEqual(focusesOf(told[0]!), [[`Patient/${first.id}`]]);
    assert.equal(eventsOf(told[0]!), '1');
  });

  it('tells nothing of what is in the records, nor of records of others', async () => {
    const third = await register('west', { name: [{ text: '订测一' }] });
    await tell();
    const text = JSON.stringify(told);
    assert.ok(text.includes(first.id!));
    for (const secret of [second.id!, third.id!, '订测一', card.value, '1949']) {
      assert.ok(!text.includes(secret), secret);
    }
  });

  it('tells of merges and of their being taken back', async () => {
    const east = await register('east', {
      identifier: [{ system: 'https://east.example/chart', value: 'E7' }],
      name: [{ text: '另一人' }],
      birthDate: '1932-08-30',
    });
    await tell();
    told = [];
    const parameter = [
      { name: 'source-patient', valueReference: { reference: `Patient/${east.id}` } },
      { name: 'target-patient', valueReference: { reference: `Patient/${first.id}` } },
      { name: 'reason', valueString: '重复建档' },
    ];
    const body = { resourceType: 'Parameters', parameter };
    const merged = await as('keeper')('POST', 'Patient/$merge', { body });
    assert.equal(merged.status, 200, merged.text);
    await tell();
    const both = [`Patient/${east.id}`, `Patient/${first.id}`].toSorted((a, b) => (a < b ? -1 : 1));
    assert.deepEqual(focusesOf(told[0]!), [both]);
    const reason = { name: 'reason', valueString: '有误' };
    const back = { resourceType: 'Parameters', parameter: [reason] };
    const parted = await as('keeper')('POST', `Patient/${east.id}/$unmerge`, { body: back });
    assert.equal(parted.status, 200, parted.text);
    await tell();
    assert.equal(told.length, 2);
    assert.deepEqual(focusesOf(told[1]!), [both]);
  });

  it('loses nothing while the subscriber is away, and tells it once and in order', async () => {
    answers = [500, 302];
    await register('west', { name: [{ text: '订测一' }] });
    assert.equal(await tell(), 0);
    await register('west', { name: [{ text: '订测一' }] });
    assert.equal(await tell(), 0, 'a redirection is not followed');
    assert.equal(await tell(), 1);
    assert.equal(told.length, 3);
    assert.equal(focusesOf(told[2]!).length, 2);
    assert.equal(await tell(), 0);
    assert.equal(told.length, 3);
    const answer = await as('east')('GET', `Subscription/${mine.id}/$status`);
    const count = answer
      .as<Parameters>()
      .parameter?.find(({ name }) => name === 'events-since-subscription-start')?.valueString;
    assert.equal(count, eventsOf(told[2]!));
  });

  it('is told by one of two servers at a time', async () => {
    await register('west', { name: [{ text: '订测一' }] });
    const taken = await Promise.all([tell(), tell()]);
    assert.deepEqual(
      taken.toSorted((a, b) => a - b),
      [0, 1],
    );
    assert.equal(told.length, 1);
  });

  it('ends as an error where nobody answers, and goes on when asked for again', async () => {
    const theirs = await subscribe('west', '/west');
    await tell();
    const event = await register('east', { name: [{ text: '订测一' }] });
    // East is told; west is not there.
    answers = Array.from({ length: 40 }, (_, index) => (index === 0 ? 200 : 500));
    for (let round = 0; round < 30; round += 1) await tell();
    const read = () => as('west')('GET', `Subscription/${theirs.id}`);
    const failed = (await read()).as<Subscription>();
    assert.equal(failed.status, 'error');
    assert.equal(failed.error, 'HTTP 500');
    told = [];
    answers = [];
    const body = { ...failed, status: 'requested', error: undefined };
    const put = await as('west')('PUT', `Subscription/${theirs.id}`, { body });
    assert.equal(put.status, 200, put.text);
    await tell();
    assert.equal(told.length, 2, 'the handshake, and what was missed');
    assert.ok(!JSON.stringify(told).includes(event.id!));
  });
});

describe('A subscription is refused', () => {
  const post = (name: string, body: Subscription) => as(name)('POST', 'Subscription', { body });

  it('to anywhere but where the operator allows', async () => {
    for (const endpoint of ['http://10.0.0.1/', 'file:///etc/passwd', 'nowhere', '']) {
      const channel = { ...asked('/').channel, endpoint };
      assertRefused(await post('east', asked('/', { channel })), 422);
    }
    const { host } = new URL(origin);
    const channel = { ...asked('/').channel, endpoint: `http://a:b@${host}/` };
    assertRefused(await post('east', asked('/', { channel })), 422);
  });

  it('of another topic or channel, and with headers that are none', async () => {
    assertRefused(await post('east', asked('/', { criteria: 'Observation?' })), 422);
    for (const more of [{ type: 'email' }, { header: ['Host: other'] }, { header: ['x\ny: z'] }]) {
      const channel = { ...asked('/').channel, ...more } as Subscription['channel'];
      assertRefused(await post('east', asked('/', { channel })), 422);
    }
  });

  it('to nobody, to people, and to a system of no institution', async () => {
    const nobody = await fhirClient(server.url)('POST', 'Subscription', { body: asked('/') });
    assertRefused(nobody, 401);
    assertRefused(await post('doctor', asked('/')), 403);
    assertRefused(await post('nowhere', asked('/')), 403);
    const mine = await subscribe('east', '/again');
    for (const path of [`Subscription/${mine.id}`, `Subscription/${mine.id}/$status`]) {
      assertRefused(await as('west')('GET', path), 404);
      assertRefused(await fhirClient(server.url)('GET', path), 401);
    }
  });
});

describe('Between failures the house waits', () => {
  for (const [failures, seconds] of [
    [1, 2],
    [2, 4],
    [11, 2048],
    [12, 3600],
    [5000, 3600],
  ] as const) {
    it(`${seconds} seconds after ${failures}`, () => {
      assert.equal(waitAfter(failures), seconds * 1000);
    });
  }
});
