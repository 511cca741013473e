/** A measured value as the house writes it: value, unit, arrow and word; critical is cinnabar. */
import type { ReactNode } from 'react';
import { flagArrows, flagTone } from '../../design/measured/flag-look.ts';
import type { Reading } from '../../fhir/reading.ts';
import { useWords } from '../words.ts';

/** One reading; what is unknown is said to be. */
export function ResultValue({ reading }: { reading: Reading }): ReactNode {
  const words = useWords();
  const { flag, value, unit, absent } = reading;
  const tone = flagTone(flag);
  return (
    <span className="result-value">
      <b className={`figures ${tone}`}>{value ?? absent ?? words.unknown}</b>
      {unit === undefined || value === undefined ? null : <span className="soft"> {unit}</span>}
      {flag === undefined || flag === 'normal' ? null : (
        <span className={`result-flag ${tone}`}>{` ${flagArrows[flag]} ${words.flags[flag]}`}</span>
      )}
    </span>
  );
}
