/**
 * What administrators register over the FHIR API keeps the rules of the registry, as a file does.
 * https://hl7.org/fhir/R4/administration-module.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Bundle, OperationOutcome } from '@medplum/fhirtypes';
import { roleSystem } from '#model/roles.ts';
import { practiceSystems, practiceUrls } from '#model/practice.ts';
import { callerOf } from '#test/callers.ts';
import { assertRefused } from '#test/fhir-client.ts';
import { type Region, startRegion } from './region.ts';

const post = (practitioner: string, role: string, organization = 'west') => ({
  resourceType: 'PractitionerRole',
  practitioner: { reference: `Practitioner/${practitioner}` },
  organization: { reference: `Organization/${organization}` },
  code: [{ coding: [{ system: roleSystem, code: role }] }],
});

describe('What an administrator registers', () => {
  let region: Region;
  before(async () => {
    region = await startRegion();
    region.server.callers.set('security', callerOf('security-administrator', {}));
    await region.store('PUT', 'Practitioner/fang', { resourceType: 'Practitioner', id: 'fang' });
  });
  after(() => region.server.stop());

  test('A wrong credit code is refused, and the field is named (STD-02)', async () => {
    const identifier = [{ system: practiceSystems.uscc, value: '12339900DEM9999991' }];
    const body = { resourceType: 'Organization', name: '新建卫生院', identifier };
    const answer = await region.as('administrator')('POST', 'Organization', { body });
    assertRefused(answer, 422, /STD-02/);
    const [issue] = answer.as<OperationOutcome>().issue;
    assert.deepEqual(issue?.expression, ['Organization.identifier[0]']);
  });

  test('What a registration refers to must be registered, or be written with it', async () => {
    const send = region.as('security');
    const body = post('nobody', 'doctor');
    const alone = await send('POST', 'PractitionerRole', { body });
    assertRefused(alone, 422);
    assert.deepEqual(alone.as<OperationOutcome>().issue[0]?.expression, [
      'PractitionerRole.practitioner',
    ]);
    const made = await send('POST', 'PractitionerRole', { body: post('fang', 'doctor') });
    assert.equal(made.status, 201, made.text);
    const centre = { resourceType: 'Organization', id: 'centre', name: '中心' };
    const station = { ...centre, id: 'station', partOf: { reference: 'Organization/centre' } };
    const entry = [station, centre].map((resource) => ({
      resource,
      request: { method: 'PUT', url: `Organization/${resource.id}` },
    }));
    const together = await region.as('administrator')('POST', '', {
      body: { resourceType: 'Bundle', type: 'transaction', entry },
    });
    assert.equal(together.status, 200, together.text);
    assert.equal(together.as<Bundle>().entry?.length, 2);
  });

  test('A registration that points at a record does not tell whether it is there', async () => {
    const at = (reference: string) => ({
      resourceType: 'Practitioner',
      qualification: [
        {
          extension: [{ url: practiceUrls.place, valueReference: { reference } }],
          code: { text: '证书' },
        },
      ],
    });
    for (const reference of ['Patient/chen', 'Patient/nobody']) {
      const body = at(reference);
      assertRefused(await region.as('administrator')('POST', 'Practitioner', { body }), 422);
    }
    const body = at('Organization/west');
    assert.equal((await region.as('administrator')('POST', 'Practitioner', { body })).status, 201);
  });

  test('Nobody is made an administrator by a PractitionerRole (SEC-06)', async () => {
    const body = post('fang', 'audit-administrator');
    assertRefused(await region.as('security')('POST', 'PractitionerRole', { body }), 422, /SEC-06/);
  });

  test('The platform itself writes what it must, as a region that is loaded', async () => {
    await region.store('POST', 'PractitionerRole', post('nobody', 'doctor'));
  });
});
