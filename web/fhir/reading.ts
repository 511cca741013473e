/**
 * A measurement as a doctor reads it: value, unit, reference range and whether it is out of it.
 * https://hl7.org/fhir/R4/observation.html
 */
import type { Fact, Measured, ReferenceRange } from './shapes.ts';
import { dropAbsent, meaning, numberText, quantityText } from './wording.ts';

/** How a value stands to its reference range. */
export type Flag =
  | 'high'
  | 'low'
  | 'critical-high'
  | 'critical-low'
  | 'abnormal'
  | 'critical'
  | 'normal';

/** One value of an observation, or of one of its components. */
export interface Reading {
  /** What was measured, the key of a series: `system|code`, or the text. */
  code: string;
  label?: string;
  /** The number, where there is one to plot. */
  number?: number;
  /** The value as text without its unit; nothing when it is unknown. */
  value?: string;
  unit?: string;
  low?: number;
  high?: number;
  /** The range as text. */
  range?: string;
  flag?: Flag;
  /** Why there is no value. */
  absent?: string;
}

const flagOfCode: Record<string, Flag> = {
  H: 'high',
  HU: 'high',
  HH: 'critical-high',
  L: 'low',
  LU: 'low',
  LL: 'critical-low',
  A: 'abnormal',
  AA: 'critical',
  POS: 'abnormal',
  N: 'normal',
  NEG: 'normal',
};

const systolic = 'http://loinc.org|8480-6';
const diastolic = 'http://loinc.org|8462-4';

/**
 * The readings of an observation: its own value, then each component's, systolic first. One reading
 * even where nothing was measured.
 */
export function readingsOf(observation: Fact): Reading[] {
  const components = (observation.component ?? [])
    .map(readingOf)
    .toSorted((a, b) => Number(b.code === systolic) - Number(a.code === systolic));
  const own = readingOf(observation);
  const ownCounts = own.value !== undefined || components.length === 0;
  return ownCounts ? [own, ...components] : components;
}

/** What was measured, as the key of a series. */
export function seriesCode(measured: Measured): string {
  const coding = measured.code?.coding?.[0];
  return coding?.code === undefined
    ? (measured.code?.text ?? '')
    : `${coding.system ?? ''}|${coding.code}`;
}

/**
 * The readings as one line shows them: a blood pressure is one value, 138/86, flagged by the worse
 * of the two.
 */
export function readingsInLine(observation: Fact): Reading[] {
  const readings = readingsOf(observation).filter(({ value }) => value !== undefined);
  const upper = readings.find(({ code }) => code === systolic);
  const lower = readings.find(({ code }) => code === diastolic);
  if (upper === undefined || lower === undefined) return readings;
  const { number: _, low: _low, high: _high, range: _range, ...rest } = upper;
  const flag =
    [upper, lower].find(isCritical)?.flag ?? [upper, lower].find(isAbnormal)?.flag ?? upper.flag;
  const joined = dropAbsent<Reading>({
    ...rest,
    code: seriesCode(observation),
    label: meaning(observation.code),
    value: `${upper.value}/${lower.value}`,
    unit: upper.unit,
    absent: undefined,
    flag,
  });
  return [joined, ...readings.filter((reading) => reading !== upper && reading !== lower)];
}

function readingOf(measured: Measured): Reading {
  const range = normalRange(measured.referenceRange);
  const number = measured.valueQuantity?.value ?? measured.valueInteger;
  const low = range?.low?.value;
  const high = range?.high?.value;
  return dropAbsent<Reading>({
    code: seriesCode(measured),
    label: meaning(measured.code),
    number,
    value: valueText(measured),
    unit: readableUnit(measured.valueQuantity?.unit ?? measured.valueQuantity?.code),
    low,
    high,
    range: rangeText(range),
    flag: flagOf(measured, { number, low, high }),
    absent: meaning(measured.dataAbsentReason),
  });
}

const sayableUnits: Record<string, string> = {
  'mm[Hg]': 'mmHg',
  // One sign that many faces lack, written as two that all have.
  '℃': '°C',
  Cel: '°C',
  '10*9/L': '×10⁹/L',
  '10*12/L': '×10¹²/L',
  '10^9/L': '×10⁹/L',
  '10^12/L': '×10¹²/L',
  '10*3/uL': '×10³/μL',
  '10*6/uL': '×10⁶/μL',
};

/**
 * A UCUM code as people write it; `{score}` and `1` are not units that a person reads.
 * https://ucum.org/ucum
 */
function readableUnit(unit: string | undefined): string | undefined {
  if (unit === undefined || unit === '1' || /^[{(].*[)}]$/.test(unit)) return undefined;
  return sayableUnits[unit] ?? unit.replace(/^u(?=[gLm])/, 'μ').replace('{1.73_m2}', '1.73m²');
}

function normalRange(ranges: readonly ReferenceRange[] | undefined): ReferenceRange | undefined {
  const isNormal = ({ type }: ReferenceRange) =>
    type === undefined || (type.coding ?? []).some(({ code }) => code === 'normal');
  return ranges?.find(isNormal);
}

function rangeText(range: ReferenceRange | undefined): string | undefined {
  if (range === undefined) return undefined;
  const { low, high, text } = range;
  if (low?.value !== undefined && high?.value !== undefined) {
    return `${numberText(low.value)}–${numberText(high.value)}`;
  }
  if (high?.value !== undefined) return `≤${numberText(high.value)}`;
  if (low?.value !== undefined) return `≥${numberText(low.value)}`;
  return text;
}

function valueText(measured: Measured): string | undefined {
  const { valueQuantity: quantity, valueRatio: ratio, valueRange: range } = measured;
  if (quantity?.value !== undefined)
    return `${quantity.comparator ?? ''}${numberText(quantity.value)}`;
  if (ratio !== undefined) {
    return `${quantityText(ratio.numerator) ?? '?'} : ${quantityText(ratio.denominator) ?? '?'}`;
  }
  if (range !== undefined)
    return `${quantityText(range.low) ?? ''}–${quantityText(range.high) ?? ''}`;
  if (measured.valueBoolean !== undefined) return measured.valueBoolean ? '+' : '−';
  return (
    meaning(measured.valueCodeableConcept) ??
    measured.valueString ??
    measured.valueInteger?.toString() ??
    measured.valueDateTime ??
    measured.valueTime ??
    measured.valuePeriod?.start
  );
}

/**
 * What the laboratory said; where it said nothing, what its own range says. Never a range of ours.
 */
function flagOf(
  measured: Measured,
  numbers: { number: number | undefined; low: number | undefined; high: number | undefined },
): Flag | undefined {
  for (const concept of measured.interpretation ?? []) {
    for (const { code } of concept.coding ?? []) {
      const flag = flagOfCode[code ?? ''];
      if (flag !== undefined) return flag;
    }
  }
  const { number, low, high } = numbers;
  if (number === undefined || (low === undefined && high === undefined)) return undefined;
  if (high !== undefined && number > high) return 'high';
  return low !== undefined && number < low ? 'low' : 'normal';
}

/** Whether a reading needs to be seen before the others. */
export function isAbnormal({ flag }: Reading): boolean {
  return flag !== undefined && flag !== 'normal';
}

/** Whether a reading is one that someone must be called about. */
export function isCritical({ flag }: Reading): boolean {
  return flag?.startsWith('critical') ?? false;
}
