/** What is measured at the bedside. https://hl7.org/fhir/R4/observation-vitalsigns.html */
import type { MeasureRow } from './measures.ts';

const open = null;

/** Rows by name of the measure. */
export const vitalRows = {
  systolic: ['8480-6', 'Systolic blood pressure', '收缩压', 'mmHg', [0, 118, 7, 4], [90, 139]],
  diastolic: ['8462-4', 'Diastolic blood pressure', '舒张压', 'mmHg', [0, 74, 5, 3], [60, 89]],
  pulse: ['8867-4', 'Heart rate', '心率', '次/分', [0, 74, 6, 4], [60, 100]],
  respiration: ['9279-1', 'Respiratory rate', '呼吸频率', '次/分', [0, 18, 1, 1], [12, 20]],
  temperature: ['8310-5', 'Body temperature', '体温', '℃', [1, 36.5, 0.1, 0.15], [36, 37.2]],
  saturation: [
    '2708-6',
    'Oxygen saturation in Arterial blood',
    '血氧饱和度',
    '%',
    [0, 98, 0.5, 0.5],
    [95, 100],
  ],
  height: ['8302-2', 'Body height', '身高', 'cm', [1, 164, 6, 0], [open, open]],
  weight: ['29463-7', 'Body weight', '体重', 'kg', [1, 62, 8, 0.4], [open, open]],
  bmi: [
    '39156-5',
    'Body mass index (BMI) [Ratio]',
    '体质指数',
    'kg/m²',
    [1, 23, 2, 0],
    [18.5, 23.9],
  ],
  waist: [
    '8280-0',
    'Waist Circumference at umbilicus by Tape measure',
    '腰围',
    'cm',
    [0, 82, 6, 1],
    [open, 90],
  ],
  head: [
    '9843-4',
    'Head Occipital-frontal circumference',
    '头围',
    'cm',
    [1, 46, 0.8, 0.1],
    [open, open],
  ],
  birthWeight: [
    '8339-4',
    'Birth weight Measured',
    '出生体重',
    'g',
    [0, 3300, 330, 0],
    [2500, 3999],
  ],
  apgarOne: [
    '9272-6',
    '1 minute Apgar Score',
    'Apgar评分（1分钟）',
    '分',
    [0, 9, 0.5, 0.3],
    [8, 10],
  ],
  apgarFive: [
    '9274-2',
    '5 minute Apgar Score',
    'Apgar评分（5分钟）',
    '分',
    [0, 10, 0.1, 0.1],
    [8, 10],
  ],
  gestation: ['49051-6', 'Gestational age in weeks', '孕周', '周', [0, 20, 0, 0], [open, open]],
  fundalHeight: [
    '11881-0',
    'Uterus Fundal height Tape measure',
    '宫高',
    'cm',
    [0, 24, 1, 0.5],
    [open, open],
  ],
  fetalHeart: ['55283-6', 'Fetal Heart rate', '胎心率', '次/分', [0, 144, 5, 4], [110, 160]],
} as const satisfies Record<string, MeasureRow>;
