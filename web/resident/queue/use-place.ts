/**
 * Follows the place of an Appointment in its line, for as long as the page shows it.
 * https://developer.mozilla.org/en-US/docs/Web/API/WebSocket
 */
import { useEffect, useReducer } from 'react';
import type { Place } from '#model/queue/place.ts';
import { FhirFailure, ask } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import type { Session } from '../../session/session.ts';
import { useSession } from '../../session/session-context.ts';
import { follow, pauseMs, unheard } from './live.ts';
import { placeOfParameters } from './place-answer.ts';
import type { Following, Happening } from './live.ts';

/** Without a websocket it is asked so often. */
const askMs = 15_000;

async function askPlace(send: Send, id: string): Promise<Place> {
  return placeOfParameters(id, await ask(send, `Appointment/${id}/$place`, { method: 'GET' }));
}

/** Watches until it is told to stop; `tell` hears everything that happens. */
function watch(session: Session, id: string, tell: (happening: Happening) => void): () => void {
  let state = unheard;
  let stopped = false;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const happen = (happening: Happening) => {
    if (stopped) return;
    state = follow(state, happening);
    tell(happening);
  };
  const open = async () => {
    const token = await session.access();
    if (stopped) return;
    const { protocol, host } = location;
    const made = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/queue`);
    socket = made;
    made.addEventListener('open', () => {
      made.send(JSON.stringify({ watch: 'appointment', id, token }));
      happen({ type: 'opened' });
    });
    made.addEventListener('message', ({ data }) => happen({ type: 'message', text: String(data) }));
    made.addEventListener('close', () => {
      happen({ type: 'closed' });
      if (stopped || state.link === 'refused') return;
      timer = setTimeout(() => void open(), pauseMs(state.attempts, Math.random()));
    });
  };
  const poll = async () => {
    if (state.link === 'live') return;
    try {
      happen({ type: 'asked', place: await askPlace(session.send, id) });
    } catch (failure) {
      // Whoever has no line here is not asked again and again.
      if (failure instanceof FhirFailure && [403, 404].includes(failure.status)) stop();
    }
  };
  const polling = setInterval(() => void poll(), askMs);
  const stop = () => {
    stopped = true;
    clearInterval(polling);
    clearTimeout(timer);
    socket?.close();
  };
  void poll();
  void open();
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
