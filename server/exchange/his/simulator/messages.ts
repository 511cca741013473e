/**
 * What the simulator of a hospital's own system writes and reads: SIU messages, lists of bookings.
 * https://www.hl7.eu/HL7v2x/v251/std251/ch10.html
 */
import { createHash } from 'node:crypto';
import { type Message, partOf, repetitionsOf, segmentOf, textOf } from '../../hl7v2/er7.ts';

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

const marks = 'MSH|^~\\&';
const chartSystem = 'https://county.example/chart';

/** A moment as HL7 v2 writes it, to the millisecond. */
const stamp = (at: number) => `${new Date(at).toISOString().replace(/[-:TZ]/g, '')}+0000`;

/** The acknowledgment of a message. @param problem what is wrong with it. */
export function ackOf(
  message: Message,
  given: { code: string; problem: string | undefined; at: number },
): string {
  const controlId = textOf(message[0], 10);
  const event = textOf(message[0], 9, 2);
  const { code, problem, at } = given;
  return [
    `${marks}|HIS|county|YISHU|YISHU|${stamp(at)}||ACK^${event}|A${controlId}|P|2.5`,
    `MSA|${code}|${controlId}${problem === undefined ? '' : `|${problem}`}`,
  ].join('\r');
}

/** What a SIU of the hub says. */
export function toldIn(message: Message) {
  const sch = segmentOf(message, 'SCH');
  return {
    event: textOf(message[0], 9, 2),
    placer: textOf(sch, 1),
    filler: textOf(sch, 2),
    schedule: textOf(sch, 5),
    earlier: textOf(sch, 23),
    start: new Date(momentOf(textOf(segmentOf(message, 'TQ1'), 7))).toISOString(),
    number: Number(textOf(segmentOf(message, 'AIG'), 3)) || undefined,
    person: personIn(message),
  };
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

/** Filler status codes, HL7 table 0278. */
const statuses = { booked: 'Booked', cancelled: 'Cancelled', noshow: 'Noshow' } as const;

/** Which bookings are asked for; undefined: this is no such question. */
export function askedIn(
  message: Message,
): { schedule: string; within: (start: string) => boolean } | undefined {
  if (textOf(message[0], 9, 1) !== 'SQM') return undefined;
  const arq = segmentOf(message, 'ARQ');
  const [from, to] = [momentOf(textOf(arq, 11, 1)), momentOf(textOf(arq, 11, 2))];
  return {
    schedule: textOf(arq, 5),
    within: (start) => Date.parse(start) >= from && Date.parse(start) < to,
  };
}

/** The answer to who asks for bookings. */
export function answerOf(question: Message, bookings: readonly HisBooking[], at: number): string {
  const controlId = textOf(question[0], 10);
  const lines = bookings.flatMap((booking) => {
    const { state, filler, placer, schedule, start, number, person } = booking;
    if (state === 'refused') return [];
    const own = placer === undefined ? '' : `${placer}^YISHU`;
    const status = statuses[state];
    return [
      `SCH|${own}|${filler}^HIS|||${schedule}|LIST${'|'.repeat(19)}${status}`,
      `TQ1|1||||||${stamp(Date.parse(start))}`,
      ...(person.card === '' && person.chart === '' ? [] : [pidOf(person)]),
      'RGS|1',
      ...(number === undefined ? [] : [`AIG|1||${number}|NUMBER`]),
    ];
  });
  return [
    `${marks}|HIS|county|YISHU|YISHU|${stamp(at)}||SQR^S25^SQR_S25|L${controlId}|P|2.5`,
    `MSA|AA|${controlId}`,
    `QAK|${controlId}|${lines.length === 0 ? 'NF' : 'OK'}`,
    ...lines,
  ].join('\r');
}

const pidOf = ({ chart, card, name }: Person) => {
  const number = chart === '' ? '' : `${chart}^^^COUNTY`;
  return `PID|||${number}||${name}||19800101|M|||||||||||${card}`;
};

/** A SIU of the hospital. */
export function messageOf(
  event: string,
  booking: HisBooking,
  { controlId, at }: { controlId: string; at: number },
): string {
  const { filler, placer, schedule, start, person } = booking;
  const own = placer === undefined ? '' : `${placer}^YISHU`;
  const sch = `SCH|${own}|${filler}^HIS|||${schedule}|${event}`;
  const lines = [
    `${marks}|HIS|county|YISHU|YISHU|${stamp(at)}||SIU^${event}^SIU_S12|${controlId}|P|2.5`,
    sch,
    `TQ1|1||||||${stamp(Date.parse(start))}`,
    ...(person.chart === '' ? [] : [pidOf(person)]),
    'RGS|1|A',
  ];
  return lines.join('\r');
}

/** A booking as its list has it. */
export function listed(booking: HisBooking): object {
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
