/** Stories of signatures: made by authors, verified by anyone, broken by any change. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Parameters, Provenance } from '@medplum/fhirtypes';
import type { Resource } from '#model/fhir.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import type { FhirRequest, FhirResponse } from '#fhir/handling/interaction.ts';
import { create } from '#fhir/interactions/create.ts';
import { update } from '#fhir/interactions/update.ts';
import { createRemoteSigner } from '#server/crypto/remote-signer.ts';
import { type Signer, createBuiltInSigner } from '#server/crypto/signer.ts';
import { callerOf } from '#test/callers.ts';
import { openTestHub } from '#test/hub.ts';
import { type TestKeys, testKeys } from '#test/keys.ts';
import { startSignerSimulator } from '#test/signer-simulator.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { createSigningOperations } from './operations.ts';
import { type WalkFinding, verifyAll } from './verify-all.ts';

const base = 'http://test/fhir/R4';

describe('A signature', () => {
  let keys: TestKeys;
  let store: Store;
  let builtIn: Signer;
  before(async () => {
    keys = await testKeys();
    store = { ...(await openTestHub(keys.database, keys)).house, now: () => keys.clock.ms };
    builtIn = createBuiltInSigner(keys.signingKeys, randomBytes);
  });
  after(() => keys.database.drop());

  const doctor = (given: Partial<Caller> = {}) =>
    callerOf('doctor', {
      who: 'Practitioner/li',
      organization: 'township',
      strongAt: keys.clock.ms,
      ...given,
    });

  function asked(method: string, path: string, given: Partial<FhirRequest> = {}): FhirRequest {
    const [type = '', id] = path.split('/');
    const names = { type, ...(id === undefined ? {} : { id }) };
    return { method, path: path.split('/'), ...names, query: [], headers: {}, base, ...given };
  }

  async function written(text: string, id?: string): Promise<string> {
    const body = { text };
    const answer =
      id === undefined
        ? await create(asked('POST', 'Observation', { body }), store)
        : await update(asked('PUT', id, { body }), store);
    return answer.location!.replace(/\/_history.*/, '');
  }

  function observation(value: string, id?: string): string {
    const named = id === undefined ? '' : `"id":"${id.split('/')[1]}",`;
    return (
      `{"resourceType":"Observation",${named}"status":"final","code":{"text":"血糖"},` +
      `"performer":[{"reference":"Practitioner/li"}],"valueQuantity":{"value":${value}}}`
    );
  }

  function sign(
    place: string,
    given: { caller?: Caller | undefined; signer?: Signer } & Partial<FhirRequest> = {},
  ): Promise<FhirResponse> {
    const { caller = doctor(), signer = builtIn, ...request } = given;
    const parts = { signer, keys: keys.signingKeys, stepUpMinutes: 5 };
    const operations = createSigningOperations(parts);
    return operations.sign(asked('POST', place, request), { ...store, caller });
  }

  async function verify(place: string): Promise<Record<string, unknown>> {
    const parts = { signer: builtIn, keys: keys.signingKeys, stepUpMinutes: 5 };
    const { body = '' } = await createSigningOperations(parts).verify(asked('GET', place), store);
    assert.deepEqual(store.validator.validate(JSON.parse(body) as Resource), []);
    const { parameter = [] } = JSON.parse(body) as Parameters;
    const valueOf = (one: object) => Object.entries(one).find(([name]) => name.startsWith('value'));
    const flat = Object.fromEntries(
      parameter
        .filter(({ part }) => part === undefined)
        .map((one) => [one.name, valueOf(one)?.[1]]),
    );
    const signatures = parameter
      .filter(({ name }) => name === 'signature')
      .map(({ part = [] }) =>
        Object.fromEntries(part.map((one) => [one.name, valueOf(one)?.[1] as unknown])),
      );
    return { ...flat, signatures };
  }

  const storedBody = (place: string, change: (text: string) => string) => async () => {
    const id = place.split('/')[1]!;
    const [row] = await keys.sql.run('select body from resource where id = $1', [id]);
    const body = change(String(row?.['body']));
    assert.notEqual(body, row?.['body'], 'the test changed something');
    await keys.sql.run('update resource set body = $1 where id = $2', [body, id]);
  };

  async function walked(): Promise<WalkFinding[]> {
    const found: WalkFinding[] = [];
    const parts = { sql: keys.sql, keyring: keys.keyring, keys: keys.signingKeys };
    for await (const finding of verifyAll(parts)) found.push(finding);
    return found;
  }

  test('RX-24: an author signs, and the signature verifies', async () => {
    const place = await written(observation('6.10'));
    const answer = await sign(place, {
      body: {
        text: '{"resourceType":"Parameters","parameter":[{"name":"reason","valueString":"审核"}]}',
      },
    });
    assert.equal(answer.status, 201);
    const provenance = JSON.parse(answer.body!) as Provenance;
    assert.equal(provenance.target[0]?.reference, `${place}/_history/1`);
    assert.equal(provenance.agent[0]?.onBehalfOf?.reference, 'Organization/township');
    assert.equal(provenance.reason?.[0]?.text, '审核');
    const [signature] = provenance.signature ?? [];
    assert.equal(signature?.type[0]?.code, '1.2.840.10065.1.12.1.1');
    assert.equal(signature?.extension?.[0]?.valueString, '非CA(测试)');
    const found = await verify(place);
    assert.equal(found['valid'], true);
    assert.equal(found['currentSigned'], true);
    assert.deepEqual(found['signatures'], [
      {
        provenance: { reference: `Provenance/${provenance.id}` },
        valid: true,
        certified: false,
        signer: '非CA(测试)',
        why: 'valid',
        zh: '签名有效，文书自签名后未被改动',
        en: 'The signature is valid',
        version: 1,
        who: { reference: 'Practitioner/li' },
        when: signature?.when,
      },
    ]);
  });

  test('RX-24: a changed value, or one digit more, is told as a changed document', async () => {
    for (const [from, to] of [
      ['6.10', '6.11'],
      ['6.10', '6.1'],
      ['血糖', '血脂'],
      ['"final"', '"amended"'],
    ] as const) {
      const place = await written(observation('6.10'));
      await sign(place);
      assert.equal((await verify(place))['valid'], true);
      await storedBody(place, (text) => text.replace(from, to))();
      const found = await verify(place);
      assert.equal(found['valid'], false, `${from} → ${to}`);
      assert.equal(found['zh'], '签名校验失败，文书内容已被改动（RX-24）');
      const bad = (await walked()).filter(({ target }) => target === `${place}/_history/1`);
      assert.deepEqual(
        bad.map(({ why }) => why),
        ['content-changed'],
      );
      await storedBody(place, (text) => text.replace(to, from))();
    }
    assert.ok((await walked()).every(({ valid }) => valid));
  });

  test('RX-24: a changed signer, time, reason or target of a signature is found', async () => {
    const changes: [what: string, change: (text: string) => string][] = [
      ['who', (text) => text.replaceAll('"Practitioner/li"', '"Practitioner/wu"')],
      ['when', (text) => text.replace(/"when":"2026/, '"when":"2025')],
      ['reason', (text) => text.replace('"agent"', '"reason":[{"text":"x"}],"agent"')],
      ['target', (text) => text.replace('/_history/1"', '/_history/2"')],
      ['purpose', (text) => text.replace('1.12.1.1"', '1.12.1.2"')],
    ];
    for (const [what, change] of changes) {
      const place = await written(observation('5'));
      const { location = '' } = await sign(place);
      await storedBody(location.replace(/\/_history.*/, ''), change)();
      const found = await verify(place);
      assert.equal(found['valid'], false, what);
      const [signature] = found['signatures'] as { why: string }[];
      assert.equal(signature?.why, 'signature-changed', what);
    }
  });

  test('EMR-01: an amendment keeps the signed version, and is told to be unsigned', async () => {
    const place = await written(observation('4'));
    await sign(place);
    await written(observation('5', place), place);
    const amended = await verify(place);
    assert.equal(amended['valid'], true);
    assert.equal(amended['currentSigned'], false);
    assert.equal(amended['zh'], '第 1 版签名有效；当前第 2 版在签名后有修改，尚未签名');
    await sign(place);
    const again = await verify(place);
    assert.equal(again['currentSigned'], true);
    assert.equal((again['signatures'] as unknown[]).length, 2);
    await keys.sql.run('delete from history where id = $1', [place.split('/')[1]!]);
    assert.match(String((await verify(place))['zh']), /被签名的版本已不存在/);
  });

  test('An unsigned document says so', async () => {
    const found = await verify(await written(observation('1')));
    assert.equal(found['valid'], false);
    assert.equal(found['zh'], '该文书没有可校验的签名');
  });

  test('ONL-33: nobody signs for the author', async () => {
    const place = await written(observation('1'));
    const others = [
      doctor({ who: 'Practitioner/wu' }),
      callerOf('system', { who: 'Practitioner/li', strongAt: keys.clock.ms }),
    ];
    for (const caller of others) {
      await assert.rejects(sign(place, { caller }), { code: 'not-the-author', status: 403 });
    }
  });

  test('SEC-04: signing needs a strong factor of the last minutes', async () => {
    const place = await written(observation('1'));
    for (const strongAt of [0, keys.clock.ms - 5 * 60_000 - 1]) {
      const caller = doctor({ strongAt });
      await assert.rejects(sign(place, { caller }), { code: 'step-up-needed', status: 403 });
    }
    const caller = doctor({ strongAt: keys.clock.ms - 5 * 60_000 });
    assert.equal((await sign(place, { caller })).status, 201);
  });

  test('A signer who saw an earlier version is told; what is withdrawn is not signed', async () => {
    const place = await written(observation('1'));
    await written(observation('2', place), place);
    const stale = sign(place, { headers: { 'if-match': 'W/"1"' } });
    await assert.rejects(stale, { code: 'stale-version' });
    assert.equal((await sign(place, { headers: { 'if-match': 'W/"2"' } })).status, 201);
    const withdrawn = observation('2', place).replace('"final"', '"entered-in-error"');
    await written(withdrawn, place);
    await assert.rejects(sign(place), { code: 'not-signable' });
  });

  test('Old signatures verify after the key was revoked; later ones by it do not', async () => {
    const caller = () => doctor({ who: 'Practitioner/zhao' });
    const text = observation('1').replace('Practitioner/li', 'Practitioner/zhao');
    const early = await written(text);
    await sign(early, { caller: caller() });
    keys.clock.ms += 60_000;
    const revoked = keys.clock.ms;
    assert.equal(await keys.signingKeys.revoke('Practitioner/zhao'), 1);
    assert.equal((await verify(early))['valid'], true);
    keys.clock.ms += 60_000;
    const late = await written(text);
    await sign(late, { caller: caller() });
    assert.equal((await verify(late))['valid'], true, 'a new key was made');
    // As if the revocation had come before: the same keys, revoked at the same moment.
    await keys.sql.run('update signing_key set revoked = $1::text::bigint where owner = $2', [
      String(revoked),
      'Practitioner/zhao',
    ]);
    const [signature] = (await verify(late))['signatures'] as { why: string }[];
    assert.equal(signature?.why, 'key-revoked');
  });

  test('A key that was put into the database by hand is no key', async () => {
    const caller = doctor({ who: 'Practitioner/qian' });
    const place = await written(observation('1').replace('Practitioner/li', caller.who));
    await sign(place, { caller });
    const [mine] = await keys.signingKeys.list('Practitioner/li');
    await keys.sql.run('update signing_key set public_key = $1 where owner = $2', [
      mine!.publicKey,
      caller.who,
    ]);
    const [signature] = (await verify(place))['signatures'] as { why: string }[];
    assert.equal(signature?.why, 'key-unknown');
  });

  test('Two who sign for the first time at once use one key', async () => {
    const caller = doctor({ who: 'Practitioner/sun' });
    const place = await written(observation('1').replace('Practitioner/li', caller.who));
    await Promise.all([sign(place, { caller }), sign(place, { caller }), sign(place, { caller })]);
    assert.equal((await keys.signingKeys.list(caller.who)).length, 1);
    assert.equal((await verify(place))['valid'], true);
  });

  test('A signature of another system is shown, and not judged', async () => {
    const place = await written(observation('1'));
    const provenance = {
      resourceType: 'Provenance',
      target: [{ reference: place }],
      recorded: '2026-01-01T00:00:00Z',
      agent: [{ who: { reference: 'Practitioner/li' } }],
      signature: [
        {
          type: [{ code: '1.2.840.10065.1.12.1.1' }],
          when: '2026-01-01T00:00:00Z',
          who: { reference: 'Practitioner/li' },
          sigFormat: 'application/pkcs7-signature',
          data: 'AAAA',
        },
      ],
    };
    const body = { text: JSON.stringify(provenance) };
    await create(asked('POST', 'Provenance', { body }), store);
    const found = await verify(place);
    assert.equal(found['valid'], false);
    assert.equal((found['signatures'] as { why: string }[])[0]?.why, 'other-format');
  });

  test('RX-25: a certification service signs; whatever it does wrong signs nothing', async () => {
    const service = await startSignerSimulator();
    try {
      const signer = createRemoteSigner({
        url: service.url,
        token: () => service.token,
        timeoutMs: 200,
        now: () => keys.clock.ms,
        keys: keys.signingKeys,
        fetch,
      });
      const place = await written(observation('1'));
      const moods = [
        ['silent', 'signer-away'],
        ['hangs-up', 'signer-away'],
        ['broken', 'signer-away'],
        ['not-json', 'signer-away'],
        ['wrong-signature', 'signer-away'],
        ['redirects', 'signer-away'],
        ['unknown-person', 'signer-refused'],
        ['wrong-certificate', 'signer-refused'],
        ['expired-certificate', 'signer-refused'],
      ] as const;
      for (const [mood, code] of moods) {
        service.mood = mood;
        await assert.rejects(sign(place, { signer }), { code }, mood);
      }
      assert.deepEqual((await verify(place))['signatures'], []);
      service.mood = 'well';
      assert.equal((await sign(place, { signer })).status, 201);
      const found = await verify(place);
      assert.equal(found['valid'], true);
      const [signature] = found['signatures'] as { certified: boolean; signer: string }[];
      assert.equal(signature?.certified, true);
      assert.equal(signature?.signer, 'CA 认证签名');
      service.token = 'another';
      const old = createRemoteSigner({
        url: service.url,
        token: () => 'revoked token',
        timeoutMs: 200,
        now: () => keys.clock.ms,
        keys: keys.signingKeys,
        fetch,
      });
      await assert.rejects(sign(place, { signer: old }), { code: 'signer-away', status: 503 });
    } finally {
      await service.stop();
    }
    const gone = createRemoteSigner({
      url: service.url,
      token: () => '',
      timeoutMs: 200,
      now: () => keys.clock.ms,
      keys: keys.signingKeys,
      fetch,
    });
    const place = await written(observation('1'));
    await assert.rejects(sign(place, { signer: gone }), { code: 'signer-away' });
  });

  test('A certification service is reached by HTTPS only', () => {
    const parts = { token: () => '', timeoutMs: 1, now: Date.now, keys: keys.signingKeys, fetch };
    assert.throws(() => createRemoteSigner({ ...parts, url: 'http://ca.example/' }), {
      name: 'StartFailure',
    });
    assert.equal(createRemoteSigner({ ...parts, url: 'https://ca.example/v1' }).id, 'ca.example');
  });
});
