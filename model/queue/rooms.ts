/**
 * The rooms that call from a line: those that called today, and those that usually do and have not
 * yet. Pure.
 * https://doi.org/10.2196/77297
 */
import type { ServiceKind } from './service-times.ts';

/** A room that calls. Times are milliseconds since 1970. */
export interface Room {
  doctor: string;
  /** Who is in it, since when. */
  busy?: { kind: ServiceKind; since: number } | undefined;
  /** It calls nobody before. */
  freeFrom: number;
}

/** A room that called today, and since when it is as it is. */
export interface RoomSeen extends Omit<Room, 'freeFrom'> {
  since: number;
}

/** What is known of the rooms of a line. */
export interface RoomsKnown {
  now: number;
  /** Begin of the session. */
  starts: number;
  /** Whose services those of a room are thought to be that has not called yet. */
  doctor: string;
  seen: readonly RoomSeen[];
  /**
   * When rooms called from this line for the first time on earlier days: the first of them, the
   * second and so on, in minutes after the session's begin.
   */
  begins: readonly number[];
}

const minuteMs = 60_000;
/** Before anything is known of a line, one room begins so many minutes after the session. */
const usualBegins = [5];
/** A room from which nobody was called for so long is closed, unless it is the only one. */
const closedMs = 45 * minuteMs;
/** A room that has not called so long after the begin does not call today. */
export const startingMs = 60 * minuteMs;

/** The rooms that call from a line now, one at least. */
export function roomsOf({ now, starts, doctor, seen, begins }: RoomsKnown): Room[] {
  const rooms = seen
    .filter(({ busy, since }) => busy !== undefined || now - since <= closedMs || seen.length === 1)
    .map((room): Room => ({ doctor: room.doctor, busy: room.busy, freeFrom: now }));
  if (now >= starts + startingMs && rooms.length > 0) return rooms;
  const usual = begins.length > 0 ? begins : usualBegins;
  for (const late of usual.slice(seen.length)) {
    rooms.push({ doctor, freeFrom: beginsAt(starts + late * minuteMs, now) });
  }
  return rooms.length > 0 ? rooms : [{ doctor, freeFrom: now }];
}

/** When a room begins that usually does at a moment. */
function beginsAt(usual: number, now: number): number {
  // Whatever is later than usual is expected any minute, and ever less surely.
  return now < usual ? usual : now + Math.max(2 * minuteMs, (now - usual) / 2);
}
