/**
 * A socket that is told what changes: opened anew with growing pauses whenever it ends, until
 * nobody listens.
 * https://websockets.spec.whatwg.org/
 */

/** How a live connection is. `refused`: the server let nobody in; it is not asked again. */
export type LiveState = 'connecting' | 'live' | 'broken' | 'refused';

/** What is listened with. */
export interface LiveParts {
  /** Of the socket: `/queue`. */
  path: string;
  /** What is said first; asked anew each time, since tokens end. */
  first: () => Promise<object>;
  /** Called with what the server says. */
  heard: (said: Record<string, unknown>) => void;
  changed: (state: LiveState) => void;
}

const leastMs = 1000;
const mostMs = 30_000;
/** Refusals that a new token may cure. */
const curable = new Set(['unauthenticated', 'rate-limited', 'internal']);

/** The pause before the nth try, in milliseconds; not all pages come back in the same moment. */
export function pauseBefore(tries: number, chance: number): number {
  return Math.min(mostMs, leastMs * 2 ** tries) * (0.5 + chance / 2);
}

/** Listens from now on. @returns what ends it. */
export function listenLive({ path, first, heard, changed }: LiveParts): () => void {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let over = false;
  const again = () => {
    if (over) return;
    changed('broken');
    timer = setTimeout(open, pauseBefore(tries, Math.random()));
    tries += 1;
  };
  const open = () => {
    const { protocol, host } = location;
    socket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}${path}`);
    socket.addEventListener('open', () => {
      first().then(
        (message) => socket?.send(JSON.stringify(message)),
        () => socket?.close(),
      );
    });
    socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const said = JSON.parse(data) as Record<string, unknown>;
      const { refused } = said;
      if (typeof refused !== 'string') {
        tries = 0;
        changed('live');
        heard(said);
      } else if (!curable.has(refused)) {
        over = true;
        changed('refused');
      }
    });
    socket.addEventListener('close', again);
  };
  changed('connecting');
  open();
  return () => {
    over = true;
    clearTimeout(timer);
    socket?.close();
  };
}
