/**
 * The times of a department, day by day. China's rule APT-01: within the hour.
 * https://hl7.org/fhir/R4/slot.html
 */
import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { clockText, dayText, saidDate } from '../../design/moment.ts';
import { fill } from '../../i18n/fill.ts';
import { Notice } from '../../light/parts.tsx';
import { useLoaded } from '../../light/use-loaded.ts';
import { useSession } from '../../session/session-context.ts';
import { Empty, Failed, Frame, Loading } from '../parts/Frame.tsx';

import { useWay } from '../use-route.ts';
import { useWords } from '../words.ts';
import type { ResidentWords } from '../words.ts';
import { findSlots, firstOpen } from './slots.ts';
import type { OpenSlot } from './visit.ts';
import './booking.css';

/** The page. */
export function DepartmentPage(): ReactNode {
  const words = useWords();
  const { send } = useSession();
  const { id = '', change } = useWay().route;
  const load = useCallback(
    (signal: AbortSignal) => findSlots(send, { department: id }, signal),
    [send, id],
  );
  const { value, error, reload } = useLoaded(load);
  const [first] = value ?? [];
  const title = first === undefined ? '' : `${first.hospital} ${first.department}`;
  return (
    <Frame title={title === '' ? words.visits.slots : title}>
      {change === undefined ? null : <Notice tone="calm">{words.visits.changing}</Notice>}
      <Failed error={error} retry={reload} />
      {value === undefined && error === undefined ? <Loading rows={4} /> : null}
      {value?.length === 0 ? <Empty>{words.visits.noSlots}</Empty> : null}
      {value === undefined || value.length === 0 ? null : <Days slots={value} />}
    </Frame>
  );
}

/** A strip of days, then the times of the chosen one. */
function Days({ slots }: { slots: readonly OpenSlot[] }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const days = Map.groupBy(slots, ({ start }) => dayText(start));
  const open = firstOpen(slots, Date.now());
  const [chosen, choose] = useState(() => dayText((open ?? slots[0])?.start ?? ''));
  const shown = days.get(chosen) ?? [];
  return (
    <>
      <div className="days" role="group" aria-label={words.visits.slots}>
        {[...days].map(([day, own]) => {
          const said = saidDate(day, new Date(), language);
          return (
            <button
              key={day}
              type="button"
              className="day"
              aria-pressed={day === chosen}
              onClick={() => choose(day)}
            >
              <b>{said === day ? weekdayText(day, language) : said}</b>
              <span>{day.slice(5)}</span>
              <span className="small">{leftText(own, words)}</span>
            </button>
          );
        })}
      </div>
      <Half title={words.visits.morning} slots={shown.filter(isMorning)} />
      <Half title={words.visits.afternoon} slots={shown.filter((slot) => !isMorning(slot))} />
    </>
  );
}

/** How many numbers of a day are left to be booked now. */
function leftText(slots: readonly OpenSlot[], { visits }: ResidentWords): string {
  const open = slots.filter(({ opens }) => Date.parse(opens) <= Date.now());
  if (open.length === 0) return visits.notYet;
  const free = open.reduce((sum, slot) => sum + slot.free, 0);
  return free > 0 ? fill(visits.left, { n: free }) : visits.full;
}

const isMorning = ({ start }: OpenSlot) => new Date(start).getHours() < 12;

function weekdayText(day: string, language: 'zh' | 'en'): string {
  const format = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    weekday: 'short',
  });
  return format.format(new Date(`${day}T00:00:00`));
}

function Half({ title, slots }: { title: string; slots: readonly OpenSlot[] }): ReactNode {
  if (slots.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul className="slots">
        {slots.map((slot) => (
          <li key={slot.id}>
            <SlotChoice slot={slot} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function SlotChoice({ slot }: { slot: OpenSlot }): ReactNode {
  const { visits } = useWords();
  const { go, route } = useWay();
  const { change } = route;
  const isOpen = Date.parse(slot.opens) <= Date.now();
  const left = slot.free > 0 ? fill(visits.left, { n: slot.free }) : visits.full;
  const opens = fill(visits.opensAt, {
    day: dayText(slot.opens).slice(5),
    time: clockText(slot.opens) ?? '',
  });
  const to = { page: 'slot', id: slot.id, ...(change === undefined ? {} : { change }) } as const;
  return (
    <button
      type="button"
      className="slot"
      data-full={slot.free === 0}
      disabled={!isOpen}
      onClick={() => go(to)}
    >
      <b className="figures">{`${clockText(slot.start)}–${clockText(slot.end)}`}</b>
      <span className="slot-who">{slot.doctor === '' ? visits.anyDoctor : slot.doctor}</span>
      <span className="small">{isOpen ? left : opens}</span>
    </button>
  );
}
