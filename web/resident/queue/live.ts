/**
 * How a place in a line is followed: by websocket while there is one, by asking every 15 seconds
 * while there is none. Pure: what happens becomes the next state.
 * https://developer.mozilla.org/en-US/docs/Web/API/WebSocket
 */
import type { Place } from '#model/queue/place.ts';

/** How the page hears of changes. */
export type Link = 'opening' | 'live' | 'lost' | 'refused';

/** What is known. */
export interface Following {
  link: Link;
  place: Place | undefined;
  /** How often in a row it was tried in vain. */
  attempts: number;
}

/** What happens to it. */
export type Happening =
  | { type: 'opened' }
  | { type: 'message'; text: string }
  | { type: 'closed' }
  | { type: 'asked'; place: Place };

/** Before anything has happened. */
export const unheard: Following = { link: 'opening', place: undefined, attempts: 0 };

/** The state after something has happened. */
export function follow(state: Following, happening: Happening): Following {
  switch (happening.type) {
    case 'opened':
      return { ...state, link: 'opening' };
    case 'message':
      return heard(state, happening.text);
    case 'closed':
      // Who is refused is refused again: nothing is gained by trying.
      if (state.link === 'refused') return state;
      return { ...state, link: 'lost', attempts: state.attempts + 1 };
    case 'asked':
      return { ...state, place: newer(state.place, happening.place) };
  }
}

function heard(state: Following, text: string): Following {
  const said = readMessage(text);
  if (said === undefined) return state;
  if ('refused' in said) return { ...state, link: 'refused' };
  return { link: 'live', attempts: 0, place: newer(state.place, said.place) };
}

/** What the server says; undefined for what is not understood, such as of a later release. */
export function readMessage(text: string): { place: Place } | { refused: string } | undefined {
  try {
    const said = JSON.parse(text) as { place?: Place; refused?: string } | null;
    if (typeof said?.refused === 'string') return { refused: said.refused };
    return typeof said?.place?.state === 'string' ? { place: said.place } : undefined;
  } catch {
    // Not JSON: nothing of ours.
    return undefined;
  }
}

/** Of two answers the later; they may overtake each other on the way. */
function newer(before: Place | undefined, now: Place): Place {
  return before !== undefined && before.at > now.at ? before : now;
}

const firstPauseMs = 1000;
const longestPauseMs = 60_000;

/**
 * How long to wait before the next try, in milliseconds: growing, and not the same for all, who
 * would otherwise come back together.
 * @param chance from 0 to 1.
 */
export function pauseMs(attempts: number, chance: number): number {
  const whole = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, attempts - 1));
  return Math.round(whole * (0.5 + chance / 2));
}
