/** The directory of the region: registrations that the rules of the registry take as they are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import { filingsOf, idIn, institutionOf, registerCheckOf, roleCodesOf } from '#model/practice.ts';
import { roles } from '#model/roles.ts';
import { registrationIssues, registrationTypes } from '#server/registry/check-registration.ts';
import { mayPractise } from '#server/registry/practice-rules.ts';
import { generateRegion } from './region.ts';

const today = '2026-11-24';

function directoryOf(seed: number): Map<string, Resource> {
  const found = new Map<string, Resource>();
  for (const { entry } of generateRegion({ seed, today })) {
    // The directory comes first; then one bundle for each resident.
    if (entry[0]?.resource.resourceType === 'Patient') break;
    for (const { resource } of entry)
      found.set(`${resource.resourceType}/${resource.id}`, resource);
  }
  return found;
}

const directory = directoryOf(1);
const of = (type: string) =>
  [...directory.values()].filter(({ resourceType }) => resourceType === type);

test('Every registration is one that the registry takes', async () => {
  for (const seed of [1, 2]) {
    const known = directoryOf(seed);
    for (const resource of known.values()) {
      if (!registrationTypes.has(resource.resourceType)) continue;
      const issues = await registrationIssues(resource, async (reference) => known.get(reference));
      assert.deepEqual(issues, [], `${resource.resourceType}/${resource.id}`);
    }
  }
});

test('Every role of staff is there, at every hospital those beside the doctors too', () => {
  const codes = new Map<string, Set<string>>();
  for (const role of of('PractitionerRole')) {
    const at = idIn(role['organization'], 'Organization') ?? '';
    for (const code of roleCodesOf(role)) codes.set(at, (codes.get(at) ?? new Set()).add(code));
  }
  const all = new Set([...codes.values()].flatMap((some) => [...some]));
  const staff = Object.entries(roles).flatMap(([code, { kind }]) => (kind === 'staff' ? code : []));
  assert.deepEqual([...all].toSorted(), staff.toSorted());
  for (const id of ['demo-first-hospital', 'demo-changshan-hospital', 'demo-kaihua-hospital']) {
    for (const code of [
      'doctor',
      'nurse',
      'registrar',
      'coordinator',
      'supervisor',
      'technician',
    ]) {
      assert.ok(codes.get(id)?.has(code), `${id} ${code}`);
    }
  }
});

test('Numbers of licences and institutions are all different', () => {
  const numbers = [...of('Organization'), ...of('Practitioner')].flatMap((resource) =>
    ((resource['identifier'] ?? []) as { system: string; value: string }[]).map(
      ({ system, value }) => `${system}|${value}`,
    ),
  );
  assert.equal(new Set(numbers).size, numbers.length);
  assert.ok(numbers.length > 200);
});

test('REF-11: the first hospital leads the county hospitals and the township centres', () => {
  const members = of('OrganizationAffiliation').map((affiliation) => {
    assert.equal(idIn(affiliation['organization'], 'Organization'), 'demo-first-hospital');
    return idIn(affiliation['participatingOrganization'], 'Organization') ?? '';
  });
  assert.equal(members.length, 8);
  assert.equal(members.filter((id) => id.endsWith('-centre')).length, 6);
});

/** Who may see patients in person, and online, in the first department of their role. */
function allowedIn(role: Resource, mode: 'in-person' | 'online'): string[] {
  const person = idIn(role['practitioner'], 'Practitioner');
  const organization = directory.get(`Organization/${idIn(role['organization'], 'Organization')}`);
  const practitioner = directory.get(`Practitioner/${person}`);
  assert.ok(organization !== undefined && practitioner !== undefined);
  const [specialty] = (role['specialty'] ?? []) as { coding?: { code: string }[] }[];
  const check = directory.get(`VerificationResult/${person}`);
  const ruling = mayPractise({
    practitioner,
    role,
    organization,
    filings: of('PractitionerRole').flatMap(filingsOf),
    verification: check === undefined ? undefined : registerCheckOf([check]),
    service: { mode, act: 'visit', department: specialty?.coding?.[0]?.code ?? '' },
    today,
    credentialDays: 30,
  });
  return ruling.denials.map(({ rule }) => rule);
}

const treating = of('PractitionerRole').filter((role) => {
  const [code] = roleCodesOf(role);
  return code === 'doctor' || code === 'assistant-doctor' || code === 'village-doctor';
});

test('ONL-05: who treats may do so, but for those whose check was forgotten', () => {
  const denied = treating.flatMap((role) => {
    const rules = allowedIn(role, 'in-person');
    return rules.length === 0
      ? []
      : [`${idIn(role['organization'], 'Organization')} ${rules.join(' ')}`];
  });
  assert.deepEqual(denied, ['demo-changshan-hospital ONL-05', 'demo-kaihua-hospital ONL-05']);
});

test('ONL-04 and ONL-06: heads of departments may go online, also where they travel', () => {
  const online = treating.filter((role) => allowedIn(role, 'online').length === 0);
  assert.ok(online.length > 20, String(online.length));
  const travelling = online.filter(({ id }) => id?.includes('-at-'));
  assert.equal(travelling.length, 6);
  for (const role of online) {
    const id = idIn(role['organization'], 'Organization');
    const facts = institutionOf(directory.get(`Organization/${id}`)!);
    assert.equal(facts.classCode, 'A100');
  }
});
