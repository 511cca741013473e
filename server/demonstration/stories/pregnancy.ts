/**
 * Pregnancy: antenatal visits at the right weeks, delivery at the county hospital, the weeks after.
 */
import type { Day } from '../calendar.ts';
import type { MeasureKey } from '../catalogue/measures.ts';
import type { Courses } from '../life/course.ts';
import { deliveryOf } from '../life/delivery.ts';
import type { Delivery } from '../life/delivery.ts';
import { isInWindow, placeOf, streamOf, usual, workday } from '../life/life.ts';
import type { Life } from '../life/life.ts';
import type { Visit } from '../life/visit.ts';
import type { InstitutionKind } from '../places/departments.ts';
import { fetalImages } from './fetal-ultrasound.ts';
import type { Story } from './story.ts';

export const pregnancy: Story = { courses, visits };

interface Pregnancy extends Delivery {
  /** First day of the last period. */
  start: Day;
  /** The birth; in the future while it is expected. */
  birth: Day;
}

function pregnancyOf(life: Life): Pregnancy | undefined {
  const birth = life.resident.delivery;
  if (birth === undefined) return undefined;
  const facts = deliveryOf(life.seed, life.resident);
  return { ...facts, start: birth - facts.gestation, birth };
}

function courses(life: Life): Courses {
  const found = pregnancyOf(life);
  if (found === undefined) return {};
  const { start, birth, anaemic } = found;
  const weight = usual(life, 'weight', start);
  const gain = streamOf(life, 'gain').normal(12.5, 1.8);
  const low = anaemic ? 101 : 114;
  return {
    weight: [
      [start, weight],
      [start + 84, weight + 1.2],
      [birth - 1, weight + gain],
      [birth + 1, weight + gain - 5.5],
      [birth + 60, weight + 3],
      [birth + 300, weight + 1],
    ],
    hemoglobin: [
      [start, 129],
      [start + 170, low],
      [birth, low + 5],
      [birth + 45, 124],
    ],
    systolic: [[start, usual(life, 'systolic', start) - 3]],
    fundalHeight: [
      [start + 140, 18],
      [start + 280, 35],
    ],
  };
}

/**
 * Weeks of the visits and where they are; the centre opens the file, the hospital sees the rest.
 */
const plan: readonly (readonly [week: number, kind: InstitutionKind])[] = [
  [9, 'township'],
  [12, 'county'],
  [16, 'township'],
  [22, 'county'],
  [25, 'county'],
  [28, 'township'],
  [32, 'county'],
  [35, 'county'],
  [37, 'county'],
  [38, 'county'],
  [39, 'county'],
  [40, 'county'],
];

function visits(life: Life): Visit[] {
  const found = pregnancyOf(life);
  if (found === undefined) return [];
  const antenatal = plan
    .filter(([week]) => found.start + week * 7 + 2 < found.birth)
    .map(([week, kind]) => antenatalVisit(life, found, { week, kind }));
  const all = [...antenatal, delivery(life, found), ...afterwards(life, found)];
  return all.filter(({ day }) => isInWindow(life, day));
}

function antenatalVisit(
  life: Life,
  found: Pregnancy,
  { week, kind }: { week: number; kind: InstitutionKind },
): Visit {
  const day = workday(found.start + week * 7 + 1);
  const at = placeOf(life, kind);
  const vitals: MeasureKey[] = ['systolic', 'diastolic', 'weight', 'gestation'];
  if (week >= 20) vitals.push('fundalHeight');
  if (week >= 12) vitals.push('fetalHeart');
  if (week < 10) vitals.push('height', 'bmi');
  const diabetic = found.diabetic && week >= 25;
  const anaemic = found.anaemic && week >= 22;
  return {
    day,
    at,
    department: kind === 'township' ? 'womenCare' : 'obstetrics',
    setting: 'outpatient',
    kind: week < 10 ? '早孕建册' : '产前检查',
    complaint: week < 10 ? `停经${week}周，要求建册` : `孕${week}周，定期产检`,
    diagnoses: [
      'pregnancy',
      ...(diabetic ? (['gestationalDiabetes'] as const) : []),
      ...(anaemic ? (['pregnancyAnaemia'] as const) : []),
    ],
    vitals,
    values: { gestation: Math.floor((day - found.start) / 7), ...tolerance(found) },
    ...testsOf(week),
    images: fetalImages(week),
    drugs: [
      ...(week <= 12 ? [{ drug: 'folicAcid', days: 30, reason: 'pregnancy' } as const] : []),
      ...(anaemic && week % 3 !== 1
        ? [{ drug: 'ferrous', days: 28, reason: 'pregnancyAnaemia' } as const]
        : []),
    ],
  };
}

/** The tests of each week, by the guideline of antenatal care. */
function testsOf(week: number): Pick<Visit, 'panels'> {
  if (week === 9) return { panels: ['bloodCount', 'urine', 'antenatal'] };
  if (week === 12) return { panels: ['liver', 'thyroid'] };
  if (week === 25) return { panels: ['tolerance'] };
  if (week === 22 || week === 32 || week === 37) return { panels: ['haemoglobin'] };
  return {};
}

function tolerance({ diabetic }: Pregnancy): Visit['values'] {
  return diabetic ? { glucose: 5.31, glucoseOneHour: 10.62, glucoseTwoHours: 9.64 } : {};
}

function delivery(life: Life, found: Pregnancy): Visit {
  const { caesarean, nights, gestation, birth, admitted } = found;
  const way = caesarean ? '剖宫产' : '阴道分娩';
  return {
    day: birth,
    minute: admitted,
    nights,
    at: placeOf(life, 'county'),
    department: 'obstetrics',
    setting: 'inpatient',
    kind: '住院分娩',
    complaint: `停经${Math.floor(gestation / 7)}+${gestation % 7}周，下腹阵痛4小时`,
    diagnoses: [caesarean ? 'caesareanDelivery' : 'vaginalDelivery', 'pregnancy'],
    vitals: ['temperature', 'systolic', 'diastolic', 'pulse', 'fetalHeart'],
    panels: ['bloodCount'],
    operations: [
      caesarean
        ? {
            code: '74.1x01',
            name: '剖宫产术，子宫下段横切口',
            note: '胎儿窘迫倾向，腰硬联合麻醉下手术，娩出一活婴，出血约320ml。',
          }
        : {
            code: '73.5900x002',
            name: '头位阴道助产',
            note: '头位顺利娩出一活婴，胎盘胎膜完整，会阴Ⅰ度裂伤缝合，出血约210ml。',
          },
    ],
    drugs: [{ drug: 'oxytocin', days: 1, reason: 'pregnancy' }],
    summary: {
      course: `入院后经${way}娩出一活婴，产后子宫收缩好，恶露正常，母乳喂养。`,
      condition: '一般情况好，体温正常，宫底脐下三指，切口（会阴）愈合良好。',
      advice: '产后7天社区访视，产后42天来院复查；母乳喂养，避孕。',
    },
  };
}

/** A visit at home in the first week, and the check after six weeks. */
function afterwards(life: Life, found: Pregnancy): Visit[] {
  const home: Visit = {
    day: found.birth + found.nights + 4,
    at: placeOf(life, 'township'),
    department: 'womenCare',
    setting: 'home',
    kind: '产后访视',
    complaint: '产后1周访视，母乳喂养，恶露少',
    diagnoses: [],
    vitals: ['temperature', 'systolic', 'diastolic'],
  };
  const check: Visit = {
    day: workday(found.birth + 43),
    at: placeOf(life, 'county'),
    department: 'obstetrics',
    setting: 'outpatient',
    kind: '产后42天检查',
    complaint: '产后42天复查，无不适',
    diagnoses: [],
    vitals: ['systolic', 'diastolic', 'weight'],
    panels: found.diabetic ? ['haemoglobin', 'tolerance'] : ['haemoglobin'],
  };
  return [home, check];
}
