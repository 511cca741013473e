/**
 * A line in place of the server's: what a phone hears by websocket, and by asking.
 * https://playwright.dev/docs/mock#mock-websockets
 */
import type { Page, WebSocketRoute } from 'playwright-core';
import type { Place } from '#model/queue/place.ts';
import { answer } from './answers.ts';

/** A place in the line of an Appointment. @param minutes from now. */
export function placeOf(appointment: string, given: Partial<Place>): Place {
  return {
    appointment,
    state: 'waiting',
    number: 12,
    ahead: 3,
    room: null,
    soonest: null,
    p50: null,
    p90: null,
    leave: null,
    at: new Date().toISOString(),
    ...given,
  };
}

/** A moment so many minutes from now. */
export const inMinutes = (minutes: number): string =>
  new Date(Date.now() + minutes * 60_000).toISOString();

/** A line that a test moves. */
export interface Line {
  /** What the page sent first. */
  asked: unknown[];
  /** Tells a place to whoever watches. */
  tell: (place: Place) => void;
  /** Cuts the connection. */
  cut: () => void;
  /** Says why the page is not told any more, and ends the connection. */
  refuse: (code: string) => void;
}

/** Puts a line before the page; `first` is what it hears first, and is answered. */
export async function openLine(page: Page, first: Place): Promise<Line> {
  const sockets: WebSocketRoute[] = [];
  const asked: unknown[] = [];
  let now = first;
  await page.routeWebSocket(/\/queue$/, (socket) => {
    sockets.push(socket);
    socket.onMessage((text) => {
      asked.push(JSON.parse(String(text)));
      socket.send(JSON.stringify({ place: now }));
    });
  });
  await answer(page, `/fhir/R4/Appointment/${first.appointment}/$place`, () => ({
    json: {
      resourceType: 'Parameters',
      parameter: Object.entries(now)
        .filter(([name, value]) => name !== 'appointment' && value !== null)
        .map(([name, value]) =>
          typeof value === 'number'
            ? { name, valueInteger: value }
            : { name, valueString: String(value) },
        ),
    },
  }));
  return {
    asked,
    tell(place) {
      now = place;
      sockets.at(-1)?.send(JSON.stringify({ place }));
    },
    cut() {
      void sockets.at(-1)?.close();
    },
    refuse(code) {
      sockets.at(-1)?.send(JSON.stringify({ refused: code }));
      void sockets.at(-1)?.close();
    },
  };
}
