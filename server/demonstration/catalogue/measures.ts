/** What is measured: LOINC, unit, usual value and reference range by sex. https://loinc.org */
import type { Sex } from '../people/names.ts';
import { laboratoryRows } from './laboratory-rows.ts';
import { vitalRows } from './vital-rows.ts';

/** One quantity. */
export interface Measure {
  /** Absent where LOINC has no such measurement, or no certain one. */
  loinc?: string;
  en: string;
  zh: string;
  /** As printed, and in UCUM. */
  unit: string;
  ucum: string;
  decimals: number;
  /** Mean of healthy adults, spread between them, and spread from day to day. */
  usual: number;
  between: number;
  within: number;
  /** Reference range; absent ends are open. */
  low?: number;
  high?: number;
}

export type MeasureKey = keyof typeof rows;

/**
 * A measure as a row; the LOINC code is empty where there is none, an open end of a range is null.
 */
export type MeasureRow = readonly [
  loinc: string,
  en: string,
  zh: string,
  unit: string,
  numbers: readonly [decimals: number, usual: number, between: number, within: number],
  range: readonly [low: number | null, high: number | null],
];

/** Units that UCUM writes otherwise than the printed report. */
const ucumOf: Readonly<Record<string, string>> = {
  '次/分': '/min',
  '℃': 'Cel',
  '10^9/L': '10*9/L',
  '10^12/L': '10*12/L',
  'μmol/L': 'umol/L',
  mmHg: 'mm[Hg]',
  'mL/min/1.73m²': 'mL/min/{1.73_m2}',
  'mIU/L': 'm[IU]/L',
  周: 'wk',
  分: '{score}',
  'kg/m²': 'kg/m2',
  pH: '[pH]',
};

const rows = { ...vitalRows, ...laboratoryRows };

/** Where women differ from the table. */
const women: Partial<Record<MeasureKey, Partial<Measure>>> = {
  height: { usual: 155 },
  weight: { usual: 55, between: 7 },
  waist: { usual: 77, high: 85 },
  hemoglobin: { usual: 129, between: 6, low: 115, high: 150 },
  creatinine: { usual: 57, between: 6, low: 41, high: 73 },
  urate: { usual: 255, low: 155, high: 357 },
  alt: { usual: 17, between: 4 },
  fev: { usual: 2.1 },
  fvc: { usual: 2.55 },
};

/** Where children to 13 years differ from adults. */
const children: Partial<Record<MeasureKey, Partial<Measure>>> = {
  hemoglobin: { usual: 125, between: 5, low: 110, high: 150 },
  creatinine: { usual: 36, between: 5, low: 19, high: 62 },
  leukocytes: { usual: 8, between: 1, low: 4.4, high: 11.9 },
  neutrophils: { usual: 44, low: 22, high: 65 },
  lymphocytes: { low: 23, high: 69 },
  platelets: { usual: 290, low: 188, high: 472 },
  pulse: { low: 60, high: 160 },
  respiration: { low: 16, high: 50 },
  weight: { within: 0.06 },
  systolic: { usual: 100 },
  diastolic: { usual: 62, low: 50 },
};

/** What a measurement is, for someone of that sex and age in years. */
export function measureOf(key: MeasureKey, sex: Sex, age: number): Measure {
  const row: MeasureRow = rows[key];
  const [loinc, en, zh, unit, [decimals, usual, between, within], [low, high]] = row;
  return {
    ...(loinc === '' ? {} : { loinc }),
    en,
    zh,
    unit,
    ucum: ucumOf[unit] ?? unit,
    decimals,
    usual,
    between,
    within,
    ...(low === null ? {} : { low }),
    ...(high === null ? {} : { high }),
    ...(sex === 'female' ? women[key] : {}),
    ...(age < 14 ? children[key] : {}),
  };
}
