/** A doctor's own day: the sessions to choose from, and who comes to the one that is chosen. */
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Empty, Failed, LoadingRows } from '../../../design/states.tsx';
import { useClinicWords } from '../parts/clinic-words.ts';
import { type ClinicSession, spanText } from '../parts/session.ts';
import { Roster } from './Roster.tsx';

/** The day; the session that is on, or comes next, is chosen. */
export function DoctorDay({ sessions }: { sessions: UseQueryResult<ClinicSession[]> }): ReactNode {
  const { today: words } = useClinicWords();
  const [chosen, setChosen] = useState<string>();
  const { data, error, refetch } = sessions;
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <LoadingRows rows={8} widths={[6, 12, 18, 12]} />;
  const now = Date.now();
  const next = data.find(({ end }) => Date.parse(end) > now) ?? data.at(-1);
  const session = data.find(({ id }) => id === chosen) ?? next;
  if (session === undefined) return <Empty text={words.none} />;
  return (
    <section className="card clinic-card">
      <div className="session-tabs" role="group" aria-label={words.sessions}>
        {data.map((one) => (
          <button
            key={one.id}
            type="button"
            aria-pressed={one.id === session.id}
            onClick={() => setChosen(one.id)}
          >
            <strong>{spanText(one.start, one.end)}</strong>
            <span>
              {one.department}
              {one.isStopped ? ` · ${words.stopped}` : ` · ${one.taken}/${one.issued}`}
            </span>
          </button>
        ))}
      </div>
      <Roster key={session.id} session={session} opens />
    </section>
  );
}
