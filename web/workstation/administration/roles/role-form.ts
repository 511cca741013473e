/**
 * A post as a form shows it — who works where as what — and the PractitionerRole it becomes.
 * https://hl7.org/fhir/R4/practitionerrole.html
 */
import { departmentSystem, departments } from '#model/departments.ts';
import type { Resource } from '#model/fhir.ts';
import {
  type Period,
  codeOf,
  extensionsOf,
  filingsOf,
  onlineConsentOf,
  partOf,
  practiceUrls,
  roleCodesOf,
} from '#model/practice.ts';
import { isRoleCode, roleSystem, roles } from '#model/roles.ts';
import {
  concept,
  listAt,
  periodOf,
  referenceAt,
  textAt,
  withExtensions,
  withoutEmpty,
} from '../parts/resource-parts.ts';

/** The fields. */
export interface RoleDraft {
  /** References. */
  practitioner: string;
  organization: string;
  role: string;
  departments: string[];
  post: string;
  start: string;
  end: string;
  /** Number of 多机构备案 (ONL-06). */
  filing: string;
  filingStart: string;
  filingEnd: string;
  /** The institution that consents to online work (ONL-04), a reference. */
  consent: string;
  consentStart: string;
  consentEnd: string;
  active: boolean;
}

const nameOfRole = (code: string) => (isRoleCode(code) ? roles[code].zh : code);

/** The fields of a PractitionerRole; those of a new one without it. */
export function roleDraft(resource: Resource | undefined): RoleDraft {
  const stored = resource ?? { resourceType: 'PractitionerRole' };
  const [role = ''] = roleCodesOf(stored);
  const text = textAt(listAt<object>(stored, 'code')[0], 'text');
  const period = (stored['period'] ?? {}) as Period;
  return {
    ...onlineDraft(stored),
    practitioner: referenceAt(stored, 'practitioner'),
    organization: referenceAt(stored, 'organization'),
    role,
    departments: listAt<object>(stored, 'specialty').flatMap(
      (one) => codeOf(one, departmentSystem) ?? [],
    ),
    post: text === nameOfRole(role) ? '' : text,
    start: period.start ?? '',
    end: period.end ?? '',
    active: stored['active'] !== false,
  };
}

/** The filing and the consent to online work. */
function onlineDraft(
  stored: Resource,
): Pick<
  RoleDraft,
  'filing' | 'filingStart' | 'filingEnd' | 'consent' | 'consentStart' | 'consentEnd'
> {
  const [filed] = extensionsOf(stored, practiceUrls.filing);
  const filing = filingsOf(stored)[0]?.period;
  const consent = onlineConsentOf(stored);
  return {
    filing: (filed && partOf(filed, 'number')?.valueString) ?? '',
    filingStart: filing?.start ?? '',
    filingEnd: filing?.end ?? '',
    consent: consent?.by === undefined ? '' : `Organization/${consent.by}`,
    consentStart: consent?.period.start ?? '',
    consentEnd: consent?.period.end ?? '',
  };
}

function extensionsOfDraft(draft: RoleDraft, before: Resource | undefined): object[] {
  const filingPeriod = periodOf(draft.filingStart, draft.filingEnd);
  const consentPeriod = periodOf(draft.consentStart, draft.consentEnd);
  const period = (given: object | undefined) =>
    given === undefined ? [] : [{ url: 'period', valuePeriod: given }];
  const own = [
    ...(draft.filing === ''
      ? []
      : [
          {
            url: practiceUrls.filing,
            extension: [
              { url: 'number', valueString: draft.filing.trim() },
              ...period(filingPeriod),
            ],
          },
        ]),
    ...(draft.consent === ''
      ? []
      : [
          {
            url: practiceUrls.onlineConsent,
            extension: [
              { url: 'by', valueReference: { reference: draft.consent } },
              ...period(consentPeriod),
            ],
          },
        ]),
  ];
  return withExtensions(before, [practiceUrls.filing, practiceUrls.onlineConsent], own);
}

/** The PractitionerRole of a form, over what is stored. */
export function roleOfDraft(draft: RoleDraft, before: Resource | undefined): Resource {
  const { role, post } = draft;
  const coding = [{ system: roleSystem, code: role, display: nameOfRole(role) }];
  const others = listAt<object>(before, 'code').filter(
    (one) => codeOf(one, roleSystem) === undefined,
  );
  const uncoded = listAt<object>(before, 'specialty').filter(
    (one) => codeOf(one, departmentSystem) === undefined,
  );
  const reference = (name: 'practitioner' | 'organization') => {
    const same = referenceAt(before, name) === draft[name];
    return same ? before?.[name] : { reference: draft[name] };
  };
  return withoutEmpty({
    ...before,
    resourceType: 'PractitionerRole',
    extension: extensionsOfDraft(draft, before),
    active: draft.active,
    period: periodOf(draft.start, draft.end),
    practitioner: reference('practitioner'),
    organization: reference('organization'),
    code: [{ coding, text: post.trim() === '' ? nameOfRole(role) : post.trim() }, ...others],
    specialty: [
      ...draft.departments.map((code) => concept(departmentSystem, code, departments[code])),
      ...uncoded,
    ],
  });
}

/** Whether a form can be sent. */
export function isRoleComplete(draft: RoleDraft): boolean {
  const { practitioner, organization, role, filing, filingStart, consent, consentStart } = draft;
  const filed = filing === '' || filingStart !== '';
  const consented = consent === '' || consentStart !== '';
  return practitioner !== '' && organization !== '' && role !== '' && filed && consented;
}

const fieldOfElement: Readonly<Record<string, keyof RoleDraft>> = {
  practitioner: 'practitioner',
  organization: 'organization',
  code: 'role',
  specialty: 'departments',
  period: 'end',
  extension: 'consent',
};

/** The field that an expression of a refusal means. */
export function roleFieldAt(expression: string): string | undefined {
  const element = /^PractitionerRole\.(\w+)/.exec(expression)?.[1] ?? '';
  return Object.hasOwn(fieldOfElement, element) ? fieldOfElement[element] : undefined;
}
