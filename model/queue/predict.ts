/**
 * When those of a line are called: the rooms of a line take the next as they become free. Pure.
 * https://doi.org/10.2196/77297
 */
import { type Range, type Residuals, rangeOf } from './residuals.ts';
import type { Room } from './rooms.ts';
import {
  type ServiceKind,
  type ServiceTimes,
  expectedMinutes,
  remainingMinutes,
} from './service-times.ts';

const minuteMs = 60_000;

/** Somebody who will be called, in the order of calling. */
export interface Awaited {
  id: string;
  kind: ServiceKind;
  /** Is not there before, in milliseconds since 1970. */
  notBefore: number;
  /** How likely it is that they come; 1 for who is here. */
  share: number;
}

/** How many of those with a number come; 11.1 % do not (see algorithms.md §7). */
const usualShare = 0.89;
/** People come so long before their slot. */
const earlyMs = 15 * minuteMs;

/** Somebody with a number who is not here yet; nobody once their slot has ended. */
export function awaitedOf(
  one: Pick<Awaited, 'id' | 'kind'> & { slot: number; ends: number },
  now: number,
): Awaited[] {
  const { id, kind, slot, ends } = one;
  // Whoever has missed the slot comes behind others, if at all.
  if (ends <= now) return [];
  return [{ id, kind, notBefore: Math.max(now, slot - earlyMs), share: usualShare }];
}

/** What is foretold from. */
export interface Outlook {
  now: number;
  department: string;
  rooms: readonly Room[];
  line: readonly Awaited[];
  times: ServiceTimes;
  residuals: Residuals;
}

/** A forecast: `base` is what the rooms alone say, the others by how forecasts turned out. */
export interface Foretold extends Range {
  base: number;
  ahead: number;
  /** Whether a room calls already. */
  isOpen: boolean;
}

/** When those of a line are called, by id. Times are milliseconds since 1970. */
export function predictCalls(outlook: Outlook): Map<string, Foretold> {
  const { now, department, residuals } = outlook;
  const told = new Map<string, Foretold>();
  const isOpen = outlook.rooms.some(({ freeFrom }) => freeFrom <= now);
  for (const { one, at, ahead } of callTimes(outlook)) {
    const forecast = Math.max(0, at - now) / minuteMs;
    const range = rangeOf(residuals, { department, ahead, isOpen, forecast });
    const moment = (minutes: number) => Math.max(one.notBefore, now + minutes * minuteMs);
    told.set(one.id, {
      base: at,
      ahead,
      isOpen,
      soonest: moment(range.soonest),
      p50: moment(range.p50),
      p90: moment(range.p90),
    });
  }
  return told;
}

interface CallTime {
  one: Awaited;
  at: number;
  ahead: number;
}

/** In which order, and when, the rooms call if everything takes as long as it does in the mean. */
function callTimes({ now, department, rooms, line, times }: Outlook): CallTime[] {
  const known = new Map<string, number>();
  const asked = (doctor: string, kind: ServiceKind) => {
    const key = `${kind} ${doctor}`;
    const minutes = known.get(key) ?? expectedMinutes(times, { doctor, department, kind });
    known.set(key, minutes);
    return minutes;
  };
  const free = rooms.map(({ doctor, busy, freeFrom }) => {
    if (busy === undefined) return { doctor, at: Math.max(now, freeFrom) };
    const elapsed = (now - busy.since) / minuteMs;
    const left = remainingMinutes(asked(doctor, busy.kind), elapsed);
    return { doctor, at: now + left * minuteMs };
  });
  const waiting = [...line];
  const calls: CallTime[] = [];
  let ahead = 0;
  while (waiting.length > 0 && free.length > 0) {
    const room = free.reduce((a, b) => (b.at < a.at ? b : a));
    let next = waiting.findIndex(({ notBefore }) => notBefore <= room.at);
    if (next < 0) next = earliest(waiting);
    const [one] = waiting.splice(next, 1);
    const at = Math.max(room.at, one!.notBefore);
    calls.push({ one: one!, at, ahead });
    room.at = at + one!.share * asked(room.doctor, one!.kind) * minuteMs;
    ahead += one!.share > 0.5 ? 1 : 0;
  }
  return calls;
}

function earliest(line: readonly Awaited[]): number {
  return line.reduce((best, one, at) => (one.notBefore < line[best]!.notBefore ? at : best), 0);
}
