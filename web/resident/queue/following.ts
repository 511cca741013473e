/**
 * A place in a line as a page follows it: by socket while there is one, by asking while there is
 * none. Pure: what happens becomes the next state.
 * https://react.dev/reference/react/useReducer
 */
import type { Place } from '#model/queue/place.ts';
import type { LiveState } from '../../fhir/live.ts';

/** What is known. */
export interface Following {
  link: LiveState;
  place: Place | undefined;
}

/** What happens to it. */
export type Happening =
  | { type: 'changed'; link: LiveState }
  | { type: 'heard'; said: Record<string, unknown> }
  | { type: 'asked'; place: Place };

/** Before anything has happened. */
export const unheard: Following = { link: 'connecting', place: undefined };

/** The state after something has happened. */
export function follow(state: Following, happening: Happening): Following {
  switch (happening.type) {
    case 'changed':
      return { ...state, link: happening.link };
    case 'heard': {
      const place = placeIn(happening.said);
      return place === undefined ? state : { ...state, place: newer(state.place, place) };
    }
    case 'asked':
      return { ...state, place: newer(state.place, happening.place) };
  }
}

/** The place that is told; undefined for what is not understood, such as of a later release. */
function placeIn({ place }: Record<string, unknown>): Place | undefined {
  const told = place as Place | null | undefined;
  return typeof told?.state === 'string' ? told : undefined;
}

/** Of two answers the later; they may overtake each other on the way. */
function newer(before: Place | undefined, now: Place): Place {
  return before !== undefined && before.at > now.at ? before : now;
}
