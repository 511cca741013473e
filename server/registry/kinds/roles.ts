/**
 * Who works where in which role, with filings and consents.
 * https://hl7.org/fhir/R4/practitionerrole.html
 */
import { departmentSystem, departments } from '#model/departments.ts';
import type { Resource } from '#model/fhir.ts';
import {
  type Period,
  codeOf,
  extensionsOf,
  filingsOf,
  idIn,
  onlineConsentOf,
  partOf,
  practiceUrls,
  roleCodesOf,
} from '#model/practice.ts';
import { roleSystem, roles } from '#model/roles.ts';
import type { Column, Row } from '../csv/line-problem.ts';
import {
  activeCell,
  activeOf,
  codeIn,
  departmentCell,
  departmentsOf,
  idOf,
  periodOf,
  textOf,
} from './cells.ts';
import { column, concept, listOf, periodCells } from './elements.ts';
import type { Draft, RegistryKind } from './kind.ts';

const columns: readonly Column[] = [
  column('id', ['岗位编号*', 'Role id'], 'EXAMPLE-ROLE'),
  column('practitioner', ['人员编号*', 'Person id'], 'EXAMPLE-PERSON'),
  column('organization', ['机构编号*', 'Institution id'], 'EXAMPLE-HOSPITAL'),
  column('role', ['角色*', 'Role'], '执业医师'),
  column('departments', ['科室', 'Departments'], '03 内科'),
  column('post', ['岗位名称', 'Post'], '主治医师'),
  column('start', ['任期起', 'From'], '2020-01-01'),
  column('end', ['任期止', 'To'], '长期'),
  column('filing', ['多机构备案号', 'Filing number'], ''),
  column('filingStart', ['备案有效期起', 'Filing from'], ''),
  column('filingEnd', ['备案有效期止', 'Filing to'], ''),
  column('consent', ['同意互联网诊疗的机构编号', 'Consent to online care by'], 'EXAMPLE-HOSPITAL'),
  column('consentStart', ['同意起', 'Consent from'], '2024-01-01'),
  column('consentEnd', ['同意止', 'Consent to'], '2027-12-31'),
  column('active', ['启用', 'In use'], '是'),
];

const staffRoles: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(roles)
    .filter(([, { kind }]) => kind === 'staff')
    .map(([code, { zh }]) => [code, zh]),
);

/** The kind of file that tells roles. */
export const rolesKind: RegistryKind = {
  name: 'roles',
  type: 'PractitionerRole',
  columns,
  read,
  cells,
  companions: () => [],
  isForeign: () => false,
  elements: {
    PractitionerRole: {
      practitioner: ['practitioner'],
      organization: ['organization'],
      code: ['role', 'post'],
      specialty: ['departments'],
      period: ['start', 'end'],
      extension: ['filing', 'filingStart', 'filingEnd', 'consent', 'consentStart', 'consentEnd'],
      active: ['active'],
    },
  },
};

function read(row: Row): Draft {
  const [id, practitioner, organization, consent] = [
    idOf(row, 'id'),
    idOf(row, 'practitioner'),
    idOf(row, 'organization'),
    idOf(row, 'consent'),
  ];
  const role = codeIn(row, 'role', staffRoles);
  const specialty = departmentsOf(row, 'departments');
  const period = periodOf(row, 'start', 'end');
  const post = textOf(row, 'post');
  const resource = {
    resourceType: 'PractitionerRole',
    id: id ?? '',
    extension: [...filing(row), ...onlineConsent(row, consent ?? '')],
    active: activeOf(row, 'active'),
    ...(period === undefined ? {} : { period }),
    practitioner: { reference: `Practitioner/${practitioner}` },
    organization: { reference: `Organization/${organization}` },
    code: [
      {
        coding: [{ system: roleSystem, code: role, display: staffRoles[role] }],
        text: post === '' ? staffRoles[role] : post,
      },
    ],
    specialty: specialty.map((code) => concept(departmentSystem, code, departments[code])),
  };
  return {
    resources: [resource],
    links: [
      { key: 'practitioner', reference: `Practitioner/${practitioner}` },
      { key: 'organization', reference: `Organization/${organization}` },
      ...(consent === '' ? [] : [{ key: 'consent', reference: `Organization/${consent}` }]),
    ],
    uniques: [],
  };
}

/** ONL-06. */
function filing(row: Row): object[] {
  const number = textOf(row, 'filing');
  const period = periodOf(row, 'filingStart', 'filingEnd');
  if (number === '') {
    if (period !== undefined) {
      row.problem('filing', '有备案有效期但没有备案号（ONL-06）', 'No filing number (ONL-06)');
    }
    return [];
  }
  if (period === undefined) {
    row.problem('filingStart', '须填写备案有效期（ONL-06）', 'The filing needs a period (ONL-06)');
    return [];
  }
  return [
    {
      url: practiceUrls.filing,
      extension: [
        { url: 'number', valueString: number },
        { url: 'period', valuePeriod: period },
      ],
    },
  ];
}

/** ONL-04. */
function onlineConsent(row: Row, by: string): object[] {
  const period = periodOf(row, 'consentStart', 'consentEnd');
  if (by === '') {
    if (period !== undefined) {
      row.problem(
        'consent',
        '有同意期限但没有出具同意的机构（ONL-04）',
        'Say which institution consents (ONL-04)',
      );
    }
    return [];
  }
  if (period?.start === undefined) {
    row.problem('consentStart', '须填写同意起始日（ONL-04）', 'Say since when (ONL-04)');
  }
  return [
    {
      url: practiceUrls.onlineConsent,
      extension: [
        { url: 'by', valueReference: { reference: `Organization/${by}` } },
        ...(period === undefined ? [] : [{ url: 'period', valuePeriod: period }]),
      ],
    },
  ];
}

function cells(resource: Resource): Record<string, string> | undefined {
  const [role] = roleCodesOf(resource);
  if (role === undefined || !Object.hasOwn(staffRoles, role)) return undefined;
  const post = listOf<{ text?: string }>(resource, 'code')[0]?.text ?? '';
  const [filed] = extensionsOf(resource, practiceUrls.filing);
  const consent = onlineConsentOf(resource);
  const departmentCells = listOf<object>(resource, 'specialty')
    .flatMap((specialty) => codeOf(specialty, departmentSystem) ?? [])
    .map(departmentCell);
  return {
    id: resource.id ?? '',
    practitioner: idIn(resource['practitioner'], 'Practitioner') ?? '',
    organization: idIn(resource['organization'], 'Organization') ?? '',
    role: staffRoles[role] ?? '',
    departments: departmentCells.join('；'),
    post: post === staffRoles[role] ? '' : post,
    ...periodCells(resource['period'] as Period | undefined, 'start', 'end'),
    filing: (filed && partOf(filed, 'number')?.valueString) ?? '',
    ...periodCells(filingsOf(resource)[0]?.period, 'filingStart', 'filingEnd'),
    consent: consent?.by ?? '',
    ...periodCells(consent?.period, 'consentStart', 'consentEnd'),
    active: activeCell(resource['active']),
  };
}
