/**
 * Who may write what, and what nobody may write: another's patient, a lower level, a consent in
 * someone else's name.
 * https://hl7.org/fhir/R4/security.html#authorization.2Faccess_control
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { assertRefused } from '#test/fhir-client.ts';
import { bundle, creating, heartRate, patient } from '#test/people.ts';
import { type Region, condition, consent, encounter, from, startRegion } from './region.ts';

describe('Who may write what', () => {
  let region: Region;
  before(async () => {
    region = await startRegion();
    await region.store(
      'PUT',
      'Encounter/visit',
      encounter('visit', { patient: 'chen', doctor: 'li', at: 'west' }),
    );
    await region.store('PUT', 'Observation/chen-east', {
      ...heartRate('Patient/chen', 70),
      id: 'chen-east',
      ...from('east'),
    });
    await region.store('PUT', 'Observation/liu-east', {
      ...heartRate('Patient/liu', 70),
      id: 'liu-east',
      ...from('east'),
    });
  });
  after(() => region.server.stop());

  test('A doctor writes about a patient in care; the server tells the institution', async () => {
    const body = { ...heartRate('Patient/chen', 80), ...from('east') };
    const made = await region.as('li')('POST', 'Observation', { body });
    assert.equal(made.status, 201, made.text);
    assert.equal(made.as<Resource>().meta?.source, 'Organization/west');
  });

  test('An operation without a body is told that it lacks one, not of a wrong type', async () => {
    assertRefused(await region.as('li')('POST', 'Patient/$identify'), 400, /JSON resource/);
    assertRefused(await region.as('security')('POST', '$explain'), 400, /JSON resource/);
  });

  test('What is written is found by the source and the label that the house gives', async () => {
    const body = condition('found-hiv', { patient: 'chen', code: 'B20.9', at: 'east' });
    const send = region.as('li');
    const made = await send('POST', 'Condition', { body });
    assert.equal(made.status, 201, made.text);
    const { id = '' } = made.as<Resource>();
    const level = 'https://yishu.example/CodeSystem/data-level|5';
    for (const query of [`_security=${level}`, '_source=Organization/west']) {
      assert.match((await send('GET', `Condition?${query}`)).text, new RegExp(id), query);
    }
    assert.doesNotMatch((await send('GET', 'Condition?_source=Organization/east')).text, /B20/);
  });

  test('About somebody not in care nothing is written, nor told whether they exist', async () => {
    const known = await region.as('li')('POST', 'Observation', {
      body: heartRate('Patient/liu', 80),
    });
    const unknown = await region.as('li')('POST', 'Observation', {
      body: heartRate('Patient/nobody', 80),
    });
    assertRefused(known, 422, /Patient\/liu/);
    assert.equal(known.text.replaceAll('liu', 'x'), unknown.text.replaceAll('nobody', 'x'));
    const visit = encounter('self-made', { patient: 'liu', doctor: 'li', at: 'west' });
    const made = await region.as('li')('POST', 'Encounter', { body: visit });
    assertRefused(made, 422, /Patient\/liu/);
  });

  test('What another institution wrote is read, and supplemented, never changed', async () => {
    const read = await region.as('li')('GET', 'Observation/chen-east');
    const body = { ...read.as<object>(), status: 'amended' };
    assertRefused(
      await region.as('li')('PUT', 'Observation/chen-east', { body }),
      403,
      /institution/,
    );
    const patch = [{ op: 'replace', path: '/status', value: 'amended' }];
    const headers = { 'content-type': 'application/json-patch+json' };
    assertRefused(
      await region.as('li')('PATCH', 'Observation/chen-east', { body: patch, headers }),
      403,
    );
  });

  test('No record is moved to another patient, by PUT, PATCH or a transaction', async () => {
    const made = await region.as('li')('POST', 'Observation', {
      body: heartRate('Patient/chen', 81),
    });
    const { id } = made.as<Resource>();
    const moved = { ...made.as<object>(), subject: { reference: 'Patient/liu' } };
    assertRefused(await region.as('li')('PUT', `Observation/${id}`, { body: moved }), 422);
    const patch = [{ op: 'replace', path: '/subject/reference', value: 'Patient/liu' }];
    const headers = { 'content-type': 'application/json-patch+json' };
    assertRefused(
      await region.as('li')('PATCH', `Observation/${id}`, { body: patch, headers }),
      422,
    );
    const entry = {
      resource: moved as unknown as Resource,
      request: { method: 'PUT' as const, url: `Observation/${id}` },
    };
    assertRefused(await region.as('li')('POST', '', { body: bundle('transaction', [entry]) }), 422);
  });

  test('A reference to another patient’s resource is refused as if it were not there', async () => {
    const body = {
      ...heartRate('Patient/chen', 82),
      derivedFrom: [{ reference: 'Observation/liu-east' }],
    };
    assertRefused(
      await region.as('li')('POST', 'Observation', { body }),
      422,
      /Observation\/liu-east/,
    );
  });

  test('The level of data cannot be lowered, by its label or its code (SEC-20)', async () => {
    const body = condition('x', { patient: 'chen', code: 'B20', at: 'west' });
    const made = await region.as('li')('POST', 'Condition', { body: { ...body, id: undefined } });
    assert.equal(made.status, 201, made.text);
    const { id, meta } = made.as<Resource>();
    assert.equal(meta?.security?.[0]?.code, '5');
    const bare = { ...made.as<object>(), meta: { tag: [{ code: 't' }] }, code: { text: '感冒' } };
    assertRefused(await region.as('li')('PUT', `Condition/${id}`, { body: bare }), 422, /SEC-20/);
  });

  test('An administrator keeps the directory, a doctor the records (SEC-06)', async () => {
    const organization = { resourceType: 'Organization', name: '新建卫生院' };
    assert.equal(
      (await region.as('administrator')('POST', 'Organization', { body: organization })).status,
      201,
    );
    assertRefused(await region.as('li')('POST', 'Organization', { body: organization }), 403);
    assertRefused(
      await region.as('administrator')('POST', 'Observation', {
        body: heartRate('Patient/chen', 80),
      }),
      403,
    );
    assertRefused(await region.as('audit')('POST', 'Organization', { body: organization }), 403);
  });

  test('Staff give themselves no consent, and a resident none for another', async () => {
    const own = consent({ patient: 'chen', type: 'permit', actor: 'Practitioner/li' });
    assertRefused(await region.as('li')('POST', 'Consent', { body: own }), 403);
    const other = consent({ patient: 'liu', type: 'permit', actor: 'Practitioner/li' });
    assertRefused(await region.as('chen')('POST', 'Consent', { body: other }), 422, /Patient\/liu/);
  });

  test('A resident reports the own measurements, as the author', async () => {
    const own = { ...heartRate('Patient/chen', 66), performer: [{ reference: 'Patient/chen' }] };
    assert.equal((await region.as('chen')('POST', 'Observation', { body: own })).status, 201);
    const posed = { ...own, performer: [{ reference: 'Practitioner/li' }] };
    assertRefused(await region.as('chen')('POST', 'Observation', { body: posed }), 422);
    assertRefused(
      await region.as('chen')('POST', 'Observation', { body: heartRate('Patient/chen', 66) }),
      422,
    );
    assertRefused(
      await region.as('chen')('POST', 'Condition', {
        body: condition('c', { patient: 'chen', code: 'J00', at: 'west' }),
      }),
      403,
    );
  });

  test('A resident does not change what a hospital wrote of them', async () => {
    const read = await region.as('chen')('GET', 'Observation/chen-east');
    const body = { ...read.as<object>(), status: 'cancelled' };
    assertRefused(await region.as('chen')('PUT', 'Observation/chen-east', { body }), 403);
  });

  test('Clinical records are not deleted by those who write them (EMR-01)', async () => {
    assertRefused(await region.as('li')('DELETE', 'Encounter/visit'), 403);
    assert.equal(
      (await region.as('li')('DELETE', 'Observation/liu-east')).status,
      204,
      'not there for li',
    );
    assert.equal((await region.as('wang')('GET', 'Observation/liu-east')).status, 200);
  });

  test('The server chooses ids; one that is taken is not told from one that is free', async () => {
    const free = await region.as('li')('PUT', 'Observation/free-id', {
      body: { ...heartRate('Patient/chen', 80), id: 'free-id' },
    });
    const taken = await region.as('li')('PUT', 'Observation/liu-east', {
      body: { ...heartRate('Patient/chen', 80), id: 'liu-east' },
    });
    assertRefused(free, 404);
    assert.equal(free.text.replaceAll('free-id', 'x'), taken.text.replaceAll('liu-east', 'x'));
  });

  test('A hospital’s system sends a new patient with a visit in one transaction', async () => {
    const entries = [
      creating(
        patient({ name: [{ text: '测试新人' }] }) as Resource,
        'urn:uuid:5c2dd0de-0001-4000-8000-000000000001',
      ),
      creating(
        {
          ...encounter('x', { patient: 'x', doctor: 'zhao', at: 'west' }),
          id: undefined,
          subject: { reference: 'urn:uuid:5c2dd0de-0001-4000-8000-000000000001' },
        } as unknown as Resource,
        'urn:uuid:5c2dd0de-0001-4000-8000-000000000002',
      ),
    ];
    const sent = await region.as('system')('POST', '', { body: bundle('transaction', entries) });
    assert.equal(sent.status, 200, sent.text);
    const [place] = sent.as<Bundle>().entry ?? [];
    const path = place?.response?.location?.split('/_history')[0] ?? '';
    assert.equal((await region.as('zhao')('GET', path)).status, 200);
    assert.equal((await region.as('wang')('GET', path)).status, 404);
    const other = creating(heartRate('Patient/liu', 70) as Resource);
    assertRefused(
      await region.as('system')('POST', '', { body: bundle('transaction', [other]) }),
      422,
    );
  });

  test('A conditional create or update finds only what its caller may see', async () => {
    const headers = { 'if-none-exist': 'identifier=ID-liu' };
    const body = { ...patient(), identifier: [{ value: 'ID-liu' }] };
    const made = await region.as('system')('POST', 'Patient', { body, headers });
    assert.equal(made.status, 201, 'east’s patient of that number is not west’s to find');
    const deleted = await region.as('system')('DELETE', 'Observation?_id=liu-east');
    assert.equal(deleted.status, 204);
    assert.equal((await region.as('wang')('GET', 'Observation/liu-east')).status, 200);
  });

  test('Every write is in the log, with who, what and whose', () => {
    const lines = region.server.journal.lines.filter(
      ({ caller, event, outcome }) =>
        caller?.who === 'Practitioner/li' && event === 'create' && outcome === 0,
    );
    assert.ok(lines.length >= 3);
    assert.ok(
      lines.every(({ entities, patients }) => entities.length === 1 && patients.length === 1),
    );
    assert.deepEqual(region.server.failures, []);
  });
});
