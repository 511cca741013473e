/**
 * Lipids, coronary disease and stroke: what narrow vessels lead to, and the medicines that follow.
 */
import { addMonths } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import type { Courses } from '../life/course.ts';
import { isInWindow, placeOf, streamOf, workday } from '../life/life.ts';
import type { Life } from '../life/life.ts';
import type { Prescription, Visit } from '../life/visit.ts';
import { followUps, followUpVisit } from './follow-up.ts';
import type { Story } from './story.ts';

export const heart: Story = { courses, visits };

function courses(life: Life): Courses {
  const start = statinSince(life);
  if (start === undefined) return {};
  const random = streamOf(life, 'lipids');
  const before = random.normal(4.2, 0.35);
  const fat = random.normal(2.3, 0.3);
  return {
    ldl: [
      [start, before],
      [start + 60, before * 0.58],
    ],
    triglyceride: [
      [start, fat],
      [start + 90, fat * 0.75],
    ],
  };
}

/** The day the statin began; undefined for those who need none. */
function statinSince(life: Life): Day | undefined {
  const { coronary, stroke, lipids } = life.health;
  const random = streamOf(life, 'statin');
  const found = life.window.from + random.whole(60, 500);
  const starts = [coronary?.since, stroke, lipids ? found : undefined];
  const known = starts.filter((day) => day !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function visits(life: Life): Visit[] {
  const all = [...lipidVisits(life), ...coronaryVisits(life), ...strokeVisits(life)];
  return all.filter(({ day }) => isInWindow(life, day));
}

function lipidVisits(life: Life): Visit[] {
  const start = statinSince(life);
  const { coronary, stroke } = life.health;
  if (start === undefined || coronary !== undefined || stroke !== undefined) return [];
  const statin: Prescription = { drug: 'atorvastatin', days: 90, reason: 'lipids' };
  const visit: Omit<Visit, 'day' | 'complaint'> = {
    at: placeOf(life, 'township'),
    department: 'general',
    setting: 'outpatient',
    kind: '门诊',
    diagnoses: ['lipids'],
    panels: ['lipids'],
    drugs: [statin],
  };
  const begin = { ...visit, day: workday(start), complaint: '体检发现血脂升高' };
  const check = { ...visit, day: workday(start + 92), complaint: '服用他汀3个月，复查血脂' };
  const later = followUps(life, start + 100).filter((_, index) => index % 2 === 1);
  const refills = later.map((due): Visit => ({
    ...followUpVisit(due, { kind: '门诊', complaint: '高脂血症续方', diagnoses: ['lipids'] }),
    drugs: [statin],
  }));
  return [begin, check, ...refills];
}

const secondaryPrevention: readonly Prescription[] = [
  { drug: 'aspirin', days: 90, reason: 'coronary' },
  { drug: 'atorvastatin', days: 90, reason: 'coronary' },
  { drug: 'metoprolol', days: 90, reason: 'coronary' },
];

function coronaryVisits(life: Life): Visit[] {
  const known = life.health.coronary;
  if (known === undefined) return [];
  const fresh = known.since >= life.window.from;
  const begin = Math.max(known.since, life.window.from);
  const lately = life.health.seenLately === true ? [life.window.to - 9] : [];
  const days = [...[2, 14, 26].map((months) => addMonths(begin, months)), ...lately];
  const yearly = days.map((day): Visit => ({
    day: workday(day),
    at: placeOf(life, 'tertiary'),
    department: 'cardiology',
    setting: 'outpatient',
    kind: '专科门诊',
    complaint: fresh ? '冠脉支架术后复查' : '冠心病复查，活动后偶有胸闷',
    diagnoses: ['coronary'],
    vitals: ['systolic', 'diastolic', 'pulse'],
    panels: ['lipids'],
    images: [ischaemicTracing],
    drugs: secondaryPrevention.map((drug) => ({ ...drug, outside: true })),
  }));
  const routine = followUps(life, known.since + 40)
    .filter((_, index) => index % 2 === 0)
    .map((due): Visit => ({
      ...followUpVisit(due, { kind: '门诊', complaint: '冠心病续方', diagnoses: ['coronary'] }),
      vitals: ['systolic', 'diastolic', 'pulse'],
      drugs: secondaryPrevention,
    }));
  return [...(fresh ? [angina(life, known.since)] : []), ...yearly, ...routine];
}

const ischaemicTracing = {
  kind: 'electrocardiogram',
  findings: '窦性心律，V4—V6导联T波低平。',
  conclusion: '窦性心律，T波改变，请结合临床',
} as const;

/** Unstable angina: angiogram and stent. */
function angina(life: Life, day: Day): Visit {
  return {
    day,
    nights: 6,
    at: placeOf(life, 'tertiary'),
    department: 'cardiology',
    setting: 'inpatient',
    kind: '住院',
    complaint: '反复活动后胸骨后压榨感2周，加重1天',
    diagnoses: ['unstableAngina', 'coronary'],
    vitals: ['systolic', 'diastolic', 'pulse', 'respiration', 'saturation'],
    panels: ['heart', 'lipids'],
    values: { troponin: 0.031, natriuretic: 186 },
    images: [
      {
        kind: 'electrocardiogram',
        findings: '窦性心律，V2—V5导联ST段水平型下移0.1mV，T波倒置。',
        conclusion: '窦性心律，前壁心肌缺血改变',
      },
      {
        kind: 'coronaryAngiogram',
        findings: '左前降支近段局限性狭窄85%，回旋支及右冠轻度不规则，TIMI血流3级。',
        conclusion: '冠状动脉单支病变（前降支）',
      },
    ],
    operations: [
      {
        code: '36.0700',
        name: '药物洗脱冠状动脉支架置入',
        after: 1,
        note: '经右桡动脉，前降支近段植入药物洗脱支架1枚，术后残余狭窄<10%，TIMI血流3级。',
      },
    ],
    drugs: [...secondaryPrevention, { drug: 'clopidogrel', days: 90, reason: 'coronary' }],
    summary: {
      course:
        '入院后完善检查，行冠状动脉造影示前降支近段狭窄85%，植入药物洗脱支架1枚，术后无胸痛。',
      condition: '无胸闷胸痛，穿刺处无渗血及血肿。',
      advice: '双联抗血小板治疗至少12个月，不可自行停药；低盐低脂饮食；1个月、12个月心内科复查。',
    },
  };
}

function strokeVisits(life: Life): Visit[] {
  const day = life.health.stroke;
  if (day === undefined) return [];
  const drugs: Prescription[] = [
    { drug: 'aspirin', days: 90, reason: 'strokeSequela' },
    { drug: 'atorvastatin', days: 90, reason: 'strokeSequela' },
  ];
  const routine = followUps(life, day + 40).map((due): Visit => ({
    ...followUpVisit(due, {
      kind: '门诊',
      complaint: '脑梗死后右侧肢体乏力，续方',
      diagnoses: ['strokeSequela'],
    }),
    vitals: ['systolic', 'diastolic', 'pulse'],
    drugs,
  }));
  const review: Visit = {
    day: workday(day + 95),
    at: placeOf(life, 'tertiary'),
    department: 'neurology',
    setting: 'outpatient',
    kind: '专科门诊',
    complaint: '脑梗死后3个月复查，右侧肢体肌力4级',
    diagnoses: ['strokeSequela'],
    vitals: ['systolic', 'diastolic', 'pulse'],
    panels: ['lipids'],
    images: [
      {
        kind: 'carotidUltrasound',
        findings: '双侧颈动脉内中膜增厚，左侧分叉处见混合回声斑块，大小约8.2×2.4mm，管腔狭窄<50%。',
        conclusion: '双侧颈动脉硬化伴左侧斑块形成',
      },
    ],
    drugs: drugs.map((drug) => ({ ...drug, outside: true })),
  };
  return [strokeEmergency(life, day), strokeAdmission(life, day), review, ...routine];
}

function strokeEmergency(life: Life, day: Day): Visit {
  const at = placeOf(life, 'county');
  return {
    day,
    at,
    department: 'emergency',
    setting: 'emergency',
    kind: '急诊',
    complaint: '突发右侧肢体无力、言语不清2小时',
    diagnoses: ['stroke'],
    vitals: ['systolic', 'diastolic', 'pulse', 'respiration', 'saturation', 'glucometer'],
    values: { systolic: 176, diastolic: 98, pulse: 88 },
    images: [
      {
        kind: 'headTomography',
        findings: '脑实质未见高密度出血灶，脑沟裂增宽，双侧基底节区见小片状低密度影。',
        conclusion: '未见颅内出血；腔隙性改变，建议MRI检查',
      },
    ],
    referral: {
      to: placeOf(life, 'tertiary'),
      department: 'neurology',
      reason: '急性缺血性卒中，发病2小时，请急诊评估静脉溶栓',
    },
  };
}

function strokeAdmission(life: Life, day: Day): Visit {
  return {
    day,
    nights: 12,
    at: placeOf(life, 'tertiary'),
    department: 'neurology',
    setting: 'inpatient',
    kind: '住院',
    complaint: '突发右侧肢体无力、言语不清4小时',
    diagnoses: ['stroke'],
    vitals: ['systolic', 'diastolic', 'pulse', 'respiration', 'saturation'],
    values: { systolic: 168, diastolic: 94 },
    panels: ['lipids', 'glucose', 'bloodCount'],
    images: [
      {
        kind: 'brainResonance',
        findings: '左侧基底节区及放射冠见斑片状弥散受限信号，大小约18×11mm。',
        conclusion: '左侧基底节区及放射冠急性脑梗死',
      },
    ],
    operations: [
      {
        code: '99.1000',
        name: '血栓溶解药的注射或输注',
        note: '发病4小时内予阿替普酶静脉溶栓，过程顺利，NIHSS由9分降至5分。',
      },
    ],
    drugs: [
      { drug: 'aspirin', days: 90, reason: 'stroke' },
      { drug: 'atorvastatin', days: 90, reason: 'stroke' },
    ],
    summary: {
      course: '入院后静脉溶栓，24小时复查CT无出血后予抗血小板、他汀、康复训练，肢体无力逐渐好转。',
      condition: '神志清，言语稍含糊，右上肢肌力4-级，右下肢肌力4级，NIHSS 3分。',
      advice: '长期服用阿司匹林和他汀，控制血压低于140/90mmHg，社区康复，3个月后神经内科复诊。',
    },
  };
}
