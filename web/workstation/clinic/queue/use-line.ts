/**
 * The line of a session as it is now, told by a socket.
 * https://hl7.org/fhir/R4/encounter.html
 */
import { useEffect, useState } from 'react';
import type { Line, LineEntry } from '#model/queue/place.ts';
import { type LiveState, listenLive } from '../../../fhir/live.ts';
import { useSession } from '../../../session/session-context.ts';

/** The line, once it is known, and how the connection is. */
export function useLine(schedule: string): { line: Line | undefined; state: LiveState } {
  const { access } = useSession();
  const [line, setLine] = useState<Line>();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(
    () =>
      listenLive({
        path: '/queue',
        first: async () => ({ watch: 'line', id: schedule, token: await access() }),
        heard: (said) => setLine(said['line'] as Line),
        changed: setState,
      }),
    [schedule, access],
  );
  return { line, state };
}

/** Whoever is called to a room or in it; with no room named, nobody. */
export function inRoom(line: Line, room: string): LineEntry | undefined {
  return line.entries.find(
    (one) => (one.state === 'called' || one.state === 'serving') && one.room === room,
  );
}

/** Whole minutes since a moment. */
export function minutesSince(moment: string | null, now: number): number {
  return moment === null ? 0 : Math.max(0, Math.floor((now - Date.parse(moment)) / 60_000));
}
