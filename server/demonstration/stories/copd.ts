/**
 * Chronic obstructive lung disease: inhalers, winters, and exacerbations that go from village to
 * tertiary.
 */
import { addMonths } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import type { Courses } from '../life/course.ts';
import { isInWindow, placeOf, streamOf, workday } from '../life/life.ts';
import type { Life } from '../life/life.ts';
import type { Prescription, Visit } from '../life/visit.ts';
import type { Known } from '../people/health.ts';
import { followUps, followUpVisit } from './follow-up.ts';
import type { Story } from './story.ts';

export const copd: Story = { courses, visits };

function courses(life: Life): Courses {
  const known = life.health.copd;
  if (known === undefined) return {};
  const random = streamOf(life, 'lungs');
  const { from, to } = life.window;
  const fev = random.normal(1.52, 0.12) * (life.resident.sex === 'female' ? 0.8 : 1);
  const burden = known.control === 'good' ? 11 : 17;
  return {
    // About 45 ml a year are lost.
    fev: [
      [from, fev],
      [to, fev - 0.135],
    ],
    fvc: [
      [from, fev / 0.57],
      [to, (fev - 0.135) / 0.56],
    ],
    saturation: [[from, 95]],
    catScore: [
      [known.since, burden + 8],
      [known.since + 180, burden],
    ],
  };
}

function visits(life: Life): Visit[] {
  const known = life.health.copd;
  if (known === undefined) return [];
  const routine = followUps(life, known.since + 20)
    .filter((_, index) => index % 2 === 0)
    .map((due): Visit => ({
      ...followUpVisit(due, {
        kind: '慢阻肺患者随访',
        complaint: '慢性咳嗽、咳痰，活动后气促',
        diagnoses: ['copd'],
      }),
      vitals: ['pulse', 'respiration', 'saturation', 'catScore'],
      drugs: inhalers(known, due.day),
    }));
  const all = [...functionTests(life, known), ...routine, ...exacerbations(life, known)];
  return all.filter(({ day }) => isInWindow(life, day));
}

/** Spirometry at the diagnosis and every year. */
function functionTests(life: Life, known: Known): Visit[] {
  const start = Math.max(known.since, life.window.from + 25);
  const at = placeOf(life, life.health.travels ? 'tertiary' : 'county');
  return [0, 12, 24].map((months): Visit => ({
    day: workday(addMonths(start, months)),
    at,
    department: at.kind === 'tertiary' ? 'respiratory' : 'medicine',
    setting: 'outpatient',
    kind: '专科门诊',
    complaint: '反复咳嗽、咳痰伴活动后气促，复查肺功能',
    diagnoses: ['copd'],
    vitals: ['pulse', 'respiration', 'saturation', 'weight', 'catScore'],
    panels: ['spirometry'],
    images:
      months === 0
        ? [
            {
              kind: 'chestTomography',
              findings: '双肺透亮度增高，肺气肿征象，支气管壁增厚，未见明显结节及实变影。',
              conclusion: '慢性支气管炎、肺气肿征象',
            },
          ]
        : [],
    drugs: inhalers(known, addMonths(start, months)),
  }));
}

function inhalers(known: Known, day: Day): Prescription[] {
  const drugs: Prescription[] = [{ drug: 'tiotropium', days: 60, reason: 'copd' }];
  if (known.control !== 'good' && day > known.since + 120) {
    drugs.push({ drug: 'budesonide', days: 60, reason: 'copd' });
  }
  return drugs;
}

/** In winter; who is under control is treated near home, the others end in hospital. */
function exacerbations(life: Life, known: Known): Visit[] {
  const random = streamOf(life, 'exacerbations');
  const winters = [0, 1, 2].map((year) => {
    // The middle of December after each start of a year of records.
    const start = life.window.from + year * 365;
    return start + ((350 - dayOfYear(start) + 365) % 365) + random.whole(-20, 50);
  });
  const severe = known.control !== 'good';
  return winters
    .filter((day, year) => day > known.since && (random.chance(severe ? 0.75 : 0.4) || year < 0))
    .flatMap((day) => (severe ? severeExacerbation(life, day) : mildExacerbation(life, day)));
}

function dayOfYear(day: Day): number {
  const year = new Date(day * 86_400_000).getUTCFullYear();
  return day - Date.UTC(year, 0, 1) / 86_400_000;
}

function mildExacerbation(life: Life, day: Day): Visit[] {
  const first: Visit = {
    day: workday(day),
    at: placeOf(life, 'township'),
    department: 'general',
    setting: 'outpatient',
    kind: '门诊',
    complaint: '咳嗽、咳痰加重3天，痰黄',
    diagnoses: ['copdExacerbation'],
    vitals: ['temperature', 'pulse', 'respiration', 'saturation'],
    values: { temperature: 37.6, saturation: 93, respiration: 22, leukocytes: 10.4, crp: 21 },
    panels: ['inflammation'],
    drugs: [
      { drug: 'amoxicillin', days: 7, reason: 'copdExacerbation' },
      { drug: 'prednisone', days: 5, reason: 'copdExacerbation' },
      { drug: 'ambroxol', days: 7, reason: 'copdExacerbation' },
    ],
  };
  return [first, recheck(life, day + 10)];
}

/** Village, centre, first hospital, and back. */
function severeExacerbation(life: Life, day: Day): Visit[] {
  const hospital = placeOf(life, 'tertiary');
  const centre = placeOf(life, 'township');
  const clinic: Visit = {
    day: workday(day),
    at: placeOf(life, 'village'),
    department: 'general',
    setting: 'outpatient',
    kind: '门诊',
    complaint: '受凉后咳嗽、气喘加重2天',
    diagnoses: ['copdExacerbation'],
    vitals: ['temperature', 'pulse', 'respiration', 'saturation'],
    values: { temperature: 37.9, saturation: 91, respiration: 24, pulse: 98 },
    drugs: [{ drug: 'salbutamol', days: 10, reason: 'copdExacerbation' }],
    referral: {
      to: centre,
      department: 'general',
      reason: '气喘加重、血氧饱和度91%，请进一步诊治',
    },
  };
  const township: Visit = {
    day: workday(day) + 1,
    at: centre,
    department: 'general',
    setting: 'emergency',
    kind: '急诊',
    complaint: '气喘加重3天，夜间不能平卧',
    diagnoses: ['copdExacerbation'],
    vitals: ['temperature', 'systolic', 'diastolic', 'pulse', 'respiration', 'saturation'],
    values: {
      temperature: 38.1,
      saturation: 87,
      respiration: 28,
      pulse: 112,
      leukocytes: 13.8,
      neutrophils: 84,
      crp: 64,
    },
    panels: ['inflammation'],
    referral: {
      to: hospital,
      department: 'respiratory',
      reason: '慢阻肺急性加重，吸氧后血氧饱和度仍低于90%，转上级医院住院',
    },
  };
  return [clinic, township, admission(life, workday(day) + 1), recheck(life, day + 22)];
}

function admission(life: Life, day: Day): Visit {
  const values = {
    temperature: 38.0,
    saturation: 86,
    respiration: 28,
    pulse: 110,
    arterialPh: 7.34,
    arterialOxygen: 55,
    arterialCarbonDioxide: 58,
    leukocytes: 14.1,
    neutrophils: 86,
    procalcitonin: 0.72,
  };
  return {
    day,
    nights: 9,
    at: placeOf(life, 'tertiary'),
    department: 'respiratory',
    setting: 'inpatient',
    kind: '住院',
    complaint: '反复咳嗽、咳痰、气促多年，加重4天',
    diagnoses: ['copdExacerbation', 'copd'],
    vitals: ['temperature', 'systolic', 'diastolic', 'pulse', 'respiration', 'saturation'],
    values,
    panels: ['bloodGas', 'bloodCount', 'procalcitonin'],
    images: [
      {
        kind: 'chestTomography',
        findings: '双肺气肿，双下肺支气管壁增厚，见少许斑片状模糊影，未见胸腔积液。',
        conclusion: '慢支、肺气肿伴双下肺少许感染',
      },
    ],
    drugs: [
      { drug: 'methylprednisolone', days: 5, reason: 'copdExacerbation' },
      { drug: 'piperacillin', days: 8, reason: 'copdExacerbation' },
      { drug: 'budesonide', days: 60, reason: 'copd' },
      { drug: 'tiotropium', days: 60, reason: 'copd' },
    ],
    operations: [
      {
        code: '93.9000x002',
        name: '无创呼吸机辅助通气',
        after: 0,
        note: 'BiPAP，S/T模式，夜间及间断白天使用，共4天。',
      },
    ],
    summary: {
      course:
        '入院后予控制性氧疗、无创通气、雾化及全身糖皮质激素、哌拉西林他唑巴坦抗感染等治疗，' +
        '气促明显缓解，复查血气pH 7.40，PaO2 72mmHg，PaCO2 46mmHg。',
      condition: '一般情况可，无发热，静息状态无气促，血氧饱和度94%（未吸氧）。',
      advice: '戒烟，规律吸入治疗，家庭氧疗；2周后乡镇卫生院复诊；每年接种流感疫苗。',
    },
  };
}

function recheck(life: Life, day: Day): Visit {
  return {
    day: workday(day),
    at: placeOf(life, 'township'),
    department: 'general',
    setting: 'outpatient',
    kind: '复诊',
    complaint: '慢阻肺急性加重治疗后复查，咳喘缓解',
    diagnoses: ['copd'],
    vitals: ['pulse', 'respiration', 'saturation', 'catScore'],
    drugs: [{ drug: 'tiotropium', days: 30, reason: 'copd' }],
  };
}
