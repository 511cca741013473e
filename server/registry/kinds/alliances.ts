/**
 * Alliances (医联体): who leads, who belongs, since when.
 * https://hl7.org/fhir/R4/organizationaffiliation.html
 */
import {
  allianceKindSystem,
  allianceKinds,
  alliancePlaceSystem,
  alliancePlaces,
} from '#model/alliances.ts';
import { departmentSystem, departments } from '#model/departments.ts';
import type { Resource } from '#model/fhir.ts';
import { institutionClassSystem } from '#model/institution-classes.ts';
import { type Period, codeOf, idIn } from '#model/practice.ts';
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
import { column, concept, listOf, textAt } from './elements.ts';
import type { Draft, Find, RegistryKind } from './kind.ts';

const columns: readonly Column[] = [
  column('id', ['关系编号*', 'Affiliation id'], 'EXAMPLE-AFFILIATION'),
  column('alliance', ['医联体编号*', 'Alliance id'], 'EXAMPLE-ALLIANCE'),
  column('name', ['医联体名称*', 'Alliance name'], '云河市第一医疗集团'),
  column('kind', ['医联体类型*', 'Kind of alliance'], '县域医共体'),
  column('leader', ['牵头机构编号*', 'Leading institution'], 'EXAMPLE-HOSPITAL'),
  column('member', ['成员机构编号*', 'Member institution'], 'EXAMPLE-CENTRE'),
  column('place', ['成员性质*', 'Place of the member'], '成员单位'),
  column('departments', ['专科', 'Specialties'], ''),
  column('start', ['有效期起', 'From'], '2024-01-01'),
  column('end', ['有效期止', 'To'], '长期'),
  column('active', ['启用', 'In use'], '是'),
];

/** The kind of file that tells alliances. */
export const alliancesKind: RegistryKind = {
  name: 'alliances',
  type: 'OrganizationAffiliation',
  columns,
  read,
  cells,
  companions: (affiliation) => {
    const [alliance] = listOf<object>(affiliation, 'network');
    const id = idIn(alliance, 'Organization');
    return id === undefined ? [] : [`Organization/${id}`];
  },
  isForeign: (current) =>
    current.resourceType === 'Organization' &&
    codes(current, 'type', allianceKindSystem).length === 0,
  elements: {
    OrganizationAffiliation: {
      organization: ['leader'],
      participatingOrganization: ['member'],
      network: ['alliance'],
      code: ['place'],
      specialty: ['departments'],
      period: ['start', 'end'],
      active: ['active'],
    },
    Organization: { name: ['name'], type: ['kind'] },
  },
};

function read(row: Row): Draft {
  const [id, alliance, leader, member] = [
    idOf(row, 'id'),
    idOf(row, 'alliance'),
    idOf(row, 'leader'),
    idOf(row, 'member'),
  ];
  const [kind, place] = [codeIn(row, 'kind', allianceKinds), codeIn(row, 'place', alliancePlaces)];
  const period = periodOf(row, 'start', 'end');
  if (leader !== '' && leader === member) {
    row.problem('member', '牵头机构不能是自己的成员', 'An institution cannot be its own member');
  }
  const specialty = departmentsOf(row, 'departments');
  const network = {
    resourceType: 'Organization',
    id: alliance ?? '',
    active: true,
    type: [
      {
        coding: [
          { system: institutionClassSystem, code: 'alliance', display: '医疗联合体' },
          { system: allianceKindSystem, code: kind, display: allianceKinds[kind] },
        ],
        text: allianceKinds[kind],
      },
    ],
    name: textOf(row, 'name'),
  };
  const affiliation = {
    resourceType: 'OrganizationAffiliation',
    id: id ?? '',
    active: activeOf(row, 'active'),
    ...(period === undefined ? {} : { period }),
    organization: { reference: `Organization/${leader}` },
    participatingOrganization: { reference: `Organization/${member}` },
    network: [{ reference: `Organization/${alliance}` }],
    code: [concept(alliancePlaceSystem, place, alliancePlaces[place])],
    specialty: specialty.map((code) => concept(departmentSystem, code, departments[code])),
  };
  return {
    resources: [affiliation, network],
    links: [
      { key: 'leader', reference: `Organization/${leader}` },
      { key: 'member', reference: `Organization/${member}` },
    ],
    uniques: [],
  };
}

function cells(affiliation: Resource, find: Find): Record<string, string> | undefined {
  const alliance = idIn(listOf<object>(affiliation, 'network')[0], 'Organization');
  const network = alliance === undefined ? undefined : find(`Organization/${alliance}`);
  const place = codes(affiliation, 'code', alliancePlaceSystem)[0];
  if (network === undefined || place === undefined) return undefined;
  const [kind = ''] = codes(network, 'type', allianceKindSystem);
  const period = (affiliation['period'] ?? {}) as Period;
  return {
    id: affiliation.id ?? '',
    alliance: alliance ?? '',
    name: textAt(network, 'name'),
    kind: allianceKinds[kind] ?? '',
    leader: idIn(affiliation['organization'], 'Organization') ?? '',
    member: idIn(affiliation['participatingOrganization'], 'Organization') ?? '',
    place: alliancePlaces[place] ?? '',
    departments: codes(affiliation, 'specialty', departmentSystem).map(departmentCell).join('；'),
    start: period.start ?? '',
    end: period.end ?? '',
    active: activeCell(affiliation['active']),
  };
}

function codes(holder: Resource, element: string, system: string): string[] {
  return listOf<object>(holder, element).flatMap((each) => codeOf(each, system) ?? []);
}
