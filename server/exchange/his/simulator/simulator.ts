/**
 * A SIMULATOR of a hospital's own system (HIS), for a demonstration and tests: it has a window that
 * sells numbers of its own little state, speaks SIU both ways over HTTP, keeps an outbox and makes
 * lists of its bookings. It talks over a line that can be cut.
 * https://www.hl7.eu/HL7v2x/v251/std251/ch10.html
 */
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Message, parseMessage, segmentOf, textOf } from '../../hl7v2/er7.ts';
import { type Books, createBooks } from './books.ts';
import { type HisBooking, ackOf, answerOf, askedIn, listed, messageOf } from './messages.ts';

/** What becomes of a message on the line. */
export type Fate = 'arrives' | 'lost' | 'answer-lost' | 'twice' | 'late';

/** The line between both: what becomes of the next message in each direction. */
export interface Line {
  toHub: () => Fate;
  toHospital: () => Fate;
}
/** The simulator. */
export interface Simulator extends Omit<Books, 'apply'> {
  origin: string;
  /** What was said to it and what it answered, in order. */
  heard: { message: Message; answer: string }[];
  line: Line;
  /** What it answers to everything, instead of doing it. */
  mood: 'AR' | 'AE' | undefined;
  /** Sends what waits, in its order, until something is not answered. */
  flush(): Promise<void>;
  waiting(): number;
  /** Its list of a Schedule, for `$reconcile`. @param within whether it is of the session. */
  list(schedule: string, within?: (start: string) => boolean): object[];
  stop(): Promise<void>;
}
interface Sending {
  controlId: string;
  event: string;
  booking: HisBooking;
  text: string;
}

/**
 * Starts the simulator.
 * @param given.run begins its numbers: its books are empty at a start, and no number is used twice.
 * @param given.post sends a message to the hub, and is answered.
 */
export async function startSimulator(given: {
  now: () => number;
  run?: string;
  post: (text: string) => Promise<string>;
}): Promise<Simulator> {
  const { now, run = '' } = given;
  const outbox: Sending[] = [];
  let serial = 0;
  let latest = 0;
  const books = createBooks(run, (event, booking) => {
    serial += 1;
    // Its clock never says the same moment twice: messages have an order.
    latest = Math.max(latest + 1, now());
    const controlId = `HIS${run}${serial}`;
    const text = messageOf(event, booking, { controlId, at: latest });
    outbox.push({ controlId, event, booking, text });
  });
  const state: Pick<Simulator, 'line' | 'mood' | 'heard'> = {
    heard: [],
    line: { toHub: () => 'arrives', toHospital: () => 'arrives' },
    mood: undefined,
  };
  const answered = new Map<string, string>();
  const sold = (schedule: string, within: (start: string) => boolean) =>
    [...books.bookings.values()].filter(
      (one) => one.schedule === schedule && one.state !== 'refused' && within(one.start),
    );
  const hear = (message: Message): string => {
    const asked = askedIn(message);
    if (asked !== undefined) return answerOf(message, sold(asked.schedule, asked.within), now());
    const controlId = textOf(message[0], 10);
    const before = answered.get(controlId);
    if (before !== undefined) return before;
    const problem = state.mood === undefined ? books.apply(message) : 'in a mood';
    const code = problem === undefined ? 'AA' : (state.mood ?? 'AE');
    const answer = ackOf(message, { code, problem, at: now() });
    if (code !== 'AR') answered.set(controlId, answer);
    return answer;
  };
  const server = listen(hear, state);
  const origin = await server.origin;
  return Object.assign(state, books, {
    origin,
    flush: () => flush(outbox, { line: () => state.line.toHub(), post: given.post }),
    waiting: () => outbox.length,
    list: (schedule: string, within: (start: string) => boolean = () => true) =>
      sold(schedule, within).map(listed),
    stop: server.stop,
  });
}

/** Sends what waits. What the line keeps back comes after all the rest. */
async function flush(
  outbox: Sending[],
  { line, post }: { line: () => Fate; post: (text: string) => Promise<string> },
): Promise<void> {
  const send = async ({ text }: Sending): Promise<string | undefined> => {
    const fate = line();
    if (fate === 'lost') return undefined;
    const answer = await post(text);
    if (fate === 'twice') await post(text);
    return fate === 'answer-lost' ? undefined : answer;
  };
  const done = ({ event, booking, controlId }: Sending, answer: string) => {
    const code = textOf(segmentOf(parseMessage(answer), 'MSA'), 1);
    if (code === 'AR') return false;
    // The clerk tells the patient, and strikes it out.
    if (code === 'AE' && event === 'S12' && booking.state === 'booked') booking.state = 'refused';
    outbox.splice(
      outbox.findIndex((one) => one.controlId === controlId),
      1,
    );
    return true;
  };
  const late: Sending[] = [];
  for (const one of outbox.slice()) {
    if (line() === 'late') {
      late.push(one);
      continue;
    }
    const answer = await send(one);
    if (answer === undefined || !done(one, answer)) break;
  }
  for (const one of late) {
    const answer = await send(one);
    if (answer !== undefined) done(one, answer);
  }
}

/** The HTTP side, with the line before it. */
function listen(hear: (message: Message) => string, state: Pick<Simulator, 'line' | 'heard'>) {
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const message = parseMessage(Buffer.concat(parts).toString('utf8'));
      const fate = state.line.toHospital();
      if (fate === 'lost' || fate === 'late') {
        request.socket.destroy();
        return;
      }
      const text = hear(message);
      if (fate === 'twice') hear(message);
      state.heard.push({ message, answer: text });
      if (fate === 'answer-lost') request.socket.destroy();
      else response.writeHead(200, { 'content-type': 'application/hl7-v2' }).end(text);
    });
  });
  const origin = new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
  const stop = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { origin, stop };
}
