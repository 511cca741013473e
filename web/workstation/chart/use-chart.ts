/**
 * Loads a chart: the first screen in one batch, further pages on scroll, and the institutions
 * behind the facts.
 */
import type { QueryClient, UseQueryResult } from '@tanstack/react-query';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { batch, pageOf } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import type { Fact } from '../../fhir/shapes.ts';
import { missingForSources } from '../../fhir/source.ts';
import type { Chart, StreamName } from '../../fhir/streams.ts';
import { withFacts, withPages } from '../../fhir/streams.ts';
import { useSend } from '../../session/session-context.ts';
import { chartQuery } from './chart-query.ts';

/** More references than this are asked for in a second batch. */
const referencesPerBatch = 100;

/** A chart, and the ways it grows. */
export interface LoadedChart {
  query: UseQueryResult<Chart>;
  /** Loads the next page of each of these streams. */
  loadMore: (names: readonly StreamName[]) => void;
  loadingMore: boolean;
  /** Loads what these references (`Practitioner/1`) point to into the directory. */
  follow: (references: readonly string[]) => void;
  /** Whether names of institutions are still on their way. */
  resolving: boolean;
}

/** The resources that these references point to; those that cannot be read are left out. */
export async function readAll(send: Send, references: readonly string[]): Promise<Fact[]> {
  const found: Fact[] = [];
  for (let start = 0; start < references.length; start += referencesPerBatch) {
    const answers = await batch(send, references.slice(start, start + referencesPerBatch));
    found.push(
      ...answers.flatMap((answer) => ('resource' in answer ? [answer.resource as Fact] : [])),
    );
  }
  return found;
}

function changeChart(
  client: QueryClient,
  patientId: string,
  change: (chart: Chart) => Chart,
): void {
  client.setQueryData<Chart>(['chart', patientId], (chart) => chart && change(chart));
}

/** The chart of a patient. */
export function useChart(patientId: string): LoadedChart {
  const client = useQueryClient();
  const send = useSend();
  const query = useQuery(chartQuery(send, patientId));
  const { follow, resolving } = useReferences(client, patientId);
  const { loadMore, loadingMore } = useMorePages(client, patientId);
  const chart = query.data;
  useEffect(() => {
    if (chart === undefined) return;
    const loaded = Object.values(chart.streams).flatMap(({ found }) => found);
    const facts = [chart.patient, ...chart.activeMedicines.found, ...loaded];
    follow(missingForSources(facts, chart.directory));
  }, [chart, follow]);
  return { query, loadMore, loadingMore, follow, resolving };
}

function useReferences(
  client: QueryClient,
  patientId: string,
): { follow: LoadedChart['follow']; resolving: boolean } {
  const [waiting, setWaiting] = useState(0);
  const send = useSend();
  const asked = useRef(new Set<string>());
  const follow = useCallback(
    (references: readonly string[]) => {
      const fresh = [...new Set(references)].filter((key) => !asked.current.has(key));
      if (fresh.length === 0) return;
      for (const key of fresh) asked.current.add(key);
      setWaiting((count) => count + 1);
      void readAll(send, fresh)
        .then((facts) => {
          changeChart(client, patientId, (chart) => ({
            ...chart,
            directory: withFacts(chart.directory, facts),
          }));
        })
        .catch(() => {
          // Not reached: the next change of the chart asks again.
          for (const key of fresh) asked.current.delete(key);
        })
        .finally(() => setWaiting((count) => count - 1));
    },
    [client, send, patientId],
  );
  return { follow, resolving: waiting > 0 };
}

function useMorePages(
  client: QueryClient,
  patientId: string,
): { loadMore: LoadedChart['loadMore']; loadingMore: boolean } {
  const [loadingMore, setLoadingMore] = useState(false);
  const busy = useRef(false);
  const send = useSend();
  const loadMore = useCallback(
    (names: readonly StreamName[]) => {
      const chart = client.getQueryData<Chart>(['chart', patientId]);
      const requests = names.flatMap((name) => {
        const next = chart?.streams[name].next;
        return next === undefined ? [] : [{ name, next }];
      });
      if (busy.current || requests.length === 0) return;
      busy.current = true;
      setLoadingMore(true);
      void batch(
        send,
        requests.map(({ next }) => next),
      )
        .catch((failure: unknown) => requests.map(() => ({ failure: failure as never })))
        .then((answers) => {
          const pages = requests.map(({ name }, index) => [name, pageOf(answers[index])] as const);
          changeChart(client, patientId, (before) => withPages(before, new Map(pages)));
        })
        .finally(() => {
          busy.current = false;
          setLoadingMore(false);
        });
    },
    [client, send, patientId],
  );
  return { loadMore, loadingMore };
}
