/** A measurement as a doctor reads it: value, unit, reference range and whether it is out of it. https://hl7.org/fhir/R4/observation.html */
import type { Fact, Measured, ReferenceRange } from './shapes.ts';
import { dropAbsent, meaning, numberText, quantityText } from './wording.ts';

/** How a value stands to its reference range. */
export type Flag = 'high' | 'low' | 'critical-high' | 'critical-low' | 'abnormal' | 'critical' | 'normal';

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

/** The readings of an observation: its own value, then each component's. One reading even where nothing was measured. */
export function readingsOf(observation: Fact): Reading[] {
  const components = (observation.component ?? []).map(readingOf);
  const own = readingOf(observation);
  const ownCounts = own.value !== undefined || components.length === 0;
  return ownCounts ? [own, ...components] : components;
}

/** What was measured, as the key of a series. */
export function seriesCode(measured: Measured): string {
  const coding = measured.code?.coding?.[0];
  return coding?.code === undefined ? (measured.code?.text ?? '') : `${coding.system ?? ''}|${coding.code}`;
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

/** `{score}` and `1` are not units that a person reads. */
function readableUnit(unit: string | undefined): string | undefined {
  return unit === undefined || unit === '1' || /^\{.*\}$/.test(unit) ? undefined : unit;
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
  if (quantity?.value !== undefined) return `${quantity.comparator ?? ''}${numberText(quantity.value)}`;
  if (ratio !== undefined) {
    return `${quantityText(ratio.numerator) ?? '?'} : ${quantityText(ratio.denominator) ?? '?'}`;
  }
  if (range !== undefined) return `${quantityText(range.low) ?? ''}–${quantityText(range.high) ?? ''}`;
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

/** What the laboratory said; where it said nothing, what its own range says. Never a range of ours. */
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
