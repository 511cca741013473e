/**
 * The queue of pairs, one of which is looked at; decides, undoes, moves on.
 * https://hl7.org/fhir/R4/linkage.html
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../../fhir/client.ts';
import type { FhirFailure } from '../../fhir/client.ts';
import { parametersOf } from '../../fhir/parameters.ts';
import { useSend } from '../../session/session-context.ts';
import { type Pair, type Queue, decisionOf, keyOf, queueOf } from './pairs.ts';

/** What can be decided of a pair. */
export type Said = 'same' | 'different';

/** The work at the queue. */
export interface Review {
  /** Pairs still to be looked at; undefined while they come. */
  pairs: Pair[] | undefined;
  total: number;
  failure: unknown;
  /** Ordinal of the one that is looked at. */
  at: number;
  /** How many were decided here. */
  decided: number;
  busy: boolean;
  canUndo: boolean;
  move: (by: number) => void;
  choose: (at: number) => void;
  decide: (said: Said, reason: string) => Promise<void>;
  undo: (reason: string) => Promise<void>;
  again: () => void;
}

const queueKey = ['identity-queue'];
const pageSize = 50;

/** The queue, with what was decided in this page. */
export function useReview(): Review {
  const send = useSend();
  const client = useQueryClient();
  const [at, setAt] = useState(0);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [done, setDone] = useState<{ pair: Pair; linkage: string }[]>([]);
  const { data, error, refetch } = useQuery({
    queryKey: queueKey,
    queryFn: async ({ signal }) =>
      queueOf(await ask(send, `Linkage/$queue?_count=${pageSize}`, { method: 'GET', signal })),
  });
  const put = (change: (queue: Queue) => Queue) =>
    client.setQueryData<Queue>(queueKey, (queue) => (queue === undefined ? queue : change(queue)));
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await work();
    } catch (problem) {
      setFailure(problem);
      // What was shown is not what there is.
      if ((problem as FhirFailure).status === 409) await refetch();
    } finally {
      setBusy(false);
    }
  };
  const pairs = data?.pairs;
  const last = (pairs?.length ?? 1) - 1;
  const within = Math.min(at, Math.max(0, last));
  return {
    pairs,
    total: data?.total ?? 0,
    failure: failure ?? error ?? undefined,
    at: within,
    decided: done.length,
    busy,
    canUndo: done.length > 0,
    move: (by) => setAt(Math.min(Math.max(0, within + by), Math.max(0, last))),
    choose: setAt,
    again: () => void refetch(),
    decide: (said, reason) =>
      run(async () => {
        const pair = pairs?.[within];
        if (pair === undefined) return;
        const body = decisionOf(pair, { decision: said, reason });
        const linkage = await ask(send, 'Linkage/$decide', { method: 'POST', body });
        setDone([...done, { pair, linkage: linkage.id ?? '' }]);
        put((queue) => ({
          total: Math.max(0, queue.total - 1),
          pairs: queue.pairs.filter((one) => keyOf(one) !== keyOf(pair)),
        }));
        if ((pairs?.length ?? 0) <= 1) await refetch();
      }),
    undo: (reason) =>
      run(async () => {
        const undone = done.at(-1);
        if (undone === undefined) return;
        const path = `Linkage/${undone.linkage}/$withdraw`;
        await ask(send, path, { method: 'POST', body: parametersOf({ reason }) });
        setDone(done.slice(0, -1));
        put((queue) => ({ total: queue.total + 1, pairs: [undone.pair, ...queue.pairs] }));
        setAt(0);
      }),
  };
}
