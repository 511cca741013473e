/** Institutions as lines of a file, and back. https://hl7.org/fhir/R4/organization.html */
import { departmentSystem, departments } from '#model/departments.ts';
import type { Resource } from '#model/fhir.ts';
import {
  gradeSystem,
  institutionClassSystem,
  institutionClasses,
  institutionGrades,
  managementClasses,
  managementSystem,
  otherClasses,
} from '#model/institution-classes.ts';
import {
  type Period,
  extensionsOf,
  idIn,
  institutionOf,
  practiceSystems,
  practiceUrls,
} from '#model/practice.ts';
import { parseUscc } from '#model/uscc.ts';
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
import { column, listOf, phoneOf, textAt } from './elements.ts';
import type { Draft, RegistryKind } from './kind.ts';

const columns: readonly Column[] = [
  column('id', ['机构编号*', 'Institution id'], 'EXAMPLE-HOSPITAL'),
  column('name', ['机构名称*', 'Name'], '某某县人民医院'),
  column('english', ['英文名称', 'English name'], 'County People’s Hospital'),
  column('class', ['机构类别*', 'Class'], 'A100 综合医院'),
  column('grade', ['等级', 'Grade'], '二级甲等'),
  column('management', ['分类管理', 'Management class'], '1 非营利性医疗机构'),
  column('uscc', ['统一社会信用代码', 'Unified social credit code'], '12339900DEM9999990'),
  column('code', ['卫生机构代码', 'WS 218 code'], ''),
  column('licence', ['执业许可证登记号', 'Licence number'], 'PDY00001-3'),
  column('licenceStart', ['许可证有效期起', 'Licence from'], '2022-01-01'),
  column('licenceEnd', ['许可证有效期止', 'Licence to'], '2036-12-31'),
  column('departments', ['诊疗科目', 'Departments'], '03 内科；04 外科'),
  column('parent', ['上级机构编号', 'Institution above'], ''),
  column('phone', ['电话', 'Phone'], '0570-0000000'),
  column('address', ['地址', 'Address'], '浙江省云河市某某县人民路1号'),
  column('active', ['启用', 'In use'], '是'),
];

/** An alliance is an Organization too, but has its own kind of file. */
const classes: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({ ...institutionClasses, ...otherClasses }).filter(
    ([code]) => code !== 'alliance',
  ),
);

/** The kind of file that tells institutions. */
export const institutionsKind: RegistryKind = {
  name: 'institutions',
  type: 'Organization',
  columns,
  read,
  cells,
  companions: () => [],
  isForeign: (current) => institutionOf(current).classCode === 'alliance',
  elements: {
    Organization: {
      name: ['name'],
      alias: ['english'],
      type: ['class'],
      identifier: ['uscc', 'code', 'licence', 'licenceStart', 'licenceEnd'],
      extension: ['grade', 'management', 'departments'],
      partOf: ['parent'],
      telecom: ['phone'],
      address: ['address'],
      active: ['active'],
    },
  },
};

function read(row: Row): Draft {
  const id = idOf(row, 'id');
  const parent = idOf(row, 'parent');
  const uscc = textOf(row, 'uscc');
  if (uscc !== '' && parseUscc(uscc) === undefined) {
    row.problem(
      'uscc',
      '统一社会信用代码校验错误，请对照登记证书重新填写18位代码（STD-02）',
      'The check character is wrong: copy the 18 characters from the certificate again (STD-02)',
    );
  }
  const classCode = codeIn(row, 'class', classes);
  const [english, phone, address] = ['english', 'phone', 'address'].map((key) => textOf(row, key));
  const resource = {
    resourceType: 'Organization',
    id,
    active: activeOf(row, 'active'),
    identifier: identifiersOf(row, uscc),
    type: [
      {
        coding: [{ system: institutionClassSystem, code: classCode, display: classes[classCode] }],
        text: classes[classCode],
      },
    ],
    name: textOf(row, 'name'),
    ...(english === '' ? {} : { alias: [english] }),
    ...(phone === '' ? {} : { telecom: [{ system: 'phone', value: phone, use: 'work' }] }),
    ...(address === '' ? {} : { address: [{ use: 'work', text: address, country: 'CN' }] }),
    ...(parent === '' ? {} : { partOf: { reference: `Organization/${parent}` } }),
    extension: extensionsOfRow(row),
  };
  if (parent !== '' && parent === id) {
    row.problem('parent', '上级机构不能是自己', 'An institution cannot be above itself');
  }
  return {
    resources: [resource],
    links: parent === '' ? [] : [{ key: 'parent', reference: `Organization/${parent}` }],
    uniques: [
      { key: 'uscc', system: practiceSystems.uscc, value: uscc },
      {
        key: 'licence',
        system: practiceSystems.institutionLicence,
        value: textOf(row, 'licence'),
      },
    ].filter(({ value }) => value !== ''),
  };
}

function identifiersOf(row: Row, uscc: string): object[] {
  const [licence, code] = [textOf(row, 'licence'), textOf(row, 'code')];
  const period = periodOf(row, 'licenceStart', 'licenceEnd');
  if (licence !== '' && !/^[0-9A-Z-]{4,40}$/.test(licence)) {
    row.problem(
      'licence',
      '登记号只能由数字、大写字母和“-”组成（STD-03）',
      'A licence number has digits, capitals and "-" only (STD-03)',
    );
  }
  if (licence !== '' && period?.end === undefined) {
    row.problem('licenceEnd', '须填写许可证有效期止', 'Say until when the licence is valid');
  }
  if (licence === '' && period !== undefined) {
    row.problem('licence', '有有效期但没有登记号', 'There is a period but no licence number');
  }
  if (code !== '' && !/^[0-9A-Z-]{22,23}$/.test(code)) {
    row.problem(
      'code',
      '卫生机构代码应为22–23位（STD-03）',
      'A code of WS 218 has 22 or 23 characters (STD-03)',
    );
  }
  return [
    ...(uscc === '' ? [] : [{ system: practiceSystems.uscc, value: uscc }]),
    ...(code === '' ? [] : [{ system: practiceSystems.institutionCode, value: code }]),
    ...(licence === ''
      ? []
      : [{ system: practiceSystems.institutionLicence, value: licence, period }]),
  ];
}

function extensionsOfRow(row: Row): object[] {
  const grade = codeIn(row, 'grade', institutionGrades);
  const management = codeIn(row, 'management', managementClasses);
  const coded = (system: string, code: string, display: string | undefined) => ({
    system,
    code,
    ...(display === undefined ? {} : { display }),
  });
  return [
    ...(grade === ''
      ? []
      : [
          {
            url: practiceUrls.grade,
            valueCoding: coded(gradeSystem, grade, institutionGrades[grade]),
          },
        ]),
    ...(management === ''
      ? []
      : [
          {
            url: practiceUrls.management,
            valueCoding: coded(managementSystem, management, managementClasses[management]),
          },
        ]),
    ...departmentsOf(row, 'departments').map((code) => ({
      url: practiceUrls.department,
      valueCodeableConcept: { coding: [coded(departmentSystem, code, departments[code])] },
    })),
  ];
}

function cells(organization: Resource): Record<string, string> | undefined {
  const { classCode, departments: approved } = institutionOf(organization);
  if (classCode === undefined || !Object.hasOwn(classes, classCode)) return undefined;
  return {
    id: organization.id ?? '',
    name: textAt(organization, 'name'),
    english: listOf<string>(organization, 'alias')[0] ?? '',
    class: `${classCode} ${classes[classCode]}`,
    departments: approved.map(departmentCell).join('；'),
    parent: idIn(organization['partOf'], 'Organization') ?? '',
    phone: phoneOf(organization),
    address: listOf<{ text?: string }>(organization, 'address')[0]?.text ?? '',
    active: activeCell(organization['active']),
    ...numberCells(organization),
    ...gradeCells(organization),
  };
}

function numberCells(organization: Resource): Record<string, string> {
  const identifiers = listOf<{ system?: string; value?: string; period?: Period }>(
    organization,
    'identifier',
  );
  const found = (system: string) => identifiers.find((each) => each.system === system);
  const licence = found(practiceSystems.institutionLicence);
  return {
    uscc: found(practiceSystems.uscc)?.value ?? '',
    code: found(practiceSystems.institutionCode)?.value ?? '',
    licence: licence?.value ?? '',
    licenceStart: licence?.period?.start ?? '',
    licenceEnd: licence?.period?.end ?? '',
  };
}

function gradeCells(organization: Resource): Record<string, string> {
  const code = (url: string) => extensionsOf(organization, url)[0]?.valueCoding?.code ?? '';
  const management = code(practiceUrls.management);
  return {
    grade: institutionGrades[code(practiceUrls.grade)] ?? '',
    management: management === '' ? '' : `${management} ${managementClasses[management]}`,
  };
}
