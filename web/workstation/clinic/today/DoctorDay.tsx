/** A doctor's own day: the sessions to choose from, and who comes to the one that is chosen. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Empty, Failed, LoadingRows } from '../../../design/states.tsx';
import { useClinicWords } from '../parts/clinic-words.ts';
import type { ClinicSession } from '../parts/session.ts';
import { SessionChoice, useSessionChoice } from '../parts/SessionChoice.tsx';
import { Roster } from './Roster.tsx';

/** The day; the session that is on, or comes next, is chosen. */
export function DoctorDay({ sessions }: { sessions: UseQueryResult<ClinicSession[]> }): ReactNode {
  const { today: words } = useClinicWords();
  const { data, error, refetch } = sessions;
  const { session, choose } = useSessionChoice(data ?? []);
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <LoadingRows rows={8} widths={[6, 12, 18, 12]} />;
  if (session === undefined) return <Empty text={words.none} />;
  return (
    <section className="card clinic-card">
      <SessionChoice
        {...{ sessions: data, session, choose }}
        label={words.sessions}
        about={({ department, isStopped, taken, issued }) =>
          `${department} · ${isStopped ? words.stopped : `${taken}/${issued}`}`
        }
      />
      <Roster key={session.id} session={session} whole />
    </section>
  );
}
