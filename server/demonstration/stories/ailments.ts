/** The acute illnesses of the region: who gets them, when, how they look and what is given. */
import type { DiseaseKey } from '../catalogue/diseases.ts';
import type { DrugKey } from '../catalogue/drugs.ts';
import type { DepartmentKey } from '../places/departments.ts';
import type { Visit } from '../life/visit.ts';

/** One kind of acute illness. */
export interface Ailment {
  disease: DiseaseKey;
  /** Ages in years, both included. */
  ages: readonly [from: number, to: number];
  onlyWomen?: boolean;
  /** How often, among the illnesses of that age. */
  weight: number;
  /** 1 when it comes in winter only, −1 in summer only, 0 at any time. */
  winter: number;
  complaint: string;
  /** Body temperature, where it is measured. */
  temperature?: number;
  adult: readonly DrugKey[];
  child: readonly DrugKey[];
  /** Days of treatment. */
  days: number;
  /** Blood tests from the township centre up. */
  tests?: Pick<Visit, 'panels' | 'values' | 'findings'>;
  /** A department of the county hospital, for what the village does not treat. */
  hospital?: DepartmentKey;
}

const viral = { panels: ['inflammation'], values: { leukocytes: 5.4, crp: 3.6 } } as const;
const bacterial = {
  panels: ['inflammation'],
  values: { leukocytes: 13.2, neutrophils: 82, crp: 36.5 },
} as const;

export const ailments: readonly Ailment[] = [
  {
    disease: 'cold',
    ages: [0, 95],
    weight: 30,
    winter: 0.4,
    complaint: '鼻塞、流涕、咽痛2天',
    temperature: 37.3,
    adult: ['lianhua', 'paracetamol'],
    child: ['coldChild'],
    days: 3,
    tests: viral,
  },
  {
    disease: 'tonsillitis',
    ages: [2, 30],
    weight: 8,
    winter: 0.2,
    complaint: '发热、咽痛2天，吞咽时加重',
    temperature: 38.8,
    adult: ['amoxicillin', 'ibuprofen'],
    child: ['amoxicillinChild', 'ibuprofenChild'],
    days: 7,
    tests: bacterial,
  },
  {
    disease: 'bronchitis',
    ages: [1, 95],
    weight: 12,
    winter: 0.5,
    complaint: '咳嗽、咳痰5天',
    temperature: 37.4,
    adult: ['ambroxol', 'cefuroxime'],
    child: ['ambroxolChild', 'azithromycinChild'],
    days: 5,
    tests: bacterial,
  },
  {
    disease: 'influenza',
    ages: [3, 80],
    weight: 7,
    winter: 1,
    complaint: '高热、全身酸痛、乏力1天',
    temperature: 39.2,
    adult: ['oseltamivir', 'ibuprofen'],
    child: ['oseltamivirChild', 'ibuprofenChild'],
    days: 5,
    tests: {
      panels: ['inflammation', 'influenza'],
      values: { leukocytes: 4.3, crp: 5.1 },
      findings: { influenzaA: '阳性(+)' },
    },
  },
  {
    disease: 'otitis',
    ages: [1, 8],
    weight: 6,
    winter: 0.3,
    complaint: '右耳痛1天，伴发热',
    temperature: 38.2,
    adult: ['amoxicillin'],
    child: ['amoxicillinChild', 'ibuprofenChild'],
    days: 7,
    hospital: 'otolaryngology',
  },
  {
    disease: 'gastroenteritis',
    ages: [1, 90],
    weight: 11,
    winter: -0.4,
    complaint: '腹泻、腹痛1天，水样便5次',
    temperature: 37.5,
    adult: ['smectite', 'rehydration'],
    child: ['smectite', 'rehydration'],
    days: 3,
    tests: viral,
  },
  {
    disease: 'handFootMouth',
    ages: [1, 5],
    weight: 8,
    winter: -0.8,
    complaint: '手足皮疹、口腔疱疹2天，低热',
    temperature: 37.9,
    adult: [],
    child: ['coldChild'],
    days: 5,
  },
  {
    disease: 'herpangina',
    ages: [1, 6],
    weight: 6,
    winter: -0.7,
    complaint: '发热、咽痛、拒食1天',
    temperature: 39.1,
    adult: [],
    child: ['ibuprofenChild', 'coldChild'],
    days: 4,
  },
  {
    disease: 'urticaria',
    ages: [3, 70],
    weight: 4,
    winter: 0,
    complaint: '全身风团、瘙痒半天',
    adult: ['loratadine'],
    child: ['cetirizineChild'],
    days: 7,
  },
  {
    disease: 'eczema',
    ages: [0, 80],
    weight: 5,
    winter: 0.2,
    complaint: '皮肤红斑、丘疹伴瘙痒1周',
    adult: ['hydrocortisone', 'loratadine'],
    child: ['hydrocortisone'],
    days: 10,
    hospital: 'dermatology',
  },
  {
    disease: 'cystitis',
    ages: [20, 85],
    onlyWomen: true,
    weight: 8,
    winter: 0,
    complaint: '尿频、尿急、尿痛2天',
    temperature: 36.9,
    adult: ['levofloxacin'],
    child: [],
    days: 5,
    tests: { panels: ['urine'], findings: { urineLeukocytes: '阳性(2+)' } },
  },
  {
    disease: 'backPain',
    ages: [28, 85],
    weight: 9,
    winter: 0,
    complaint: '劳累后腰痛3天，活动受限',
    adult: ['celecoxib', 'diclofenacGel'],
    child: [],
    days: 7,
  },
  {
    disease: 'ankleSprain',
    ages: [10, 60],
    weight: 4,
    winter: 0,
    complaint: '扭伤左踝，肿痛半天',
    adult: ['diclofenacGel', 'ibuprofen'],
    child: ['diclofenacGel'],
    days: 7,
    hospital: 'orthopaedics',
  },
  {
    disease: 'wound',
    ages: [5, 70],
    weight: 4,
    winter: 0,
    complaint: '左手割伤出血1小时',
    adult: ['mupirocin', 'cefuroxime'],
    child: ['mupirocin'],
    days: 5,
  },
  {
    disease: 'zoster',
    ages: [50, 90],
    weight: 3,
    winter: 0,
    complaint: '左侧胸背部簇集水疱伴刺痛3天',
    adult: ['valaciclovir', 'mecobalamin'],
    child: [],
    days: 7,
    hospital: 'dermatology',
  },
  {
    disease: 'conjunctivitis',
    ages: [3, 80],
    weight: 4,
    winter: -0.2,
    complaint: '双眼红、分泌物增多2天',
    adult: ['levofloxacinDrops'],
    child: ['levofloxacinDrops'],
    days: 7,
    hospital: 'ophthalmology',
  },
  {
    disease: 'caries',
    ages: [5, 75],
    weight: 4,
    winter: 0,
    complaint: '右下后牙冷热痛1周',
    adult: ['ibuprofen'],
    child: ['ibuprofenChild'],
    days: 3,
    hospital: 'dentistry',
  },
  {
    disease: 'insomnia',
    ages: [35, 85],
    weight: 4,
    winter: 0,
    complaint: '入睡困难、早醒1月',
    adult: ['estazolam'],
    child: [],
    days: 7,
  },
];
