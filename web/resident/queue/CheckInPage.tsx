/**
 * What a scanned code of a waiting-room screen opens: one button that says that one is here.
 * https://hl7.org/fhir/R4/valueset-appointmentstatus.html
 */
import type { ReactNode } from 'react';
import { useConduct } from '../../light/use-conduct.ts';
import { useSession } from '../../session/session-context.ts';
import { type Arrival, arrive } from '../booking/moves.ts';
import { SlotWords } from '../booking/SlotWords.tsx';
import { useVisits } from '../booking/use-visits.ts';
import { type Visit, mayCheckIn } from '../booking/visit.ts';
import { useMember } from '../family/use-family.ts';
import { useNow } from '../home/use-next-step.ts';
import { Empty, Failed, Frame, Loading } from '../parts/Frame.tsx';
import { Press } from '../parts/Press.tsx';
import { useWay } from '../use-route.ts';
import { useWords } from '../words.ts';
import { useFollowing } from './use-place.ts';

/** The page; the code is in the address. */
export function CheckInPage(): ReactNode {
  const { queue } = useWords();
  const now = useNow();
  const { value, error, reload } = useVisits();
  const coming = (value ?? []).filter(
    (visit) => visit.status === 'checked-in' || mayCheckIn(visit, now),
  );
  return (
    <Frame title={queue.scanned}>
      <Failed error={error} retry={reload} />
      {value === undefined && error === undefined ? <Loading rows={1} /> : null}
      {value !== undefined && coming.length === 0 ? <Empty>{queue.scannedNothing}</Empty> : null}
      {coming.map((visit) => (
        <Here key={visit.id} visit={visit} />
      ))}
    </Frame>
  );
}

/** One visit of today; who is waiting already needs do nothing. */
function Here({ visit }: { visit: Visit }): ReactNode {
  const { queue } = useWords();
  const { send } = useSession();
  const { name } = useMember();
  const { reload } = useVisits();
  const { route, go } = useWay();
  const { place } = useFollowing(visit.status === 'checked-in' ? visit.id : undefined);
  const { busy, error, run } = useConduct();
  const how = arrivalOf(visit, place?.state);
  const open = () => go({ page: 'visit', id: visit.id });
  const act = (arrival: Arrival) =>
    run(async () => {
      await arrive(send, { id: visit.id, how: arrival, code: route.id ?? '' });
      reload();
      open();
    });
  return (
    <article className="block visit">
      <SlotWords told={{ ...visit, hospital: '', name }} />
      <Failed error={error} />
      {how === undefined ? (
        <Press kind="quiet" onClick={open}>
          {queue.scannedWaiting}
        </Press>
      ) : (
        <Press busy={busy} onClick={() => act(how)}>
          {{ 'check-in': queue.scannedHere, return: queue.return, rejoin: queue.rejoin }[how]}
        </Press>
      )}
    </article>
  );
}

function arrivalOf({ status }: Visit, state: string | undefined): Arrival | undefined {
  if (status === 'booked') return 'check-in';
  if (state === 'away') return 'return';
  return state === 'passed' ? 'rejoin' : undefined;
}
