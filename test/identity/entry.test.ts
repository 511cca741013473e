/**
 * What may be entered of who somebody is: people are refused what cannot be, systems send what they
 * have and it is flagged.
 * docs/guides/identifiers.md
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Bundle, OperationOutcome, Patient } from '@medplum/fhirtypes';
import { demographicSystems, demographicUrls } from '#model/demographics.ts';
import { checkDigit } from '#model/resident-id.ts';
import { qualitySystem } from '#server/identity/entry/flags.ts';
import { recordEndUrl } from '#server/identity/entry/record-end.ts';
import { callerOf } from '#test/callers.ts';
import { type Send, assertRefused, fhirClient, sendAs } from '#test/fhir-client.ts';
import { patient } from '#test/people.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

const cardSystem = 'urn:oid:2.16.156.10011.1.3';
const card = (value: string) => ({ system: cardSystem, value });
const good = (first: string) => card(first + checkDigit(first));
const fileNumber = (value: string) => ({ system: 'urn:oid:2.16.156.10011.1.2', value });
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

let server: TestServer;
const as = (name: string): Send => sendAs(fhirClient(server.url), name);

before(async () => {
  server = await startTestServer({ guarded: true });
  const { callers } = server;
  callers.set('platform', callerOf('platform'));
  const organization = 'west';
  callers.set('desk', callerOf('registrar', { organization, who: 'Practitioner/desk' }));
  callers.set('doctor', callerOf('doctor', { organization, who: 'Practitioner/doctor' }));
  callers.set('system', callerOf('system', { organization, who: 'Device/west' }));
  for (const id of ['west', 'east']) {
    const body = { resourceType: 'Organization', id, name: id };
    await as('platform')('PUT', `Organization/${id}`, { body });
  }
});
after(async () => {
  await server.stop();
  assert.deepEqual(server.failures, []);
});

const flagsOf = (resource: { meta?: Patient['meta'] }) =>
  (resource.meta?.tag ?? []).flatMap(({ system, code }) =>
    system === qualitySystem ? [code] : [],
  );

async function write(name: string, body: object): Promise<Patient> {
  const answer = await as(name)('POST', 'Patient', { body });
  assert.equal(answer.status, 201, answer.text);
  return answer.as<Patient>();
}

async function found(query: string): Promise<(string | undefined)[]> {
  const answer = await as('platform')('GET', query);
  assert.equal(answer.status, 200, answer.text);
  return (answer.as<Bundle<Patient>>().entry ?? []).map(({ resource }) => resource?.id);
}

describe('At a desk', () => {
  for (const [value, words] of [
    ['110105194912310021', /check digit.*STD-01/],
    ['1101051949123100', /18 characters.*STD-01/],
    ['1101 0519 4912 3100 2X', /18 characters.*STD-01/],
    ['99010519491231002X', /(?:region|check digit).*STD-01/],
  ] as const) {
    it(`the card ${value} is refused, and the field is named (STD-01)`, async () => {
      const body = patient({ identifier: [card(value)] });
      const answer = await as('desk')('POST', 'Patient', { body });
      assertRefused(answer, 422, words);
      const [issue] = answer.as<OperationOutcome>().issue;
      assert.deepEqual(issue?.expression, ['Patient.identifier[0]']);
      // What was typed is nobody's to read in a log.
      assert.equal(answer.text.includes(value), false);
    });
  }

  it('a wrong check digit says so in Chinese (STD-01)', async () => {
    const body = patient({ identifier: [card('110105194912310021')] });
    const answer = await as('doctor')('POST', 'Patient', { body });
    assert.equal(
      answer.as<OperationOutcome>().issue[0]?.details?.text,
      '身份证号码校验位错误（STD-01）',
    );
  });

  it('a number of another Chinese profile is checked alike (STD-01, STD-04)', async () => {
    const cnCore = 'http://NamingSystem.hl7fhir.cn/identityDocument';
    const type = (code: string) => ({
      coding: [{ system: 'http://CodeSystem.hl7fhir.cn/identity-document-type', code }],
    });
    const body = (code: string) =>
      patient({ identifier: [{ system: cnCore, type: type(code), value: 'E12345678' }] });
    assertRefused(await as('desk')('POST', 'Patient', { body: body('01') }), 422, /STD-01/);
    await write('desk', body('03'));
  });

  it('a health record number of 16 digits is refused (EHR-01)', async () => {
    const body = patient({ identifier: [fileNumber('3308021001010000')] });
    const answer = await as('desk')('POST', 'Patient', { body });
    assertRefused(answer, 422, /17 digits \(EHR-01\)/);
    assert.match(answer.text, /健康档案编号应为17位数字/);
  });

  it('a village that no number can have is taken and flagged (EHR-02)', async () => {
    const made = await write('desk', patient({ identifier: [fileNumber('33080210020200007')] }));
    assert.deepEqual(flagsOf(made), ['village-segment']);
  });

  it('a patch, an update and a transaction are held to the same (STD-01)', async () => {
    const made = await write('desk', patient({ identifier: [good('33990119700504122')] }));
    const wrong = card('110105194912310021');
    const path = `Patient/${made.id}`;
    assertRefused(
      await as('desk')('PUT', path, { body: { ...made, identifier: [wrong] } }),
      422,
      /STD-01/,
    );
    const patch = [{ op: 'replace', path: '/identifier/0', value: wrong }];
    const patched = await fhirClient(server.url)('PATCH', path, {
      body: JSON.stringify(patch),
      headers: { authorization: 'Bearer desk', 'content-type': 'application/json-patch+json' },
    });
    assertRefused(patched, 422, /STD-01/);
    const entry = [
      {
        resource: patient({ identifier: [wrong] }),
        request: { method: 'POST', url: 'Patient' },
      },
    ];
    const body = { resourceType: 'Bundle', type: 'transaction', entry };
    assertRefused(await as('desk')('POST', '', { body }), 422, /STD-01/);
  });

  it('a wrong number that a system sent hinders nobody who writes down a phone', async () => {
    const sent = await write('system', patient({ identifier: [card('110105194912310021')] }));
    assert.ok(flagsOf(sent).includes('resident-id-check'));
    const telecom = [{ system: 'phone' as const, value: '16000000123' }];
    const path = `Patient/${sent.id}`;
    const kept = await as('desk')('PUT', path, { body: { ...sent, telecom } });
    assert.equal(kept.status, 200, kept.text);
    assert.ok(flagsOf(kept.as<Patient>()).includes('resident-id-check'));
    const other = { ...sent, identifier: [card('110105194912310022')] };
    assertRefused(await as('desk')('PUT', path, { body: other }), 422, /STD-01/);
  });
});

describe('What systems send', () => {
  const born = '1970-05-04';
  for (const [title, given, expected] of [
    ['nothing wrong', { identifier: [good('33990119700504122')] }, []],
    [
      'a wrong check digit (STD-01)',
      { identifier: [card('110105194912310021')] },
      ['resident-id-check'],
    ],
    [
      'another birthday than the card (STD-01)',
      { identifier: [good('33990119700505122')] },
      ['birth-differs-from-id'],
    ],
    [
      'the year of birth alone (STD-01)',
      { identifier: [good('33990119700505122')], birthDate: '1970' },
      [],
    ],
    [
      'another sex than the card (STD-01)',
      { identifier: [good('33990119700504123')] },
      ['sex-differs-from-id'],
    ],
    ['a short record number (EHR-01)', { identifier: [fileNumber('123')] }, ['record-number-form']],
    [
      'two cards',
      { identifier: [good('33990119700504122'), good('33990119700504124')] },
      ['several-resident-ids'],
    ],
    ['no number at all', {}, ['no-identifier']],
    [
      'its own chart number alone',
      { identifier: [{ system: 'urn:oid:2.16.156.10011.1.13', value: '7' }] },
      ['no-identifier'],
    ],
    [
      'nobody known',
      { identifier: [fileNumber('33080210010100001')], name: [{ text: '无名氏' }] },
      ['name-suspicious'],
    ],
    [
      'a name with digits',
      { identifier: [fileNumber('33080210010100002')], name: [{ text: '王3' }] },
      ['name-suspicious'],
    ],
    [
      'a birthday to come',
      { identifier: [fileNumber('33080210010100003')], birthDate: day(3) },
      ['date-in-future'],
    ],
    [
      'a death before birth',
      { identifier: [fileNumber('33080210010100004')], deceasedDateTime: '1969-01-01' },
      ['died-before-birth'],
    ],
    [
      'an end without a reason (EHR-05)',
      { identifier: [fileNumber('33080210010100005')], active: false },
      ['ended-without-reason'],
    ],
    [
      'who moved away (EHR-05)',
      {
        identifier: [fileNumber('33080210010100006')],
        active: false,
        extension: [{ url: recordEndUrl, valueCode: 'moved' }],
      },
      [],
    ],
    [
      'codes that are none (STD-05)',
      {
        identifier: [fileNumber('33080210010100008')],
        extension: [
          {
            url: demographicUrls.nation,
            valueCoding: { system: demographicSystems.nation, code: '77' },
          },
        ],
      },
      ['code-unknown'],
    ],
    [
      'another sex than its code (STD-05)',
      {
        identifier: [fileNumber('33080210010100009')],
        extension: [
          { url: demographicUrls.sex, valueCoding: { system: demographicSystems.sex, code: '1' } },
        ],
      },
      ['sex-differs-from-code'],
    ],
  ] as const satisfies readonly (readonly [string, object, readonly string[]])[]) {
    it(`${title} is stored as it came, with ${expected.join(', ') || 'no flag'}`, async () => {
      const body = patient({ birthDate: born, ...(given as object) });
      const made = await write('system', body);
      assert.deepEqual(flagsOf(made), expected);
      const read = (await as('platform')('GET', `Patient/${made.id}`)).as<Patient>();
      assert.deepEqual(flagsOf(read), expected);
      assert.deepEqual(read.identifier, body.identifier);
      assert.deepEqual(read.extension, body.extension);
      for (const flag of expected) {
        assert.ok(
          (await found(`Patient?_tag=${qualitySystem}|${flag}&_count=100`)).includes(made.id),
        );
      }
    });
  }

  it('the house alone sets the flags: they go when all is right, and stay otherwise', async () => {
    const tag = [
      { system: qualitySystem, code: 'name-suspicious' },
      { system: 'https://west.example/tags', code: 'own' },
    ];
    const made = await write('system', patient({ meta: { tag }, identifier: [card('1')] }));
    assert.deepEqual(flagsOf(made), ['resident-id-check']);
    assert.ok(made.meta?.tag?.some(({ code }) => code === 'own'));
    const unflagged = { ...made, meta: { source: made.meta?.source } };
    const same = await as('system')('PUT', `Patient/${made.id}`, { body: unflagged });
    assert.equal(same.status, 200, same.text);
    assert.deepEqual(flagsOf(same.as<Patient>()), ['resident-id-check']);
    const right = { ...made, identifier: [good('33990119700504122')] };
    const cleaned = await as('system')('PUT', `Patient/${made.id}`, { body: right });
    assert.deepEqual(flagsOf(cleaned.as<Patient>()), []);
    const listed = await found(`Patient?_tag=${qualitySystem}|resident-id-check&_count=100`);
    assert.equal(listed.includes(made.id), false);
  });
});

describe('An old card', () => {
  it('is found by 15 digits and by 18, whichever stands there (STD-01)', async () => {
    const old = await write('desk', patient({ identifier: [card('130503670401001')] }));
    const today = await write('system', patient({ identifier: [card('130503196704010016')] }));
    for (const value of ['130503670401001', '130503196704010016']) {
      const ids = await found(`Patient?identifier=${cardSystem}|${value}`);
      assert.deepEqual(new Set(ids), new Set([old.id, today.id]), value);
      assert.equal((await found(`Patient?identifier=${value}`)).length, 2);
    }
    assert.deepEqual(await found(`Patient?identifier=urn:other|130503670401001`), []);
  });

  it('with a small x is found by a large one (STD-01)', async () => {
    const made = await write('desk', patient({ identifier: [card('11010519491231002x')] }));
    assert.deepEqual(await found(`Patient?identifier=${cardSystem}|11010519491231002X`), [made.id]);
  });

  it('is not registered twice by a condition on the other form (STD-01)', async () => {
    const first = await write('desk', patient({ identifier: [card('440524801001001')] }));
    const body = patient({ identifier: [good('44052419801001001')] });
    const answer = await as('system')('POST', 'Patient', {
      body,
      headers: { 'if-none-exist': `identifier=${cardSystem}|${body.identifier?.[0]?.value}` },
    });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.as<Patient>().id, first.id);
  });
});
