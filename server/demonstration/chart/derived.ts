/** Results that follow from other results, so that a report never contradicts itself. */
import type { MeasureKey } from '../catalogue/measures.ts';
import { ageOn, measured } from '../life/life.ts';
import type { Sex } from '../people/names.ts';
import type { Contact } from './chart.ts';

/**
 * The value of a derived measure, from the values of others; undefined when it is measured itself.
 */
export function derived(
  key: MeasureKey,
  value: (other: MeasureKey) => number,
  { chart, visit }: Contact,
): number | undefined {
  switch (key) {
    case 'bmi':
      return value('weight') / (value('height') / 100) ** 2;
    case 'diastolic': {
      const { life } = chart;
      return Math.min(measured(life, 'diastolic', visit.day), value('systolic') - 28);
    }
    case 'cholesterol':
      // Friedewald: total = HDL + LDL + triglyceride/2.2 (mmol/L).
      return value('hdl') + value('ldl') + value('triglyceride') / 2.2;
    case 'lymphocytes':
      return Math.max(3, 92 - value('neutrophils'));
    case 'erythrocytes':
      return value('hemoglobin') / 31.5;
    case 'fevRatio':
      return (100 * value('fev')) / value('fvc');
    case 'filtration':
      return filtration(value('creatinine'), chart.life.resident.sex, ageOn(chart.life, visit.day));
    default:
      return undefined;
  }
}

/**
 * Estimated filtration rate in mL/min/1.73 m² by CKD-EPI 2009, creatinine in μmol/L.
 * https://doi.org/10.7326/0003-4819-150-9-200905050-00006
 */
export function filtration(creatinine: number, sex: Sex, years: number): number {
  const female = sex === 'female';
  const ratio = creatinine / 88.4 / (female ? 0.7 : 0.9);
  const below = Math.min(ratio, 1) ** (female ? -0.329 : -0.411);
  const above = Math.max(ratio, 1) ** -1.209;
  return 141 * below * above * 0.993 ** years * (female ? 1.018 : 1);
}
