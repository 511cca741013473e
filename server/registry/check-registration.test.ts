/** Registrations that are refused, each with the rule that it breaks, and those that are not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import { departmentSystem } from '#model/departments.ts';
import { institutionClassSystem } from '#model/institution-classes.ts';
import { practiceSystems, practiceUrls } from '#model/practice.ts';
import { roleSystem } from '#model/roles.ts';
import { Refusal } from '#fhir/refusals.ts';
import { checkRegistration, registrationIssues } from './check-registration.ts';

const stored: Record<string, Resource> = {
  'Practitioner/li': { resourceType: 'Practitioner', id: 'li' },
  'Organization/hospital': organization('hospital', 'A100'),
  'Organization/clinic': organization('clinic', 'D600'),
};

async function lookup(reference: string): Promise<Resource | undefined> {
  return stored[reference];
}

function organization(id: string, code: string): Resource {
  const type = [{ coding: [{ system: institutionClassSystem, code }] }];
  return { resourceType: 'Organization', id, type };
}

function role(code: string, given: object = {}): Resource {
  return {
    resourceType: 'PractitionerRole',
    code: [{ coding: [{ system: roleSystem, code }] }],
    practitioner: { reference: 'Practitioner/li' },
    organization: { reference: 'Organization/hospital' },
    ...given,
  };
}

function identified(system: string, value: string): Resource {
  return { resourceType: 'Organization', identifier: [{ system, value }] };
}

function licensed(kind: string, extension: object[], number = '110330802900001'): Resource {
  const code = { coding: [{ system: practiceSystems.qualificationKind, code: kind }] };
  const identifier = [{ system: practiceSystems.practiceLicence, value: number }];
  return { resourceType: 'Practitioner', qualification: [{ code, identifier, extension }] };
}

const clinical = { url: practiceUrls.category, valueCode: 'clinical' };
const scoped = (code: string) => ({
  url: practiceUrls.scope,
  valueCodeableConcept: { coding: [{ system: practiceSystems.scope, code }] },
});

const affiliation = (leader: string, member: string): Resource => ({
  resourceType: 'OrganizationAffiliation',
  organization: { reference: `Organization/${leader}` },
  participatingOrganization: { reference: `Organization/${member}` },
});

const right: readonly (readonly [string, Resource])[] = [
  [
    'STD-02: a code with its check character',
    identified(practiceSystems.uscc, '91350100M000100Y43'),
  ],
  ['STD-03: a licence number', identified(practiceSystems.institutionLicence, 'PDY10086-3')],
  ['a number of somebody else’s system', identified('urn:oid:1.2.3', 'anything at all')],
  ['a doctor at a hospital', role('doctor', { period: { start: '2020', end: '2020-05-01' } })],
  [
    'ONL-36: a village doctor at a village clinic',
    role('village-doctor', { organization: { reference: 'Organization/clinic' } }),
  ],
  ['a role of another system, which gives no right', { resourceType: 'PractitionerRole' }],
  ['ONL-07: a scope of its category', licensed('doctor', [clinical, scoped('medicine')])],
  ['an affiliation', affiliation('hospital', 'clinic')],
  ['a resource that is no registration', { resourceType: 'Patient', identifier: 'nonsense' }],
];

describe('A registration is taken', () => {
  for (const [title, resource] of right) {
    it(title, async () => assert.deepEqual(await registrationIssues(resource, lookup), []));
  }
});

const wrong: readonly (readonly [string, Resource, expression: string, words: RegExp])[] = [
  [
    'STD-02: a wrong check character',
    identified(practiceSystems.uscc, '91350100M000100Y4A'),
    'Organization.identifier[0]',
    /统一社会信用代码校验错误/,
  ],
  [
    'STD-03: a licence number with a space',
    identified(practiceSystems.institutionLicence, 'PDY 10086'),
    'Organization.identifier[0]',
    /STD-03/,
  ],
  [
    'STD-03: a code of WS 218 that is too short',
    identified(practiceSystems.institutionCode, 'A1'),
    'Organization.identifier[0]',
    /STD-03/,
  ],
  [
    'STD-07: a class that is none',
    organization('x', 'Z999'),
    'Organization.type[0].coding[0]',
    /代码/,
  ],
  [
    'a department that is none',
    {
      resourceType: 'Organization',
      extension: [
        {
          url: practiceUrls.department,
          valueCodeableConcept: { coding: [{ system: departmentSystem, code: '99' }] },
        },
      ],
    },
    'Organization.extension[0].valueCodeableConcept.coding[0]',
    /代码/,
  ],
  [
    'a licence that ends before it starts',
    {
      resourceType: 'Organization',
      identifier: [{ system: 'x', period: { start: '2026-01-01', end: '2025-12-31' } }],
    },
    'Organization.identifier[0].period',
    /早于/,
  ],
  [
    'an institution above that is not there',
    { resourceType: 'Organization', partOf: { reference: 'Organization/nowhere' } },
    'Organization.partOf',
    /不存在/,
  ],
  ['a role that is none', role('wizard'), 'PractitionerRole.code[0].coding[0]', /代码/],
  [
    'SEC-06: an administrator’s role',
    role('system-administrator'),
    'PractitionerRole.code',
    /SEC-06/,
  ],
  [
    'SEC-06: the security administrator’s',
    role('security-administrator'),
    'PractitionerRole.code',
    /SEC-06/,
  ],
  [
    'SEC-06: the audit administrator’s',
    role('audit-administrator'),
    'PractitionerRole.code',
    /SEC-06/,
  ],
  ['SEC-06: the role of the platform itself', role('platform'), 'PractitionerRole.code', /SEC-06/],
  [
    'a role of nobody',
    role('doctor', { practitioner: undefined }),
    'PractitionerRole.practitioner',
    /不存在/,
  ],
  [
    'a role of somebody unknown',
    role('doctor', { practitioner: { reference: 'Practitioner/x' } }),
    'PractitionerRole.practitioner',
    /不存在/,
  ],
  [
    'a role at an institution unknown',
    role('doctor', { organization: { reference: 'Organization/x' } }),
    'PractitionerRole.organization',
    /不存在/,
  ],
  [
    'a role that ends before it starts',
    role('doctor', { period: { start: '2026-02', end: '2026-01-31' } }),
    'PractitionerRole.period',
    /早于/,
  ],
  [
    'ONL-36: a village doctor at a hospital',
    role('village-doctor'),
    'PractitionerRole.organization',
    /ONL-36/,
  ],
  [
    'ONL-04: a consent of nobody',
    role('doctor', { extension: [{ url: practiceUrls.onlineConsent }] }),
    'PractitionerRole.extension',
    /不存在/,
  ],
  [
    'ONL-07: a dental scope on a clinical licence',
    licensed('doctor', [clinical, scoped('dental')]),
    'Practitioner.qualification[0]',
    /ONL-07/,
  ],
  [
    'ONL-07: a category that is none',
    licensed('doctor', [{ url: practiceUrls.category, valueCode: 'magic' }]),
    'Practitioner.qualification[0].extension[0]',
    /代码/,
  ],
  [
    'ONL-05: a licence without a number',
    {
      resourceType: 'Practitioner',
      qualification: [
        { code: { coding: [{ system: practiceSystems.qualificationKind, code: 'doctor' }] } },
      ],
    },
    'Practitioner.qualification[0]',
    /ONL-05/,
  ],
  [
    'a licence registered nowhere',
    licensed('doctor', [
      { url: practiceUrls.place, valueReference: { reference: 'Organization/x' } },
    ]),
    'Practitioner.qualification[0]',
    /不存在/,
  ],
  [
    'an institution that is its own member',
    affiliation('hospital', 'hospital'),
    'OrganizationAffiliation.participatingOrganization',
    /自己/,
  ],
  [
    'an affiliation with one side',
    {
      resourceType: 'OrganizationAffiliation',
      organization: { reference: 'Organization/hospital' },
    },
    'OrganizationAffiliation',
    /成员机构/,
  ],
  [
    'ONL-05: a check that was passed on no day',
    {
      resourceType: 'VerificationResult',
      status: 'validated',
      target: [{ reference: 'Practitioner/li' }],
    },
    'VerificationResult.lastPerformed',
    /ONL-05/,
  ],
  [
    'ONL-05: a check that was passed by nobody',
    { resourceType: 'VerificationResult', status: 'validated', lastPerformed: '2026-01-01' },
    'VerificationResult.target',
    /核验/,
  ],
];

describe('A registration is refused', () => {
  for (const [title, resource, expression, words] of wrong) {
    it(title, async () => {
      const issues = await registrationIssues(resource, lookup);
      assert.deepEqual(
        issues.map((issue) => issue.expression),
        [expression],
      );
      assert.match(issues[0]?.text.zh ?? '', words);
    });
  }

  it('with every problem at once', async () => {
    const resource = role('audit-administrator', { organization: { reference: 'Organization/x' } });
    await assert.rejects(checkRegistration(resource, lookup), (error: unknown) => {
      assert.ok(error instanceof Refusal);
      assert.equal(error.status, 422);
      return error.issues.length === 2;
    });
  });

  it('for two roles in one', async () => {
    const both = role('doctor');
    both['code'] = [both['code'], role('nurse')['code']].flat();
    const issues = await registrationIssues(both, lookup);
    assert.deepEqual(
      issues.map(({ expression }) => expression),
      ['PractitionerRole.code'],
    );
  });
});
