/** The logins of the demonstration lead to people who are there and have something to see. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import {
  extensionsOf,
  idIn,
  isCurrent,
  partOf,
  roleCodesOf,
  type Period,
} from '#model/practice.ts';
import { proxyUrl } from '#model/proxy.ts';
import { type RoleCode, roles } from '#model/roles.ts';
import { demonstrationLogins } from './logins.ts';
import { generateRegion } from './region.ts';

const today = '2026-11-24';

interface Contact extends Resource {
  subject: { reference: string };
  period: { end: string };
  participant: { individual: { reference: string } }[];
}

for (const seed of [1, 5]) {
  const choice = { seed, today };
  const logins = demonstrationLogins(choice);
  const resources = [...generateRegion(choice)].flatMap(({ entry }) =>
    entry.map(({ resource }) => resource),
  );
  const byReference = new Map(
    resources.map((resource) => [`${resource.resourceType}/${resource.id}`, resource]),
  );
  const of = (role: RoleCode) => logins.filter((login) => login.role === role);

  test(`seed ${seed}: every role that signs in has one login, residents have two`, () => {
    for (const [role, { kind }] of Object.entries(roles)) {
      const expected = kind === 'system' ? 0 : role === 'resident' ? 2 : 1;
      assert.equal(of(role as RoleCode).length, expected, role);
    }
    const names = logins.map(({ login, phone }) => login ?? phone);
    assert.equal(new Set(names).size, names.length);
  });

  test(`seed ${seed}: staff are registered in the role in which they sign in`, () => {
    for (const { role, who, organization, practitionerRoles } of logins) {
      if (roles[role].kind !== 'staff') continue;
      assert.ok(byReference.has(who), who);
      assert.ok(practitionerRoles.length > 0);
      for (const id of practitionerRoles) {
        const held = byReference.get(`PractitionerRole/${id}`);
        assert.ok(held !== undefined, id);
        assert.deepEqual(roleCodesOf(held), [role]);
        assert.equal(`Practitioner/${idIn(held['practitioner'], 'Practitioner')}`, who);
        assert.equal(idIn(held['organization'], 'Organization'), organization);
      }
    }
  });

  test(`seed ${seed}: administrators are nobody of the registry`, () => {
    for (const { role, who, organization } of logins) {
      if (roles[role].kind !== 'administrator') continue;
      assert.equal(who, `Person/demo-${role}`);
      assert.equal(organization, undefined);
    }
  });

  test(`seed ${seed}: the doctor saw somebody worth showing in the last 30 days`, () => {
    const [doctor] = of('doctor');
    const recent = resources.filter(
      (resource): resource is Contact =>
        resource.resourceType === 'Encounter' &&
        (resource as Contact).participant[0]?.individual.reference === doctor?.who &&
        (resource as Contact).period.end >= '2026-10-25',
    );
    assert.equal(doctor?.organization, 'demo-first-hospital');
    const seen = recent.map(({ subject }) => byReference.get(subject.reference));
    const names = seen.map((patient) => {
      const [name] = (patient?.['name'] ?? []) as { text: string }[];
      return name?.text ?? '';
    });
    assert.ok(
      names.some((name) => doctor.tells.zh.includes(name)),
      doctor.tells.zh,
    );
  });

  test(`seed ${seed}: residents sign in with the phone of their own Patient`, () => {
    for (const { phone, who } of of('resident')) {
      const patient = byReference.get(who);
      const [telecom] = (patient?.['telecom'] ?? []) as { value: string }[];
      assert.equal(telecom?.value, phone);
    }
  });

  const proxies = resources.flatMap((resource) =>
    extensionsOf(resource, proxyUrl).map((extension) => ({ resource, extension })),
  );

  test(`seed ${seed}: the parent acts for a child, by birth certificate, until 18`, () => {
    const [, parent] = of('resident');
    const mine = proxies.filter(
      ({ extension }) => partOf(extension, 'actor')?.valueReference?.reference === parent?.who,
    );
    assert.ok(mine.length > 0);
    for (const { resource, extension } of mine) {
      const period = resource['period'] as Period;
      assert.ok(isCurrent(period, today) && period.end !== undefined);
      assert.equal(partOf(extension, 'evidence')?.valueCodeableConcept?.text, '出生医学证明');
      assert.equal(partOf(extension, 'scope')?.valueCode, 'all');
      assert.ok(byReference.has(`Patient/${idIn(resource['patient'], 'Patient')}`));
    }
  });

  test(`seed ${seed}: the village doctor acts for an old villager who wrote so`, () => {
    const [doctor] = of('village-doctor');
    const mine = proxies.filter(
      ({ extension }) => partOf(extension, 'actor')?.valueReference?.reference === doctor?.who,
    );
    assert.equal(mine.length, 1);
    const { resource, extension } = mine[0]!;
    const villager = byReference.get(`Patient/${idIn(resource['patient'], 'Patient')}`);
    assert.ok(String(villager?.['birthDate']) < '1955');
    assert.equal(partOf(extension, 'evidence')?.valueCodeableConcept?.text, '书面授权');
    assert.ok(isCurrent(resource['period'] as Period, today));
  });
}
