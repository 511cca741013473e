/** A measured value as the house writes it: value, unit, arrow and word; critical is cinnabar. */
import type { ReactNode } from 'react';
import type { Flag, Reading } from '../../fhir/reading.ts';
import { useWords } from '../words.ts';

const arrows: Record<Flag, string> = {
  high: '↑',
  low: '↓',
  'critical-high': '‼↑',
  'critical-low': '‼↓',
  critical: '‼',
  abnormal: '◆',
  normal: '',
};

/** The class that colours a flag. */
function toneOf(flag: Flag | undefined): string {
  if (flag === undefined || flag === 'normal') return '';
  return flag.startsWith('critical') ? 'tone-danger' : 'tone-warn';
}

/** One reading; what is unknown is said to be. */
export function ResultValue({ reading }: { reading: Reading }): ReactNode {
  const words = useWords();
  const { flag, value, unit, absent } = reading;
  const tone = toneOf(flag);
  return (
    <span className="result-value">
      <b className={`figures ${tone}`}>{value ?? absent ?? words.unknown}</b>
      {unit === undefined || value === undefined ? null : <span className="soft"> {unit}</span>}
      {flag === undefined || flag === 'normal' ? null : (
        <span className={`result-flag ${tone}`}>{` ${arrows[flag]} ${words.flags[flag]}`}</span>
      )}
    </span>
  );
}
