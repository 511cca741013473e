/** Which kinds and which institution the timeline shows. */
import { Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/Icon.tsx';
import type { Kind } from '../../fhir/streams.ts';
import { kindOf, kinds, streamNames } from '../../fhir/streams.ts';
import { useChartParts } from '../chart/chart-context.ts';
import type { InstitutionCount } from './institutions.ts';

interface TimelineFiltersProps {
  chosen: ReadonlySet<Kind>;
  setChosen: (chosen: ReadonlySet<Kind>) => void;
  institution: string | undefined;
  setInstitution: (key: string | undefined) => void;
  institutions: readonly InstitutionCount[];
}

/** See the file's first line. No kind chosen means all of them. */
export function TimelineFilters(props: TimelineFiltersProps): ReactNode {
  const { t } = useTranslation();
  const { chart } = useChartParts();
  const { chosen, setChosen, institution, setInstitution, institutions } = props;
  const present = kinds.filter((kind) =>
    streamNames.some(
      (name) =>
        kindOf(name) === kind &&
        (chart.streams[name].found.length > 0 || chart.streams[name].next !== undefined),
    ),
  );
  const toggle = (kind: Kind) => {
    const next = new Set(chosen);
    if (!next.delete(kind)) next.add(kind);
    setChosen(next);
  };
  const all = t('timeline.allInstitutions');
  return (
    <div className="timeline-filters">
      <div className="kind-chips" role="group" aria-label={t('timeline.kinds')}>
        <button
          type="button"
          className="plain kind-chip"
          aria-pressed={chosen.size === 0}
          onClick={() => setChosen(new Set())}
        >
          {t('timeline.all')}
        </button>
        {present.map((kind) => (
          <button
            type="button"
            key={kind}
            className="plain kind-chip"
            aria-pressed={chosen.has(kind)}
            onClick={() => toggle(kind)}
          >
            <Icon name={kind} /> {t(`kind.${kind}`)}
          </button>
        ))}
      </div>
      <Select
        className="institution-select"
        aria-label={t('timeline.institution')}
        value={institution ?? ''}
        popupMatchSelectWidth={false}
        onChange={(key: string) => setInstitution(key === '' ? undefined : key)}
        options={[
          { value: '', label: all },
          ...institutions.map(({ key, name, count }) => ({
            value: key,
            label: `${name} · ${count}`,
          })),
        ]}
      />
    </div>
  );
}
