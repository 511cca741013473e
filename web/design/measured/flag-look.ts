/**
 * How the flag of a measured value looks: its arrow, and its colour.
 * https://terminology.hl7.org/CodeSystem-v3-ObservationInterpretation.html
 */
import type { Flag } from '../../fhir/reading.ts';

/** What stands before the word of a flag. */
export const flagArrows: Record<Flag, string> = {
  high: '↑',
  low: '↓',
  'critical-high': '‼↑',
  'critical-low': '‼↓',
  critical: '‼',
  abnormal: '◆',
  normal: '',
};

/** The class that colours a flag: critical is cinnabar, out of range is apricot. */
export function flagTone(flag: Flag | undefined): string {
  if (flag === undefined || flag === 'normal') return '';
  return flag.startsWith('critical') ? 'tone-danger' : 'tone-warn';
}
