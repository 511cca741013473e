/** Who may practise what: a row for each way in which a rule forbids it, and for each it allows. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import { departmentSystem } from '#model/departments.ts';
import { institutionClassSystem } from '#model/institution-classes.ts';
import {
  filingsOf,
  practiceSystems,
  practiceUrls,
  registerCheckOf,
  type Period,
} from '#model/practice.ts';
import { roleSystem } from '#model/roles.ts';
import { confirmedInPerson, mayPractise, type Service } from './practice-rules.ts';

const today = '2026-11-24';

interface Situation {
  role?: string;
  rolePeriod?: Period;
  roleActive?: boolean;
  licenceKind?: string;
  licencePeriod?: Period;
  category?: string;
  scope?: string;
  /** Where the licence is registered; the work is done at `here`. */
  place?: string;
  since?: string;
  filing?: Period;
  consent?: { by: string; period?: Period };
  classCode?: string;
  institutionLicence?: Period | 'none';
  departments?: string[];
  checked?: string;
  checkStatus?: string;
  service?: Partial<Service>;
}

function practiceIn(situation: Situation): Parameters<typeof mayPractise>[0] {
  const role = roleIn(situation);
  return {
    practitioner: practitionerIn(situation),
    role,
    organization: organizationIn(situation),
    filings: filingsOf(role),
    verification: registerCheckOf([
      {
        resourceType: 'VerificationResult',
        status: situation.checkStatus ?? 'validated',
        lastPerformed: situation.checked ?? '2026-11-01',
      },
    ]),
    service: { mode: 'online', act: 'visit', department: '03.04', ...situation.service },
    today,
    credentialDays: 30,
  };
}

function practitionerIn(situation: Situation): Resource {
  const concept = (system: string, code: string) => ({ coding: [{ system, code }] });
  return {
    resourceType: 'Practitioner',
    id: 'li',
    qualification: [
      {
        code: concept(practiceSystems.qualificationKind, situation.licenceKind ?? 'doctor'),
        period: situation.licencePeriod ?? { start: '2015-07-01' },
        extension: [
          { url: practiceUrls.category, valueCode: situation.category ?? 'clinical' },
          {
            url: practiceUrls.scope,
            valueCodeableConcept: concept(practiceSystems.scope, situation.scope ?? 'medicine'),
          },
          {
            url: practiceUrls.place,
            valueReference: { reference: `Organization/${situation.place ?? 'here'}` },
          },
          { url: practiceUrls.independentSince, valueDate: situation.since ?? '2016-07-01' },
        ],
      },
    ],
  };
}

function roleIn(situation: Situation): Resource {
  const consent = situation.consent ?? { by: situation.place ?? 'here' };
  return {
    resourceType: 'PractitionerRole',
    id: 'role',
    active: situation.roleActive ?? true,
    period: situation.rolePeriod ?? { start: '2020-01-01' },
    practitioner: { reference: 'Practitioner/li' },
    organization: { reference: 'Organization/here' },
    code: [{ coding: [{ system: roleSystem, code: situation.role ?? 'doctor' }] }],
    extension: [
      ...(situation.filing === undefined
        ? []
        : [
            {
              url: practiceUrls.filing,
              extension: [{ url: 'period', valuePeriod: situation.filing }],
            },
          ]),
      ...(consent.by === ''
        ? []
        : [
            {
              url: practiceUrls.onlineConsent,
              extension: [
                { url: 'by', valueReference: { reference: `Organization/${consent.by}` } },
                { url: 'period', valuePeriod: consent.period ?? { start: '2024-01-01' } },
              ],
            },
          ]),
    ],
  };
}

function organizationIn(situation: Situation): Resource {
  const { institutionLicence = { start: '2022-01-01', end: '2036-12-31' } } = situation;
  const system = institutionClassSystem;
  return {
    resourceType: 'Organization',
    id: 'here',
    active: true,
    type: [{ coding: [{ system, code: situation.classCode ?? 'A100' }] }],
    identifier:
      institutionLicence === 'none'
        ? []
        : [
            {
              system: practiceSystems.institutionLicence,
              value: 'PDY00001',
              period: institutionLicence,
            },
          ],
    extension: (situation.departments ?? ['03']).map((code) => ({
      url: practiceUrls.department,
      valueCodeableConcept: { coding: [{ system: departmentSystem, code }] },
    })),
  };
}

const villageDoctor: Situation = {
  role: 'village-doctor',
  licenceKind: 'village-doctor',
  scope: 'village',
  classCode: 'D600',
  departments: ['02'],
  licencePeriod: { start: '2023-01-01', end: '2027-12-31' },
  service: { mode: 'in-person', department: '02', act: 'prescription' },
};

const assistant: Situation = {
  role: 'assistant-doctor',
  licenceKind: 'assistant-doctor',
  scope: 'general',
  classCode: 'C220',
  departments: ['02'],
  service: { mode: 'in-person', department: '02', act: 'prescription' },
};

describe('the rules allow', () => {
  const rows: readonly (readonly [string, Situation])[] = [
    ['ONL-04: a doctor with three years and consent, online, at home', {}],
    ['ONL-04: on the very day when the three years are full', { since: '2023-11-24' }],
    ['ONL-05: a check that is exactly 30 days old', { checked: '2026-10-25' }],
    ['ONL-06: elsewhere with a filing', { place: 'home', filing: { start: '2026-01-01' } }],
    ['ONL-06: on the last day of a filing', { place: 'home', filing: { end: today } }],
    ['ONL-07: on the last day of the licence', { licencePeriod: { end: today } }],
    [
      'ONL-01: on the last day of the institution’s licence',
      { institutionLicence: { end: today } },
    ],
    ['ONL-02: a department below an approved one', { departments: ['03'] }],
    [
      'in person without consent or three years',
      inPerson({ since: '2026-01-01', consent: { by: '' } }),
    ],
    ['ONL-35: an assistant who prescribes in a township centre', assistant],
    [
      'ONL-35: an assistant who sees patients in a hospital',
      { ...assistant, classCode: 'A100', service: { ...assistant.service, act: 'visit' } },
    ],
    ['ONL-36: a village doctor in the clinic of registration', villageDoctor],
    [
      'TELE-07: an opinion without consent to online care',
      { consent: { by: '' }, service: { mode: 'invited' } },
    ],
  ];
  for (const [title, situation] of rows) {
    it(title, () => assert.deepEqual(mayPractise(practiceIn(situation)).denials, []));
  }
});

function inPerson(situation: Situation): Situation {
  return { ...situation, service: { mode: 'in-person' } };
}

describe('the rules forbid', () => {
  const rows: readonly (readonly [string, Situation, ...string[]])[] = [
    [
      'ONL-01 an institution without a licence',
      { institutionLicence: 'none' },
      'institution-unlicensed',
    ],
    [
      'ONL-01 a licence that ran out yesterday',
      { institutionLicence: { end: '2026-11-23' } },
      'institution-unlicensed',
    ],
    [
      'ONL-01 a licence that begins tomorrow',
      { institutionLicence: { start: '2026-11-25' } },
      'institution-unlicensed',
    ],
    [
      'ONL-02 a department that is not approved',
      { departments: ['04', '03.07'] },
      'department-not-approved',
    ],
    ['ONL-04 a nurse', { role: 'nurse', licenceKind: 'nurse' }, 'no-doctor-licence'],
    [
      'ONL-04 a doctor’s role on another licence',
      { licenceKind: 'nurse' },
      'no-doctor-licence',
      'independent-years-short',
      'registered-consent-missing',
    ],
    ['ONL-04 one day short of three years', { since: '2023-11-25' }, 'independent-years-short'],
    ['ONL-04 no consent', { consent: { by: '' } }, 'registered-consent-missing'],
    [
      'ONL-04 the consent of another institution',
      { consent: { by: 'other' } },
      'registered-consent-missing',
    ],
    [
      'ONL-04 a consent that was withdrawn',
      { consent: { by: 'here', period: { end: '2026-11-01' } } },
      'registered-consent-missing',
    ],
    [
      'ONL-05 and GOV-02: a check 31 days old suspends',
      { checked: '2026-10-24' },
      'register-check-stale',
    ],
    ['ONL-05 a check in the future', { checked: '2026-11-25' }, 'register-check-stale'],
    [
      'ONL-05 and GOV-11: whom the register does not know',
      { checkStatus: 'val-fail' },
      'register-check-failed',
    ],
    ['ONL-06 another institution without a filing', { place: 'home' }, 'practice-not-filed'],
    [
      'ONL-06 a filing that ran out',
      { place: 'home', filing: { end: '2026-11-23' } },
      'practice-not-filed',
    ],
    [
      'ONL-07 a department outside the scope',
      { departments: ['04'], service: { department: '04.01' } },
      'outside-scope',
    ],
    ['ONL-07 a scope of another category', { category: 'dental' }, 'outside-scope'],
    ['ONL-07 a scope that is not in the table', { scope: 'magic' }, 'outside-scope'],
    [
      'ONL-07 a licence that ran out',
      inPerson({ licencePeriod: { end: '2026-11-23' } }),
      'licence-not-current',
    ],
    ['ONL-07 a role that ended', inPerson({ rolePeriod: { end: '2026-10' } }), 'role-not-current'],
    ['ONL-07 a role that was switched off', inPerson({ roleActive: false }), 'role-not-current'],
    [
      'ONL-35 an assistant online',
      { ...assistant, service: { mode: 'online', act: 'visit', department: '02' } },
      'assistant-not-online',
    ],
    [
      'ONL-35 an assistant who prescribes in a hospital',
      { ...assistant, classCode: 'A100' },
      'assistant-needs-doctor',
    ],
    [
      'ONL-36 a village doctor in a township centre',
      { ...villageDoctor, classCode: 'C220' },
      'village-clinic-only',
    ],
    [
      'ONL-36 a village doctor in another village, even with a filing',
      { ...villageDoctor, place: 'home', filing: {} },
      'village-clinic-only',
    ],
    [
      'ONL-36 a certificate of five years ago',
      { ...villageDoctor, licencePeriod: { start: '2021-11-24' } },
      'village-certificate-too-long',
    ],
    [
      'ONL-36 a village doctor online',
      { ...villageDoctor, service: { mode: 'online', act: 'visit', department: '02' } },
      'no-doctor-licence',
    ],
    [
      'TELE-07 an invited doctor with two years',
      { since: '2024-11-24', service: { mode: 'invited' } },
      'invitee-years-short',
    ],
  ];
  for (const [title, situation, ...codes] of rows) {
    it(title, () => {
      const { allowed, denials } = mayPractise(practiceIn(situation));
      assert.equal(allowed, false);
      assert.deepEqual(
        denials.map(({ refused }) => refused),
        codes,
      );
      for (const { rule } of denials) assert.match(rule, /^(?:ONL|TELE)-\d\d$/);
    });
  }

  it('ONL-05 whom nobody ever looked up', () => {
    const { denials } = mayPractise({ ...practiceIn({}), verification: undefined });
    assert.deepEqual(denials, [
      { refused: 'register-check-stale', rule: 'ONL-05', details: { days: 30 } },
    ]);
  });

  it('everything that forbids it is told at once', () => {
    const { denials } = mayPractise(
      practiceIn({
        institutionLicence: 'none',
        departments: [],
        since: '2026-01-01',
        place: 'home',
      }),
    );
    assert.deepEqual(
      denials.map(({ rule }) => rule),
      ['ONL-01', 'ONL-02', 'ONL-06', 'ONL-04'],
    );
  });
});

describe('ONL-08: the doctor in person before a visit', () => {
  const now = Date.parse('2026-11-24T09:00:00+08:00');
  for (const [title, strongAt, allowed] of [
    ['a factor shown a minute ago counts', now - 60_000, true],
    ['one of five minutes ago counts no more', now - 300_001, false],
    ['one in the future never counts', now + 1, false],
    ['none at all does not count', 0, false],
  ] as const) {
    it(title, () => {
      const denial = confirmedInPerson({ strongAt, now, withinMs: 300_000 });
      assert.equal(denial?.refused, allowed ? undefined : 'not-confirmed-in-person');
    });
  }
});
