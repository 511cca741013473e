/**
 * Follows the place of an Appointment in its line, for as long as the page shows it.
 * https://websockets.spec.whatwg.org/
 */
import { useEffect, useReducer } from 'react';
import type { Place } from '#model/queue/place.ts';
import { FhirFailure, ask } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import { listenLive } from '../../fhir/live.ts';
import type { LiveState } from '../../fhir/live.ts';
import type { Session } from '../../session/session.ts';
import { useSession } from '../../session/session-context.ts';
import { follow, unheard } from './following.ts';
import type { Following, Happening } from './following.ts';
import { placeOfParameters } from './place-answer.ts';

/** Without a socket it is asked so often. */
const askMs = 15_000;

async function askPlace(send: Send, id: string): Promise<Place> {
  return placeOfParameters(id, await ask(send, `Appointment/${id}/$place`, { method: 'GET' }));
}

/** Watches until it is told to stop; `tell` hears everything that happens. */
function watch(session: Session, id: string, tell: (happening: Happening) => void): () => void {
  let link: LiveState = 'connecting';
  let stopped = false;
  const poll = async () => {
    if (link === 'live') return;
    try {
      const place = await askPlace(session.send, id);
      if (!stopped) tell({ type: 'asked', place });
    } catch (failure) {
      // Whoever has no line here is not asked again and again.
      if (failure instanceof FhirFailure && [403, 404].includes(failure.status)) stop();
    }
  };
  const polling = setInterval(() => void poll(), askMs);
  const silence = listenLive({
    path: '/queue',
    first: async () => ({ watch: 'appointment', id, token: await session.access() }),
    heard: (said) => tell({ type: 'heard', said }),
    changed: (now) => {
      link = now;
      tell({ type: 'changed', link });
    },
  });
  const stop = () => {
    stopped = true;
    clearInterval(polling);
    silence();
  };
  void poll();
  return stop;
}

/** What is known of a place; nothing is followed without an id. */
export function useFollowing(id: string | undefined): Following {
  const session = useSession();
  const [state, tell] = useReducer(
    (before: Following, happening: Happening | 'anew') =>
      happening === 'anew' ? unheard : follow(before, happening),
    unheard,
  );
  useEffect(() => {
    tell('anew');
    if (id === undefined) return undefined;
    return watch(session, id, tell);
  }, [session, id]);
  return state.place === undefined || state.place.appointment === id ? state : unheard;
}
