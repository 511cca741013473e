/** What every part of a chart needs: the facts, their institutions, and the ways to open one. */
import { createContext, useContext } from 'react';
import type { Language } from '../../design/moment.ts';
import type { Fact } from '../../fhir/shapes.ts';
import type { Source } from '../../fhir/source.ts';
import type { Chart, StreamName } from '../../fhir/streams.ts';

/** What is open beside the timeline: facts of one row, by key, the first of which names it. */
export interface Opened {
  keys: readonly string[];
}

/** See the file's first line. */
export interface ChartParts {
  chart: Chart;
  language: Language;
  now: Date;
  opened: Opened | undefined;
  open: (facts: readonly Fact[]) => void;
  close: () => void;
  openSource: (key: string) => void;
  sourceOf: (fact: Fact) => Source | undefined;
  resolving: boolean;
  follow: (references: readonly string[]) => void;
  /** Loads the next page of each of these streams. */
  loadMore: (names: readonly StreamName[]) => void;
  loadingMore: boolean;
  /** Asks for the whole chart again. */
  retry: () => void;
}

export const ChartContext = createContext<ChartParts | undefined>(undefined);

/** The chart around the caller. */
export function useChartParts(): ChartParts {
  const parts = useContext(ChartContext);
  if (parts === undefined) throw new Error('this part belongs inside a chart');
  return parts;
}
