/** A measured value as the house writes it: value, unit, range, arrow and word. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reading } from '../../fhir/reading.ts';
import { flagArrows, flagTone } from './flag-look.ts';

/**
 * One reading. `withLabel` puts what was measured before it, `withRange` the reference range after
 * it.
 */
export function Value(props: {
  reading: Reading;
  withLabel?: boolean;
  withRange?: boolean;
}): ReactNode {
  const { t } = useTranslation();
  const { reading } = props;
  const { flag, range } = reading;
  return (
    <span className="value">
      {props.withLabel ? <span className="value-label">{reading.label}</span> : null}
      <span className={`value-number ${flagTone(flag)}`} title={exactTitle(reading)}>
        {reading.value ?? reading.absent ?? t('app.unknown')}
      </span>
      {reading.unit === undefined || reading.value === undefined ? null : (
        <span className="value-unit">{reading.unit}</span>
      )}
      {props.withRange && range !== undefined ? (
        <span className="value-range" title={t('field.range')}>
          {range}
        </span>
      ) : null}
      {flag === undefined || flag === 'normal' ? null : (
        <span className={`value-flag ${flagTone(flag)}`}>
          {flagArrows[flag]} {t(`flag.${flag}`)}
        </span>
      )}
    </span>
  );
}

function exactTitle({ number, value }: Reading): string | undefined {
  return number === undefined || String(number) === value ? undefined : String(number);
}
