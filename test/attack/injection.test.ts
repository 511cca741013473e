/** Texts that would be something else elsewhere: SQL, pointers, prototypes, markup. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Bundle } from '@medplum/fhirtypes';
import { type Send, assertRefused } from '#test/fhir-client.ts';
import { heartRate } from '#test/people.ts';
import { signIn, tokenOf } from './browser.ts';
import { settle, withToken } from './cast.ts';
import { type House, openAttackedHouse } from './house.ts';

let house: House;
let lina: Send;
before(async () => {
  house = await openAttackedHouse({ requestsPerMinute: 100_000 });
  await settle(house);
  lina = withToken(house, await tokenOf(house, 'lina'));
});
after(async () => {
  await house.stop();
  assert.deepEqual(house.failures, []);
});

const jsonPatch = { 'content-type': 'application/json-patch+json' };

/** Texts that end a literal, a statement, an array, a pattern, or are none at all. */
const sql = [
  "' or '1'='1",
  "'; drop table resource; --",
  '"; select pg_sleep(9); --',
  '$1::text',
  '$$ or true $$',
  '}',
  '\\',
  "\\' or true --",
  '%',
  '\u0000',
  '1e400',
  '9'.repeat(400),
  'NaN',
  '\ud800',
  '/*',
];

/** A parameter of every kind, with what stands around the text. */
const parameters: [type: string, make: (text: string) => [string, string]][] = [
  ['Patient', (text) => ['name', text]],
  ['Patient', (text) => ['name:contains', text]],
  ['Patient', (text) => ['name:exact', text]],
  ['Patient', (text) => ['phonetic', text]],
  ['Patient', (text) => ['_id', text]],
  ['Patient', (text) => ['identifier', `${text}|${text}`]],
  ['Patient', (text) => ['identifier:of-type', `${text}|${text}|${text}`]],
  ['Patient', (text) => ['birthdate', text]],
  ['Patient', (text) => ['birthdate', `ap2020${text}`]],
  ['Patient', (text) => ['_lastUpdated', text]],
  ['Patient', (text) => ['general-practitioner', `Practitioner/${text}`]],
  ['Patient', (text) => ['general-practitioner.name', text]],
  ['Patient', (text) => [`general-practitioner:${text}.name`, 'x']],
  ['Patient', (text) => ['_has:Observation:patient:code', text]],
  ['Patient', (text) => [`_has:${text}:patient:code`, 'x']],
  ['Patient', (text) => ['gender:not', text]],
  ['Patient', (text) => [`name:${text}`, 'x']],
  ['Patient', (text) => [text, 'x']],
  ['Patient', (text) => ['name:missing', text]],
  ['Patient', (text) => ['_sort', text]],
  ['Patient', (text) => ['_sort', `-birthdate,${text}`]],
  ['Patient', (text) => ['_elements', text]],
  ['Patient', (text) => ['_summary', text]],
  ['Patient', (text) => ['_include', text]],
  ['Patient', (text) => ['_include', `Patient:general-practitioner:${text}`]],
  ['Patient', (text) => ['_revinclude', `${text}:patient`]],
  ['Patient', (text) => ['_count', text]],
  ['Patient', (text) => ['_total', text]],
  ['Patient', (text) => ['_cursor', text]],
  ['Patient', (text) => ['_tag', text]],
  ['Patient', (text) => ['_profile:below', text]],
  ['Observation', (text) => ['code', `${text}|${text}`]],
  ['Observation', (text) => ['code:text', text]],
  ['Observation', (text) => ['value-quantity', `gt${text}`]],
  ['Observation', (text) => ['value-quantity', `5|${text}|${text}`]],
  ['Observation', (text) => ['code-value-quantity', `${text}$gt5`]],
  ['Observation', (text) => ['code-value-quantity', `8867-4$${text}`]],
  ['Observation', (text) => ['code-value-concept', `${text}$${text}`]],
  ['Observation', (text) => ['subject:identifier', text]],
  ['RiskAssessment', (text) => ['probability', text]],
  ['ValueSet', (text) => ['url:below', text]],
  ['ValueSet', (text) => ['url:above', text]],
  ['Location', (text) => ['near', `${text}|1|5|km`]],
  ['Location', (text) => ['near', `1|1|5|${text}`]],
];

describe('SQL', () => {
  it('is a text where it stands in a parameter of a search, of whatever kind', async () => {
    for (const [type, make] of parameters) {
      const answers = await Promise.all(
        sql.map(async (text) => {
          const query = new URLSearchParams([make(text)]).toString();
          const answer = await lina('GET', `${type}?${query}`);
          assert.ok(answer.status < 500, `${query}: ${answer.text}`);
          assert.ok(!answer.text.includes('密名'), `${query}: ${answer.text}`);
          return { text, answer, name: make('')[0] };
        }),
      );
      for (const { text, answer, name } of answers) {
        const isShown = ['_elements', 'gender:not'].includes(name);
        if (answer.status !== 200 || isShown) continue;
        const found = answer.as<Bundle>().entry ?? [];
        // A dash before a zero, and the like, are values; nothing here is one of anybody.
        assert.deepEqual(found, [], `${name}=${text}`);
      }
    }
  });

  it('is a text where it stands in an id, a version, a type or a header', async () => {
    for (const text of sql) {
      const id = encodeURIComponent(text.toWellFormed());
      for (const path of [
        `Patient/${id}`,
        `Patient/${id}/_history`,
        `Patient/own/_history/${id}`,
        `Patient/own/_history?_since=${id}`,
        `_history?_at=${id}`,
        `Patient/${id}/Observation`,
        `Patient/own/${id}`,
        `${id}/own`,
        `Patient/${id}/$why`,
        `AuditEvent/${id}`,
        `AuditEvent?patient=${id}&agent=${id}`,
      ]) {
        const answer = await lina('GET', path);
        assert.ok(answer.status < 500, `${path}: ${answer.text}`);
        assert.ok(!answer.text.includes('密名'), path);
      }
      // Of a header only what HTTP allows can be sent.
      if (!/^[\x20-\x7e]+$/.test(text)) continue;
      const body = heartRate('Patient/own', 70);
      for (const name of ['if-match', 'if-none-match', 'if-modified-since', 'prefer']) {
        const answer = await lina('GET', 'Patient/own', { headers: { [name]: text } });
        assert.ok(answer.status < 500, `${name}: ${answer.text}`);
        const put = await lina('PUT', 'Patient/own', { body, headers: { [name]: text } });
        assert.ok(put.status >= 400 && put.status < 500, `${name}: ${put.text}`);
      }
      for (const criteria of [text, `_id=${text}`, `identifier=${text}`, `subject.name=${text}`]) {
        const headers = { 'if-none-exist': criteria };
        const answer = await lina('POST', 'Observation', { body, headers });
        assert.ok(answer.status < 500, `${criteria}: ${answer.text}`);
      }
    }
  });

  it('is a text in what is stored, and comes back as it was sent', async () => {
    for (const text of sql.filter((one) => !/[\0\ud800]/.test(one) && one.trim() === one)) {
      const body = { ...heartRate('Patient/own', 71), note: [{ text }] };
      const made = await lina('POST', 'Observation', { body });
      assert.equal(made.status, 201, made.text);
      assert.equal(made.as<{ note: { text: string }[] }>().note[0]?.text, text);
    }
  });

  it('finds no place for the character that a text cannot have', async () => {
    for (const body of [
      { ...heartRate('Patient/own', 71), note: [{ text: 'a\0b' }] },
      { ...heartRate('Patient/own', 71), meta: { profile: ['urn:a\0b'] } },
      { ...heartRate('Patient/own', 71), code: { coding: [{ system: 'urn:\0', code: '\0' }] } },
      { ...heartRate('Patient/own', 71), implicitRules: 'urn:\0' },
      { ...heartRate('Patient/own', 71), extension: [{ url: 'urn:\0', valueCode: '\0' }] },
      { resourceType: '\0' },
    ]) {
      assertRefused(await lina('POST', 'Observation', { body }), 400);
    }
    const note = [{ text: 'C:\\u0000' }];
    const body = { ...heartRate('Patient/own', 71), note };
    const made = await lina('POST', 'Observation', { body });
    assert.deepEqual(made.as<{ note: unknown }>().note, note, 'which a backslash does not make');
    const value = [{ op: 'add', path: '/telecom', value: [{ system: 'phone', value: '\0' }] }];
    const patched = await lina('PATCH', 'Patient/own', { body: value, headers: jsonPatch });
    assertRefused(patched, 400);
    for (const path of ['/oauth/token', '/oauth/auth', '/oauth/revoke']) {
      const zero = ['client_id', 'grant_type', 'token', 'code', 'refresh_token', 'redirect_uri'];
      const form = new URLSearchParams(zero.map((name) => [name, '\0']));
      const answer = await fetch(house.url + path, { method: 'POST', body: form });
      assert.ok(answer.status >= 400 && answer.status < 500, `${path}: ${await answer.text()}`);
    }
  });

  it('is a text in the routes beside FHIR', async () => {
    const root = await signIn(house, 'root');
    const nobody = await signIn(house, 'auditor');
    for (const text of sql) {
      const safe = encodeURIComponent(text.toWellFormed());
      for (const answer of [
        await nobody.api('POST', '/api/sign-in/password', { login: text, password: text }),
        await nobody.api('POST', '/api/sign-in/phone', { phone: text }),
        await nobody.api('POST', '/api/sign-in/phone/code', { phone: text, code: text }),
        await nobody.api('POST', '/api/sign-in/invitation', { code: text, invitation: text }),
        await nobody.api('GET', `/api/oauth/interaction/${safe}`),
        await root.api('GET', `/api/accounts?name=${safe}&search=${safe}`),
        await root.api('POST', `/api/accounts/${safe}/disable`, {}),
        await root.api('POST', '/api/clients', { id: text, name: text, kind: text }),
        await root.api('POST', `/api/clients/${safe}/approve`, {}),
        await root.api('GET', `/api/registry/rights/${safe}`),
      ]) {
        const said = await answer.text();
        assert.ok(answer.status < 500, `${answer.url} ${text}: ${said}`);
      }
    }
  });
});

describe('A prototype', () => {
  it('is reached by no pointer of a patch', async () => {
    for (const path of [
      '/__proto__/polluted',
      '/constructor/prototype/polluted',
      '/meta/__proto__/polluted',
      '/name/__proto__/polluted',
      '/name/0/constructor/prototype/polluted',
      '/__proto__',
      '/name/length',
      '/toString',
    ]) {
      for (const op of ['add', 'replace', 'test', 'copy', 'move'] as const) {
        const operation = { op, path, from: '/__proto__', value: { polluted: 'yes' } };
        const headers = jsonPatch;
        const answer = await lina('PATCH', 'Patient/own', { body: [operation], headers });
        assert.ok(answer.status >= 400 && answer.status < 500, `${op} ${path}: ${answer.text}`);
      }
    }
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  it('is reached by no member of a body', async () => {
    const bad = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}';
    const whole = JSON.stringify(heartRate('Patient/own', 70));
    for (const text of [
      bad,
      whole.replace('{', '{"__proto__":{"polluted":"yes"},'),
      whole.replace('{', '{"meta":{"__proto__":{"source":"Organization/east"}},'),
      whole.replace('"code":{', '"code":{"__proto__":{"polluted":"yes"},'),
    ]) {
      const answer = await lina('POST', 'Observation', { body: text });
      assert.ok(answer.status >= 400 && answer.status < 500, answer.text);
    }
    const browser = await signIn(house, 'root');
    for (const path of ['/api/accounts', '/api/clients', '/api/sign-in/password']) {
      const answer = await browser.api('POST', path, bad);
      assert.ok(answer.status >= 400 && answer.status < 500, `${path}: ${await answer.text()}`);
    }
    const query = '__proto__[polluted]=yes&constructor.prototype.polluted=yes&__proto__=x';
    assert.equal((await lina('GET', `Patient?${query}`)).status, 400);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
});

describe('What is no JSON', () => {
  const xml = `<?xml version="1.0"?><!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>
    <Patient xmlns="http://hl7.org/fhir"><name><text value="&x;"/></name></Patient>`;

  it('is refused by its type, and read by nobody', async () => {
    for (const type of [
      'application/fhir+xml',
      'application/xml',
      'text/xml',
      'text/html',
      'multipart/form-data; boundary=x',
      'application/x-ndjson',
      'application/json;charset=utf-16',
    ]) {
      for (const [method, path] of [
        ['POST', 'Patient'],
        ['POST', ''],
        ['PUT', 'Patient/own'],
        ['PATCH', 'Patient/own'],
      ] as const) {
        const headers = { 'content-type': type };
        const answer = await lina(method, path, { body: xml, headers });
        assertRefused(answer, 415);
        assert.ok(!answer.text.includes('root:'));
      }
    }
    assertRefused(await lina('POST', 'Patient', { body: xml }), 400);
    const headers = { 'content-type': 'application/fhir+json, application/fhir+xml' };
    assertRefused(await lina('POST', 'Patient', { body: xml, headers }), 400);
    for (const format of ['xml', 'application/fhir+xml', 'ttl']) {
      assertRefused(await lina('GET', `Patient/own?_format=${format}`), 406);
    }
  });
});
