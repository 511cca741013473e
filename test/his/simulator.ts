/**
 * A SIMULATOR of a hospital's own system (HIS), for tests: it has a window that sells numbers of its
 * own little state, speaks SIU both ways over HTTP, keeps an outbox, and knows FHIR Slots. It talks
 * over a line that can be cut.
 * https://www.hl7.eu/HL7v2x/v251/std251/ch10.html
 */
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import {
  type Message,
  parseMessage,
  partOf,
  repetitionsOf,
  segmentOf,
  textOf,
} from '#server/exchange/hl7v2/er7.ts';

/** What becomes of a message on the line. */
export type Fate = 'arrives' | 'lost' | 'answer-lost' | 'twice' | 'late';

/** The line between both: what becomes of the next message in each direction. */
export interface Line {
  toHub: () => Fate;
  toHospital: () => Fate;
}

/** Somebody whom the hospital knows. */
export interface Person {
  /** The hospital's own number. */
  chart: string;
  /** Of the resident identity card. */
  card: string;
  name: string;
}

/** A booking in the hospital's own books. */
export interface HisBooking {
  filler: string;
  /** Id of the Appointment of the hub, once it is known. */
  placer: string | undefined;
  schedule: string;
  /** ISO. */
  start: string;
  /** From the hub. */
  number: number | undefined;
  person: Person;
  state: 'booked' | 'cancelled' | 'noshow' | 'refused';
  isOurs: boolean;
}

/** The simulator. */
export interface Simulator {
  origin: string;
  bookings: Map<string, HisBooking>;
  /** How many numbers of a Schedule begin at a moment, by `Schedule moment`. */
  capacity: Map<string, number>;
  /** What was said to it and what it answered, in order. */
  heard: { message: Message; answer: string }[];
  line: Line;
  /** What it answers to everything, instead of doing it. */
  mood: 'AR' | 'AE' | undefined;
  /** Sells a number at the window; undefined where its own books have none left. */
  sell(given: { schedule: string; start: string; person: Person }): HisBooking | undefined;
  move(booking: HisBooking, start: string): boolean;
  cancel(booking: HisBooking): void;
  miss(booking: HisBooking): void;
  /** Sends what waits, in its order, until something is not answered. */
  flush(): Promise<void>;
  waiting(): number;
  /** Its list of a Schedule, for `$reconcile`. */
  list(schedule: string): object[];
  stop(): Promise<void>;
}

interface Message7 {
  controlId: string;
  event: string;
  filler: string;
  text: string;
}

const chartSystem = 'https://county.example/chart';
const stamp = (at: number) => `${new Date(at).toISOString().replace(/[-:TZ]/g, '')}+0000`;

/** Starts the simulator. @param given.post sends a message to the hub, and is answered. */
export async function startSimulator(given: {
  now: () => number;
  post: (text: string) => Promise<string>;
}): Promise<Simulator> {
  const { now, post } = given;
  const state: Omit<
    Simulator,
    'sell' | 'move' | 'cancel' | 'miss' | 'flush' | 'waiting' | 'list' | 'stop' | 'origin'
  > = {
    bookings: new Map(),
    capacity: new Map(),
    heard: [],
    line: { toHub: () => 'arrives', toHospital: () => 'arrives' },
    mood: undefined,
  };
  const outbox: Message7[] = [];
  const answered = new Map<string, string>();
  let serial = 0;
  let latest = 0;
  /** Its clock never says the same moment twice: messages have an order. */
  const tick = () => {
    latest = Math.max(latest + 1, now());
    return latest;
  };
  const hasRoom = (schedule: string, start: string) => {
    const living = [...state.bookings.values()].filter(
      (one) => one.schedule === schedule && one.start === start && one.state === 'booked',
    );
    return living.length < (state.capacity.get(`${schedule} ${start}`) ?? 0);
  };

  const say = (event: string, booking: HisBooking) => {
    serial += 1;
    const controlId = `HIS${serial}`;
    outbox.push({
      controlId,
      event,
      filler: booking.filler,
      text: messageOf(event, booking, { controlId, at: tick() }),
    });
  };
  const hear = (message: Message): string => {
    const msh = message[0];
    const controlId = textOf(msh, 10);
    const before = answered.get(controlId);
    if (before !== undefined) return before;
    const problem = state.mood === undefined ? apply(message) : 'in a mood';
    const code = problem === undefined ? 'AA' : (state.mood ?? 'AE');
    const answer = [
      `MSH|^~\\&|HIS|county|YISHU|YISHU|${stamp(now())}||ACK^${textOf(msh, 9, 2)}|A${controlId}|P|2.5`,
      `MSA|${code}|${controlId}${problem === undefined ? '' : `|${problem}`}`,
    ].join('\r');
    if (code !== 'AR') answered.set(controlId, answer);
    return answer;
  };
  const apply = (message: Message): string | undefined => {
    const sch = segmentOf(message, 'SCH');
    const told = {
      event: textOf(message[0], 9, 2),
      placer: textOf(sch, 1),
      filler: textOf(sch, 2),
      earlier: textOf(sch, 23),
      start: new Date(momentOf(textOf(segmentOf(message, 'TQ1'), 7))).toISOString(),
      number: Number(textOf(segmentOf(message, 'AIG'), 3)) || undefined,
    };
    const known =
      state.bookings.get(told.filler) ??
      [...state.bookings.values()].find(
        ({ placer }) => placer !== undefined && (placer === told.placer || placer === told.earlier),
      );
    if (told.event === 'S15' || told.event === 'S26') {
      if (known?.state === 'booked') known.state = told.event === 'S15' ? 'cancelled' : 'noshow';
      return undefined;
    }
    if (known !== undefined) {
      known.placer = told.placer;
      known.number = told.number;
      if (known.state === 'booked' && told.event !== 'S12') known.start = told.start;
      return undefined;
    }
    if (!hasRoom(textOf(sch, 5), told.start)) return 'no number is left here';
    serial += 1;
    const booking: HisBooking = {
      filler: `F${serial}`,
      placer: told.placer,
      schedule: textOf(sch, 5),
      start: told.start,
      number: told.number,
      person: personIn(message),
      state: 'booked',
      isOurs: false,
    };
    state.bookings.set(booking.filler, booking);
    // By which number the hospital knows it.
    say('S14', booking);
    return undefined;
  };
  const sendOne = async (one: Message7): Promise<string | undefined> => {
    const fate = state.line.toHub();
    if (fate === 'lost') return undefined;
    const answer = await post(one.text);
    if (fate === 'twice') await post(one.text);
    return fate === 'answer-lost' ? undefined : answer;
  };
  const done = (one: Message7, answer: string) => {
    const code = textOf(segmentOf(parseMessage(answer), 'MSA'), 1);
    if (code === 'AR') return false;
    const booking = state.bookings.get(one.filler);
    // The clerk tells the patient, and strikes it out.
    if (code === 'AE' && one.event === 'S12' && booking?.state === 'booked')
      booking.state = 'refused';
    outbox.splice(outbox.indexOf(one), 1);
    return true;
  };
  const server = listen(
    (message) => ({ fate: state.line.toHospital(), answer: () => hear(message) }),
    state,
  );
  const origin = await server.origin;
  return Object.assign(state, {
    origin,
    sell: ({ schedule, start, person }: Parameters<Simulator['sell']>[0]) => {
      if (!hasRoom(schedule, start)) return undefined;
      serial += 1;
      const filler = `F${serial}`;
      const base = {
        filler,
        placer: undefined,
        number: undefined,
        state: 'booked',
        isOurs: true,
      } as const;
      const booking: HisBooking = { ...base, schedule, start, person };
      state.bookings.set(filler, booking);
      say('S12', booking);
      return booking;
    },
    move: (booking: HisBooking, start: string) => {
      if (booking.state !== 'booked' || !hasRoom(booking.schedule, start)) return false;
      booking.start = start;
      say('S13', booking);
      return true;
    },
    cancel: (booking: HisBooking) => {
      if (booking.state !== 'booked') return;
      booking.state = 'cancelled';
      say('S15', booking);
    },
    miss: (booking: HisBooking) => {
      if (booking.state !== 'booked') return;
      booking.state = 'noshow';
      say('S26', booking);
    },
    flush: async () => {
      // What the line keeps back overtakes nobody it depends on: it comes after the next.
      const late: Message7[] = [];
      for (const one of [...outbox]) {
        if (state.line.toHub() === 'late') {
          late.push(one);
          continue;
        }
        const answer = await sendOne(one);
        if (answer === undefined || !done(one, answer)) break;
      }
      for (const one of late) {
        const answer = await sendOne(one);
        if (answer !== undefined) done(one, answer);
      }
    },
    waiting: () => outbox.length,
    list: (schedule: string) =>
      [...state.bookings.values()]
        .filter((one) => one.schedule === schedule && one.state !== 'refused')
        .map(listed),
    stop: server.stop,
  });
}

const momentOf = (text: string) => {
  const [, y, mo, d, h, mi, s = '00', zone = '+0000'] =
    /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?([+-]\d{4})?$/.exec(text) ?? [];
  return Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}${zone.slice(0, 3)}:${zone.slice(3)}`);
};

function personIn(message: Message): Person {
  const pid = segmentOf(message, 'PID');
  const numbers = repetitionsOf(pid, 3);
  const of = (name: string) => numbers.find((cx) => partOf(cx, 4) === name);
  return {
    chart: partOf(of('COUNTY'), 1),
    card: partOf(of('resident-id'), 1),
    name: `${textOf(pid, 5, 1)}${textOf(pid, 5, 2)}`,
  };
}

function messageOf(
  event: string,
  booking: HisBooking,
  { controlId, at }: { controlId: string; at: number },
): string {
  const { filler, placer, schedule, start, person } = booking;
  const own = placer === undefined ? '' : `${placer}^YISHU`;
  const sch = `SCH|${own}|${filler}^HIS|||${schedule}|${event}`;
  const lines = [
    `MSH|^~\\&|HIS|county|YISHU|YISHU|${stamp(at)}||SIU^${event}^SIU_S12|${controlId}|P|2.5`,
    sch,
    `TQ1|1||||||${stamp(Date.parse(start))}`,
    ...(person.chart === ''
      ? []
      : [`PID|||${person.chart}^^^COUNTY||${person.name}||19800101|M|||||||||||${person.card}`]),
    'RGS|1|A',
  ];
  return lines.join('\r');
}

function listed(booking: HisBooking): object {
  const { filler, placer, state, start, number, person } = booking;
  const hash = createHash('sha256')
    .update(`urn:oid:2.16.156.10011.1.3|${person.card}`)
    .digest('hex');
  return {
    name: 'booking',
    part: [
      { name: 'filler', valueString: filler },
      ...(placer === undefined
        ? []
        : [{ name: 'placer', valueReference: { reference: `Appointment/${placer}` } }]),
      { name: 'state', valueCode: state },
      { name: 'start', valueInstant: start },
      ...(number === undefined ? [] : [{ name: 'number', valueInteger: number }]),
      ...(person.card === '' ? [] : [{ name: 'patient-hash', valueString: hash }]),
      ...(person.chart === ''
        ? []
        : [
            {
              name: 'patient',
              valueIdentifier: { system: chartSystem, value: person.chart },
            },
          ]),
    ],
  };
}

/** The HTTP side, with the line before it. */
function listen(
  hear: (message: Message) => { fate: Fate; answer: () => string },
  { heard }: Pick<Simulator, 'heard'>,
) {
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const message = parseMessage(Buffer.concat(parts).toString('utf8'));
      const { fate, answer } = hear(message);
      if (fate === 'lost' || fate === 'late') {
        request.socket.destroy();
        return;
      }
      const text = answer();
      if (fate === 'twice') answer();
      heard.push({ message, answer: text });
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
