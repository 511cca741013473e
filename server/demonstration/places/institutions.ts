/** The institutions of the region, and which of them serves a village. */
import { demoRoot } from '../systems.ts';
import { counties, prefecture, towns, villages } from './divisions.ts';
import type { County, Town, Village } from './divisions.ts';
import type { InstitutionKind } from './departments.ts';

/** One institution. */
export interface Institution {
  /** Id of its Organization. */
  id: string;
  kind: InstitutionKind;
  name: string;
  en: string;
  county: County;
  /** Street address below the county. */
  line: string;
  /** Code of WS 218-2002, the class of health institution. */
  classCode: string;
  className: string;
  /** Id of the organization above it. */
  parent?: string;
}

/** The district that holds the prefecture's seat. */
const [seat] = counties as readonly [County];

export const firstHospital: Institution = {
  id: 'demo-first-hospital',
  kind: 'tertiary',
  name: `${prefecture}第一人民医院`,
  en: 'Yunhe First People’s Hospital',
  county: seat,
  line: '荷花中路88号',
  classCode: 'A100',
  className: '综合医院（三级甲等）',
};

export const diseaseControl: Institution = {
  id: 'demo-cdc',
  kind: 'cdc',
  name: `${prefecture}疾病预防控制中心`,
  en: 'Yunhe Centre for Disease Control',
  county: seat,
  line: '白云北大道66号',
  classCode: 'J100',
  className: '疾病预防控制中心',
};

/** The company above the five shops. */
export const pharmacyChain = {
  id: 'demo-pharmacy',
  name: `${prefecture}康泰大药房连锁有限公司`,
  en: 'Yunhe Kangtai Pharmacy Chain',
};

/** The authority above all of them; it treats nobody. */
export const healthCommission = {
  id: 'demo-health-commission',
  name: `${prefecture}卫生健康委员会`,
  en: 'Yunhe Health Commission',
};

/** The alliance that the first hospital leads. */
export const alliance = {
  id: 'demo-alliance',
  name: `${prefecture}第一人民医院医疗集团`,
  en: 'Yunhe First Hospital Group',
};

export const countyHospitals: readonly Institution[] = counties.slice(1).map((county) => ({
  id: `demo-${county.key}-hospital`,
  kind: 'county',
  name: `${prefecture}${county.name}人民医院`,
  en: `${latin(county.key)} County People’s Hospital`,
  county,
  line: '人民路120号',
  classCode: 'A100',
  className: '综合医院（二级甲等）',
}));

export const townshipCentres: readonly Institution[] = towns.map((town) => ({
  id: `demo-${town.key}-centre`,
  kind: 'township',
  name: `${prefecture}${town.county.name}${town.name}卫生院`,
  en: `${latin(town.key)} Township Health Centre`,
  county: town.county,
  line: `${town.name}健康路1号`,
  classCode: 'C220',
  className: '乡（镇）卫生院',
}));

const villageClinics: readonly Institution[] = villages.map((village) => ({
  id: `demo-${village.town.key}-clinic-${village.code.slice(9)}`,
  kind: 'village',
  name: `${village.town.name}${village.name}卫生室`,
  en: `${latin(village.town.key)} Village Clinic ${village.code.slice(9)}`,
  county: village.town.county,
  line: `${village.town.name}${village.name}`,
  classCode: 'D600',
  className: '村卫生室',
  parent: `demo-${village.town.key}-centre`,
}));

const shopSites: readonly (readonly [County, string])[] = [
  [seat, '荷花'],
  [seat, '白云'],
  [counties[1] ?? seat, '天马'],
  [counties[1] ?? seat, '招贤'],
  [counties[2] ?? seat, '芹阳'],
];

const shops: readonly Institution[] = shopSites.map(([county, site], index) => ({
  id: `${pharmacyChain.id}-${index + 1}`,
  kind: 'pharmacy',
  name: `康泰大药房${county.name}${site}店`,
  en: `Kangtai Pharmacy, shop ${index + 1}`,
  county,
  line: `${site}路${12 + index * 7}号`,
  classCode: 'pharmacy',
  className: '零售药店',
  parent: pharmacyChain.id,
}));

export const institutions: readonly Institution[] = [
  firstHospital,
  ...countyHospitals,
  ...townshipCentres,
  ...villageClinics,
  diseaseControl,
  ...shops,
];

const byId = new Map(institutions.map((institution) => [institution.id, institution]));

/**
 * The institution of that kind that a village's people go to; the district has no county hospital.
 */
export function institutionFor(village: Village, kind: InstitutionKind): Institution {
  const { town } = village;
  if (kind === 'tertiary') return firstHospital;
  if (kind === 'cdc') return diseaseControl;
  if (kind === 'village')
    return institutionById(`demo-${town.key}-clinic-${village.code.slice(9)}`);
  if (kind === 'township') return townshipCentreOf(town);
  if (kind === 'pharmacy') return shopOf(town.county);
  return byId.get(`demo-${town.county.key}-hospital`) ?? firstHospital;
}

/** The institution with that id; throws a RangeError when there is none. */
export function institutionById(id: string): Institution {
  const institution = byId.get(id);
  if (institution === undefined) throw new RangeError(`no such institution: ${id}`);
  return institution;
}

/** `meta.source` of what an institution sends. */
export function sourceOf(institutionId: string): string {
  return `${demoRoot}/Organization/${institutionId}`;
}

function townshipCentreOf(town: Town): Institution {
  return institutionById(`demo-${town.key}-centre`);
}

function shopOf(county: County): Institution {
  const shop = shops.find((candidate) => candidate.county === county);
  if (shop === undefined) throw new RangeError(`no pharmacy in ${county.key}`);
  return shop;
}

function latin(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1);
}
