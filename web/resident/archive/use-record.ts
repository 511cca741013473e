/**
 * The record of whose things are shown, as the app reads it: one batch, further pages on demand.
 * https://hl7.org/fhir/R4/patient.html
 */
import { useCallback, useState } from 'react';
import { batch, pageOf, resourceOf } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import type { Fact } from '../../fhir/shapes.ts';
import { missingForSources } from '../../fhir/source.ts';
import type { Chart, StreamName } from '../../fhir/streams.ts';
import { chartOf, firstRequests, withFacts, withPages } from '../../fhir/streams.ts';
import { useSession } from '../../session/session-context.ts';
import { useMember } from '../family/use-family.ts';
import { useKept } from '../parts/kept.ts';

/** A record as far as it is loaded. */
export interface Record {
  chart: Chart | undefined;
  error: unknown;
  reload: () => void;
  /** Loads the next page of each of these. */
  more: (names: readonly StreamName[]) => void;
  busy: boolean;
}

/** A chart with the institutions that its facts came from. */
async function withSources(send: Send, chart: Chart): Promise<Chart> {
  const facts = [
    ...chart.activeMedicines.found,
    ...Object.values(chart.streams).flatMap(({ found }) => found),
  ];
  const missing = missingForSources(facts, chart.directory);
  if (missing.length === 0) return chart;
  // Names are no reason to show nothing.
  const answers = await batch(send, missing.slice(0, 100)).catch(() => []);
  const found = answers.flatMap((answer) =>
    'resource' in answer ? [answer.resource as Fact] : [],
  );
  return { ...chart, directory: withFacts(chart.directory, found) };
}

/** The record. */
export function useRecord(): Record {
  const { send } = useSession();
  const { id } = useMember();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const answers = await batch(send, firstRequests(id), signal);
      return withSources(send, chartOf(resourceOf(answers[0]), answers));
    },
    [send, id],
  );
  const { value, error, reload } = useKept(`record ${id}`, load);
  const [later, setLater] = useState<{ of: Chart; chart: Chart }>();
  const [busy, setBusy] = useState(false);
  // What was added belongs to the chart that it was added to.
  const chart = later !== undefined && later.of === value ? later.chart : value;
  const more = (names: readonly StreamName[]) => {
    const requests = names.flatMap((name) => {
      const next = chart?.streams[name].next;
      return next === undefined ? [] : [{ name, next }];
    });
    if (busy || chart === undefined || value === undefined || requests.length === 0) return;
    setBusy(true);
    batch(
      send,
      requests.map(({ next }) => next),
    )
      .then(async (answers) => {
        const pages = requests.map(({ name }, index) => [name, pageOf(answers[index])] as const);
        const grown = await withSources(send, withPages(chart, new Map(pages)));
        setLater({ of: value, chart: grown });
      })
      .catch(() => undefined)
      .finally(() => setBusy(false));
  };
  return { chart, error, reload, more, busy };
}
