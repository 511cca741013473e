/**
 * Practitioners with their licence, title and last check with the national register.
 * https://hl7.org/fhir/R4/practitioner.html
 */
import type { Resource } from '#model/fhir.ts';
import { practiceCategories, practiceScopes } from '#model/practice-scopes.ts';
import {
  type QualificationKind,
  codeOf,
  licencesOf,
  practiceSystems,
  practiceUrls,
  professionalTitles,
  qualificationKinds,
  registerCheckOf,
} from '#model/practice.ts';
import type { Column, Row } from '../csv/line-problem.ts';
import { activeCell, activeOf, codeIn, codesIn, dateOf, idOf, periodOf, textOf } from './cells.ts';
import { column, concept, listOf, phoneOf } from './elements.ts';
import type { Draft, Find, Link, Registered, RegistryKind } from './kind.ts';

const columns: readonly Column[] = [
  column('id', ['人员编号*', 'Person id'], 'EXAMPLE-PERSON'),
  column('name', ['姓名*', 'Name'], '李明'),
  column('gender', ['性别', 'Sex'], '男'),
  column('phone', ['手机号', 'Phone'], '16000000000'),
  column('qualification', ['医师资格证书编号', 'Qualification number'], '201033110330199001010000'),
  column('kind', ['证书类型', 'Kind of licence'], '医师执业证书'),
  column('licence', ['执业证书编号', 'Licence number'], '110339900999999'),
  column('category', ['执业类别', 'Category'], '临床'),
  column('scopes', ['执业范围', 'Scope'], '内科专业'),
  column('place', ['主要执业机构编号', 'Institution of registration'], 'EXAMPLE-HOSPITAL'),
  column('start', ['证书有效期起', 'Licence from'], '2012-07-01'),
  column('end', ['证书有效期止', 'Licence to'], '长期'),
  column('issuer', ['发证机关', 'Issued by'], '云河市卫生健康委员会'),
  column('since', ['独立临床工作起始日', 'Independent work since'], '2013-07-01'),
  column('title', ['职称', 'Title'], '主治医师'),
  column('checked', ['注册信息核验日期', 'Checked with the register on'], '2026-11-01'),
  column('active', ['启用', 'In use'], '是'),
];

const genders = { male: '男', female: '女', unknown: '未知', other: '其他' };

const kinds: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(qualificationKinds).filter(([kind]) => kind !== 'doctor-qualification'),
);

const licenceKeys = ['kind', 'licence', 'category', 'scopes', 'place', 'start', 'end', 'issuer'];

/** The kind of file that tells people. */
export const peopleKind: RegistryKind = {
  name: 'people',
  type: 'Practitioner',
  columns,
  read,
  cells,
  companions: ({ id }) => [`VerificationResult/${id}`],
  isForeign: () => false,
  elements: {
    Practitioner: {
      name: ['name'],
      gender: ['gender'],
      telecom: ['phone'],
      identifier: ['licence'],
      qualification: [...licenceKeys, 'qualification', 'since', 'title'],
      active: ['active'],
    },
    VerificationResult: {
      target: ['id'],
      status: ['checked'],
      statusDate: ['checked'],
      lastPerformed: ['checked'],
      validationProcess: ['checked'],
    },
  },
};

function read(row: Row): Draft {
  const id = idOf(row, 'id');
  const gender = codeIn(row, 'gender', genders);
  const phone = textOf(row, 'phone');
  if (phone !== '' && !/^\+?[\d -]{5,20}$/.test(phone)) {
    row.problem('phone', '电话号码只能由数字组成', 'A phone number is made of digits');
  }
  const number = licenceNumber(row);
  const place = idOf(row, 'place');
  const practitioner: Registered = {
    resourceType: 'Practitioner',
    id,
    active: activeOf(row, 'active'),
    identifier: number === '' ? [] : [{ system: practiceSystems.practiceLicence, value: number }],
    name: [{ use: 'official', text: textOf(row, 'name') }],
    ...(phone === '' ? {} : { telecom: [{ system: 'phone', value: phone, use: 'mobile' }] }),
    ...(gender === '' ? {} : { gender }),
    qualification: [...examination(row), ...licence(row, number, place), ...title(row)],
  };
  const links: Link[] = place === '' ? [] : [{ key: 'place', reference: `Organization/${place}` }];
  return {
    resources: [practitioner, ...registerCheck(row, id)],
    links,
    uniques:
      number === ''
        ? []
        : [{ key: 'licence', system: practiceSystems.practiceLicence, value: number }],
  };
}

function licenceNumber(row: Row): string {
  const number = textOf(row, 'licence');
  if (number !== '' && !/^[0-9A-Za-z-]{6,40}$/.test(number)) {
    row.problem(
      'licence',
      '执业证书编号应为6–40位数字、字母或“-”',
      'The number of a licence has 6–40 digits, letters or "-"',
    );
  }
  return number;
}

function examination(row: Row): object[] {
  const number = textOf(row, 'qualification');
  if (number === '') return [];
  const kind = 'doctor-qualification';
  return [
    {
      identifier: [{ system: practiceSystems.qualification, value: number }],
      code: concept(practiceSystems.qualificationKind, kind, qualificationKinds[kind]),
    },
  ];
}

function title(row: Row): object[] {
  const code = codeIn(row, 'title', professionalTitles);
  return code === ''
    ? []
    : [{ code: concept(practiceSystems.title, code, professionalTitles[code]) }];
}

/** The licence to practise; one that is begun must be complete. */
function licence(row: Row, number: string, place: string): object[] {
  const kind = codeIn(row, 'kind', kinds);
  const category = codeIn(row, 'category', practiceCategories);
  const scopes = scopesOf(row, kind === 'village-doctor' ? 'village' : category);
  const period = periodOf(row, 'start', 'end');
  const since = dateOf(row, 'since');
  const issuer = textOf(row, 'issuer');
  if (kind === '') {
    for (const key of licenceKeys.slice(1)) {
      if (textOf(row, key) === '') continue;
      row.problem('kind', '填写了证书信息，但缺少证书类型', 'The kind of licence is missing');
      break;
    }
    return [];
  }
  const needed = needs[kind as QualificationKind] ?? ['licence'];
  for (const key of needed) {
    if (textOf(row, key) !== '') continue;
    row.problem(
      key,
      '该类证书须填写此项（ONL-05、ONL-07）',
      'This licence needs it (ONL-05, ONL-07)',
    );
  }
  return [
    {
      extension: [
        ...(category === '' ? [] : [{ url: practiceUrls.category, valueCode: category }]),
        ...scopes.map((scope) => ({
          url: practiceUrls.scope,
          valueCodeableConcept: concept(practiceSystems.scope, scope, practiceScopes[scope]?.zh),
        })),
        ...(place === ''
          ? []
          : [
              {
                url: practiceUrls.place,
                valueReference: { reference: `Organization/${place}` },
              },
            ]),
        ...(since === '' ? [] : [{ url: practiceUrls.independentSince, valueDate: since }]),
      ],
      identifier: [{ system: practiceSystems.practiceLicence, value: number }],
      code: concept(practiceSystems.qualificationKind, kind, kinds[kind]),
      ...(period === undefined ? {} : { period }),
      ...(issuer === '' ? {} : { issuer: { display: issuer } }),
    },
  ];
}

/** What each kind of licence must tell. */
const needs: Partial<Record<QualificationKind, readonly string[]>> = {
  doctor: ['licence', 'category', 'scopes', 'place', 'start'],
  'assistant-doctor': ['licence', 'category', 'scopes', 'place', 'start'],
  'village-doctor': ['licence', 'scopes', 'place', 'start', 'end'],
  nurse: ['licence', 'place', 'start', 'end'],
};

const scopeNames = Object.fromEntries(
  Object.entries(practiceScopes).map(([code, { zh }]) => [code, zh]),
);

function scopesOf(row: Row, category: string): string[] {
  const scopes = codesIn(row, 'scopes', scopeNames);
  if (scopes.some((scope) => practiceScopes[scope]?.category !== category)) {
    row.problem(
      'scopes',
      '执业范围不属于该执业类别（ONL-07）',
      'The scope does not belong to the category (ONL-07)',
    );
  }
  return scopes;
}

/** ONL-05: a check by hand, as the administrator read it in the national register. */
function registerCheck(row: Row, id: string): Registered[] {
  const date = dateOf(row, 'checked');
  if (date === '') return [];
  return [
    {
      resourceType: 'VerificationResult',
      id,
      target: [{ reference: `Practitioner/${id}` }],
      status: 'validated',
      statusDate: date,
      lastPerformed: date,
      validationProcess: [{ text: '国家医师、护士电子注册系统' }],
    },
  ];
}

function cells(practitioner: Resource, find: Find): Record<string, string> {
  const check = find(`VerificationResult/${practitioner.id}`);
  return {
    ...personCells(practitioner),
    ...licenceCells(practitioner),
    checked: check === undefined ? '' : (registerCheckOf([check])?.on ?? ''),
    active: activeCell(practitioner['active']),
  };
}

interface Entry {
  code?: object;
  identifier?: { system?: string; value?: string }[];
  issuer?: { display?: string };
}

function personCells(practitioner: Resource): Record<string, string> {
  const names = listOf<{ text?: string; family?: string; given?: string[] }>(practitioner, 'name');
  const [name] = names;
  const entries = listOf<Entry>(practitioner, 'qualification');
  const examined = entries.find(
    ({ code }) => codeOf(code, practiceSystems.qualificationKind) === 'doctor-qualification',
  );
  const titles = entries.map(({ code }) => codeOf(code, practiceSystems.title) ?? '');
  return {
    id: practitioner.id ?? '',
    name: name?.text ?? `${name?.family ?? ''}${(name?.given ?? []).join('')}`,
    gender: genders[String(practitioner['gender']) as keyof typeof genders] ?? '',
    phone: phoneOf(practitioner),
    qualification: examined?.identifier?.[0]?.value ?? '',
    title: professionalTitles[titles.find((code) => code !== '') ?? ''] ?? '',
  };
}

function licenceCells(practitioner: Resource): Record<string, string> {
  const [held] = licencesOf(practitioner);
  const numbers = listOf<{ system?: string; value?: string }>(practitioner, 'identifier');
  const own = numbers.find(({ system }) => system === practiceSystems.practiceLicence);
  if (held === undefined) return { licence: own?.value ?? '' };
  const entry = listOf<Entry>(practitioner, 'qualification').find(
    ({ code }) => codeOf(code, practiceSystems.qualificationKind) === held.kind,
  );
  return {
    kind: qualificationKinds[held.kind],
    licence: held.number ?? '',
    category: practiceCategories[held.category as keyof typeof practiceCategories] ?? '',
    scopes: held.scopes.map((scope) => practiceScopes[scope]?.zh ?? scope).join('；'),
    place: held.place ?? '',
    start: held.period.start ?? '',
    end: held.period.end ?? '',
    issuer: entry?.issuer?.display ?? '',
    since: held.independentSince ?? '',
  };
}
