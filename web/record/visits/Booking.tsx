/**
 * Booking in four taps and a fifth to pay: department, time, confirm.
 * https://hl7.org/fhir/R4/appointment.html
 */
import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { clockText, dayText, saidDate } from '../../design/moment.ts';
import { ask } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import type { Bundle, Fact } from '../../fhir/shapes.ts';
import { fill } from '../../light/fill.ts';
import { Action, Notice } from '../../light/parts.tsx';
import { useConduct } from '../../light/use-conduct.ts';
import { useSession } from '../../session/session-context.ts';
import { recordFailureText, useRecordWords } from '../record-words.ts';
import { useLoaded } from '../use-loaded.ts';
import { type Department, type OpenSlot, departmentOf, slotOf, wantedSlot } from './visit.ts';

async function found(send: Send, query: string, signal: AbortSignal): Promise<Fact[]> {
  const bundle = await ask(send, `Appointment/$find?${query}`, { method: 'GET', signal });
  const { entry = [] } = bundle as unknown as Bundle;
  return entry.flatMap(({ resource }) => (resource === undefined ? [] : [resource as Fact]));
}

/** `done` is called with each Appointment that was made. */
export function Booking({ done }: { done: () => void }): ReactNode {
  const [department, choose] = useState<Department>();
  const [slot, take] = useState<OpenSlot>();
  if (department === undefined) return <Departments choose={choose} />;
  if (slot === undefined) {
    return <Slots department={department} take={take} back={() => choose(undefined)} />;
  }
  const back = () => take(undefined);
  return <Confirmation department={department} slot={slot} back={back} done={done} />;
}

function Departments({ choose }: { choose: (department: Department) => void }): ReactNode {
  const words = useRecordWords();
  const { language } = useAppearance();
  const { send } = useSession();
  const load = useCallback(
    async (signal: AbortSignal) => (await found(send, 'by=department', signal)).map(departmentOf),
    [send],
  );
  const { value, error } = useLoaded(load);
  if (error !== undefined) {
    return <Notice tone="danger">{recordFailureText(error, words, language)}</Notice>;
  }
  if (value === undefined) return <p role="status">{words.wait}</p>;
  const hospitals = Map.groupBy(value, ({ hospital }) => hospital);
  return (
    <section>
      <h2>{words.visits.choose}</h2>
      {value.length === 0 ? <p className="record-empty">{words.visits.noClinics}</p> : null}
      {[...hospitals].map(([hospital, departments]) => (
        <div key={hospital} className="choices">
          <h3>{hospital}</h3>
          <ul>
            {departments.map((one) => (
              <li key={one.id}>
                <button type="button" className="choice" onClick={() => choose(one)}>
                  <span>{one.name}</span>
                  <span className="soft">
                    {one.free > 0 ? fill(words.visits.left, { n: one.free }) : words.visits.full}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Slots(props: {
  department: Department;
  take: (slot: OpenSlot) => void;
  back: () => void;
}): ReactNode {
  const words = useRecordWords();
  const { language } = useAppearance();
  const { send } = useSession();
  const { id, name, hospital } = props.department;
  const load = useCallback(
    async (signal: AbortSignal) => (await found(send, `department=${id}`, signal)).map(slotOf),
    [send, id],
  );
  const { value, error } = useLoaded(load);
  const days = Map.groupBy(value ?? [], ({ start }) => dayText(start));
  return (
    <section>
      <Action onClick={props.back}>{words.visits.back}</Action>
      <h2>{`${hospital} ${name}`}</h2>
      {error === undefined ? null : (
        <Notice tone="danger">{recordFailureText(error, words, language)}</Notice>
      )}
      {value === undefined && error === undefined ? <p role="status">{words.wait}</p> : null}
      {[...days].map(([day, slots]) => (
        <div key={day} className="choices">
          <h3>{`${day} ${saidDate(day, new Date(), language)}`}</h3>
          <ul>
            {slots.map((slot) => (
              <li key={slot.id}>
                <SlotChoice slot={slot} take={props.take} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function SlotChoice({ slot, take }: { slot: OpenSlot; take: (slot: OpenSlot) => void }): ReactNode {
  const { visits } = useRecordWords();
  const isOpen = slot.opens <= new Date().toISOString();
  const left = slot.free > 0 ? fill(visits.left, { n: slot.free }) : visits.full;
  const day = dayText(slot.opens);
  const opens = fill(visits.opensAt, { day, time: clockText(slot.opens) ?? '' });
  return (
    <button type="button" className="choice" disabled={!isOpen} onClick={() => take(slot)}>
      <span>
        <b>{`${clockText(slot.start)}–${clockText(slot.end)}`}</b> {slot.doctor}
      </span>
      <span className="soft">{isOpen ? left : opens}</span>
    </button>
  );
}

function Confirmation(props: {
  department: Department;
  slot: OpenSlot;
  back: () => void;
  done: () => void;
}): ReactNode {
  const words = useRecordWords();
  const { language } = useAppearance();
  const { who, send } = useSession();
  const { busy, error, run } = useConduct();
  const { slot, department } = props;
  const isLeft = slot.free > 0;
  const book = () =>
    run(async () => {
      const path = isLeft ? 'Appointment/$book' : 'Appointment/$wait';
      await ask(send, path, { method: 'POST', body: wantedSlot(slot.id, who.who) });
      props.done();
    });
  return (
    <section className="visit">
      <h2>{words.visits.confirm}</h2>
      <p className="visit-when">
        {`${dayText(slot.start)} ${clockText(slot.start)}–${clockText(slot.end)}`}
      </p>
      <p>{`${department.hospital} ${department.name}`}</p>
      <p>{slot.doctor}</p>
      <p>{slot.fee > 0 ? fill(words.visits.fee, { yuan: slot.fee }) : words.visits.free}</p>
      <p className="soft">{words.visits.confirmHelp}</p>
      {error === undefined ? null : (
        <Notice tone="danger">{recordFailureText(error, words, language)}</Notice>
      )}
      <div className="pair">
        <Action onClick={props.back}>{words.visits.back}</Action>
        <Action kind="main" busy={busy} onClick={book}>
          {isLeft ? words.visits.confirm : words.visits.wait}
        </Action>
      </div>
    </section>
  );
}
