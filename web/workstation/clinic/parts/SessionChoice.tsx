/**
 * Sessions of a day to choose from; the one that is on, or comes next, is chosen first.
 * https://www.w3.org/WAI/ARIA/apg/patterns/button/
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { type ClinicSession, spanText } from './session.ts';

/** The session that is chosen, undefined where there is none; and how another is. */
export function useSessionChoice(sessions: readonly ClinicSession[]) {
  const [chosen, choose] = useState<string>();
  const now = Date.now();
  const next = sessions.find(({ end }) => Date.parse(end) > now) ?? sessions.at(-1);
  return { session: sessions.find(({ id }) => id === chosen) ?? next, choose };
}

/** One button a session. `about` says what stands below its times. */
export function SessionChoice(props: {
  label: string;
  sessions: readonly ClinicSession[];
  session: ClinicSession;
  choose: (id: string) => void;
  about: (session: ClinicSession) => string;
}): ReactNode {
  const { label, sessions, session, choose, about } = props;
  return (
    <div className="session-tabs" role="group" aria-label={label}>
      {sessions.map((one) => (
        <button
          key={one.id}
          type="button"
          aria-pressed={one.id === session.id}
          onClick={() => choose(one.id)}
        >
          <strong>{spanText(one.start, one.end)}</strong>
          <span>{about(one)}</span>
        </button>
      ))}
    </div>
  );
}
