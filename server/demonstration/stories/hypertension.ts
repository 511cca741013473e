/**
 * Hypertension: found at the clinic, confirmed, treated step by step, followed up every quarter.
 */
import type { Day } from '../calendar.ts';
import type { Courses } from '../life/course.ts';
import { ageOn, isInWindow, placeOf, streamOf, workday } from '../life/life.ts';
import type { Life } from '../life/life.ts';
import type { Prescription, Visit } from '../life/visit.ts';
import type { DrugKey } from '../catalogue/drugs.ts';
import type { Known } from '../people/health.ts';
import { followUps, followUpVisit } from './follow-up.ts';
import type { Story } from './story.ts';

export const hypertension: Story = { courses, visits };

/** Days from the diagnosis to the second medicine, and to the third of those who need it. */
const [secondAfter, lateAfter] = [28, 420];

function courses(life: Life): Courses {
  const known = life.health.hypertension;
  if (known === undefined) return {};
  const random = streamOf(life, 'pressure');
  const start = random.normal(163, 6);
  const goal = known.control === 'good' ? random.normal(131, 3) : random.normal(147, 3);
  const end = known.control === 'poor' ? goal : random.normal(130, 3);
  const late = Math.max(known.since, life.window.from) + lateAfter;
  const systolic = [
    [known.since, start],
    [known.since + secondAfter, start - 12],
    [known.since + 90, goal],
    [late, goal],
    [late + 80, end],
  ] as const;
  const gap = random.normal(0.6, 0.02);
  return { systolic, diastolic: systolic.map(([day, value]) => [day, value * gap] as const) };
}

function visits(life: Life): Visit[] {
  const known = life.health.hypertension;
  if (known === undefined) return [];
  return [
    ...discovery(life, known),
    ...followUps(life, known.since + secondAfter).map((due): Visit => ({
      ...followUpVisit(due, {
        kind: '高血压患者随访',
        complaint: known.control === 'poor' ? '血压控制不佳，偶有头晕' : '高血压随访，无特殊不适',
        diagnoses: ['hypertension'],
      }),
      vitals: ['systolic', 'diastolic', 'pulse', ...(due.yearly ? (['weight'] as const) : [])],
      // From 65 the yearly check-up of the old brings these.
      panels: due.yearly && ageOn(life, due.day) < 65 ? (['kidney'] as const) : [],
      drugs: medicines(life, known, due.day),
    })),
    ...specialist(life, known),
  ].filter((visit) => isInWindow(life, visit.day));
}

/**
 * A high reading in the village, three days of readings at the centre, the first medicine, and the
 * second.
 */
function discovery(life: Life, known: Known): Visit[] {
  const { since } = known;
  const vitals = ['systolic', 'diastolic', 'pulse', 'weight', 'height', 'bmi'] as const;
  const centre = {
    at: placeOf(life, 'township'),
    department: 'general',
    setting: 'outpatient',
  } as const;
  const found: Visit = {
    day: workday(since - 7),
    at: placeOf(life, 'village'),
    department: 'general',
    setting: 'outpatient',
    kind: '门诊',
    complaint: '头晕1周，自测血压偏高',
    diagnoses: [],
    vitals: ['systolic', 'diastolic', 'pulse'],
    referral: {
      to: placeOf(life, 'township'),
      department: 'general',
      reason: '血压升高，请非同日三次测量以明确诊断',
    },
  };
  const confirmed: Visit = {
    ...centre,
    day: workday(since),
    kind: '门诊',
    complaint: '发现血压升高1周，非同日三次测量均高于140/90mmHg',
    diagnoses: ['hypertension'],
    vitals,
    panels: ['kidney', 'electrolytes', 'glucose'],
    images: [ordinaryTracing],
    drugs: medicines(life, known, since),
  };
  const adjusted: Visit = {
    ...centre,
    day: workday(since + secondAfter),
    kind: '高血压患者随访',
    complaint: '服药4周，血压仍未达标',
    diagnoses: ['hypertension'],
    vitals: ['systolic', 'diastolic', 'pulse'],
    drugs: medicines(life, known, since + secondAfter),
  };
  return [found, confirmed, adjusted];
}

const ordinaryTracing = {
  kind: 'electrocardiogram',
  findings: '窦性心律，心电轴不偏，各导联ST-T未见明显异常。',
  conclusion: '窦性心律，正常范围心电图',
} as const;

/** Who is not under control sees the specialist once, when the treatment is changed. */
function specialist(life: Life, known: Known): Visit[] {
  if (known.control === 'good' && !life.health.travels) return [];
  const hospital = placeOf(life, life.health.travels ? 'tertiary' : 'county');
  const department = hospital.kind === 'tertiary' ? 'cardiology' : 'medicine';
  const day = workday(Math.max(known.since, life.window.from) + lateAfter);
  const visit: Visit = {
    day,
    at: hospital,
    department,
    setting: 'outpatient',
    kind: '专科门诊',
    complaint:
      known.control === 'good' ? '高血压，要求专科评估' : '高血压，联合用药后血压仍高于140/90mmHg',
    diagnoses: ['hypertension'],
    vitals: ['systolic', 'diastolic', 'pulse'],
    panels: ['electrolytes'],
    images: [
      {
        kind: 'heartUltrasound',
        findings: '左室壁稍增厚，室间隔厚约11.5mm，左室射血分数62%，各瓣膜未见明显反流。',
        conclusion: '左室壁稍增厚，左室收缩功能正常',
      },
    ],
    drugs: medicines(life, known, day).map((drug) => ({ ...drug, outside: life.health.travels })),
  };
  return [visit];
}

/**
 * What is taken on that day: one medicine, then two, then three of those who stay above the goal.
 */
function medicines(life: Life, known: Known, day: Day): Prescription[] {
  const random = streamOf(life, 'antihypertensives');
  const second = random.pick<DrugKey>(['valsartan', 'irbesartan', 'enalapril']);
  const late = Math.max(known.since, life.window.from) + lateAfter;
  const needed: DrugKey[] = ['amlodipine'];
  if (day >= known.since + secondAfter && random.chance(0.75)) needed.push(second);
  if (known.control !== 'good' && day >= late) needed.push('indapamide');
  const days = day < known.since + secondAfter ? 30 : 90;
  const outside = life.health.travels && random.chance(0.5);
  return needed.map((drug) => ({ drug, days, outside, reason: 'hypertension' }));
}
