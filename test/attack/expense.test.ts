/**
 * Requests that would cost the server more than they cost their sender: expressions, copies of
 * copies, nesting, lists and texts without end. None may take much longer than an honest long one.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Answer, type Send, assertRefused } from '#test/fhir-client.ts';
import { bundle, creating, heartRate } from '#test/people.ts';
import { freshBrowser, tokenOf } from './browser.ts';
import { settle, withToken } from './cast.ts';
import { type House, openAttackedHouse } from './house.ts';

let house: House;
let lina: Send;
let honestMs = 0;

/** Milliseconds that a piece of work takes. */
async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const started = performance.now();
  const result = await work();
  return { result, ms: performance.now() - started };
}

/** An honest long request: a hundred resources in one transaction. */
const honest = () => {
  const entries = Array.from({ length: 100 }, (_, n) => creating(heartRate('Patient/own', n + 1)));
  return lina('POST', '', { body: bundle('transaction', entries) });
};

before(async () => {
  house = await openAttackedHouse({ requestsPerMinute: 100_000 });
  await settle(house);
  lina = withToken(house, await tokenOf(house, 'lina'));
  await honest();
  const { result, ms } = await timed(honest);
  assert.equal(result.status, 200, result.text);
  honestMs = ms;
});
after(async () => {
  await house.stop();
  assert.deepEqual(house.failures, []);
});

/** So many times an honest long request may a dishonest one take. */
const ratio = 20;

async function assertCheap(title: string, work: () => Promise<Answer>): Promise<Answer> {
  const { result, ms } = await timed(work);
  assert.ok(result.status < 500, `${title}: ${result.text.slice(0, 400)}`);
  const most = Math.max(honestMs, 50) * ratio;
  assert.ok(ms < most, `${title} took ${Math.round(ms)} ms, an honest one ${Math.round(honestMs)}`);
  return result;
}

const jsonPatch = { 'content-type': 'application/json-patch+json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const many = (count: number, make: (n: number) => string, between = '&') =>
  Array.from({ length: count }, (_, n) => make(n)).join(between);

/** A FHIRPath Patch that sets what a path names. */
const pathPatch = (path: string, times = 1): object => ({
  resourceType: 'Parameters',
  parameter: Array.from({ length: times }, () => ({
    name: 'operation',
    part: [
      { name: 'type', valueCode: 'replace' },
      { name: 'path', valueString: path },
      { name: 'value', valueString: 'x' },
    ],
  })),
});

describe('A path of a patch', () => {
  it('with a regular expression, or a walk through the whole resource, is not taken', async () => {
    for (const path of [
      `Patient.name.where('${'a'.repeat(29)}b'.matches('^(a+)+$')).text`,
      `Patient.name.where('${'a'.repeat(29)}b'.replaceMatches('^(a+)+$', '') = '').text`,
      'Patient.name.where(%resource.descendants().exists()).text',
      'Patient.name.where(%context.name.exists()).text',
      'Patient.descendants().descendants().text',
      "Patient.repeat('a' & 'b')",
      'Patient.name.select(children()).text',
      'Patient.name.aggregate($total & $this.text)',
      'Patient.`descendants`().text',
      'Patient.name.where(/* x */ matches /* y */ (text)).text',
      "Patient.name.where(text.trace('x').exists()).text",
      `${'('.repeat(5000)}Patient.name.text${')'.repeat(5000)}`,
      `Patient.name.where(${'not('.repeat(12)}true${')'.repeat(12)}).text`,
      `Patient.name.where(text = '${'x'.repeat(5000)}').text`,
      "Patient.name.where(text = 'never closed).text",
    ]) {
      const send = () => lina('PATCH', 'Patient/own', { body: pathPatch(path) });
      assertRefused(await assertCheap(path.slice(0, 60), send), 422);
    }
  });

  it('that is usual is taken', async () => {
    for (const path of [
      'Patient.name[0].text',
      "Patient.name.where(text.startsWith('x')).first().text",
      "Patient.name.where($this.text = 'x' and (text.exists() or family.empty())).text",
    ]) {
      const answer = await lina('PATCH', 'Patient/own', { body: pathPatch(path) });
      assert.equal(answer.status, 200, answer.text);
    }
  });

  it('is not taken thousands of times in one patch', async () => {
    const body = pathPatch('Patient.name[0].text', 5000);
    assertRefused(
      await assertCheap('operations', () => lina('PATCH', 'Patient/own', { body })),
      422,
    );
  });
});

describe('A JSON Patch', () => {
  it('does not double a part until the memory is full', async () => {
    const value = [{ url: 'urn:x', valueString: 'x' }];
    const body = [
      { op: 'add', path: '/extension', value },
      ...Array.from({ length: 40 }, () => ({
        op: 'copy',
        from: '/extension',
        path: '/extension/-',
      })),
    ];
    const send = () => lina('PATCH', 'Patient/own', { body, headers: jsonPatch });
    const answer = await assertCheap('copies of copies', send);
    assertRefused(answer, 422, /too large/);
    const few = [{ op: 'copy', from: '/name/0', path: '/name/-' }];
    const copied = await lina('PATCH', 'Patient/own', { body: few, headers: jsonPatch });
    assert.equal(copied.status, 200, copied.text);
  });
});

describe('Nesting', () => {
  it('is followed no deeper than anything of FHIR goes', async () => {
    const depth = 100_000;
    const arrays = '['.repeat(depth) + ']'.repeat(depth);
    const objects = '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
    const extensions =
      '{"url":"u","extension":['.repeat(depth) + '{"url":"u"}' + ']}'.repeat(depth);
    const resource = `{"resourceType":"Observation","extension":[${extensions}]}`;
    const quotes = '"\\\\\\""';
    const odd = `{"a":1.50,"b":${quotes},"c":${arrays}}`;
    const value = `[{"op":"add","path":"/extension","value":[${extensions}]}]`;
    for (const [title, method, path, body, headers] of [
      ['arrays', 'POST', 'Observation', arrays],
      ['open arrays', 'POST', 'Observation', '['.repeat(depth)],
      ['objects', 'POST', 'Observation', objects],
      ['numbers', 'POST', 'Observation', odd],
      ['extensions', 'POST', 'Observation', resource],
      ['entries', 'POST', '', `{"resourceType":"Bundle","type":"batch","entry":[${extensions}]}`],
      ['a patch', 'PATCH', 'Patient/own', value, jsonPatch],
    ] as const) {
      const given = headers === undefined ? { body } : { body, headers };
      const answer = await assertCheap(title, () => lina(method, path, given));
      assertRefused(answer, 400);
    }
    const browser = freshBrowser(house);
    const asked = await browser.api('POST', '/api/sign-in/password', '['.repeat(30_000));
    assert.equal(asked.status, 400, await asked.text());
  });

  it('in a text is no nesting', async () => {
    const note = [{ text: `${'['.repeat(1000)}\\"${'{'.repeat(1000)}\\` }];
    const body = { ...heartRate('Patient/own', 70), note };
    const answer = await lina('POST', 'Observation', { body });
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual(answer.as<{ note: unknown }>().note, note);
  });
});

describe('A search', () => {
  it('asks no more at once than can be planned', async () => {
    for (const [title, path, body] of [
      ['quantities', 'Observation', many(1000, (n) => `value-quantity=gt${n}`)],
      ['quantities in a list', 'Observation', `value-quantity=${many(20_000, String, ',')}`],
      ['names', 'Patient', many(20_000, (n) => `name=a${n}`)],
      ['names in a list', 'Patient', `name=${many(20_000, (n) => `a${n}`, ',')}`],
      ['uris in a list', 'Observation', `_profile:below=${many(20_000, (n) => `a${n}`, ',')}`],
      ['composites', 'Observation', many(500, (n) => `code-value-quantity=8867-4$gt${n}`)],
      ['places', 'Location', many(50, (n) => `near=1|${n}|5|km`)],
      ['chains to places', 'Encounter', many(50, (n) => `location:Location.near=1|${n}|5|km`)],
      ['includes', 'Patient', many(20_000, () => '_revinclude:iterate=*')],
      ['orders', 'Patient', `_sort=${many(2000, () => 'birthdate', ',')}`],
      ['reverse chains', 'Patient', `${'_has:Observation:patient:'.repeat(1000)}code=1`],
      ['links of a chain', 'Organization', `${'partof.'.repeat(1000)}name=1`],
      ['links to anything', 'QuestionnaireResponse', `${'subject.'.repeat(5)}_id=1`],
    ] as const) {
      const send = () => lina('POST', `${path}/_search`, { body, headers: form });
      assertRefused(await assertCheap(title, send), 400);
    }
  });

  it('is answered where it lists many codes or ids', async () => {
    for (const body of [
      `_id=${many(2000, (n) => `p${n}`, ',')}`,
      `identifier=${many(2000, (n) => `urn:x|${n}`, ',')}`,
      many(40, (n) => `name=a${n}`),
    ]) {
      const answer = await assertCheap('a list', () =>
        lina('POST', 'Patient/_search', { body, headers: form }),
      );
      assert.equal(answer.status, 200, answer.text.slice(0, 300));
    }
  });
});

describe('A text without end', () => {
  const long = (text: string) => text.repeat(Math.ceil(100_000 / text.length));
  it('is read in one go, where a pattern stands behind it', async () => {
    for (const [name, text] of [
      ['birthdate', `${long('1')}x`],
      ['birthdate', `2020-01-01T00:00:00.${long('0')}x`],
      ['birthdate', `${long(' ')}x`],
      ['_lastUpdated', `ap${long('-')}`],
      ['identifier', `${long('\\|')}x`],
      ['_id', `${long('a-.')}!`],
      ['general-practitioner', `${long('Patient/a/')}!`],
      ['general-practitioner', `http://${long('/A')}`],
      ['name', long('a ')],
      ['name:contains', long('%_')],
      ['phonetic', long('zhang ')],
      ['phonetic', long('xian')],
      ['phonetic', long("'")],
      ['address', long('行')],
      ['telecom', `${long('a@')}!`],
      ['_profile:below', long('a/')],
      ['_profile:above', long('a:/')],
    ] as const) {
      const body = new URLSearchParams({ [name]: text }).toString();
      const send = () => lina('POST', 'Patient/_search', { body, headers: form });
      await assertCheap(`${name}=${text.slice(0, 12)}`, send);
    }
  });

  it('is read in one go in a resource', async () => {
    const xhtml = (text: string) => ({
      text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${text}</div>` },
    });
    for (const [title, more] of [
      ['a date', { birthDate: `2020-${long('1')}` }],
      ['a moment', { meta: { lastUpdated: `2020-01-01T00:00:00.${long('0')}` } }],
      ['a code', { language: long('a ') }],
      ['an id', { id: long('a') }],
      ['a uri', { implicitRules: `urn:oid:${long('1.')}` }],
      ['a base64', { photo: [{ data: `${long('AAAA')}!` }] }],
      ['open elements', xhtml(long('<p>'))],
      ['an open tag', xhtml(`<p ${long('a="b" ')}`)],
      ['spaces in a tag', xhtml(`<p${long(' ')}`)],
      ['an open attribute', xhtml(`<p a="${long('&')}`)],
      ['a comment', xhtml(`<!--${long('--')}`)],
      ['an entity', xhtml(`&${long('a')}`)],
      ['a reference', { managingOrganization: { reference: long('A/') } }],
      ['a number', { multipleBirthInteger: 1, name: [{ text: `:${long('1.0')} ` }] }],
      ['spaces after a colon', { name: [{ text: `x${long(': ')}` }] }],
    ] as const) {
      const body = { resourceType: 'Patient', ...more };
      const answer = await assertCheap(title, () => lina('POST', 'Patient', { body }));
      assert.ok(answer.status < 500, answer.text.slice(0, 300));
    }
    const digits = `{"resourceType":"Patient","multipleBirthInteger":${long('9')}.${long('0')}}`;
    await assertCheap('digits', () => lina('POST', 'Patient', { body: digits }));
  });

  it('is read in one go in a header or at the door', async () => {
    const header = (text: string) => text.repeat(Math.floor(12_000 / text.length));
    for (const [name, text] of [
      ['accept', header('a/b;q=0.1,')],
      ['accept', header(' ')],
      ['content-type', `application/json;${header('charset ')}`],
      ['content-type', `application/json;charset${header(' ')}x`],
      ['if-none-match', header('W/"1",')],
      ['if-match', `W/"${header('1')}`],
      ['prefer', `handling${header(' ')}x`],
      ['prefer', header('return =')],
      ['authorization', `Bearer ${header('a.')}`],
      ['cookie', header('a=b;')],
    ] as const) {
      const headers = { [name]: `x${text}x`.slice(name === 'authorization' ? 1 : 0) };
      await assertCheap(`${name}: ${text.slice(0, 12)}`, () =>
        lina(name === 'content-type' ? 'POST' : 'GET', 'Patient', {
          headers,
          ...(name === 'content-type' ? { body: {} } : {}),
        }),
      );
    }
    const browser = freshBrowser(house);
    const text = (length: number, part: string) => part.repeat(length / part.length);
    for (const [path, body] of [
      ['/api/sign-in/password', { login: text(30_000, 'a@'), password: text(30_000, 'x') }],
      ['/api/sign-in/phone', { phone: `${text(30_000, ' ')}x` }],
      ['/api/sign-in/phone', { phone: `${text(60_000, '1')}x` }],
      ['/api/sign-in/invitation', { code: text(60_000, '-') }],
    ] as const) {
      const { result, ms } = await timed(() => browser.api('POST', path, body));
      assert.ok(result.status < 500, `${path}: ${await result.text()}`);
      assert.ok(ms < Math.max(honestMs, 50) * ratio, `${path}: ${ms}`);
    }
  });
});
