/** The left of a chart: problems, medicines, allergies, immunisations. */
import { Button } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../design/states.tsx';
import type { Fact } from '../../fhir/shapes.ts';
import { keyOf } from '../../fhir/shapes.ts';
import type { Stream } from '../../fhir/streams.ts';
import { codeOf } from '../../fhir/wording.ts';
import { useChartParts } from './chart-context.ts';
import { FactLine, MoreOf } from './FactParts.tsx';

const shownAtFirst = 6;
const over = new Set(['resolved', 'inactive', 'remission']);

/**
 * Problems that still stand, and those that are over. Entered in error or refuted belongs to
 * neither.
 */
export function splitProblems(problems: readonly Fact[]): { standing: Fact[]; past: Fact[] } {
  const real = problems.filter(({ verificationStatus }) => {
    const verified = codeOf(verificationStatus);
    return verified !== 'entered-in-error' && verified !== 'refuted';
  });
  const isOver = (problem: Fact) =>
    over.has(codeOf(problem.clinicalStatus) ?? '') || problem.abatementDateTime !== undefined;
  return { standing: real.filter((one) => !isOver(one)), past: real.filter(isOver) };
}

/** See the file's first line. */
export function Summary(): ReactNode {
  const { t } = useTranslation();
  const { chart } = useChartParts();
  const { streams, activeMedicines } = chart;
  const { standing, past } = splitProblems(streams.problems.found);
  return (
    <div className="summary">
      <Section name="problems" stream={streams.problems} facts={standing} />
      {past.length === 0 ? null : (
        <details className="card past">
          <summary>{t('chart.section.pastProblems', { n: past.length })}</summary>
          <ul>
            {past.map((fact) => (
              <FactLine key={keyOf(fact)} fact={fact} />
            ))}
          </ul>
        </details>
      )}
      <Section name="medicines" stream={activeMedicines} facts={activeMedicines.found} />
      <Section
        name="allergies"
        stream={streams.allergies}
        facts={streams.allergies.found}
        tone="danger"
      />
      <Section
        name="immunizations"
        stream={streams.immunizations}
        facts={streams.immunizations.found}
      />
    </div>
  );
}

interface SectionProps {
  name: 'problems' | 'medicines' | 'allergies' | 'immunizations';
  stream: Stream;
  facts: readonly Fact[];
  tone?: 'danger';
}

function Section({ name, stream, facts, tone }: SectionProps): ReactNode {
  const { t } = useTranslation();
  const { retry } = useChartParts();
  const [all, setAll] = useState(false);
  const shown = all ? facts : facts.slice(0, shownAtFirst);
  return (
    <section className="card">
      <h2>
        {t(`chart.section.${name}`)}{' '}
        <span className="soft">{facts.length > 0 ? facts.length : ''}</span>
      </h2>
      {stream.failure ? <Failed error={stream.failure} retry={retry} compact /> : null}
      {facts.length === 0 && !stream.failure ? (
        <p className="nothing">{t(`chart.empty.${name}`)}</p>
      ) : (
        <ul>
          {shown.map((fact) => (
            <FactLine key={keyOf(fact)} fact={fact} {...(tone && { tone })} />
          ))}
        </ul>
      )}
      {facts.length > shownAtFirst ? (
        <Button type="link" size="small" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('chart.showFewer') : t('chart.showAll', { n: facts.length })}
        </Button>
      ) : null}
      {name === 'medicines' ? null : <MoreOf names={[name]} />}
    </section>
  );
}
