/**
 * Writes that set more than their writer may: elements that the house sets, labels, owners,
 * people's rights, authors and the log, by every way in which something is written.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Bundle, Parameters } from '@medplum/fhirtypes';
import type { Resource } from '#model/fhir.ts';
import type { Send } from '#test/fhir-client.ts';
import { heartRate } from '#test/people.ts';
import { tokenOf } from './browser.ts';
import { assertClosed, people, phones, settle, withToken } from './cast.ts';
import { type House, openAttackedHouse } from './house.ts';
import { type Kept, everyWay, jsonPatch } from './ways.ts';

let house: House;
let platform: Send;
let lina: Send;
let wang: Send;
let resident: Send;
let system: Send;
before(async () => {
  house = await openAttackedHouse({ requestsPerMinute: 100_000 });
  await settle(house);
  platform = withToken(house, house.platform);
  lina = withToken(house, await tokenOf(house, 'lina'));
  wang = withToken(house, await tokenOf(house, 'wang'));
  resident = withToken(house, await tokenOf(house, phones.stranger));
  system = withToken(house, house.westSystem);
});
after(async () => {
  await house.stop();
  assert.deepEqual(house.failures, []);
});

/** A FHIRPath Patch of one operation. */
function pathPatch(type: string, path: string, value: object): object {
  const part = [
    { name: 'type', valueCode: type },
    { name: 'path', valueString: path },
    { name: 'value', ...value },
  ];
  return { resourceType: 'Parameters', parameter: [{ name: 'operation', part }] };
}

const whole = async (path: string): Promise<Kept> => {
  const answer = await platform('GET', path);
  assert.equal(answer.status, 200, answer.text);
  return answer.as<Kept>();
};

async function made(send: Send, body: object): Promise<Kept> {
  const { resourceType } = body as Resource;
  const answer = await send('POST', resourceType, { body });
  assert.equal(answer.status, 201, answer.text);
  return answer.as<Kept>();
}

describe('What the house sets', () => {
  it('is set by the house, whatever is written over it and by whatever way', async () => {
    const own = await made(lina, heartRate('Patient/own', 70));
    for (const claim of [
      { source: 'Organization/east', versionId: '77', lastUpdated: '1999-01-01T00:00:00Z' },
      { source: '#Organization/east' },
      { source: `${house.url}/fhir/R4/Organization/east` },
      { source: 'Organization/east/_history/1', profile: ['urn:x'] },
      { source: 'x/Organization/east#Organization/west' },
    ]) {
      const changed = { ...own, meta: claim };
      for (const [way] of await everyWay(lina, changed)) {
        const { meta } = await whole(`Observation/${own.id}`);
        assert.equal(meta?.source, 'Organization/west', way);
        assert.notEqual(meta?.versionId, '77', way);
        assert.ok(!meta?.lastUpdated?.startsWith('1999'), way);
        assert.equal((await wang('GET', `Observation/${own.id}`)).status, 404, way);
        assert.equal((await lina('GET', `Observation/${own.id}`)).status, 200, way);
      }
    }
    const patched = await lina('PATCH', `Observation/${own.id}`, {
      body: pathPatch('replace', 'Observation.meta.versionId', { valueId: '500' }),
    });
    assert.notEqual((await whole(`Observation/${own.id}`)).meta?.versionId, '500', patched.text);
  });

  it('is no id of another: it cannot be patched, nor be given twice', async () => {
    const own = await made(lina, heartRate('Patient/own', 70));
    for (const answer of [
      await lina('PATCH', `Observation/${own.id}`, {
        body: [{ op: 'replace', path: '/id', value: 'condition-victim' }],
        headers: jsonPatch,
      }),
      await lina('PATCH', `Observation/${own.id}`, {
        body: [{ op: 'replace', path: '', value: { ...own, id: 'x' } }],
        headers: jsonPatch,
      }),
      await lina('PUT', `Observation/${own.id}`, { body: { ...own, id: 'x' } }),
      await lina('PUT', `Observation/${own.id}`, { body: { ...own, resourceType: 'Basic' } }),
    ]) {
      assert.ok(answer.status >= 400 && answer.status < 500, answer.text);
    }
    assert.equal((await whole(`Observation/${own.id}`)).id, own.id);
  });
});

describe('A label of protection', () => {
  it('is not taken off, nor made less, by any way', async () => {
    const security = [{ system: 'https://yishu.example/CodeSystem/data-level', code: '5' }];
    const own = await made(system, { ...heartRate('Patient/own', 71), meta: { security } });
    const lower = [{ system: 'https://yishu.example/CodeSystem/data-level', code: '1' }];
    for (const meta of [
      {},
      { security: [] },
      { security: lower },
      { security: [...lower, { code: '5' }] },
      { security: [{ system: 'urn:other', code: '5' }] },
    ]) {
      for (const [way, answer] of await everyWay(system, { ...own, meta })) {
        const { meta: kept } = await whole(`Observation/${own.id}`);
        assert.ok(
          kept?.security?.some(({ code, system: of }) => code === '5' && of?.includes('yishu')),
          `${way}: ${answer.text}`,
        );
      }
    }
    for (const path of [
      'Observation.meta.security',
      'Observation.meta',
      'Observation.meta.security[0]',
    ]) {
      await system('PATCH', `Observation/${own.id}`, { body: pathPatch('delete', path, {}) });
      assert.match(JSON.stringify(await whole(`Observation/${own.id}`)), /"code":"5"/, path);
    }
    assert.equal((await lina('GET', `Observation/${own.id}`)).status, 404);
  });
});

describe('A patient', () => {
  it('is not joined with another by a link, nor taken over as one’s own', async () => {
    const own = await whole('Patient/own');
    const base = `${house.url}/fhir/R4`;
    for (const send of [lina, system]) {
      for (const reference of [
        'Patient/victim',
        `${base}/Patient/victim`,
        'Patient/victim/_history/1',
      ]) {
        for (const type of ['seealso', 'replaces', 'replaced-by', 'refer'] as const) {
          const linked = { ...own, link: [{ other: { reference }, type }] } as Kept;
          for (const [way, answer] of (await everyWay(send, linked)).slice(0, 3)) {
            assert.ok(answer.status >= 400, `${way}: ${answer.text}`);
            await assertClosed(send, `${way}, ${type}`);
          }
        }
      }
    }
    assert.ok(!JSON.stringify(await whole('Patient/own')).includes('victim'));
  });

  it('of another hospital gets no doctor from outside', async () => {
    const victim = await whole('Patient/victim');
    for (const [send, who] of [
      [lina, 'Practitioner/lina'],
      [system, 'Organization/west'],
      [resident, 'Patient/stranger'],
    ] as const) {
      const taken = { ...victim, generalPractitioner: [{ reference: who }] } as Kept;
      for (const [way, answer] of await everyWay(send, taken)) {
        await assertClosed(send, `${way} by ${who}: ${answer.text}`);
      }
    }
    assert.deepEqual(await whole('Patient/victim'), victim);
  });
});

describe('The log', () => {
  it('is written, changed and deleted by nobody, its keepers among them', async () => {
    const auditor = withToken(house, await tokenOf(house, 'auditor'));
    const events = await auditor('GET', 'AuditEvent?_count=1');
    const [entry] = events.as<Bundle>().entry ?? [];
    const event = entry?.resource as Kept;
    assert.ok(event?.id, events.text);
    const senders: Record<string, Send> = { platform, auditor, lina, wang, resident, system };
    for (const login of people.map((one) => one.login).filter((one) => one !== undefined)) {
      if (['root', 'guard', 'nurse'].includes(login)) {
        senders[login] = withToken(house, await tokenOf(house, login));
      }
    }
    for (const [name, send] of Object.entries(senders)) {
      const changed = { ...event, outcome: '0', agent: [] } as unknown as Kept;
      const answers = await everyWay(send, changed);
      const { id: _, ...fresh } = event;
      answers.push(['a creation', await send('POST', 'AuditEvent', { body: fresh })]);
      answers.push([
        'an own id',
        await send('PUT', 'AuditEvent/mine', { body: { ...event, id: 'mine' } }),
      ]);
      for (const path of [`AuditEvent/${event.id}`, `AuditEvent?_id=${event.id}`]) {
        answers.push(['a deletion', await send('DELETE', path)]);
      }
      for (const [way, answer] of answers) {
        const isDone = way === 'a batch' ? /"status":"20/.test(answer.text) : answer.status < 400;
        assert.ok(!isDone, `${name}, ${way}: ${answer.status} ${answer.text}`);
      }
    }
    assert.deepEqual((await auditor('GET', `AuditEvent/${event.id}`)).as<Kept>(), event);
  });
});

describe('An author', () => {
  it('is not made by a Provenance that somebody else writes', async () => {
    const own = await made(lina, heartRate('Patient/own', 74));
    const target = [{ reference: `Observation/${own.id}/_history/1` }];
    const forged = {
      resourceType: 'Provenance',
      target,
      recorded: new Date().toISOString(),
      agent: [{ who: { reference: 'Practitioner/wang' } }],
      signature: [
        {
          type: [{ system: 'urn:iso-astm:E1762-95:2013', code: '1.2.840.10065.1.12.1.1' }],
          when: new Date().toISOString(),
          who: { reference: 'Practitioner/wang' },
          targetFormat: 'application/fhir+json',
          sigFormat: 'application/jose',
          data: Buffer.from('e30..e30').toString('base64'),
        },
      ],
    };
    const answer = await lina('POST', 'Provenance', { body: forged });
    assert.ok(answer.status < 500, answer.text);
    const verified = await lina('GET', `Observation/${own.id}/$verify`);
    assert.equal(verified.status, 200, verified.text);
    const { parameter = [] } = verified.as<Parameters>();
    const result = parameter.find(({ name }) => name === 'result');
    assert.notEqual(result?.valueBoolean, true, verified.text);
  });
});

describe('A reference', () => {
  it('of a hospital’s own system brings nothing of another’s along', async () => {
    const body = {
      ...heartRate('Patient/own', 75),
      focus: [{ reference: 'Condition/condition-victim' }],
      derivedFrom: [{ reference: 'Observation/rate' }],
      encounter: { reference: 'Encounter/visit-victim' },
    };
    const answer = await system('POST', 'Observation', { body });
    assert.equal(answer.status, 201, answer.text);
    const { id } = answer.as<Kept>();
    for (const more of [
      '_include=*',
      '_include=Observation:focus&_include=Observation:encounter&_include:iterate=*',
      '_include=Observation:encounter&_revinclude=*&_include:iterate=Encounter:patient',
    ]) {
      for (const send of [system, lina]) {
        const found = await send('GET', `Observation?_id=${id}&${more}`);
        assert.equal(found.status, 200, found.text);
        const types = (found.as<Bundle>().entry ?? []).map(
          ({ resource }) => resource?.resourceType,
        );
        assert.ok(!types.includes('Condition') && !types.includes('Encounter'), found.text);
        assert.ok(!found.text.includes('密名victim'), found.text);
      }
    }
    const chained = await lina('GET', `Observation?_id=${id}&encounter.status=in-progress`);
    assert.deepEqual(chained.as<Bundle>().entry ?? [], []);
    const there = await lina('GET', `Observation?_id=${id}&encounter:missing=false`);
    assert.equal(there.as<Bundle>().entry?.length, 1, 'what one wrote oneself is found');
  });
});
