/**
 * Childhood: birth, checks of growth at the ages of the national programme, vaccines.
 * https://www.nhc.gov.cn
 */
import { addMonths } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import type { DueDose } from '../catalogue/vaccines.ts';
import type { Courses } from '../life/course.ts';
import { deliveryOf } from '../life/delivery.ts';
import { clinicDay, dosesOf } from '../life/doses.ts';
import { ageOn, isInWindow, placeOf, streamOf, usual, workday } from '../life/life.ts';
import type { Life } from '../life/life.ts';
import type { Visit } from '../life/visit.ts';
import type { Story } from './story.ts';

export const childhood: Story = { courses, visits };

/** Months of age at which growth is checked. */
const checkMonths = [1, 3, 6, 8, 12, 18, 24, 30, 36, 48, 60, 72];

function courses(life: Life): Courses {
  if (!isAnaemic(life)) return {};
  const { born } = life.resident;
  return {
    hemoglobin: [
      [addMonths(born, 6), 106],
      [addMonths(born, 9), 103],
      [addMonths(born, 12), 119],
      [addMonths(born, 18), 123],
    ],
  };
}

function isAnaemic(life: Life): boolean {
  const small = life.resident.born > addMonths(life.window.from, -6);
  return small && streamOf(life, 'anaemia').chance(0.12);
}

function visits(life: Life): Visit[] {
  if (ageOn(life, life.window.to) >= 18) return [];
  const given = dosesOf(life).map(({ dose, day }): Visit => vaccination(life, dose, day));
  const checks = checkMonths.map((month) => check(life, month));
  const all = [...birth(life), ...checks, ...given, ...anaemia(life)];
  return all.filter((visit) => isInWindow(life, visit.day));
}

function vaccination(life: Life, dose: DueDose, day: Day): Visit {
  if (dose.month === 0) return { ...birthStay(life), vaccines: [dose] };
  return {
    day,
    at: placeOf(life, 'township'),
    department: 'childCare',
    setting: 'outpatient',
    kind: '预防接种',
    complaint: '按免疫程序接种疫苗',
    diagnoses: [],
    vitals: ['temperature'],
    vaccines: [dose],
  };
}

function check(life: Life, month: number): Visit {
  const blood = month === 8 || month === 18 || month === 30;
  return {
    day: clinicDay(life, month),
    at: placeOf(life, 'township'),
    department: 'childCare',
    setting: 'outpatient',
    kind: '儿童健康检查',
    complaint: `${month < 24 ? `${month}月龄` : `${month / 12}岁`}儿童健康检查`,
    diagnoses: [],
    vitals: month < 36 ? ['weight', 'height', 'head'] : ['weight', 'height', 'bmi'],
    panels: blood ? ['haemoglobin'] : [],
    drugs: month === 1 ? [{ drug: 'vitaminD', days: 30 }] : [],
  };
}

/** The child's own stay in the hospital where it was born. */
function birthStay(life: Life): Visit {
  const { resident, seed } = life;
  const { mother } = resident;
  const facts = mother === undefined ? undefined : deliveryOf(seed, mother);
  return {
    day: resident.born,
    ...(facts === undefined ? {} : { minute: facts.born }),
    nights: facts?.nights ?? 3,
    at: placeOf(life, 'county'),
    department: 'obstetrics',
    setting: 'inpatient',
    kind: '新生儿',
    complaint: '出生',
    diagnoses: ['newborn'],
  };
}

function birth(life: Life): Visit[] {
  const { born } = life.resident;
  const grams = Math.round(usual(life, 'weight', born) * 100) * 10;
  const stay: Visit = {
    ...birthStay(life),
    vitals: ['birthWeight', 'height', 'head', 'apgarOne', 'apgarFive'],
    values: { birthWeight: grams },
    summary: {
      course: '生后母婴同室，母乳喂养，已接种乙肝疫苗和卡介苗，听力初筛双耳通过，已采足跟血筛查。',
      condition: '反应好，吸吮有力，脐部干燥。',
      advice: '生后7天内社区访视，满月到乡镇卫生院健康检查。',
    },
  };
  const home: Visit = {
    day: born + 7,
    at: placeOf(life, 'township'),
    department: 'childCare',
    setting: 'home',
    kind: '新生儿访视',
    complaint: '新生儿家庭访视，母乳喂养',
    diagnoses: [],
    vitals: ['temperature', 'weight'],
  };
  return [stay, home, ...jaundice(life)];
}

function jaundice(life: Life): Visit[] {
  if (!streamOf(life, 'jaundice').chance(0.2)) return [];
  return [9, 13].map((after): Visit => ({
    day: workday(life.resident.born + after),
    at: placeOf(life, 'county'),
    department: 'paediatrics',
    setting: 'outpatient',
    kind: '门诊',
    complaint: after === 9 ? '皮肤黄染5天，吃奶好' : '新生儿黄疸复查，黄染减轻',
    diagnoses: ['newbornJaundice'],
    vitals: ['temperature', 'weight'],
    panels: ['bilirubin'],
    values: { bilirubin: after === 9 ? 226.4 : 141.8 },
  }));
}

/** Low haemoglobin at eight months: iron, and a test after a month. */
function anaemia(life: Life): Visit[] {
  if (!isAnaemic(life)) return [];
  const found = clinicDay(life, 8);
  return [found, workday(found + 32)].map((day): Visit => ({
    day,
    at: placeOf(life, 'township'),
    department: 'childCare',
    setting: 'outpatient',
    kind: '儿童健康检查',
    complaint: day === found ? '8月龄儿童健康检查' : '缺铁性贫血复查',
    diagnoses: ['anaemia'],
    panels: ['haemoglobin'],
    drugs: [{ drug: 'ironChild', days: 30, reason: 'anaemia' }],
  }));
}
