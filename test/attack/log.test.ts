/**
 * The log, the figures and the texts of errors after a session of reads, searches, mistakes and
 * failures: nothing of a patient stands in any of them.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Send } from '#test/fhir-client.ts';
import { heartRate } from '#test/people.ts';
import { signIn, tokenOf } from './browser.ts';
import { phones, settle, store, victimNumber, withToken } from './cast.ts';
import { type House, openAttackedHouse } from './house.ts';

/** What the patient is known by; each is in the record, in a request, or in both. */
const secrets = {
  name: '欧阳密名',
  number: victimNumber,
  phone: '13912345678',
  signInPhone: phones.victim,
  birthDate: '1931-02-17',
  address: '荷花镇密巷七号',
  note: '密语之言',
  email: 'secret.person@example.org',
};

let house: House;
let wang: Send;
before(async () => {
  house = await openAttackedHouse({ requestsPerMinute: 100_000 });
  await settle(house);
  await store(house, {
    resourceType: 'Patient',
    id: 'victim',
    meta: { source: 'Organization/east' },
    identifier: [{ system: 'urn:oid:2.16.156.10011.1.3', value: secrets.number }],
    name: [{ text: secrets.name }],
    telecom: [{ system: 'phone', value: secrets.phone }],
    birthDate: secrets.birthDate,
    address: [{ text: secrets.address }],
  });
  wang = withToken(house, await tokenOf(house, 'wang'));
});
after(() => house.stop());

/** What was asked and answered wrongly: the texts of refusals. */
const refused: string[] = [];

async function ask(...given: Parameters<Send>): Promise<number> {
  const answer = await wang(...given);
  if (answer.status >= 400) refused.push(answer.text);
  return answer.status;
}

const jsonPatch = { 'content-type': 'application/json-patch+json' };

/** Searches that find, and such that are refused. */
async function search(): Promise<void> {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const value of Object.values(secrets)) {
    const text = encodeURIComponent(value);
    assert.equal(await ask('GET', `Patient?name=${text}`), 200);
    assert.equal(await ask('GET', `Patient?identifier=${text}&phone=${text}`), 200);
    assert.equal(
      await ask('POST', 'Patient/_search', { body: `name=${text}`, headers: form }),
      200,
    );
    for (const query of [
      `birthdate=x${text}`,
      `_count=${text}`,
      `_sort=birthdate&_cursor=${text}`,
      `_id=*${text}`,
      `_lastUpdated=x${text}`,
      `_include=${text}`,
      `_total=${text}`,
      `_summary=${text}`,
      `name:missing=${text}`,
      `general-practitioner.name:exact:x=${text}`,
      `_filter=${text}`,
      `near=${text}`,
    ]) {
      assert.ok((await ask('GET', `Patient?${query}`)) >= 400, query);
    }
    for (const path of [`Patient/_history?_since=x${text}`, `_history?_cursor=${text}`]) {
      assert.equal(await ask('GET', path), 400);
    }
  }
}

/** Writes that are refused for what is in them. */
async function write(): Promise<void> {
  const body = { ...heartRate('Patient/victim', 70), note: [{ text: secrets.note }] };
  const { name, number, birthDate, phone, address, note } = secrets;
  for (const [path, wrong] of [
    ['Observation', { ...body, status: note }],
    ['Observation', { ...body, effectiveDateTime: `${birthDate}x` }],
    ['Observation', { ...body, valueQuantity: { value: number } }],
    ['Observation', { ...body, issued: phone }],
    ['Observation', { ...body, subject: { reference: `Patient?identifier=${number}` } }],
    ['Observation', { ...body, identifier: name }],
    ['Observation', { ...body, note: [{ text: '', authorString: address }] }],
    ['Observation', { ...body, extension: [{ valueString: name, url: 'x y' }] }],
    ['Patient', { resourceType: 'Patient', name, gender: name, birthDate: number }],
    ['Patient', { resourceType: 'Patient', photo: [{ data: `${phone}!` }], language: address }],
    ['Patient', { resourceType: 'Observation', note }],
    ['Patient', `{"name": "${name}", "identifier": ${number}x`],
    ['Patient', `${name} ${number}`],
    ['', { resourceType: 'Bundle', type: name, entry: [{ fullUrl: number }] }],
    ['', { resourceType: 'Bundle', type: 'batch', entry: [{ request: { method: name } }] }],
  ] as const) {
    assert.ok((await ask('POST', path, { body: wrong })) >= 400, path);
  }
  for (const operation of [
    { op: 'test', path: '/name/0/text', value: name },
    { op: 'replace', path: '/gender', value: name },
    { op: 'replace', path: '/birthDate', value: number },
    { op: 'add', path: '/nothing/at/all', value: name },
    { op: name, path: '/gender', value: number },
  ]) {
    const status = await ask('PATCH', 'Patient/victim', { body: [operation], headers: jsonPatch });
    assert.ok(status >= 400 || operation.op === 'test', JSON.stringify(operation));
  }
  for (const path of ['Patient/victim', 'Patient/victim/_history', 'Patient/victim/$why']) {
    assert.equal(await ask('GET', path), 200);
  }
  const headers = { 'if-none-exist': `identifier=${number}&phone=${phone}&x=${birthDate}` };
  assert.equal(await ask('POST', 'Observation', { body, headers }), 400);
  const identify = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'identifier', valueIdentifier: { system: 'urn:x', value: number } },
      { name: 'name', valueString: name },
    ],
  };
  assert.equal(await ask('POST', 'Patient/$identify', { body: identify }), 404);
}

/** The resident at the door, with mistakes. */
async function comeIn(): Promise<void> {
  const browser = await signIn(house, phones.victim);
  for (const [path, body] of [
    ['/api/sign-in/password', { login: secrets.email, password: secrets.note }],
    ['/api/sign-in/phone', { phone: `${secrets.phone}x` }],
    ['/api/sign-in/phone/code', { phone: secrets.phone, code: '000000' }],
    ['/api/sign-in/phone', `{"phone": "${secrets.phone}`],
    ['/api/clients', { name: secrets.name, phone: secrets.phone }],
  ] as const) {
    const answer = await browser.api('POST', path, body);
    if (answer.status >= 400) refused.push(await answer.text());
  }
}

/** A bug of the server, with a value in its message: a fault that the story makes. */
async function fail(): Promise<void> {
  const { structures } = house.served.api.store.definitions;
  Object.assign(structures, {
    get: () => {
      throw new Error(`no ${secrets.name} ${secrets.number}\n    at ${secrets.address}`);
    },
  });
  try {
    assert.equal(await ask('GET', `Patient/victim?_summary=true&x=${secrets.number}`), 500);
  } finally {
    Reflect.deleteProperty(structures, 'get');
  }
  assert.ok(house.failures.length > 0);
}

describe('Nothing of a patient', () => {
  before(async () => {
    await search();
    await write();
    await comeIn();
    await fail();
  });

  const assertSilent = (text: string, where: string) => {
    for (const [what, secret] of Object.entries(secrets)) {
      for (const form of [secret, encodeURIComponent(secret), secret.replaceAll('-', '')]) {
        const at = text.indexOf(form);
        assert.equal(at, -1, `${what} in ${where}: ${text.slice(Math.max(0, at - 200), at + 100)}`);
      }
    }
  };

  it('is in the log, and no address with a query', () => {
    const log = house.log.join('');
    assert.ok(house.log.length > 100, 'every request is in the log, at this level');
    assert.match(log, /"interaction":"search-type"/);
    assert.match(log, /"msg":"failure"/);
    assertSilent(log, 'the log');
    assert.ok(!/_cursor=|identifier=|name=|birthdate=/.test(log));
    assert.ok(!/Bearer |authorization|"cookie"/i.test(log), 'no token either');
    assert.ok(!log.includes('Patient/victim') && !log.includes('condition-victim'), 'nor an id');
  });

  it('is in the figures', async () => {
    const text = await (await fetch(`${house.url}/metrics`)).text();
    assert.match(text, /yishu_request_seconds_count\{interaction="search-type",status="200"\} \d+/);
    assertSilent(text, 'the figures');
    assert.ok(!/victim|Patient\/|\?/.test(text));
    // A label that a caller could choose would be one more series each time.
    const names = new Set([...text.matchAll(/\binteraction="([^"]*)"/g)].map(([, name]) => name));
    assert.ok(names.size < 40, [...names].join());
  });

  it('is in the text of a refusal', () => {
    assert.ok(refused.length > 80);
    for (const text of refused) assertSilent(text, 'a refusal');
  });
});
