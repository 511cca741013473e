/**
 * The one place of these pages that asks the server: what there is, and what is done about it.
 * https://hl7.org/fhir/R4/operations.html
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { App } from 'antd';
import { useState } from 'react';
import { useAppearance } from '../../../design/appearance-context.ts';
import { ask } from '../../../fhir/client.ts';
import type { Fact } from '../../../fhir/shapes.ts';
import { useSend } from '../../../session/session-context.ts';
import { failureText } from '../../administration/parts/problems.ts';
import { useClinicWords } from './clinic-words.ts';
import { type ClinicSession, type RosterLine, linesOf, sessionsOf } from './session.ts';

/** Clinics change while somebody looks. */
const everyMs = 30_000;

/** What an operation answers, read; does not ask without a path. */
export function useAnswer<T>(path: string | undefined, read: (answer: Fact) => T) {
  const send = useSend();
  return useQuery({
    queryKey: ['clinic', path],
    queryFn: async ({ signal }) => read(await ask(send, path ?? '', { method: 'GET', signal })),
    enabled: path !== undefined,
    staleTime: 0,
    refetchInterval: everyMs,
  });
}

/** The sessions of some days, of one Schedule where it is named. */
export function useSessions(asked: {
  date: string;
  days?: number;
  schedule?: string | undefined;
  organization?: string;
}): UseQueryResult<ClinicSession[]> {
  const { date, days = 1, schedule, organization } = asked;
  const of =
    (schedule === undefined ? '' : `&schedule=${schedule}`) +
    (organization === undefined ? '' : `&organization=${organization}`);
  return useAnswer(`Schedule/$sessions?date=${date}&days=${days}${of}`, sessionsOf);
}

/** Who comes to a session; does not ask without one. */
export function useRoster(
  session: Pick<ClinicSession, 'schedule' | 'id'> | undefined,
): UseQueryResult<RosterLine[]> {
  const path =
    session === undefined ? undefined : `Schedule/${session.schedule}/$roster?slot=${session.id}`;
  return useAnswer(path, linesOf);
}

/** Doing something, and what became of it. */
export interface Deed {
  busy: boolean;
  /** What was refused, in words. */
  failure: string | undefined;
  /** Does it, renews what is shown, says what `done` makes of the answer. */
  run: <T>(act: () => Promise<T>, done: (answer: T) => string) => Promise<boolean>;
}

/** How something is done: one thing at a time. */
export function useDeed(): Deed {
  const client = useQueryClient();
  const words = useClinicWords();
  const { language } = useAppearance();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  return {
    busy,
    failure,
    async run(act, done) {
      if (busy) return false;
      setBusy(true);
      setFailure(undefined);
      try {
        const said = done(await act());
        // One at a time; by the same key it would be lost where the one before is just closing.
        message.destroy();
        void message.success(said);
        return true;
      } catch (problem) {
        setFailure(failureOf(problem));
        return false;
      } finally {
        setBusy(false);
        void client.invalidateQueries({ queryKey: ['clinic'] });
      }
    },
  };
  function failureOf(problem: unknown): string {
    return failureText(problem, language, words.unsaid);
  }
}

/** Asks an operation. */
export function useOperation(): (path: string, body: object) => Promise<Fact> {
  const send = useSend();
  return (path, body) => ask(send, path, { method: 'POST', body });
}
