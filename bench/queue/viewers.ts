/**
 * Those who look at lines in screens.ts: a process of its own with many sockets, which says
 * when the last of them saw what it waits for.
 * https://www.rfc-editor.org/rfc/rfc6455
 */
import WebSocket from 'ws';

/** What to open: first messages, each so many times. */
export interface Viewing {
  url: string;
  /** Addresses of this machine from which sockets are opened, in turn. */
  addresses: readonly string[];
  firsts: readonly string[];
}

/** What is told: how many are open and know something, or who saw a text, when. */
export type Told = { open: number } | { seen: number; lost: number; at: number; each: number[] };

const sockets: WebSocket[] = [];
let waiting = { text: '', seen: 0, each: [] as number[] };
let lost = 0;
/** Of those that were opened together. */
const together = 200;

async function openAll({ url, addresses, firsts }: Viewing): Promise<void> {
  for (let at = 0; at < firsts.length; at += together) {
    const some = firsts.slice(at, at + together);
    await Promise.all(
      some.map((first, n) => openOne(url, first, addresses[(at + n) % addresses.length]!)),
    );
  }
  process.send?.({ open: sockets.length } satisfies Told);
}

function openOne(url: string, first: string, localAddress: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { localAddress, perMessageDeflate: false });
    let known = false;
    socket.on('open', () => socket.send(first));
    socket.on('error', reject);
    socket.on('close', () => {
      lost += 1;
    });
    socket.on('message', (data: Buffer) => {
      if (!known) {
        known = true;
        sockets.push(socket);
        resolve();
      }
      if (waiting.text === '' || !data.includes(waiting.text)) return;
      waiting.seen += 1;
      waiting.each.push(Date.now());
      if (waiting.seen < sockets.length) return;
      const { seen, each } = waiting;
      process.send?.({ seen, lost, at: Date.now(), each } satisfies Told);
      waiting = { text: '', seen: 0, each: [] };
    });
  });
}

process.on('message', (message: Viewing | { await: string }) => {
  if ('await' in message) {
    waiting = { text: message.await, seen: 0, each: [] };
    process.send?.({ open: sockets.length } satisfies Told);
  } else {
    void openAll(message);
  }
});
