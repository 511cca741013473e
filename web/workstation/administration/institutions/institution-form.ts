/**
 * An institution as a form shows it, and the Organization that the form becomes.
 * https://hl7.org/fhir/R4/organization.html
 */
import { departmentSystem, departments } from '#model/departments.ts';
import type { Resource } from '#model/fhir.ts';
import {
  gradeSystem,
  institutionClassSystem,
  institutionGrades,
  managementClasses,
  managementSystem,
} from '#model/institution-classes.ts';
import { extensionsOf, institutionOf, practiceSystems, practiceUrls } from '#model/practice.ts';
import { parseUscc } from '#model/uscc.ts';
import {
  concept,
  identifierOf,
  listAt,
  periodOf,
  phoneOf,
  referenceAt,
  textAt,
  withExtensions,
  withPhone,
  withoutEmpty,
} from '../parts/resource-parts.ts';
import type { Identifier } from '../parts/resource-parts.ts';
import { className } from '../parts/tables.ts';

/** The fields. */
export interface InstitutionDraft {
  name: string;
  english: string;
  classCode: string;
  grade: string;
  management: string;
  uscc: string;
  code: string;
  licence: string;
  licenceStart: string;
  licenceEnd: string;
  departments: string[];
  /** A reference. */
  parent: string;
  phone: string;
  address: string;
  active: boolean;
}

/** The fields of an Organization; those of a new one without it. */
export function institutionDraft(organization: Resource | undefined): InstitutionDraft {
  const facts = institutionOf(organization ?? { resourceType: 'Organization' });
  const coded = (url: string) => extensionsOf(organization, url)[0]?.valueCoding?.code ?? '';
  return {
    name: textAt(organization, 'name'),
    english: listAt<string>(organization, 'alias')[0] ?? '',
    classCode: facts.classCode ?? '',
    grade: coded(practiceUrls.grade),
    management: coded(practiceUrls.management),
    uscc: identifierOf(organization, practiceSystems.uscc)?.value ?? '',
    code: identifierOf(organization, practiceSystems.institutionCode)?.value ?? '',
    licence: facts.licence?.number ?? '',
    licenceStart: facts.licence?.period.start ?? '',
    licenceEnd: facts.licence?.period.end ?? '',
    departments: [...facts.departments],
    parent: referenceAt(organization, 'partOf'),
    phone: phoneOf(organization),
    address: textAt(listAt<object>(organization, 'address')[0], 'text'),
    active: organization?.['active'] !== false,
  };
}

const ownSystems: readonly string[] = [
  practiceSystems.uscc,
  practiceSystems.institutionCode,
  practiceSystems.institutionLicence,
];

function identifiersOf(draft: InstitutionDraft, before: Resource | undefined): object[] {
  const kept = listAt<Identifier>(before, 'identifier').filter(
    ({ system }) => system === undefined || !ownSystems.includes(system),
  );
  const period = periodOf(draft.licenceStart, draft.licenceEnd);
  const licence = { system: practiceSystems.institutionLicence, value: draft.licence };
  const own = [
    { system: practiceSystems.uscc, value: draft.uscc.trim() },
    { system: practiceSystems.institutionCode, value: draft.code.trim() },
    period === undefined ? licence : { ...licence, period },
  ].filter(({ value }) => value !== '');
  return [...own, ...kept];
}

function extensionsOfDraft(draft: InstitutionDraft, before: Resource | undefined): object[] {
  const coding = (system: string, code: string, table: Readonly<Record<string, string>>) => ({
    system,
    code,
    ...(table[code] === undefined ? {} : { display: table[code] }),
  });
  const { grade, management } = draft;
  const own = [
    ...(grade === ''
      ? []
      : [{ url: practiceUrls.grade, valueCoding: coding(gradeSystem, grade, institutionGrades) }]),
    ...(management === ''
      ? []
      : [
          {
            url: practiceUrls.management,
            valueCoding: coding(managementSystem, management, managementClasses),
          },
        ]),
    ...draft.departments.map((code) => ({
      url: practiceUrls.department,
      valueCodeableConcept: { coding: [coding(departmentSystem, code, departments)] },
    })),
  ];
  const { grade: gradeUrl, management: managementUrl, department } = practiceUrls;
  return withExtensions(before, [gradeUrl, managementUrl, department], own);
}

/** The Organization of a form, over what is stored. */
export function institutionOfDraft(
  draft: InstitutionDraft,
  before: Resource | undefined,
): Resource {
  const { name, english, classCode, parent, phone, address, active } = draft;
  const aliases = listAt<string>(before, 'alias').slice(1);
  const [first, ...others] = listAt<object>(before, 'address');
  const sameAddress = textAt(first, 'text') === address.trim();
  const place = sameAddress ? first : { use: 'work', text: address.trim(), country: 'CN' };
  return withoutEmpty({
    ...before,
    resourceType: 'Organization',
    active,
    name: name.trim(),
    alias: english.trim() === '' ? aliases : [english.trim(), ...aliases],
    type:
      classCode === '' ? [] : [concept(institutionClassSystem, classCode, className(classCode))],
    identifier: identifiersOf(draft, before),
    extension: extensionsOfDraft(draft, before),
    telecom: withPhone(before, phone.trim(), 'work'),
    address: place === undefined || address.trim() === '' ? others : [place, ...others],
    partOf: parent === '' ? undefined : { reference: parent },
  });
}

/** What is missing or wrong before anything is sent. */
export type InstitutionFault = 'missing' | 'uscc' | 'licenceEnd';

/** The faults of a form by field. */
export function institutionFaults(
  draft: InstitutionDraft,
): Partial<Record<keyof InstitutionDraft, InstitutionFault>> {
  const { name, classCode, uscc, licence, licenceEnd } = draft;
  return {
    ...(name.trim() === '' ? { name: 'missing' as const } : {}),
    ...(classCode === '' ? { classCode: 'missing' as const } : {}),
    ...(uscc !== '' && parseUscc(uscc.trim()) === undefined ? { uscc: 'uscc' as const } : {}),
    ...(licence !== '' && licenceEnd === '' ? { licenceEnd: 'licenceEnd' as const } : {}),
  };
}

const fieldOfSystem: Readonly<Record<string, string>> = {
  [practiceSystems.uscc]: 'uscc',
  [practiceSystems.institutionCode]: 'code',
  [practiceSystems.institutionLicence]: 'licence',
};

const fieldOfElement: Readonly<Record<string, string>> = {
  name: 'name',
  partOf: 'parent',
  telecom: 'phone',
  address: 'address',
  type: 'classCode',
  extension: 'departments',
};

/** The field that an expression of a refusal means, in the resource that was sent. */
export function institutionFieldAt(sent: Resource, expression: string): string | undefined {
  const at = /^Organization\.identifier\[(\d+)\](\.period)?/.exec(expression);
  if (at !== null) {
    if (at[2] !== undefined) return 'licenceEnd';
    const { system = '' } = listAt<Identifier>(sent, 'identifier')[Number(at[1])] ?? {};
    return fieldOfSystem[system];
  }
  const element = /^Organization\.(\w+)/.exec(expression)?.[1] ?? '';
  return Object.hasOwn(fieldOfElement, element) ? fieldOfElement[element] : undefined;
}
