/** 现在的我: problems, medicines, allergies, last values. https://hl7.org/fhir/R4/condition.html */
import type { ReactNode } from 'react';
import { Sparkline } from '../../design/measured/Sparkline.tsx';
import { useAppearance } from '../../design/appearance-context.ts';
import { exactText, saidDate } from '../../design/moment.ts';
import { clinicalDate } from '../../fhir/clinical-date.ts';
import { readingsInLine } from '../../fhir/reading.ts';
import type { Fact } from '../../fhir/shapes.ts';
import { keyOf } from '../../fhir/shapes.ts';
import type { Chart } from '../../fhir/streams.ts';
import { measurementsOf } from '../../fhir/trend.ts';
import { Glyph } from '../parts/Glyph.tsx';
import type { GlyphName } from '../parts/Glyph.tsx';
import { ResultValue } from '../parts/ResultValue.tsx';
import { LinkRow, Rows } from '../parts/Rows.tsx';
import { useWords } from '../words.ts';
import { isCurrent, titleOf } from './fact-title.ts';

/** So many values are shown; all of them stand among the results. */
const mostValues = 6;

/** How one is today. */
export function Today({ chart }: { chart: Chart }): ReactNode {
  const { archive } = useWords();
  const { streams, activeMedicines } = chart;
  const measured = measurementsOf(streams.results.found).slice(0, mostValues);
  return (
    <div className="today">
      <Facts
        title={archive.allergies}
        nothing={archive.noAllergies}
        glyph="alert"
        tone="danger"
        facts={streams.allergies.found.filter(isCurrent)}
      />
      <Facts
        title={archive.problems}
        nothing={archive.noProblems}
        glyph="archive"
        facts={streams.problems.found.filter(isCurrent)}
      />
      <Facts
        title={archive.medicines}
        nothing={archive.noMedicines}
        glyph="medicine"
        facts={activeMedicines.found}
      />
      <section className="block" aria-label={archive.values}>
        <h2>{archive.values}</h2>
        {measured.length === 0 ? <p className="soft">{archive.noValues}</p> : null}
        {measured.length === 0 ? null : (
          <Rows>
            {measured.map((one) => (
              <LinkRow
                key={one.code}
                to={{ page: 'result', id: one.code }}
                note={<When fact={one.latest} />}
                end={one.series[0] === undefined ? null : <Sparkline series={one.series[0]} />}
              >
                <span className="soft">{one.label} </span>
                {readingsInLine(one.latest).map((reading) => (
                  <ResultValue key={reading.code} reading={reading} />
                ))}
              </LinkRow>
            ))}
          </Rows>
        )}
      </section>
    </div>
  );
}

/** The date of a fact as people say it. */
export function When({ fact }: { fact: Fact }): ReactNode {
  const { archive } = useWords();
  const { language } = useAppearance();
  const date = clinicalDate(fact);
  if (date === undefined) return archive.undated;
  return (
    <time dateTime={date} title={exactText(date)}>
      {saidDate(date, new Date(), language)}
    </time>
  );
}

function Facts(props: {
  title: string;
  nothing: string;
  glyph: GlyphName;
  tone?: 'danger';
  facts: readonly Fact[];
}): ReactNode {
  const { title, nothing, glyph, tone, facts } = props;
  const names = new Map(facts.map((fact) => [titleOf(fact).title ?? keyOf(fact), fact]));
  const isTold = facts.length > 0;
  return (
    <section className="block facts-block" data-tone={isTold ? tone : undefined} aria-label={title}>
      <h2>
        <Glyph name={glyph} />
        {title}
      </h2>
      {isTold ? null : <p className="soft">{nothing}</p>}
      <ul>
        {[...names].map(([name, fact]) => (
          <li key={name}>
            <b>{name}</b>
            {titleOf(fact).notes.map((note) => (
              <span key={note} className="soft">
                {note}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
