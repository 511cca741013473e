/** Reports and documents, the latest first. */
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../design/states.tsx';
import { keyOf } from '../../fhir/shapes.ts';
import { timeOf } from '../../fhir/timeline.ts';
import { useChartParts } from './chart-context.ts';
import { FactLine, MoreOf } from './FactParts.tsx';

/** Documents, diagnostic reports and imaging studies as far as they are loaded. */
export function Documents(): ReactNode {
  const { t } = useTranslation();
  const { chart, retry } = useChartParts();
  const { documents, reports, imaging } = chart.streams;
  const facts = useMemo(
    () =>
      [...documents.found, ...reports.found, ...imaging.found].toSorted(
        (a, b) => timeOf(b) - timeOf(a),
      ),
    [documents, reports, imaging],
  );
  const failure = documents.failure ?? reports.failure ?? imaging.failure;
  return (
    <section className="card">
      <h2>{t('chart.section.documents')}</h2>
      {failure ? <Failed error={failure} retry={retry} compact /> : null}
      {facts.length === 0 && !failure ? (
        <p className="nothing">{t('chart.empty.documents')}</p>
      ) : null}
      <ul>
        {facts.map((fact) => (
          <FactLine key={keyOf(fact)} fact={fact} />
        ))}
      </ul>
      <MoreOf names={['documents', 'reports', 'imaging']} />
    </section>
  );
}
