/**
 * The appointments of whose things are shown, for all pages that speak of them.
 * https://hl7.org/fhir/R4/appointment.html
 */
import { createContext, useCallback, useContext, useEffect } from 'react';
import { batch, pageOf } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import type { Loaded } from '../../light/use-loaded.ts';
import { useSession } from '../../session/session-context.ts';
import { useMember } from '../family/use-family.ts';
import { useKept } from '../parts/kept.ts';
import { visitOf } from './visit.ts';
import type { Visit } from './visit.ts';

export const VisitsContext = createContext<Loaded<Visit[]> | undefined>(undefined);

/** The appointments around the caller. */
export function useVisits(): Loaded<Visit[]> {
  const visits = useContext(VisitsContext);
  if (visits === undefined) throw new Error('useVisits needs a VisitsContext above it');
  return visits;
}

async function loadVisits(send: Send, id: string, signal: AbortSignal): Promise<Visit[]> {
  const query = `Appointment?patient=${id}&_sort=-_lastUpdated&_count=50`;
  const page = pageOf((await batch(send, [query], signal))[0]);
  if (page.failure !== undefined) throw page.failure;
  return page.found.flatMap((fact) => visitOf(fact) ?? []);
}

/** Loads them; once an app. */
export function useOpenVisits(): Loaded<Visit[]> {
  const { send } = useSession();
  const { id } = useMember();
  const load = useCallback((signal: AbortSignal) => loadVisits(send, id, signal), [send, id]);
  const visits = useKept(`visits ${id}`, load);
  const isPaying = (visits.value ?? []).some(({ status }) => status === 'pending');
  useFresh(visits.reload, isPaying);
  return visits;
}

/** So often is asked whether a payment came: whoever takes the money may tell the house late. */
const payingMs = 5000;

/** Loads anew when somebody comes back to the page, and again and again while they pay. */
function useFresh(reload: () => void, isPaying: boolean): void {
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') reload();
    };
    document.addEventListener('visibilitychange', look);
    const timer = isPaying ? setInterval(look, payingMs) : undefined;
    return () => {
      document.removeEventListener('visibilitychange', look);
      clearInterval(timer);
    };
  }, [reload, isPaying]);
}
