/** The pools in percent, and how many numbers a week each gets by that. */
import type { ReactNode } from 'react';
import { fill } from '../../../i18n/fill.ts';
import { TextField } from '../../administration/parts/Field.tsx';
import { useClinicWords } from '../parts/clinic-words.ts';
import type { TemplatePartProps } from './TemplateForm.tsx';
import { reservedPools } from './template-draft.ts';
import { weekOf } from './template-problems.ts';

/** Fields and preview. */
export function PoolFields({ draft, change, errorOf }: TemplatePartProps): ReactNode {
  const words = useClinicWords();
  const { templates } = words;
  const week = weekOf(draft);
  const all = week.reduce((sum, { numbers }) => sum + numbers, 0);
  return (
    <fieldset className="template-pools">
      <legend>{templates.pools}</legend>
      <p className="soft">{templates.poolsHelp}</p>
      <div className="pool-fields">
        {reservedPools.map((pool) => (
          <TextField
            key={pool}
            label={fill(templates.percent, { pool: words.pool[pool] })}
            value={draft.percents[pool]}
            change={(value) => change({ percents: { ...draft.percents, [pool]: value } })}
            error={errorOf(`percents.${pool}`)}
          />
        ))}
      </div>
      <div className="pool-preview" role="status" aria-label={templates.preview}>
        <h3>{templates.preview}</h3>
        <dl>
          {week.map(({ pool, numbers }) => (
            <div key={pool}>
              <dt>{words.pool[pool]}</dt>
              <dd className="figures">{numbers}</dd>
              <span className="pool-bar" aria-hidden="true">
                <span style={{ width: `${all === 0 ? 0 : (100 * numbers) / all}%` }} />
              </span>
            </div>
          ))}
          <div className="pool-total">
            <dt>{words.part.total}</dt>
            <dd className="figures">{all}</dd>
          </div>
        </dl>
      </div>
    </fieldset>
  );
}
