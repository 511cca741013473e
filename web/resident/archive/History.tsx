/** The record month by month, of all kinds or of one. https://hl7.org/fhir/R4/fivews.html */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { monthText } from '../../design/moment.ts';
import { readingsInLine } from '../../fhir/reading.ts';
import type { Fact } from '../../fhir/shapes.ts';
import { keyOf } from '../../fhir/shapes.ts';
import { sourceOf } from '../../fhir/source.ts';
import type { Chart, Kind } from '../../fhir/streams.ts';
import { byMonth, timelineOf } from '../../fhir/timeline.ts';
import type { Block, Row } from '../../fhir/timeline.ts';
import { Action } from '../../light/parts.tsx';
import { Empty } from '../parts/Frame.tsx';
import { ResultValue } from '../parts/ResultValue.tsx';
import { fragmentOf } from '../route.ts';
import { useWords } from '../words.ts';
import { titleOf } from './fact-title.ts';
import { When } from './Today.tsx';
import type { Record } from './use-record.ts';

/** What can be chosen; the others are part of all. */
const chosenKinds = ['visit', 'result', 'report', 'medicine', 'immunization', 'problem'] as const;

/** The timeline. */
export function History({ record }: { record: Record & { chart: Chart } }): ReactNode {
  const { archive, wait } = useWords();
  const { language } = useAppearance();
  const [kind, setKind] = useState<Kind>();
  const { chart, more, busy } = record;
  const { blocks, pending } = timelineOf(
    chart,
    new Set(kind === undefined ? [] : [kind]),
    () => true,
  );
  return (
    <>
      <div className="kinds" role="group" aria-label={archive.timeline}>
        {[undefined, ...chosenKinds].map((one) => (
          <button
            key={one ?? 'all'}
            type="button"
            className="kind"
            aria-pressed={one === kind}
            onClick={() => setKind(one)}
          >
            {one === undefined ? archive.all : archive.kinds[one]}
          </button>
        ))}
      </div>
      {blocks.length === 0 && pending.length === 0 ? <Empty>{archive.nothing}</Empty> : null}
      {byMonth(blocks).map(({ month, blocks: own }) => (
        <section key={month} className="month">
          <h2>{month === '' ? archive.undated : monthText(month, language)}</h2>
          {own.map((block) => (
            <BlockCard key={block.key} block={block} chart={chart} />
          ))}
        </section>
      ))}
      {pending.length === 0 ? null : (
        <Action busy={busy} onClick={() => more(pending)}>
          {busy ? wait : archive.more}
        </Action>
      )}
    </>
  );
}

function BlockCard({ block, chart }: { block: Block; chart: Chart }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const [first] = block.rows;
  const [fact] = first?.facts ?? [];
  if (fact === undefined) return null;
  const source = sourceOf(fact, chart.directory, language)?.name;
  return (
    <article className="block entry">
      <p className="entry-when soft small">
        <When fact={fact} />
        {source === undefined ? null : <span>{source}</span>}
      </p>
      {block.rows.map((row) => (
        <RowLines key={row.key} row={row} words={words} />
      ))}
    </article>
  );
}

function RowLines({ row, words }: { row: Row; words: ReturnType<typeof useWords> }): ReactNode {
  return (
    <div className="entry-row">
      <span className="tag" data-kind={row.kind}>
        {words.archive.kinds[row.kind]}
      </span>
      <ul>
        {row.facts.map((fact) => (
          <li key={keyOf(fact)}>
            <FactLine fact={fact} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function FactLine({ fact }: { fact: Fact }): ReactNode {
  const { unknown } = useWords();
  const { title, notes } = titleOf(fact);
  const name = title ?? unknown;
  if (fact.resourceType === 'DiagnosticReport') {
    return (
      <>
        <a href={fragmentOf({ page: 'report', id: fact.id ?? '' })}>{name}</a>{' '}
        <Notes {...{ notes }} />
      </>
    );
  }
  return (
    <>
      <span>{name}</span>{' '}
      {fact.resourceType === 'Observation'
        ? readingsInLine(fact).map((reading) => (
            <ResultValue key={reading.code} reading={reading} />
          ))
        : null}
      <Notes {...{ notes }} />
    </>
  );
}

function Notes({ notes }: { notes: readonly string[] }): ReactNode {
  return notes.length === 0 ? null : <span className="soft">{notes.join('，')}</span>;
}
