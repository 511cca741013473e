/**
 * One appointment: how it stands, the one thing to do about it, and on its day the line.
 * https://hl7.org/fhir/R4/appointment.html
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { clockText } from '../../design/moment.ts';
import { displayName } from '../../fhir/wording.ts';
import { fill } from '../../i18n/fill.ts';
import { useConduct } from '../../light/use-conduct.ts';
import type { Conduct } from '../../light/use-conduct.ts';
import { useSession } from '../../session/session-context.ts';
import { useMember } from '../family/use-family.ts';
import { mayBook } from '../family/member.ts';
import { watchable } from '../home/next-step.ts';
import { useNow } from '../home/use-next-step.ts';
import { Empty, Failed, Frame, Loading } from '../parts/Frame.tsx';
import { Press } from '../parts/Press.tsx';
import { lastChannel, leaveToPay, otherChannel } from '../pay/leave-to-pay.ts';
import type { Channel } from '../pay/leave-to-pay.ts';
import { QueueView } from '../queue/QueueView.tsx';
import { useWay } from '../use-route.ts';
import { useWords } from '../words.ts';
import { arrive, move } from './moves.ts';
import { Instead, TakeOffer } from './Instead.tsx';
import { SlotWords } from './SlotWords.tsx';
import { useHospital } from './use-hospital.ts';
import { useVisits } from './use-visits.ts';
import { statusText } from './VisitLists.tsx';
import { living, mayCheckIn } from './visit.ts';
import type { Visit } from './visit.ts';
import './booking.css';

/** The page. */
export function VisitPage(): ReactNode {
  const words = useWords();
  const { id = '' } = useWay().route;
  const { value, error, reload } = useVisits();
  const visit = value?.find((one) => one.id === id);
  return (
    <Frame title={visit === undefined ? words.visits.mine : statusText(visit, words.visits)}>
      <Failed error={error} retry={reload} />
      {value === undefined && error === undefined ? <Loading rows={2} /> : null}
      {value !== undefined && visit === undefined ? <Empty>{words.visits.gone}</Empty> : null}
      {visit === undefined ? null : <VisitCard key={visit.status} visit={visit} />}
    </Frame>
  );
}

function VisitCard({ visit }: { visit: Visit }): ReactNode {
  const { language } = useAppearance();
  const member = useMember();
  const now = useNow();
  const hospital = useHospital(visit.hospital);
  const isToday = watchable([visit], now).length > 0;
  const name = (hospital && displayName(hospital, language)) ?? '';
  return (
    <>
      {isToday ? <QueueView visit={visit} hospital={visit.hospital} /> : null}
      <article className="block visit" data-status={visit.status}>
        <SlotWords told={{ ...visit, hospital: name, name: member.name }} />
        {visit.isStopped ? <Instead visit={visit} now={now} hospital={name} /> : null}
        {mayBook(member) ? <Deeds visit={visit} now={now} /> : null}
      </article>
    </>
  );
}

/** What can be done about a visit; giving it back is asked twice. */
function Deeds({ visit, now }: { visit: Visit; now: number }): ReactNode {
  const words = useWords();
  const { visits } = words;
  const conduct = useConduct();
  const { send } = useSession();
  const { reload } = useVisits();
  const { go } = useWay();
  const [sure, setSure] = useState(false);
  const cancel = () =>
    conduct.run(async () => {
      await move(send, `Appointment/${visit.id}/$cancel`);
      reload();
    });
  const { status, departmentId } = visit;
  if (status === 'checked-in') return null;
  if (!living.has(status)) {
    return (
      <Press kind="quiet" onClick={() => go({ page: 'again', id: visit.id })}>
        {visits.again}
      </Press>
    );
  }
  if (sure) {
    return (
      <>
        <p>{visits.cancelSure}</p>
        <Failed error={conduct.error} />
        <Press kind="danger" busy={conduct.busy} onClick={cancel}>
          {visits.cancel}
        </Press>
        <Press kind="quiet" onClick={() => setSure(false)}>
          {visits.keep}
        </Press>
      </>
    );
  }
  return (
    <>
      <Main visit={visit} now={now} conduct={conduct} />
      {status === 'booked' ? (
        <Press
          kind="quiet"
          onClick={() => go({ page: 'department', id: departmentId, change: visit.id })}
        >
          {visits.change}
        </Press>
      ) : null}
      <button type="button" className="text text-danger" onClick={() => setSure(true)}>
        {visits.cancel}
      </button>
    </>
  );
}

/** The one button that leads on, and why it is there. */
function Main(props: { visit: Visit; now: number; conduct: Conduct }): ReactNode {
  const words = useWords();
  const { visits, queue } = words;
  const { visit, now, conduct } = props;
  const { send } = useSession();
  const { reload } = useVisits();
  const { busy, error, run } = conduct;
  const time = clockText(visit.until ?? '') ?? '';
  const then = (act: () => Promise<unknown>) => () =>
    run(async () => {
      await act();
      reload();
    });
  if (visit.status === 'pending') return <Pay visit={visit} conduct={conduct} time={time} />;
  if (visit.status === 'waitlist') return <p className="soft">{visits.waiting}</p>;
  if (visit.status === 'proposed') {
    return (
      <>
        {visit.replaces === undefined ? null : <p>{visits.insteadOf}</p>}
        <TakeOffer visit={visit} now={now} />
      </>
    );
  }
  if (!mayCheckIn(visit, now)) return <Failed error={error} />;
  return (
    <>
      <Failed error={error} />
      <Press busy={busy} onClick={then(() => arrive(send, { id: visit.id, how: 'check-in' }))}>
        {visits.checkIn}
      </Press>
      <p className="soft small">{queue.needPosition}</p>
    </>
  );
}

function Pay(props: { visit: Visit; conduct: Conduct; time: string }): ReactNode {
  const { visits } = useWords();
  const { send } = useSession();
  const [channel] = useState<Channel>(lastChannel);
  const { busy, error, run } = props.conduct;
  const pay = (by: Channel) => () => run(() => leaveToPay(send, props.visit.id, by));
  const other = otherChannel(channel);
  return (
    <>
      <p>{fill(visits.payFirst, { time: props.time })}</p>
      <Failed error={error} />
      <Press busy={busy} onClick={pay(channel)}>
        {visits.payNow[channel]}
      </Press>
      <Press kind="quiet" disabled={busy} onClick={pay(other)}>
        {visits.payNow[other]}
      </Press>
    </>
  );
}
