/** The few residents whose health is told by a script, so that every region has someone to show. */
import { fullYears } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import { institutionFor } from '../places/institutions.ts';
import type { Health, Window } from './health.ts';
import type { Resident } from './resident.ts';

/** What is worth seeing in someone's record. */
export interface Role {
  zh: string;
  en: string;
  /** Whether someone of that age could play it. */
  suits: (resident: Resident, age: number, window: Window) => boolean;
  /** The health it brings; the drawn one stays where it is absent. */
  health?: (window: Window) => Partial<Health>;
}

/** Someone who plays a role. */
export interface Part {
  role: Role;
  health?: Health;
}

const well: Health = { lipids: false, smoker: false, travels: false, quiet: [], allergies: [] };

const roles: readonly Role[] = [
  {
    zh: '2型糖尿病合并高血压、视网膜病变，五家机构就诊，青霉素过敏',
    en: 'type 2 diabetes with hypertension and retinopathy, seen by five institutions',
    suits: (resident, age) => age >= 60 && age <= 73 && hasCountyHospital(resident),
    health: ({ from }) => ({
      diabetes: { since: from - 2600, control: 'late' },
      hypertension: { since: from - 1900, control: 'late' },
      travels: true,
      seenLately: true,
      allergies: ['penicillin'],
    }),
  },
  {
    zh: '慢阻肺，每年冬季急性加重，由村、乡逐级转诊至三级医院',
    en: 'COPD, referred every winter from village and township to the tertiary hospital',
    suits: (resident, age) => resident.sex === 'male' && age >= 64 && age <= 78,
    health: ({ from }) => ({ copd: { since: from - 1500, control: 'poor' }, smoker: true }),
  },
  {
    zh: '新诊断高血压，血压随治疗下降',
    en: 'hypertension found in these years; the pressure falls under treatment',
    suits: (_, age) => age >= 47 && age <= 58,
    health: ({ from }) => ({ hypertension: { since: from + 140, control: 'good' } }),
  },
  {
    zh: '脑梗死：县医院急诊，转三级医院溶栓',
    en: 'stroke: county emergency, thrombolysis at the tertiary hospital, rehabilitation at home',
    suits: (resident, age) => age >= 65 && age <= 77 && hasCountyHospital(resident),
    health: ({ from }) => ({
      hypertension: { since: from - 900, control: 'poor' },
      stroke: from + 410,
    }),
  },
  {
    zh: '不稳定型心绞痛，冠脉支架植入',
    en: 'unstable angina, coronary stent',
    suits: (resident, age) => resident.sex === 'male' && age >= 58 && age <= 70,
    health: ({ from }) => ({
      coronary: { since: from + 480, control: 'good' },
      smoker: true,
      travels: true,
      seenLately: true,
    }),
  },
  {
    zh: '急性阑尾炎，腹腔镜手术',
    en: 'appendicitis, laparoscopic operation',
    suits: ({ sex, delivery }, age) =>
      sex === 'male' && delivery === undefined && age >= 17 && age <= 40,
    health: ({ to }) => ({ appendicitis: to - 200 }),
  },
  {
    zh: '孕产妇：建册、产检、住院分娩、产后访视',
    en: 'pregnancy from the first visit to the delivery and after',
    suits: ({ delivery }, _, window) => isBirthSeen(delivery, window),
  },
  {
    zh: '婴幼儿：出生、儿童保健、按程序接种疫苗',
    en: 'a small child: birth, growth, vaccines on time',
    suits: ({ born, mother }, _, window) => mother !== undefined && isBirthSeen(born, window),
  },
];

/**
 * Finds someone for every role, the first whom it suits; a region without anyone suitable has it
 * not.
 */
export function castRoles(residents: readonly Resident[], window: Window): Map<Resident, Part> {
  const cast = new Map<Resident, Part>();
  for (const role of roles) {
    const found = residents.find(
      (resident) =>
        !cast.has(resident) && role.suits(resident, fullYears(resident.born, window.to), window),
    );
    if (found === undefined) continue;
    const health = role.health?.(window);
    cast.set(found, health === undefined ? { role } : { role, health: { ...well, ...health } });
  }
  return cast;
}

function hasCountyHospital({ village }: Resident): boolean {
  return institutionFor(village, 'county').kind === 'county';
}

/** The whole pregnancy lies within the three years, and some months after it. */
function isBirthSeen(birth: Day | undefined, { from, to }: Window): boolean {
  return birth !== undefined && birth > from + 290 && birth < to - 120;
}
