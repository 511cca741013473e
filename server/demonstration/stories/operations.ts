/** Operations and injuries: appendix, gallbladder, lens, wrist and hip. */
import type { Day } from '../calendar.ts';
import { ageOn, isInWindow, placeOf, workday } from '../life/life.ts';
import type { Life } from '../life/life.ts';
import type { Visit } from '../life/visit.ts';
import type { Story } from './story.ts';

export const operations: Story = { visits };

function visits(life: Life): Visit[] {
  const { appendicitis, gallstones, cataract, wristFracture, hipFracture } = life.health;
  return [
    ...(appendicitis === undefined ? [] : appendix(life, appendicitis)),
    ...(gallstones === undefined ? [] : gallbladder(life, gallstones)),
    ...(cataract === undefined ? [] : lens(life, cataract)),
    ...(wristFracture === undefined ? [] : wrist(life, wristFracture)),
    ...(hipFracture === undefined ? [] : hip(life, hipFracture)),
  ].filter(({ day }) => isInWindow(life, day));
}

function appendix(life: Life, day: Day): Visit[] {
  const hospital = placeOf(life, 'county');
  const values = { temperature: 38.2, pulse: 102, leukocytes: 15.6, neutrophils: 88, crp: 47 };
  const vitals = ['temperature', 'systolic', 'diastolic', 'pulse'] as const;
  const first: Visit = {
    day,
    at: placeOf(life, 'township'),
    department: 'general',
    setting: 'emergency',
    kind: '急诊',
    complaint: '转移性右下腹痛10小时，伴恶心',
    diagnoses: ['appendicitis'],
    vitals,
    values,
    panels: ['inflammation'],
    referral: {
      to: hospital,
      department: 'surgery',
      reason: '右下腹压痛反跳痛，考虑急性阑尾炎，请手术治疗',
    },
  };
  const stay: Visit = {
    day,
    nights: 4,
    at: hospital,
    department: 'surgery',
    setting: 'inpatient',
    kind: '住院',
    complaint: '转移性右下腹痛14小时',
    diagnoses: ['appendicitis'],
    vitals,
    values: { ...values, temperature: 38.4 },
    panels: ['bloodCount'],
    images: [
      {
        kind: 'abdominalUltrasound',
        findings: '右下腹见一盲管样结构，外径约9.6mm，壁增厚水肿，周围脂肪回声增强。',
        conclusion: '急性阑尾炎声像改变',
      },
    ],
    operations: [
      {
        code: '47.0100',
        name: '腹腔镜下阑尾切除术',
        note: '全麻下手术，阑尾充血肿胀，表面少许脓苔，未穿孔，出血约5ml。',
      },
    ],
    drugs: [{ drug: 'ceftriaxone', days: 3, reason: 'appendicitis' }],
    summary: {
      course:
        '急诊在全麻下行腹腔镜下阑尾切除术，术后抗感染补液治疗，恢复顺利，病理示急性单纯性阑尾炎。',
      condition: '无发热腹痛，已恢复普食，切口愈合良好。',
      advice: '休息2周，1个月内避免剧烈运动；7天后门诊换药拆线。',
    },
  };
  const stitches: Visit = {
    day: workday(day + 9),
    at: placeOf(life, 'township'),
    department: 'general',
    setting: 'outpatient',
    kind: '换药',
    complaint: '阑尾切除术后9天，切口拆线',
    diagnoses: ['appendicitis'],
    vitals: ['temperature'],
    operations: [{ name: '切口换药拆线', note: '三处切口均甲级愈合。' }],
  };
  return [first, stay, stitches];
}

function gallbladder(life: Life, day: Day): Visit[] {
  const hospital = placeOf(life, life.health.travels ? 'tertiary' : 'county');
  const found: Visit = {
    day: workday(day - 25),
    at: placeOf(life, 'county'),
    department: 'surgery',
    setting: 'outpatient',
    kind: '门诊',
    complaint: '进食油腻后右上腹痛反复半年',
    diagnoses: ['gallstones'],
    vitals: ['systolic', 'diastolic', 'pulse'],
    images: [
      {
        kind: 'abdominalUltrasound',
        findings: '胆囊大小约7.6×3.1cm，壁厚4mm，腔内见多枚强回声，最大约12mm，后伴声影。',
        conclusion: '胆囊多发结石，胆囊壁毛糙',
      },
    ],
  };
  const stay: Visit = {
    day,
    nights: 4,
    at: hospital,
    department: 'surgery',
    setting: 'inpatient',
    kind: '住院',
    complaint: '反复右上腹痛半年，要求手术',
    diagnoses: ['gallstones'],
    vitals: ['temperature', 'systolic', 'diastolic', 'pulse'],
    panels: ['liver', 'bloodCount'],
    operations: [
      {
        code: '51.2300',
        name: '腹腔镜下胆囊切除术',
        after: 1,
        note: '胆囊壁稍增厚，与周围无明显粘连，腔内结石数枚，手术顺利。',
      },
    ],
    summary: {
      course: '完善术前检查后行腹腔镜下胆囊切除术，术后恢复顺利。',
      condition: '无腹痛发热，皮肤巩膜无黄染，切口干燥。',
      advice: '低脂饮食1个月，切口保持干燥，1个月后复查肝功能。',
    },
  };
  return [found, stay];
}

function lens(life: Life, day: Day): Visit[] {
  const stay: Visit = {
    day,
    nights: 1,
    at: placeOf(life, 'county'),
    department: 'ophthalmology',
    setting: 'inpatient',
    kind: '日间手术',
    complaint: '双眼渐进性视物模糊3年，右眼为重',
    diagnoses: ['cataract'],
    vitals: ['systolic', 'diastolic', 'pulse'],
    panels: ['glucose'],
    operations: [
      {
        code: '13.4100x001',
        name: '右眼白内障超声乳化抽吸术',
        note: '表面麻醉，超声乳化吸除晶状体，植入折叠式人工晶状体+20.5D。',
      },
    ],
    drugs: [{ drug: 'levofloxacinDrops', days: 14, reason: 'cataract' }],
    summary: {
      course: '表面麻醉下行右眼白内障超声乳化抽吸联合人工晶状体植入术，手术顺利。',
      condition: '右眼视力0.8，角膜透明，人工晶状体位正。',
      advice: '按时滴眼，避免揉眼及污水入眼；术后1周、1个月复查。',
    },
  };
  const check: Visit = {
    day: workday(day + 8),
    at: placeOf(life, 'county'),
    department: 'ophthalmology',
    setting: 'outpatient',
    kind: '复诊',
    complaint: '右眼白内障术后1周，视力改善',
    diagnoses: ['cataract'],
  };
  return [stay, check];
}

function wrist(life: Life, day: Day): Visit[] {
  const at = placeOf(life, 'county');
  const young = ageOn(life, day) < 18;
  const first: Visit = {
    day,
    at,
    department: at.kind === 'tertiary' ? 'orthopaedics' : 'emergency',
    setting: 'emergency',
    kind: '急诊',
    complaint: young ? '运动时跌倒，右腕肿痛2小时' : '走路滑倒，右腕肿痛畸形3小时',
    diagnoses: ['wristFracture'],
    vitals: ['pulse'],
    images: [
      {
        kind: 'wristXray',
        findings: '右桡骨远端骨皮质不连续，断端向背侧轻度移位，关节面未见累及。',
        conclusion: '右桡骨远端骨折（Colles骨折）',
      },
    ],
    operations: [
      {
        code: '79.0201',
        name: '桡骨骨折闭合性复位术',
        note: '局部麻醉下手法复位，石膏托掌屈尺偏位固定，复查对位对线良好。',
      },
    ],
    drugs: [{ drug: young ? 'paracetamolChild' : 'celecoxib', days: 5, reason: 'wristFracture' }],
  };
  const later = [14, 40].map((after): Visit => ({
    day: workday(day + after),
    at,
    department: 'orthopaedics',
    setting: 'outpatient',
    kind: '复诊',
    complaint: after === 14 ? '桡骨远端骨折复位后2周' : '桡骨远端骨折复位后6周，拆除石膏',
    diagnoses: ['wristFracture'],
    images: [
      {
        kind: 'wristXray',
        findings: after === 14 ? '骨折对位对线良好，骨折线清晰。' : '骨折线模糊，见骨痂生长。',
        conclusion: after === 14 ? '右桡骨远端骨折复位后' : '右桡骨远端骨折愈合期',
      },
    ],
  }));
  return [first, ...later];
}

function hip(life: Life, day: Day): Visit[] {
  const stay: Visit = {
    day,
    nights: 11,
    at: placeOf(life, 'tertiary'),
    department: 'orthopaedics',
    setting: 'inpatient',
    kind: '住院',
    complaint: '跌倒后左髋部疼痛、不能站立5小时',
    diagnoses: ['hipFracture'],
    vitals: ['systolic', 'diastolic', 'pulse', 'saturation'],
    values: { hemoglobin: 104 },
    panels: ['bloodCount', 'kidney'],
    images: [
      {
        kind: 'hipXray',
        findings: '左股骨颈骨质连续性中断，断端嵌插，颈干角变小。',
        conclusion: '左股骨颈骨折（Garden Ⅲ型）',
      },
    ],
    operations: [
      {
        code: '81.5201',
        name: '人工股骨头置换术',
        after: 2,
        note: '腰硬联合麻醉，左侧人工双极股骨头置换，术中出血约180ml。',
      },
    ],
    drugs: [{ drug: 'calcium', days: 90, reason: 'hipFracture' }],
    summary: {
      course: '完善检查后行左侧人工股骨头置换术，术后抗凝、抗骨质疏松、早期助行器下地。',
      condition: '切口愈合良好，可扶助行器行走，无下肢肿胀。',
      advice: '防跌倒，避免左髋过度屈曲内收；术后1、3、6个月骨科复查；坚持抗骨质疏松治疗。',
    },
  };
  const home: Visit = {
    day: workday(day + 20),
    at: placeOf(life, 'township'),
    department: 'general',
    setting: 'home',
    kind: '家庭医生上门服务',
    complaint: '股骨头置换术后康复指导、切口检查',
    diagnoses: ['hipFracture'],
    vitals: ['systolic', 'diastolic', 'pulse'],
  };
  return [stay, home];
}
