/**
 * The open session, for everything below that asks the server.
 * https://react.dev/reference/react/useContext
 */
import { createContext, useContext, useEffect, useState } from 'react';
import type { Send } from '../fhir/client.ts';
import type { Session } from './session.ts';

export const SessionContext = createContext<Session | undefined>(undefined);

/** The session around the caller. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession needs a SessionContext above it');
  return session;
}

/** How requests are sent in this session. */
export function useSend(): Send {
  return useSession().send;
}

/** How far the opening of a session is. `opening` must be the same promise each time. */
export function useOpening(opening: Promise<Session | undefined>): {
  session: Session | undefined;
  error: unknown;
} {
  const [state, setState] = useState<{ session?: Session; error?: unknown }>({});
  useEffect(() => {
    let wanted = true;
    opening.then(
      (session) => wanted && session !== undefined && setState({ session }),
      (error: unknown) => wanted && setState({ error }),
    );
    return () => {
      wanted = false;
    };
  }, [opening]);
  return { session: state.session, error: state.error };
}
