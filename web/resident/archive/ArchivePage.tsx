/** The record: how one is today, and how it came to be. https://hl7.org/fhir/R4/patient.html */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Failed, Frame, Loading } from '../parts/Frame.tsx';
import { useWords } from '../words.ts';
import { History } from './History.tsx';
import { Today } from './Today.tsx';
import { useRecord } from './use-record.ts';
import './archive.css';

const parts = ['now', 'timeline'] as const;

/** The page. */
export function ArchivePage(): ReactNode {
  const words = useWords();
  const record = useRecord();
  const [part, setPart] = useState<(typeof parts)[number]>('now');
  const { chart, error, reload } = record;
  return (
    <Frame title={words.archive.title}>
      <div className="tabs" role="tablist" aria-label={words.archive.title}>
        {parts.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`part-${one}`}
            aria-selected={one === part}
            aria-controls="part"
            onClick={() => setPart(one)}
          >
            {words.archive[one]}
          </button>
        ))}
      </div>
      <div id="part" role="tabpanel" aria-labelledby={`part-${part}`} className="part">
        <Failed error={error} retry={reload} />
        {chart === undefined && error === undefined ? <Loading rows={4} /> : null}
        {chart === undefined ? null : part === 'now' ? (
          <Today chart={chart} />
        ) : (
          <History record={{ ...record, chart }} />
        )}
      </div>
    </Frame>
  );
}
