/**
 * Who may look at whose record, and when that ends: stories of two hospitals and their residents.
 * https://hl7.org/fhir/R4/security.html#authorization.2Faccess_control
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Bundle, Parameters, Resource } from '@medplum/fhirtypes';
import { assertRefused } from '#test/fhir-client.ts';
import { heartRate } from '#test/people.ts';
import {
  type PersonName,
  type Region,
  condition,
  consent,
  encounter,
  from,
  startRegion,
} from './region.ts';

const ids = (bundle: Bundle) =>
  (bundle.entry ?? []).map(({ resource }) => `${resource?.resourceType}/${resource?.id}`);

describe('Who may look at a record', () => {
  let region: Region;
  before(async () => {
    region = await startRegion();
    for (const id of ['chen', 'liu']) {
      await region.store('PUT', `Observation/${id}-east`, {
        ...heartRate(`Patient/${id}`, 70),
        id: `${id}-east`,
        ...from('east'),
      });
    }
  });
  after(() => region.server.stop());

  const sees = async (name: PersonName, path: string) =>
    (await region.as(name)('GET', path)).status;

  /** Someone shows a card to someone. */
  const identify = (to: PersonName, who: string, name = `测试 ${who}`) =>
    region.as(to)('POST', 'Patient/$identify', {
      body: {
        resourceType: 'Parameters',
        parameter: [
          {
            name: 'identifier',
            valueIdentifier: { system: 'urn:oid:2.16.156.10011.1.3', value: `ID-${who}` },
          },
          { name: 'name', valueString: name },
        ],
      },
    });

  test('Without a token nothing of a record moves, and the refusal says to sign in', async () => {
    const answer = await region.nobody('GET', 'Patient/chen');
    assertRefused(answer, 401, /Sign in/);
    assert.match(answer.headers.get('www-authenticate') ?? '', /Bearer/);
  });

  test('A doctor sees what the own hospital wrote (SEC-07)', async () => {
    assert.equal(await sees('wang', 'Observation/chen-east'), 200);
  });

  test('A doctor elsewhere has no reason: the record looks as if it were not there', async () => {
    const closed = await region.as('li')('GET', 'Observation/chen-east');
    const absent = await region.as('li')('GET', 'Observation/no-such-one');
    assertRefused(closed, 404);
    assert.equal(
      closed.text.replaceAll('chen-east', 'x'),
      absent.text.replaceAll('no-such-one', 'x'),
    );
  });

  test('An encounter gives its doctor and its hospital a reason, which ends with it', async () => {
    const visit = encounter('visit-1', { patient: 'chen', doctor: 'li', at: 'west' });
    await region.store('PUT', 'Encounter/visit-1', visit);
    assert.equal(await sees('li', 'Observation/chen-east'), 200);
    assert.equal(await sees('nurse', 'Observation/chen-east'), 200);
    const why = await region.as('li')('GET', 'Patient/chen/$why');
    assert.equal(why.as<Parameters>().parameter?.[0]?.valueCode, 'treating');
    const longAgo = { start: '2020-01-01T08:00:00+08:00', end: '2020-01-01T09:00:00+08:00' };
    await region.store('PUT', 'Encounter/visit-1', {
      ...visit,
      status: 'finished',
      period: longAgo,
    });
    assert.equal(await sees('li', 'Observation/chen-east'), 404);
    assert.equal(await sees('nurse', 'Observation/chen-east'), 404);
  });

  test('The resident sees the own record, and nobody else’s', async () => {
    assert.equal(await sees('chen', 'Observation/chen-east'), 200);
    assert.equal(await sees('chen', 'Patient/chen'), 200);
    assert.equal(await sees('chen', 'Observation/liu-east'), 404);
    const own = (await region.as('chen')('GET', 'Observation')).as<Bundle>();
    assert.deepEqual(ids(own), ['Observation/chen-east']);
  });

  test('A grant opens the record to whom it names, until withdrawn (SEC-23)', async () => {
    const body = consent({ patient: 'liu', type: 'permit', actor: 'Organization/west' });
    const made = await region.as('liu')('POST', 'Consent', { body });
    assert.equal(made.status, 201, made.text);
    assert.equal(await sees('li', 'Observation/liu-east'), 200);
    const { id } = made.as<Resource>();
    const withdrawn = { ...made.as<object>(), status: 'inactive' };
    assert.equal((await region.as('liu')('PUT', `Consent/${id}`, { body: withdrawn })).status, 200);
    assert.equal(await sees('li', 'Observation/liu-east'), 404);
  });

  test('A denial closes every path: read, search, include, history, total', async () => {
    await region.store(
      'PUT',
      'Encounter/visit-2',
      encounter('visit-2', { patient: 'liu', doctor: 'li', at: 'west' }),
    );
    assert.equal(await sees('li', 'Observation/liu-east'), 200);
    const body = consent({ patient: 'liu', type: 'deny', actor: 'Organization/west' });
    const made = await region.as('liu')('POST', 'Consent', { body });
    assert.equal(made.status, 201, made.text);
    assert.equal(await sees('li', 'Observation/liu-east'), 404);
    assert.equal(await sees('li', 'Observation/liu-east/_history/1'), 404);
    assert.equal(await sees('li', 'Observation/liu-east/_history'), 404);
    const search = async (path: string) => (await region.as('li')('GET', path)).as<Bundle>();
    assert.equal((await search('Observation?patient=liu&_total=accurate')).total, 0);
    assert.deepEqual(ids(await search('Patient?_id=liu&_revinclude=Observation:patient')), []);
    assert.deepEqual(
      ids(await search('Observation/_history')).filter((name) => name.includes('liu')),
      [],
    );
    // What the own hospital wrote stays with it: it must keep it by law.
    assert.equal(await sees('li', 'Encounter/visit-2'), 200);
    assert.equal(await sees('wang', 'Observation/liu-east'), 200);
    const { id } = made.as<Resource>();
    await region.as('liu')('PUT', `Consent/${id}`, {
      body: { ...made.as<object>(), status: 'inactive' },
    });
  });

  test('A denial of one doctor leaves the colleague of the same hospital in', async () => {
    const body = consent({ patient: 'liu', type: 'deny', actor: 'Practitioner/li' });
    const made = await region.as('liu')('POST', 'Consent', { body });
    assert.equal(await sees('li', 'Observation/liu-east'), 404);
    assert.equal(await sees('li', 'Encounter/visit-2'), 404);
    assert.equal(await sees('zhao', 'Observation/liu-east'), 200);
    const { id } = made.as<Resource>();
    await region.as('liu')('PUT', `Consent/${id}`, {
      body: { ...made.as<object>(), status: 'inactive' },
    });
  });

  test('HIV is of level 5 by its code: who treats sees it, the ward not (SEC-20)', async () => {
    await region.store(
      'PUT',
      'Condition/hiv',
      condition('hiv', { patient: 'liu', code: 'B24', at: 'west' }),
    );
    await region.store(
      'PUT',
      'Condition/cold',
      condition('cold', { patient: 'liu', code: 'J00', at: 'west' }),
    );
    const seen = await region.as('li')('GET', 'Condition/hiv');
    assert.equal(seen.status, 200, 'the doctor of visit-2 treats');
    assert.match(seen.text, /data-level","code":"5"/);
    assert.equal(await sees('nurse', 'Condition/cold'), 200);
    assert.equal(await sees('nurse', 'Condition/hiv'), 404);
    const list = (await region.as('zhao')('GET', 'Condition?patient=liu')).as<Bundle>();
    assert.deepEqual(ids(list), ['Condition/cold']);
    assert.equal(await sees('liu', 'Condition/hiv'), 200, 'it is the resident’s own');
  });

  test('In an emergency a reason opens the record, and the resident is told (SEC-19)', async () => {
    await region.store('PUT', 'Observation/mother-east', {
      ...heartRate('Patient/mother', 71),
      id: 'mother-east',
      ...from('east'),
    });
    assert.equal(await sees('zhao', 'Observation/mother-east'), 404);
    const open = (text: string) =>
      region.as('zhao')('POST', 'Patient/mother/$break-glass', {
        body: {
          resourceType: 'Parameters',
          parameter: [
            { name: 'reason', valueCode: 'emergency' },
            { name: 'text', valueString: text },
          ],
        },
      });
    assertRefused(await open('急'), 400, /SEC-19/);
    const opened = await open('患者昏迷送入急诊，需查过敏史');
    assert.equal(opened.status, 200, opened.text);
    assert.equal(await sees('zhao', 'Observation/mother-east'), 200);
    assert.equal(await sees('li', 'Observation/mother-east'), 404, 'it opens to one person');
    const told = (await region.as('mother')('GET', 'Communication')).text;
    assert.match(told, /紧急情况/);
    const supervised = await region.as('supervisor')('GET', 'Communication');
    assert.match(supervised.text, /请核实理由/, 'the supervisor of the hospital is told');
    assert.equal(await sees('supervisor', 'Observation/mother-east'), 404, 'and shown no more');
    const line = region.server.journal.lines.find(({ event }) => event === 'break-glass');
    assert.equal(line?.caller?.who, 'Practitioner/zhao');
    assert.equal(
      (await region.as('registrar')('POST', 'Patient/liu/$break-glass', { body: {} })).status,
      404,
    );
  });

  test('A card that is shown opens the record for a day: number and name (ONL-10)', async () => {
    assert.equal(await sees('village', 'Patient/chen'), 404);
    assertRefused(await identify('village', 'chen', '别人'), 404, /ONL-10/);
    assert.equal((await identify('village', 'chen')).status, 200);
    assert.equal(await sees('village', 'Observation/chen-east'), 200);
    const why = await region.as('village')('GET', 'Patient/chen/$why');
    assert.equal(why.as<Parameters>().parameter?.[0]?.valueCode, 'identified');
  });

  test('A mother acts for her child with evidence and an end; others do not', async () => {
    await region.store('PUT', 'Observation/child-east', {
      ...heartRate('Patient/child', 90),
      id: 'child-east',
      ...from('east'),
    });
    assert.equal(await sees('mother', 'Observation/child-east'), 404);
    const related = (part: object[], end?: string) => ({
      resourceType: 'RelatedPerson',
      patient: { reference: 'Patient/child' },
      ...(end === undefined ? {} : { period: { end } }),
      extension: [{ url: 'https://yishu.example/StructureDefinition/proxy', extension: part }],
    });
    const actor = { url: 'actor', valueReference: { reference: 'Patient/mother' } };
    const evidence = { url: 'evidence', valueCodeableConcept: { text: '出生医学证明' } };
    const scope = { url: 'scope', valueCode: 'view' };
    await region.store(
      'PUT',
      'Encounter/reg',
      encounter('reg', { patient: 'child', doctor: 'li', at: 'west' }),
    );
    const send = (name: 'registrar' | 'mother', body: object) =>
      region.as(name)('POST', 'RelatedPerson', { body });
    assertRefused(await send('registrar', related([actor, scope], '2030-01-01')), 422, /evidence/);
    assertRefused(await send('registrar', related([actor, evidence, scope])), 422, /an end/);
    assert.equal(
      (await send('mother', related([actor, evidence, scope], '2030-01-01'))).status,
      403,
    );
    const unseen = await send('registrar', related([actor, evidence, scope], '2030-01-01'));
    assertRefused(unseen, 422, /Patient\/mother/);
    await identify('registrar', 'mother');
    const made = await send('registrar', related([actor, evidence, scope], '2030-01-01'));
    assert.equal(made.status, 201, made.text);
    assert.equal(await sees('mother', 'Observation/child-east'), 200);
    assert.equal(await sees('liu', 'Observation/child-east'), 404);
  });

  test('The security administrator gives legal duties, with law and end (SEC-18)', async () => {
    const duty = (provision: object) => ({
      ...consent({ patient: 'chen', type: 'permit', actor: 'Organization/commission', provision }),
      category: [
        {
          coding: [{ system: 'https://yishu.example/CodeSystem/consent-kind', code: 'legal-duty' }],
        },
      ],
      policy: [{ uri: '医师法' }],
    });
    assert.equal(await sees('regulator', 'Observation/chen-east'), 404);
    assertRefused(
      await region.as('security')('POST', 'Consent', { body: duty({}) }),
      422,
      /SEC-18/,
    );
    const body = duty({ period: { end: '2035-01-01' } });
    assert.equal((await region.as('liu')('POST', 'Consent', { body })).status, 403);
    assert.equal((await region.as('security')('POST', 'Consent', { body })).status, 201);
    assert.equal(await sees('regulator', 'Observation/chen-east'), 200);
  });

  test('No administrator reads a record; all read the directory (SEC-06)', async () => {
    for (const name of ['administrator', 'security', 'audit'] as const) {
      assert.equal(await sees(name, 'Patient/chen'), 404, name);
      const all = (await region.as(name)('GET', 'Patient?_total=accurate')).as<Bundle>();
      assert.equal(all.total, 0, name);
      assert.equal(await sees(name, 'Organization/east'), 200, name);
    }
  });

  test('The security administrator is told why someone may look, and no content', async () => {
    const explain = async (who: string, resource: string) =>
      region.as('security')('POST', '$explain', {
        body: {
          resourceType: 'Parameters',
          parameter: [
            { name: 'who', valueString: who },
            { name: 'resource', valueString: resource },
          ],
        },
      });
    await region.store('PUT', 'PractitionerRole/li-west', {
      resourceType: 'PractitionerRole',
      id: 'li-west',
      practitioner: { reference: 'Practitioner/li' },
      organization: { reference: 'Organization/west' },
      code: [{ coding: [{ system: 'https://yishu.example/CodeSystem/role', code: 'doctor' }] }],
    });
    const allowed = await explain('Practitioner/li', 'Condition/hiv');
    assert.match(allowed.text, /"valueCode":"treating"/);
    assert.doesNotMatch(allowed.text, /B24/);
    const closed = await explain('Practitioner/li', 'Observation/chen-east');
    assert.match(closed.text, /no-reason/);
    assert.equal((await region.as('li')('POST', '$explain', { body: {} })).status, 404);
  });

  test('Nothing of all this was an error of the server', () => {
    assert.deepEqual(region.server.failures, []);
  });
});
