/**
 * Which calls a waiting-room screen has to say aloud: those that it did not show before.
 * https://wicg.github.io/speech-api/
 */
import type { Screen } from '#model/queue/place.ts';

/** A call. */
export interface Call {
  number: number;
  name: string;
  room: string;
  doctor: string;
  /** When, ISO 8601: called again is another call. */
  at: string;
}

/** Every call that a screen shows, the earliest first. */
export function callsOf(screen: Screen): Call[] {
  return screen.lines
    .flatMap(({ doctor, called }) => called.map((one) => ({ ...one, doctor })))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

/** Those that are new; none where there was no screen before: nobody hears old calls. */
export function newCalls(before: Screen | undefined, now: Screen): Call[] {
  if (before === undefined) return [];
  const known = new Set(callsOf(before).map(keyOf));
  return callsOf(now).filter((call) => !known.has(keyOf(call)));
}

const keyOf = ({ number, room, doctor, at }: Call) => JSON.stringify([number, room, doctor, at]);
