/**
 * Type 2 diabetes: found by thirst or by chance, HbA1c that follows therapy, a yearly look for
 * damage.
 */
import type { Day } from '../calendar.ts';
import type { Courses } from '../life/course.ts';
import { ageOn, isInWindow, placeOf, streamOf, workday } from '../life/life.ts';
import type { Life } from '../life/life.ts';
import type { Prescription, Visit } from '../life/visit.ts';
import type { DiseaseKey } from '../catalogue/diseases.ts';
import type { Known } from '../people/health.ts';
import { followUps, followUpVisit } from './follow-up.ts';
import type { Story } from './story.ts';

export const diabetes: Story = { courses, visits };

/** Days from the start of treatment, or of the records, to the change of treatment. */
const changeAfter = 380;

function courses(life: Life): Courses {
  const known = life.health.diabetes;
  if (known === undefined) return {};
  const random = streamOf(life, 'sugar');
  const start = random.normal(9.4, 0.8);
  const first = known.control === 'good' ? random.normal(6.7, 0.2) : random.normal(8.1, 0.3);
  const last = known.control === 'poor' ? first : random.normal(6.8, 0.2);
  const change = changeDay(life, known);
  const a1c = [
    [known.since, start],
    [known.since + 95, (start + first) / 2],
    [known.since + 190, first],
    [change, first],
    [change + 180, last],
  ] as const;
  // Mean glucose by HbA1c (ADAG, mmol/L: 1.59 × HbA1c − 2.59); fasting lies about 1.3 below.
  const glucose = a1c.map(([day, value]) => [day, 1.59 * value - 3.9] as const);
  const complicated = isComplicated(life, known);
  return {
    a1c,
    glucose,
    glucometer: glucose,
    ...(complicated
      ? { albuminRatio: [[life.window.from, 45] as const, [life.window.to, 96] as const] }
      : {}),
  };
}

function visits(life: Life): Visit[] {
  const known = life.health.diabetes;
  if (known === undefined) return [];
  const routine = followUps(life, known.since + 20).map((due): Visit => ({
    ...followUpVisit(due, {
      kind: '2型糖尿病患者随访',
      complaint: known.control === 'poor' ? '血糖控制不佳，夜尿增多' : '糖尿病随访，无特殊不适',
      diagnoses: ['diabetes'],
    }),
    vitals: ['systolic', 'diastolic', 'weight', 'glucometer'],
    panels: due.yearly ? ['a1c'] : [],
    drugs: medicines(life, known, due.day),
  }));
  const all = [...discovery(life, known), ...routine, ...halfYearly(life, known)];
  return [...all, ...complications(life, known)].filter(({ day }) => isInWindow(life, day));
}

/** Thirst and weight loss; the county hospital makes the diagnosis. */
function discovery(life: Life, known: Known): Visit[] {
  const at = placeOf(life, 'county');
  const visit: Visit = {
    day: workday(known.since),
    at,
    department: at.kind === 'tertiary' ? 'endocrinology' : 'medicine',
    setting: 'outpatient',
    kind: '门诊',
    complaint: '口干、多饮、多尿2月，体重下降约3kg',
    diagnoses: ['diabetes'],
    vitals: ['systolic', 'diastolic', 'pulse', 'weight', 'height', 'bmi', 'waist'],
    panels: ['a1c', 'lipids', 'kidney', 'liver', 'urine'],
    findings: { urineGlucose: '阳性(2+)' },
    drugs: medicines(life, known, known.since),
  };
  return [visit];
}

/**
 * HbA1c between the yearly tests; after a change of treatment it shows whether the change helped.
 */
function halfYearly(life: Life, known: Known): Visit[] {
  const start = Math.max(known.since, life.window.from);
  const change = changeDay(life, known);
  const lately = life.health.seenLately === true ? [life.window.to - 12] : [];
  const days = [start + 98, change, change + 105, change + 400, ...lately];
  const kind = life.health.travels ? 'tertiary' : 'county';
  const at = placeOf(life, kind);
  return days.map((day): Visit => ({
    day: workday(day),
    at,
    department: at.kind === 'tertiary' ? 'endocrinology' : 'medicine',
    setting: 'outpatient',
    kind: '专科门诊',
    complaint:
      day === change && known.control !== 'good' ? '血糖控制不达标，调整方案' : '糖尿病复诊',
    diagnoses: ['diabetes'],
    vitals: ['systolic', 'diastolic', 'weight'],
    panels: ['a1c'],
    drugs: medicines(life, known, day).map((drug) => ({ ...drug, outside: life.health.travels })),
  }));
}

/** Every year the eyes, the kidneys and the feet; damage is found in those who have had it long. */
function complications(life: Life, known: Known): Visit[] {
  const complicated = isComplicated(life, known);
  const at = placeOf(life, 'county');
  const found: DiseaseKey[] = complicated ? ['retinopathy', 'nephropathy'] : [];
  const years = [0, 1, 2].map((year) => Math.max(known.since, life.window.from) + 60 + year * 365);
  return years.map((day): Visit => ({
    day: workday(day),
    at,
    department: at.kind === 'tertiary' ? 'endocrinology' : 'medicine',
    setting: 'outpatient',
    kind: '糖尿病并发症筛查',
    complaint: '糖尿病年度并发症筛查',
    diagnoses: ['diabetes', ...found],
    vitals: ['systolic', 'diastolic'],
    panels: ['albuminuria', 'lipids'],
    images: [complicated ? damagedFundus : soundFundus],
    drugs: [],
  }));
}

const soundFundus = {
  kind: 'fundusPhotograph',
  findings: '双眼视盘边界清，视网膜血管走行正常，未见出血及渗出。',
  conclusion: '双眼未见糖尿病视网膜病变，建议每年复查',
} as const;

const damagedFundus = {
  kind: 'fundusPhotograph',
  findings: '双眼后极部见散在微血管瘤及点状出血，少许硬性渗出，黄斑区未累及。',
  conclusion: '双眼轻度非增殖期糖尿病视网膜病变，建议6—12个月复查',
} as const;

function changeDay(life: Life, known: Known): Day {
  return workday(Math.max(known.since, life.window.from) + changeAfter);
}

function isComplicated(life: Life, known: Known): boolean {
  return known.control !== 'good' && life.window.from - known.since > 1800;
}

/** Metformin first; what is added depends on how far the goal is. */
function medicines(life: Life, known: Known, day: Day): Prescription[] {
  const random = streamOf(life, 'antidiabetics');
  const second = random.pick(['glimepiride', 'acarbose', 'dapagliflozin'] as const);
  const changed = known.control !== 'good' && day >= changeDay(life, known);
  const insulin = changed && ageOn(life, day) < 80 && random.chance(0.5);
  const drugs: Prescription[] = [{ drug: 'metformin', days: 90, reason: 'diabetes' }];
  if (day > known.since + 95 && (known.control !== 'good' || random.chance(0.5))) {
    drugs.push({ drug: second, days: 90, reason: 'diabetes' });
  }
  if (insulin) drugs.push({ drug: 'glargine', days: 28, reason: 'diabetes' });
  else if (changed) {
    const added = second === 'dapagliflozin' ? 'acarbose' : 'dapagliflozin';
    drugs.push({ drug: added, days: 90, reason: 'diabetes' });
  }
  const outside = life.health.travels && random.chance(0.6);
  return drugs.map((drug) => ({ ...drug, outside }));
}
