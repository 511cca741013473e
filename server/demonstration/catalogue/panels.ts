/** Laboratory panels: which results one request brings. https://loinc.org */
import type { MeasureKey } from './measures.ts';

/** A result that is a word, as a test strip gives it. */
export interface Finding {
  loinc: string;
  en: string;
  zh: string;
  /** The answer of a healthy person. */
  normal: string;
}

/** One panel. */
export interface Panel {
  loinc?: string;
  zh: string;
  specimen: string;
  measures: readonly MeasureKey[];
  findings?: readonly FindingKey[];
}

export type FindingKey = keyof typeof findings;
export type PanelKey = keyof typeof panels;

/** Results that are words. */
export const findings = {
  urineProtein: {
    loinc: '20454-5',
    en: 'Protein [Presence] in Urine by Test strip',
    zh: '尿蛋白',
    normal: '阴性(-)',
  },
  urineGlucose: {
    loinc: '25428-4',
    en: 'Glucose [Presence] in Urine by Test strip',
    zh: '尿葡萄糖',
    normal: '阴性(-)',
  },
  urineKetones: {
    loinc: '2514-8',
    en: 'Ketones [Presence] in Urine by Test strip',
    zh: '尿酮体',
    normal: '阴性(-)',
  },
  urineLeukocytes: {
    loinc: '5799-2',
    en: 'Leukocyte esterase [Presence] in Urine by Test strip',
    zh: '尿白细胞酯酶',
    normal: '阴性(-)',
  },
  hepatitisB: {
    loinc: '5196-1',
    en: 'Hepatitis B virus surface Ag [Presence] in Serum or Plasma by Immunoassay',
    zh: '乙型肝炎表面抗原',
    normal: '阴性(-)',
  },
  syphilis: {
    loinc: '20507-0',
    en: 'Reagin Ab [Presence] in Serum by RPR',
    zh: '梅毒血清学试验',
    normal: '阴性(-)',
  },
  bloodGroup: { loinc: '883-9', en: 'ABO group [Type] in Blood', zh: 'ABO血型', normal: 'O型' },
  rhesus: { loinc: '10331-7', en: 'Rh [Type] in Blood', zh: 'Rh血型', normal: '阳性(+)' },
  influenzaA: {
    loinc: '80382-5',
    en: 'Influenza virus A Ag [Presence] in Upper respiratory specimen by Rapid immunoassay',
    zh: '甲型流感病毒抗原',
    normal: '阴性(-)',
  },
} as const satisfies Record<string, Finding>;

/** Panels by name. */
export const panels = {
  bloodCount: {
    loinc: '58410-2',
    zh: '血常规',
    specimen: '全血',
    measures: [
      'leukocytes',
      'neutrophils',
      'lymphocytes',
      'erythrocytes',
      'hemoglobin',
      'platelets',
    ],
  },
  inflammation: {
    zh: '血常规+C反应蛋白',
    specimen: '全血',
    measures: ['leukocytes', 'neutrophils', 'lymphocytes', 'hemoglobin', 'platelets', 'crp'],
  },
  haemoglobin: { zh: '血红蛋白测定', specimen: '末梢血', measures: ['hemoglobin'] },
  glucose: { loinc: '14771-0', zh: '空腹血糖', specimen: '血浆', measures: ['glucose'] },
  a1c: { loinc: '4548-4', zh: '糖化血红蛋白', specimen: '全血', measures: ['a1c', 'glucose'] },
  tolerance: {
    zh: '口服葡萄糖耐量试验（75g）',
    specimen: '血浆',
    measures: ['glucose', 'glucoseOneHour', 'glucoseTwoHours'],
  },
  lipids: {
    loinc: '24331-1',
    zh: '血脂四项',
    specimen: '血清',
    measures: ['cholesterol', 'triglyceride', 'hdl', 'ldl'],
  },
  kidney: {
    loinc: '24362-6',
    zh: '肾功能',
    specimen: '血清',
    measures: ['creatinine', 'urea', 'urate', 'filtration'],
  },
  electrolytes: {
    loinc: '24326-1',
    zh: '电解质',
    specimen: '血清',
    measures: ['potassium', 'sodium'],
  },
  liver: {
    loinc: '24325-3',
    zh: '肝功能',
    specimen: '血清',
    measures: ['alt', 'ast', 'bilirubin', 'albumin'],
  },
  bilirubin: { zh: '血清总胆红素', specimen: '血清', measures: ['bilirubin'] },
  urine: {
    loinc: '24356-8',
    zh: '尿常规',
    specimen: '尿液',
    measures: [],
    findings: ['urineProtein', 'urineGlucose', 'urineKetones', 'urineLeukocytes'],
  },
  albuminuria: {
    loinc: '9318-7',
    zh: '尿微量白蛋白/肌酐',
    specimen: '尿液',
    measures: ['albuminRatio'],
  },
  thyroid: {
    loinc: '24348-5',
    zh: '甲状腺功能',
    specimen: '血清',
    measures: ['tsh', 'freeThyroxine'],
  },
  iron: { loinc: '2276-4', zh: '血清铁蛋白', specimen: '血清', measures: ['ferritin'] },
  urate: { loinc: '14933-6', zh: '血尿酸', specimen: '血清', measures: ['urate'] },
  procalcitonin: {
    loinc: '33959-8',
    zh: '降钙素原',
    specimen: '血清',
    measures: ['procalcitonin'],
  },
  heart: {
    zh: '心肌损伤标志物',
    specimen: '血清',
    measures: ['troponin', 'natriuretic'],
  },
  bloodGas: {
    loinc: '24338-6',
    zh: '动脉血气分析',
    specimen: '动脉血',
    measures: ['arterialPh', 'arterialOxygen', 'arterialCarbonDioxide'],
  },
  spirometry: { zh: '肺功能检查', specimen: '', measures: ['fev', 'fvc', 'fevRatio'] },
  antenatal: {
    zh: '产前感染筛查与血型',
    specimen: '血清',
    measures: [],
    findings: ['hepatitisB', 'syphilis', 'bloodGroup', 'rhesus'],
  },
  influenza: { zh: '流感病毒抗原检测', specimen: '咽拭子', measures: [], findings: ['influenzaA'] },
} as const satisfies Record<string, Panel>;

/** The panel of a key. */
export function panelOf(key: PanelKey): Panel {
  return panels[key];
}
