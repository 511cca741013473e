/** The institutions that a chart's facts came from, for the filter. */
import type { Fact } from '../../fhir/shapes.ts';
import type { Source } from '../../fhir/source.ts';
import type { Chart } from '../../fhir/streams.ts';

/** One institution and how many loaded facts it sent. */
export interface InstitutionCount {
  key: string;
  name: string;
  count: number;
}

/** Institutions by the number of facts, the most first. Counts what is loaded so far. */
export function institutionsOf(
  chart: Chart,
  sourceOf: (fact: Fact) => Source | undefined,
): InstitutionCount[] {
  const counts = new Map<string, InstitutionCount>();
  for (const { found } of Object.values(chart.streams)) {
    for (const fact of found) {
      const source = sourceOf(fact);
      if (source?.name === undefined) continue;
      const known = counts.get(source.key) ?? { key: source.key, name: source.name, count: 0 };
      counts.set(source.key, { ...known, count: known.count + 1 });
    }
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count);
}
