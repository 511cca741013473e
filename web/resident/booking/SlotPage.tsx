/**
 * A time is looked over, confirmed and paid with one button; or waited for; or taken for another.
 * https://hl7.org/fhir/R4/appointment.html
 */
import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';
import { clockText } from '../../design/moment.ts';
import { fill } from '../../i18n/fill.ts';
import { Notice } from '../../light/parts.tsx';
import { useConduct } from '../../light/use-conduct.ts';
import { useLoaded } from '../../light/use-loaded.ts';
import { useSession } from '../../session/session-context.ts';
import { useElder } from '../elder/elder.ts';
import { useMember } from '../family/use-family.ts';
import { Empty, Failed, Frame, Loading } from '../parts/Frame.tsx';
import { Press } from '../parts/Press.tsx';
import { LinkRow, Rows } from '../parts/Rows.tsx';
import { lastChannel, leaveToPay, otherChannel } from '../pay/leave-to-pay.ts';
import type { Channel } from '../pay/leave-to-pay.ts';
import { useWay } from '../use-route.ts';
import { useWords } from '../words.ts';
import { askPatiently } from './draw.ts';
import type { Turn } from './draw.ts';
import { move } from './moves.ts';
import { findSlots, firstOpen } from './slots.ts';
import { SlotWords } from './SlotWords.tsx';
import { useVisits } from './use-visits.ts';
import { wantedSlot } from './visit.ts';
import type { OpenSlot, Visit } from './visit.ts';
import './booking.css';

/** The page of a Slot. */
export function SlotPage(): ReactNode {
  const words = useWords();
  const { send } = useSession();
  const { id = '' } = useWay().route;
  const load = useCallback(
    (signal: AbortSignal) => findSlots(send, { slot: id }, signal),
    [send, id],
  );
  const { value, error, reload } = useLoaded(load);
  const [slot] = value ?? [];
  return (
    <Frame title={words.visits.confirmTitle}>
      <Failed error={error} retry={reload} />
      {value === undefined && error === undefined ? <Loading rows={2} /> : null}
      {value !== undefined && slot === undefined ? <Empty>{words.visits.noSlots}</Empty> : null}
      {slot === undefined ? null : <Confirm slot={slot} />}
    </Frame>
  );
}

/** The same doctor once more: the next time that is free, ready to be confirmed. */
export function AgainPage(): ReactNode {
  const words = useWords();
  const { id = '' } = useWay().route;
  const { value: visits, error } = useVisits();
  const before = visits?.find((visit) => visit.id === id);
  return (
    <Frame title={words.visits.againTitle}>
      <Failed error={error} />
      {visits === undefined && error === undefined ? <Loading rows={2} /> : null}
      {visits !== undefined && before === undefined ? <Empty>{words.visits.gone}</Empty> : null}
      {before === undefined ? null : <NextFree before={before} />}
    </Frame>
  );
}

function NextFree({ before }: { before: Visit }): ReactNode {
  const words = useWords();
  const { send } = useSession();
  const { doctorId, departmentId } = before;
  const load = useCallback(
    (signal: AbortSignal) => {
      const doctor = doctorId === '' ? {} : { 'practitioner-role': doctorId };
      return findSlots(send, { department: departmentId, ...doctor }, signal);
    },
    [send, doctorId, departmentId],
  );
  const { value, error, reload } = useLoaded(load);
  const slot = firstOpen(value ?? [], Date.now());
  return (
    <>
      <Failed error={error} retry={reload} />
      {value === undefined && error === undefined ? <Loading rows={2} /> : null}
      {value !== undefined && slot === undefined ? <Empty>{words.visits.againFull}</Empty> : null}
      {slot === undefined ? null : <Confirm slot={slot} />}
      <Rows>
        <LinkRow to={{ page: 'department', id: departmentId }} glyph="clock">
          {words.visits.otherTime}
        </LinkRow>
      </Rows>
    </>
  );
}

/** What a Slot leads to. */
type Deed = 'book' | 'hold' | 'wait' | 'change';

function Confirm({ slot }: { slot: OpenSlot }): ReactNode {
  const words = useWords();
  const member = useMember();
  const { isElder } = useElder();
  const { change } = useWay().route;
  const [channel, setChannel] = useState<Channel>(lastChannel);
  const { busy, error, turn, act } = useDeed(slot, channel);
  const isLeft = slot.free > 0;
  const isPaid = isLeft && slot.payFirst && slot.fee > 0;
  const deed = change !== undefined ? 'change' : isLeft ? 'book' : 'wait';
  const label = isPaid && deed === 'book' ? words.visits.payBy[channel] : deedText(deed, words);
  return (
    <div className="block confirm">
      <SlotWords told={{ ...slot, name: member.name }} />
      <p className="soft">{isLeft ? words.visits.confirmHelp : words.visits.waitHelp}</p>
      <Failed error={error} />
      {turn === undefined ? null : (
        <Notice tone="warn">
          {fill(words.visits.drawing, {
            time: clockText(new Date(turn.again).toISOString()) ?? '',
          })}
        </Notice>
      )}
      <Press busy={busy} onClick={() => act(deed)}>
        {label}
      </Press>
      {isPaid && deed === 'book' ? (
        <Press kind="quiet" disabled={busy} onClick={() => setChannel(otherChannel(channel))}>
          {words.visits.payOther[otherChannel(channel)]}
        </Press>
      ) : null}
      {deed === 'book' && !isElder ? (
        <button type="button" className="text" disabled={busy} onClick={() => act('hold')}>
          {words.visits.hold}
        </button>
      ) : null}
      {change === undefined ? null : <Notice tone="calm">{words.visits.changing}</Notice>}
    </div>
  );
}

function deedText(deed: Deed, { visits }: ReturnType<typeof useWords>): string {
  if (deed === 'change') return visits.changeDo;
  return deed === 'wait' ? visits.wait : visits.confirm;
}

/** Does it, then leads on: to pay where that is due, else to the visit. */
function useDeed(slot: OpenSlot, channel: Channel) {
  const { send } = useSession();
  const { reference } = useMember();
  const { route, replace } = useWay();
  const { reload } = useVisits();
  const { busy, error, run } = useConduct();
  const { change } = route;
  const [turn, setTurn] = useState<Turn>();
  const act = (deed: Deed) =>
    run(async () => {
      const visit =
        deed === 'change'
          ? await move(send, `Appointment/${change ?? ''}/$reschedule`, wantedSlot(slot.id))
          : await askPatiently(
              (ticket) =>
                move(send, `Appointment/$${deed}`, wantedSlot(slot.id, reference, ticket)),
              { waiting: setTurn, pause },
            );
      reload();
      if (visit === undefined) return;
      if (visit.status === 'pending') {
        // Whoever comes back from paying, or could not pay, finds the visit.
        replace({ page: 'visit', id: visit.id });
        await leaveToPay(send, visit.id, channel);
        return;
      }
      replace({ page: 'visit', id: visit.id });
    });
  return { busy, error, turn, act };
}

const pause = (until: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, Math.max(0, until - Date.now()));
  });
